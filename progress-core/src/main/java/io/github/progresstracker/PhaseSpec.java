package io.github.progresstracker;

import java.util.Objects;

/**
 * What a phase is about. Immutable: each method returns a changed copy.
 *
 * @param name for people; one phase of a name per tracker
 * @param total units to do in the phase
 * @param offset units of the phase done before this run
 * @param reportEvery a {@link io.github.progresstracker.event.Transition.Marked} at each multiple
 *     of this, or 0 for none
 */
public record PhaseSpec(String name, Total total, long offset, long reportEvery) {

  /**
   * Checks the values.
   *
   * @param name for people; not blank
   * @param total units to do in the phase
   * @param offset units of the phase done before this run, {@code >= 0}
   * @param reportEvery distance of the marks, or 0 for none
   * @throws IllegalArgumentException if the name is blank, or offset or reportEvery is negative
   */
  public PhaseSpec {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a phase needs a name, was blank");
    }
    Objects.requireNonNull(total, "total");
    TrackerSpec.requireNotNegative("offset", offset, name);
    TrackerSpec.requireNotNegative("reportEvery", reportEvery, name);
  }

  /**
   * A phase of that name with an unknown total.
   *
   * @param name for people, not blank
   * @return the specification
   */
  public static PhaseSpec named(String name) {
    return new PhaseSpec(name, Total.unknown(), 0, 0);
  }

  /**
   * The same phase under another name, as for two steps of a pipeline.
   *
   * @param newName for people, not blank
   * @return the changed copy
   */
  public PhaseSpec renamed(String newName) {
    return new PhaseSpec(newName, total, offset, reportEvery);
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
    return new PhaseSpec(name, Total.exact(units), offset, reportEvery);
  }

  /**
   * Starts from work that was done before, by an earlier run.
   *
   * @param done units done before, {@code >= 0}
   * @return the changed copy
   */
  public PhaseSpec startAt(long done) {
    return new PhaseSpec(name, total, done, reportEvery);
  }

  /**
   * Asks for an event at each multiple of a count. The event says exactly the multiple.
   *
   * @param units the step, or 0 for none
   * @return the changed copy
   */
  public PhaseSpec reportEvery(long units) {
    return new PhaseSpec(name, total, offset, units);
  }
}
