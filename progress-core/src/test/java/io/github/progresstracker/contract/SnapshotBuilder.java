package io.github.progresstracker.contract;

import io.github.progresstracker.ActivitySnapshot;
import io.github.progresstracker.ItemsSnapshot;
import io.github.progresstracker.Outcomes;
import io.github.progresstracker.PhaseSnapshot;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.Step;
import io.github.progresstracker.Total;
import io.github.progresstracker.TrackerState;
import io.github.progresstracker.UsageSnapshot;
import io.github.progresstracker.WaitSnapshot;
import io.github.progresstracker.alert.Alert;
import io.github.progresstracker.eta.Eta;
import io.github.progresstracker.eta.EtaAccuracy;
import io.github.progresstracker.eta.EtaBasis;
import io.github.progresstracker.eta.EtaFactors;
import io.github.progresstracker.eta.EtaMethod;
import io.github.progresstracker.eta.Rates;
import io.github.progresstracker.eta.ThroughputHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes snapshots by hand, for tests that need one and no registry. Starts with a running tracker
 * that knows nothing but its name.
 */
public final class SnapshotBuilder {

  /** When every snapshot is taken unless told otherwise. */
  public static final Instant AT = Instant.parse("2025-11-10T12:45:23Z");

  private final String name;
  private String id;
  private TrackerState state = TrackerState.RUNNING;
  private String unit = "messages";
  private long offset;
  private long done;
  private Total total = Total.unknown();
  private @Nullable Double percent;
  private Instant at = AT;
  private Duration elapsed = Duration.ZERO;
  private Duration active = Duration.ZERO;
  private @Nullable WaitSnapshot waiting;
  private @Nullable Step step;
  private @Nullable String phase;
  private final List<PhaseSnapshot> phases = new ArrayList<>();
  private Outcomes outcomes = Outcomes.NONE;
  private ItemsSnapshot items = ItemsSnapshot.NONE;
  private UsageSnapshot usage = UsageSnapshot.NONE;
  private ActivitySnapshot activity = ActivitySnapshot.NONE;
  private final List<Alert> alerts = new ArrayList<>();
  private Rates rates = Rates.NONE;
  private Eta eta = Eta.warmingUp(EtaMethod.ADAPTIVE);
  private @Nullable EtaAccuracy etaAccuracy;
  private final Map<String, String> labels = new LinkedHashMap<>();
  private @Nullable String message;
  private final List<ProgressSnapshot> children = new ArrayList<>();

  private SnapshotBuilder(String name) {
    this.name = name;
    this.id = name;
  }

  /**
   * Begins a snapshot.
   *
   * @param name the tracker's name, and its id unless told otherwise
   * @return the builder
   */
  public static SnapshotBuilder named(String name) {
    return new SnapshotBuilder(name);
  }

  /**
   * Sets the id.
   *
   * @param newId the tracker's id
   * @return this builder
   */
  public SnapshotBuilder id(String newId) {
    id = newId;
    return this;
  }

  /**
   * Sets the state.
   *
   * @param newState where the tracker stands
   * @return this builder
   */
  public SnapshotBuilder state(TrackerState newState) {
    state = newState;
    return this;
  }

  /**
   * Sets the unit, which is messages otherwise.
   *
   * @param newUnit what is counted
   * @return this builder
   */
  public SnapshotBuilder unit(String newUnit) {
    unit = newUnit;
    return this;
  }

  /**
   * Sets what was done before this run.
   *
   * @param newOffset units
   * @return this builder
   */
  public SnapshotBuilder offset(long newOffset) {
    offset = newOffset;
    return this;
  }

  /**
   * Sets a count, an exact total and the percentage that follows.
   *
   * @param newDone units done
   * @param newTotal units to do, more than zero
   * @return this builder
   */
  public SnapshotBuilder counts(long newDone, long newTotal) {
    percent = 100.0 * newDone / newTotal;
    return counts(newDone, Total.exact(newTotal));
  }

  /**
   * Sets a count and a total and leaves the percentage alone.
   *
   * @param newDone units done
   * @param newTotal units to do
   * @return this builder
   */
  public SnapshotBuilder counts(long newDone, Total newTotal) {
    done = newDone;
    total = newTotal;
    return this;
  }

  /**
   * Sets the percentage.
   *
   * @param newPercent any number, or null
   * @return this builder
   */
  public SnapshotBuilder percent(@Nullable Double newPercent) {
    percent = newPercent;
    return this;
  }

  /**
   * Sets the instant of the snapshot.
   *
   * @param newAt when it is taken
   * @return this builder
   */
  public SnapshotBuilder at(Instant newAt) {
    at = newAt;
    return this;
  }

  /**
   * Sets how long the tracker has run, and with it when it was started.
   *
   * @param newElapsed time since the start
   * @param newActive the part of it without waits and pauses
   * @return this builder
   */
  public SnapshotBuilder ran(Duration newElapsed, Duration newActive) {
    elapsed = newElapsed;
    active = newActive;
    return this;
  }

  /**
   * Makes the tracker wait.
   *
   * @param reason why
   * @param until for how long, or null
   * @return this builder
   */
  public SnapshotBuilder waiting(String reason, @Nullable Instant until) {
    waiting = new WaitSnapshot(reason, at, until);
    return state(TrackerState.WAITING);
  }

  /**
   * Sets the place among its like.
   *
   * @param number this one
   * @param count of how many
   * @return this builder
   */
  public SnapshotBuilder step(long number, long count) {
    step = new Step(number, count);
    return this;
  }

  /**
   * Adds a phase, which is the current one unless it has finished.
   *
   * @param phaseSnapshot the phase
   * @return this builder
   */
  public SnapshotBuilder phase(PhaseSnapshot phaseSnapshot) {
    phases.add(phaseSnapshot);
    phase = phaseSnapshot.finished() ? phase : phaseSnapshot.name();
    return this;
  }

  /**
   * Sets what became of the work.
   *
   * @param newOutcomes the counts
   * @return this builder
   */
  public SnapshotBuilder outcomes(Outcomes newOutcomes) {
    outcomes = newOutcomes;
    return this;
  }

  /**
   * Sets the items.
   *
   * @param newItems the items of this tracker
   * @return this builder
   */
  public SnapshotBuilder items(ItemsSnapshot newItems) {
    items = newItems;
    return this;
  }

  /**
   * Sets what was used.
   *
   * @param newUsage the usage
   * @return this builder
   */
  public SnapshotBuilder usage(UsageSnapshot newUsage) {
    usage = newUsage;
    return this;
  }

  /**
   * Sets what the tracker is at.
   *
   * @param newActivity the activity
   * @return this builder
   */
  public SnapshotBuilder activity(ActivitySnapshot newActivity) {
    activity = newActivity;
    return this;
  }

  /**
   * Adds an alert.
   *
   * @param alert what is wrong
   * @return this builder
   */
  public SnapshotBuilder alert(Alert alert) {
    alerts.add(alert);
    return this;
  }

  /**
   * Sets the speed, without trend and history.
   *
   * @param current units per second of late
   * @param average units per second since the start
   * @param peak the highest so far
   * @return this builder
   */
  public SnapshotBuilder rates(double current, double average, double peak) {
    return rates(new Rates(current, average, peak, null, ThroughputHistory.EMPTY));
  }

  /**
   * Sets the speed.
   *
   * @param newRates any
   * @return this builder
   */
  public SnapshotBuilder rates(Rates newRates) {
    rates = newRates;
    return this;
  }

  /**
   * Sets a measured estimate.
   *
   * @param lowSeconds lower end
   * @param remainingSeconds expected
   * @param highSeconds upper end
   * @return this builder
   */
  public SnapshotBuilder eta(long lowSeconds, long remainingSeconds, long highSeconds) {
    return eta(
        new Eta(
            EtaBasis.MEASURED,
            EtaMethod.ADAPTIVE,
            Duration.ofSeconds(remainingSeconds),
            Duration.ofSeconds(lowSeconds),
            Duration.ofSeconds(highSeconds),
            0.91,
            new EtaFactors(rates.current(), rates.average(), 0.125, 1.04, 0.88)));
  }

  /**
   * Sets the estimate.
   *
   * @param newEta any
   * @return this builder
   */
  public SnapshotBuilder eta(Eta newEta) {
    eta = newEta;
    return this;
  }

  /**
   * Sets how good the estimates were.
   *
   * @param newAccuracy any
   * @return this builder
   */
  public SnapshotBuilder etaAccuracy(EtaAccuracy newAccuracy) {
    etaAccuracy = newAccuracy;
    return this;
  }

  /**
   * Adds a label.
   *
   * @param key any text
   * @param value any text
   * @return this builder
   */
  public SnapshotBuilder label(String key, String value) {
    labels.put(key, value);
    return this;
  }

  /**
   * Says why it failed.
   *
   * @param newMessage any text
   * @return this builder
   */
  public SnapshotBuilder message(String newMessage) {
    message = newMessage;
    return this;
  }

  /**
   * Adds a child.
   *
   * @param child its snapshot
   * @return this builder
   */
  public SnapshotBuilder child(ProgressSnapshot child) {
    children.add(child);
    return this;
  }

  /**
   * Builds the snapshot.
   *
   * @return the snapshot
   */
  public ProgressSnapshot build() {
    return new ProgressSnapshot(
        id,
        name,
        state,
        unit,
        offset,
        done,
        total,
        percent,
        at.minus(elapsed),
        at,
        elapsed,
        active,
        waiting,
        step,
        phase,
        List.copyOf(phases),
        outcomes,
        items,
        usage,
        activity,
        rates,
        eta,
        etaAccuracy,
        Collections.unmodifiableMap(new LinkedHashMap<>(labels)),
        false,
        List.copyOf(alerts),
        message,
        List.copyOf(children));
  }
}
