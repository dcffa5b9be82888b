package io.github.progresstracker;

import java.util.Objects;

/**
 * What a phase is about. Immutable: each method returns a changed copy.
 *
 * <pre>{@code
 * TrackerSpec spec = TrackerSpec.named("reindex").phases(
 *     PhaseSpec.named("scan").total(files.size()),
 *     PhaseSpec.named("index").total(files.size()).weight(9));     // nine times as long
 * try (ProgressTracker job = registry.start(spec)) {
 *   try (ProgressPhase scan = job.phase("scan")) {
 *     scan.advance(files.size());
 *   }
 * }
 * }</pre>
 *
 * @param name for people; one phase of a name per tracker
 * @param total units to do in the phase
 * @param offset units of the phase done before this run
 * @param reportEvery a {@link io.github.progresstracker.event.Transition.Marked} at each multiple
 *     of this, or 0 for none
 * @param weight expected share of the time, relative to the other phases declared with {@link
 *     TrackerSpec#phases}; 1 unless told otherwise
 */
public record PhaseSpec(String name, Total total, long offset, long reportEvery, double weight) {

  private static final double UNWEIGHTED = 1;

  /**
   * Checks the values.
   *
   * @param name for people; not blank
   * @param total units to do in the phase
   * @param offset units of the phase done before this run, {@code >= 0}
   * @param reportEvery distance of the marks, or 0 for none
   * @param weight expected share of the time, {@code > 0} and finite
   * @throws IllegalArgumentException if the name is blank, if offset or reportEvery is negative, or
   *     if the weight is out of its range
   */
  public PhaseSpec {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a phase needs a name, was blank");
    }
    Objects.requireNonNull(total, "total");
    TrackerSpec.requireNotNegative("offset", offset, name);
    TrackerSpec.requireNotNegative("reportEvery", reportEvery, name);
    if (!(weight > 0 && weight <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "weight must be finite and > 0, was " + weight + " (" + name + ")");
    }
  }

  /**
   * A phase of that name with an unknown total and the weight 1.
   *
   * @param name for people, not blank
   * @return the specification
   */
  public static PhaseSpec named(String name) {
    return new PhaseSpec(name, Total.unknown(), 0, 0, UNWEIGHTED);
  }

  /**
   * The same phase under another name, as for two steps of a pipeline.
   *
   * @param newName for people, not blank
   * @return the changed copy
   */
  public PhaseSpec renamed(String newName) {
    return new PhaseSpec(newName, total, offset, reportEvery, weight);
  }

  /**
   * Sets an exact total.
   *
   * @param units units to do, {@code >= 0}
   * @return the changed copy
   * @throws IllegalArgumentException if {@code units} is negative
   */
  public PhaseSpec total(long units) {
    TrackerSpec.requireNotNegative("total", units, name);
    return new PhaseSpec(name, Total.exact(units), offset, reportEvery, weight);
  }

  /**
   * Starts from work that was done before, by an earlier run.
   *
   * @param done units done before, {@code >= 0}
   * @return the changed copy
   */
  public PhaseSpec startAt(long done) {
    return new PhaseSpec(name, total, done, reportEvery, weight);
  }

  /**
   * Asks for an event at each multiple of a count. The event says exactly the multiple.
   *
   * @param units the step, or 0 for none
   * @return the changed copy
   */
  public PhaseSpec reportEvery(long units) {
    return new PhaseSpec(name, total, offset, units, weight);
  }

  /**
   * Says how much of the job's time the phase is expected to take, relative to the weights of the
   * other phases: 1, 6 and 3 are a tenth, six tenths and three tenths. It counts where the phase is
   * declared with {@link TrackerSpec#phases}, and nowhere else.
   *
   * @param newWeight {@code > 0} and finite
   * @return the changed copy
   * @throws IllegalArgumentException if {@code newWeight} is out of its range
   */
  public PhaseSpec weight(double newWeight) {
    return new PhaseSpec(name, total, offset, reportEvery, newWeight);
  }
}
