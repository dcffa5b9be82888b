package io.github.progresstracker.benchmarks.accuracy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A recorded run of a real job: how much was done at what second.
 *
 * @param name file name without its ending
 * @param kind what sort of job it was; traces of one kind are averaged before kinds are
 * @param total units to do
 * @param run which run of which job it was; null if the recording does not say
 * @param steps the run, in the order of time, at least {@link TraceReader#FEWEST_STEPS}
 * @param pauses waits that the host announced, in the order of time
 */
record Trace(
    String name,
    String kind,
    double total,
    @Nullable Run run,
    List<Step> steps,
    List<Pause> pauses) {

  /**
   * One observation.
   *
   * @param seconds since the start
   * @param done units done by then
   */
  record Step(double seconds, double done) {}

  /**
   * One announced wait of the whole job.
   *
   * @param from second at which it began and was announced
   * @param to second at which it ended
   */
  record Pause(double from, double to) {}

  /**
   * Which run of which job.
   *
   * @param key what all runs of the job have in common
   * @param number order of the runs of one job; a run knows those with smaller numbers
   */
  record Run(String key, int number) {}

  Trace {
    steps = List.copyOf(steps);
    pauses = List.copyOf(pauses);
  }

  /** How long the job took, in seconds: its end is the end of the recording. */
  double duration() {
    return steps.get(steps.size() - 1).seconds();
  }

  /** How much of the first {@code now} seconds was spent in announced waits, in seconds. */
  double waited(double now) {
    return pauses.stream()
        .mapToDouble(pause -> Math.max(0, Math.min(now, pause.to()) - pause.from()))
        .sum();
  }
}
