package io.github.progresstracker;

import io.github.progresstracker.eta.EtaMethod;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a tracker is about. Immutable: each method returns a changed copy.
 *
 * @param name for people
 * @param id identifies the tracker, or null to have one made
 * @param total units to do
 * @param unit what is counted; a child counts in the unit of its parent
 * @param offset units done before this run
 * @param step place among its like, or null
 * @param reportEvery a {@link io.github.progresstracker.event.Transition.Marked} at each multiple
 *     of this, or 0 for none
 * @param estimator makes what estimates the remaining time, or null for the registry's choice
 * @param labels what the host wants to find it by, in the host's order
 */
public record TrackerSpec(
    String name,
    @Nullable String id,
    Total total,
    String unit,
    long offset,
    @Nullable Step step,
    long reportEvery,
    @Nullable EstimatorFactory estimator,
    Map<String, String> labels) {

  /**
   * Checks the values.
   *
   * @param name for people; not blank
   * @param id identifies the tracker, or null to have one made
   * @param total units to do
   * @param unit what is counted
   * @param offset units done before this run, {@code >= 0}
   * @param step place among its like, or null
   * @param reportEvery distance of the marks, or 0 for none
   * @param estimator makes what estimates the remaining time, or null for the registry's choice
   * @param labels what the host wants to find it by; copied
   * @throws IllegalArgumentException if the name is blank, or offset or reportEvery is negative
   */
  public TrackerSpec {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a tracker needs a name, was blank");
    }
    Objects.requireNonNull(total, "total");
    Objects.requireNonNull(unit, "unit");
    requireNotNegative("offset", offset, name);
    requireNotNegative("reportEvery", reportEvery, name);
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
  }

  /**
   * A tracker of that name with an unknown total.
   *
   * @param name for people, not blank
   * @return the specification
   */
  public static TrackerSpec named(String name) {
    return new TrackerSpec(name, null, Total.unknown(), "items", 0, null, 0, null, Map.of());
  }

  /**
   * Gives it an id, so that it can be found again.
   *
   * @param newId unique among live trackers of the registry
   * @return the changed copy
   */
  public TrackerSpec id(String newId) {
    return new TrackerSpec(name, newId, total, unit, offset, step, reportEvery, estimator, labels);
  }

  /**
   * Sets an exact total.
   *
   * @param units units to do, {@code >= 0}
   * @return the changed copy
   * @throws IllegalArgumentException if {@code units} is negative
   */
  public TrackerSpec total(long units) {
    requireNotNegative("total", units, name);
    return total(Total.exact(units));
  }

  /**
   * Sets the total.
   *
   * @param newTotal units to do
   * @return the changed copy
   */
  public TrackerSpec total(Total newTotal) {
    return new TrackerSpec(name, id, newTotal, unit, offset, step, reportEvery, estimator, labels);
  }

  /**
   * Says what is counted.
   *
   * @param newUnit a plural noun, such as {@code messages}
   * @return the changed copy
   */
  public TrackerSpec unit(String newUnit) {
    return new TrackerSpec(name, id, total, newUnit, offset, step, reportEvery, estimator, labels);
  }

  /**
   * Starts from work that was done before, by an earlier run. It counts as done and never as speed.
   *
   * @param done units done before, {@code >= 0}
   * @return the changed copy
   */
  public TrackerSpec startAt(long done) {
    return new TrackerSpec(name, id, total, unit, done, step, reportEvery, estimator, labels);
  }

  /**
   * Says which of how many this one is.
   *
   * @param number its place, {@code >= 1}
   * @param count how many there are, {@code >= number}
   * @return the changed copy
   */
  public TrackerSpec step(long number, long count) {
    return new TrackerSpec(
        name, id, total, unit, offset, new Step(number, count), reportEvery, estimator, labels);
  }

  /**
   * Asks for an event at each multiple of the tracker's own count, offset included. The event says
   * exactly the multiple. What children count makes no marks. One report that passes more than
   * 1,000 marks at once tells the newest 1,000.
   *
   * @param units the step, or 0 for none
   * @return the changed copy
   */
  public TrackerSpec reportEvery(long units) {
    return new TrackerSpec(name, id, total, unit, offset, step, units, estimator, labels);
  }

  /**
   * Chooses how remaining time is estimated.
   *
   * @param method linear, exponential or adaptive
   * @return the changed copy
   * @throws IllegalArgumentException for {@link EtaMethod#CUSTOM}
   */
  public TrackerSpec estimator(EtaMethod method) {
    return estimator(EstimatorFactory.of(method));
  }

  /**
   * Brings an estimator of one's own.
   *
   * @param factory makes it when the tracker is seen first
   * @return the changed copy
   */
  public TrackerSpec estimator(EstimatorFactory factory) {
    Objects.requireNonNull(factory, "factory");
    return new TrackerSpec(name, id, total, unit, offset, step, reportEvery, factory, labels);
  }

  /**
   * Adds a label.
   *
   * @param key such as {@code user_id}
   * @param value any text
   * @return the changed copy
   */
  public TrackerSpec label(String key, String value) {
    Map<String, String> more = new LinkedHashMap<>(labels);
    more.put(Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, "value"));
    return new TrackerSpec(name, id, total, unit, offset, step, reportEvery, estimator, more);
  }

  static void requireNotNegative(String what, long value, String name) {
    if (value < 0) {
      throw new IllegalArgumentException(what + " must be >= 0, was " + value + " (" + name + ")");
    }
  }
}
