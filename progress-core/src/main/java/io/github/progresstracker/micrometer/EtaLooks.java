package io.github.progresstracker.micrometer;

import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.TrackerState;
import java.time.Duration;
import java.util.OptionalDouble;

/**
 * What was estimated during a run, kept until the run is over and the truth is known. Time is in
 * seconds since the start with waits in it and pauses left out.
 *
 * <p>Takes a kilobyte: when all places are taken, looks that lie close together are given up, so
 * that those that stay are spread over the whole run.
 */
final class EtaLooks {

  private static final int MOST = 64;
  private static final double WORST_ERROR = 2;

  /** As far from the wanted moment, as a share of the run, as a look may lie. */
  private static final double FARTHEST = 0.125;

  private final double[] times = new double[MOST];
  private final double[] remaining = new double[MOST];
  private int kept;
  private double apart;
  private double time;
  private double elapsed;
  private boolean paused;

  void take(ProgressSnapshot job) {
    double now = Math.max(elapsed, seconds(job.elapsed()));
    time += paused ? 0 : now - elapsed;
    elapsed = now;
    paused = job.state() == TrackerState.PAUSED;
    Duration estimate = job.eta().remaining();
    if (estimate != null && !paused && !job.state().isFinal()) {
      look(seconds(estimate));
    }
  }

  private void look(double estimate) {
    if (kept == MOST) {
      apart = time / (MOST / 2.0);
      thin();
    }
    if (kept == 0 || isApart(time, kept - 1)) {
      times[kept] = time;
      remaining[kept] = estimate;
      kept++;
    }
  }

  private void thin() {
    int left = 1;
    for (int i = 1; i < kept; i++) {
      if (isApart(times[i], left - 1)) {
        times[left] = times[i];
        remaining[left] = remaining[i];
        left++;
      }
    }
    kept = left;
  }

  private boolean isApart(double later, int look) {
    return later > times[look] && later - times[look] >= apart;
  }

  /**
   * How far off the estimate was at a moment of the run that is over now: {@code |estimated - true|
   * / T} of the look nearest to that moment, at most 2, as in {@link
   * io.github.progresstracker.eta.EtaAccuracy#error()}.
   *
   * @param share the moment, as a share of the whole duration {@code T}
   * @return the error, or empty if there was no estimate near that moment
   */
  OptionalDouble errorAt(double share) {
    double moment = share * time;
    int nearest = nearest(moment);
    if (nearest < 0 || Math.abs(times[nearest] - moment) > FARTHEST * time) {
      return OptionalDouble.empty();
    }
    double off = Math.abs(remaining[nearest] - (time - times[nearest]));
    return time > 0 ? OptionalDouble.of(Math.min(WORST_ERROR, off / time)) : OptionalDouble.empty();
  }

  private int nearest(double moment) {
    int nearest = kept - 1;
    for (int i = kept - 1; i >= 0; i--) {
      if (Math.abs(times[i] - moment) <= Math.abs(times[nearest] - moment)) {
        nearest = i;
      }
    }
    return nearest;
  }

  static double seconds(Duration duration) {
    return duration.getSeconds() + duration.getNano() / 1e9;
  }
}
