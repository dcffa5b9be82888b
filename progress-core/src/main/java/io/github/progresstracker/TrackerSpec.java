package io.github.progresstracker;

import io.github.progresstracker.eta.EtaMethod;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a tracker is about. Immutable: each method returns a changed copy.
 *
 * <pre>{@code
 * TrackerSpec spec = TrackerSpec.named("import catalog 7")
 *     .total(files.size())
 *     .unit("files")
 *     .step(7, 12)                                                 // the seventh Step of twelve
 *     .key("nightly-import:catalog-7")                             // learns from its earlier runs
 *     .label("user_id", "42");
 * ProgressTracker job = registry.start(spec);
 * }</pre>
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
 * @param key names the job across its runs, or null if its ETA is not to learn from other runs
 * @param phases the phases it will go through, in order, with distinct names; empty if the count of
 *     the tracker itself is its progress
 * @param mode how much is found out about it, or null for as much as about its parent, or as the
 *     registry's {@linkplain TrackingConfig#mode configuration} says
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
    @Nullable String key,
    List<PhaseSpec> phases,
    @Nullable TrackingMode mode,
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
   * @param key names the job across its runs, not blank; or null
   * @param phases the phases it will go through, in order, with distinct names; copied
   * @param mode how much is found out about it, or null
   * @param labels what the host wants to find it by; copied
   * @throws IllegalArgumentException if the name or the key is blank, if offset or reportEvery is
   *     negative, or if two phases have the same name
   */
  public TrackerSpec {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a tracker needs a name, was blank");
    }
    Objects.requireNonNull(total, "total");
    Objects.requireNonNull(unit, "unit");
    requireNotNegative("offset", offset, name);
    requireNotNegative("reportEvery", reportEvery, name);
    if (key != null && key.isBlank()) {
      throw new IllegalArgumentException(
          "key must not be blank; leave it out if there is none (" + name + ")");
    }
    phases = List.copyOf(phases);
    requireDistinct(phases, name);
    labels = labels.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(labels));
  }

  /**
   * A tracker of that name with an unknown total.
   *
   * @param name for people, not blank
   * @return the specification
   */
  public static TrackerSpec named(String name) {
    return new TrackerSpec(
        name, null, Total.unknown(), "items", 0, null, 0, null, null, List.of(), null, Map.of());
  }

  /**
   * Gives it an id, so that it can be found again.
   *
   * @param newId unique among live trackers of the registry
   * @return the changed copy
   */
  public TrackerSpec id(String newId) {
    return new TrackerSpec(
        name, newId, total, unit, offset, step, reportEvery, estimator, key, phases, mode, labels);
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
    return new TrackerSpec(
        name, id, newTotal, unit, offset, step, reportEvery, estimator, key, phases, mode, labels);
  }

  /**
   * Says what is counted.
   *
   * @param newUnit a plural noun, such as {@code messages}
   * @return the changed copy
   */
  public TrackerSpec unit(String newUnit) {
    return new TrackerSpec(
        name, id, total, newUnit, offset, step, reportEvery, estimator, key, phases, mode, labels);
  }

  /**
   * Starts from work that was done before, by an earlier run. It counts as done and never as speed.
   *
   * @param done units done before, {@code >= 0}
   * @return the changed copy
   */
  public TrackerSpec startAt(long done) {
    return new TrackerSpec(
        name, id, total, unit, done, step, reportEvery, estimator, key, phases, mode, labels);
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
        name,
        id,
        total,
        unit,
        offset,
        new Step(number, count),
        reportEvery,
        estimator,
        key,
        phases,
        mode,
        labels);
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
    return new TrackerSpec(
        name, id, total, unit, offset, step, units, estimator, key, phases, mode, labels);
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
    return new TrackerSpec(
        name, id, total, unit, offset, step, reportEvery, factory, key, phases, mode, labels);
  }

  /**
   * Names the job across its runs, so that this run has an ETA from the start and later runs learn
   * from this one. It needs a registry with a {@linkplain ProgressRegistry.Builder#history store}.
   *
   * <p>The same key means <em>the very same job</em>: {@code nightly-import:catalog-7}, not {@code
   * import}. Runs of jobs that are only alike make an ETA worse. So take into the key whatever
   * decides how long a unit of work takes, and leave out what differs from run to run, such as a
   * date.
   *
   * <p>A run is kept when the tracker completes, and only if it was the whole job: one that failed,
   * was abandoned, or went on where an earlier one had stopped ({@link #startAt}) is not. Runs that
   * were counted in another unit are not used. Children may have keys, too.
   *
   * @param newKey any text that is not blank
   * @return the changed copy
   * @throws IllegalArgumentException if {@code newKey} is blank
   */
  public TrackerSpec key(String newKey) {
    Objects.requireNonNull(newKey, "key");
    return new TrackerSpec(
        name, id, total, unit, offset, step, reportEvery, estimator, newKey, phases, mode, labels);
  }

  /**
   * Declares the phases that the work will go through. Its percentage and its ETA are then those of
   * the plan, not of the tracker's own count: a phase that has ended counts as its whole
   * {@linkplain PhaseSpec#weight(double) weight}, one in work for as much of it as is done, and for
   * nothing as long as its total is unknown. Phases are begun by name, in any order and also at the
   * same time; others may be begun besides and do not count.
   *
   * <pre>{@code
   * TrackerSpec.named("reindex").phases(
   *     PhaseSpec.named("scan").weight(1),
   *     PhaseSpec.named("fetch").weight(6),
   *     PhaseSpec.named("index").weight(3));
   * }</pre>
   *
   * <p>With a {@link #key}, each phase learns from its own earlier runs, under the key of the job,
   * a slash and its name; a phase that goes on where an earlier run had stopped is not kept, and
   * then neither is the whole. An estimator of one's own estimates the whole: it is told the
   * weighted share of the plan that this run has done, of a total of 1 less what was done before.
   *
   * @param plan the phases in order, with distinct names
   * @return the changed copy
   * @throws IllegalArgumentException if two phases have the same name
   */
  public TrackerSpec phases(PhaseSpec... plan) {
    return new TrackerSpec(
        name,
        id,
        total,
        unit,
        offset,
        step,
        reportEvery,
        estimator,
        key,
        List.of(plan),
        mode,
        labels);
  }

  /**
   * Chooses how much is found out about this tracker and, unless they choose for themselves, its
   * children: rates, ETA, alerts, quality, analytics as {@link TrackingConfig#in} says. Of {@link
   * TrackingMode#OFF} not even the count is kept, so a child that is off does not count for its
   * parent.
   *
   * @param newMode the mode
   * @return the changed copy
   */
  public TrackerSpec mode(TrackingMode newMode) {
    Objects.requireNonNull(newMode, "mode");
    return new TrackerSpec(
        name, id, total, unit, offset, step, reportEvery, estimator, key, phases, newMode, labels);
  }

  /**
   * Adds a label.
   *
   * @param label such as {@code user_id}
   * @param value any text
   * @return the changed copy
   */
  public TrackerSpec label(String label, String value) {
    Map<String, String> more = new LinkedHashMap<>(labels);
    more.put(Objects.requireNonNull(label, "label"), Objects.requireNonNull(value, "value"));
    return new TrackerSpec(
        name, id, total, unit, offset, step, reportEvery, estimator, key, phases, mode, more);
  }

  private static void requireDistinct(List<PhaseSpec> phases, String name) {
    Set<String> names = new HashSet<>();
    for (PhaseSpec phase : phases) {
      if (!names.add(phase.name())) {
        throw new IllegalArgumentException(
            "phases must have distinct names, two are " + phase.name() + " (" + name + ")");
      }
    }
  }

  static void requireNotNegative(String what, long value, String name) {
    if (value < 0) {
      throw new IllegalArgumentException(what + " must be >= 0, was " + value + " (" + name + ")");
    }
  }
}
