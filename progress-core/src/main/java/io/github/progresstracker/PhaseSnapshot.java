package io.github.progresstracker;

import org.jspecify.annotations.Nullable;

/**
 * One phase of a tracker at an instant.
 *
 * @param name as given by the host, such as {@code fetching}
 * @param done units done in this phase, a resume offset included
 * @param total units to do in this phase
 * @param weight share of the job's time that the phase was declared to take, 0 to 1; null if it is
 *     not one of the tracker's declared phases
 * @param finished whether the phase has ended
 * @see ProgressSnapshot
 */
public record PhaseSnapshot(
    String name, long done, Total total, @Nullable Double weight, boolean finished) {

  /** What a phase in work shows at the most: 100 is for what has ended. */
  private static final double ALMOST_DONE_PERCENT = 99.9;

  /**
   * How far the phase is, by its count.
   *
   * @return 0 to 100, and 100 only when it has ended; null while the total is unknown
   */
  public @Nullable Double percent() {
    if (!total.isKnown()) {
      return finished ? 100.0 : null;
    }
    long of = total.valueOr(0);
    double reached = of == 0 ? 0 : 100.0 * done / of;
    if (finished) {
      return of == 0 ? 100.0 : Math.min(100, reached);
    }
    return Math.min(ALMOST_DONE_PERCENT, reached);
  }
}
