package io.github.progresstracker.benchmarks.accuracy;

import io.github.progresstracker.benchmarks.accuracy.Trace.Pause;
import io.github.progresstracker.benchmarks.accuracy.Trace.Run;
import io.github.progresstracker.benchmarks.accuracy.Trace.Step;
import java.util.ArrayList;
import java.util.List;

/** Made-up runs. */
final class Traces {

  private Traces() {}

  /** A unit a second. */
  static Trace steady(String name, int seconds) {
    return new Trace(name, "made-up", seconds, null, units(seconds, 1), List.of());
  }

  /** A steady run that says which run of which job it is. */
  static Trace run(String name, String key, int number) {
    return new Trace(name, "made-up", 100, new Run(key, number), units(100, 1), List.of());
  }

  /** Units that take one second each in the first half and three seconds each in the second. */
  static Trace slowingDown(String name, int units) {
    List<Step> steps = new ArrayList<>(units(units / 2, 1));
    for (int i = 1; i <= units / 2; i++) {
      steps.add(new Step(units / 2.0 + 3 * i, units / 2.0 + i));
    }
    return new Trace(name, "made-up", units, null, steps, List.of());
  }

  /** A unit a second, with an announced wait of ten seconds after each twenty units. */
  static Trace waiting(String name) {
    List<Step> steps = new ArrayList<>();
    List<Pause> pauses = new ArrayList<>();
    for (int unit = 0; unit <= 100; unit++) {
      int waits = Math.max(0, unit - 1) / 20;
      steps.add(new Step(unit + 10 * waits, unit));
    }
    for (int wait = 0; wait < 4; wait++) {
      double from = 20 * (wait + 1) + 10 * wait;
      pauses.add(new Pause(from, from + 10));
    }
    return new Trace(name, "waiting", 100, null, steps, pauses);
  }

  private static List<Step> units(int count, double secondsEach) {
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i <= count; i++) {
      steps.add(new Step(i * secondsEach, i));
    }
    return steps;
  }
}
