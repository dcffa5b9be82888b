package io.github.progresstracker.benchmarks.accuracy;

import io.github.progresstracker.benchmarks.accuracy.Trace.Step;
import java.util.ArrayList;
import java.util.List;

/**
 * Plays a trace to an estimator and looks at it 200 times, evenly over 5 % to 95 % of the run. The
 * estimator sees only what had happened by the moment of each look.
 */
final class Replay {

  static final int LOOKS = 200;
  private static final double FIRST = 0.05;
  private static final double LAST = 0.95;

  private Replay() {}

  static List<Look> play(Trace trace, Contender contender) {
    List<Look> looks = new ArrayList<>(LOOKS);
    int next = 0;
    for (int i = 0; i < LOOKS; i++) {
      double now = trace.duration() * (FIRST + (LAST - FIRST) * i / (LOOKS - 1));
      next = observe(trace, contender, next, now);
      looks.add(contender.look(now));
    }
    return looks;
  }

  private static int observe(Trace trace, Contender contender, int from, double now) {
    int next = from;
    while (next < trace.steps().size() && trace.steps().get(next).seconds() <= now) {
      Step step = trace.steps().get(next++);
      contender.observe(step.seconds(), step.done());
    }
    return next;
  }
}
