package io.github.progresstracker.internal;

import io.github.progresstracker.PhaseSnapshot;
import io.github.progresstracker.Total;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The phases of a tracker as the sampler sees them, in the order of their beginnings, and what the
 * plan is told of them if they were declared. Confined to the sampler; times are active time in
 * nanoseconds.
 */
final class Phases {

  /** Of a tracker without phases. */
  static final Phases NONE = new Phases(null, Map.of());

  private final @Nullable PlannedPhases plan;
  private final Map<PhaseHandle, Phase> phases;

  /** No phases yet. */
  Phases(@Nullable PlannedPhases plan) {
    this(plan, new LinkedHashMap<>(4));
  }

  private Phases(@Nullable PlannedPhases plan, Map<PhaseHandle, Phase> phases) {
    this.plan = plan;
    this.phases = phases;
  }

  void begin(PhaseHandle phase, long active) {
    known(phase).open = true;
    if (plan != null) {
      plan.begin(phase.name(), phase.spec().offset(), active);
    }
  }

  /**
   * Ends a phase.
   *
   * @param cutOff whether it has ended because the tracker did, and not as it should
   */
  void end(PhaseHandle phase, boolean cutOff, long active) {
    Phase state = known(phase);
    state.open = false;
    if (plan != null) {
      observe(plan, phase, state, active);
      if (!cutOff) {
        plan.end(phase.name(), active);
      }
    }
  }

  private Phase known(PhaseHandle phase) {
    return phases.computeIfAbsent(phase, Phase::new);
  }

  void closeAll() {
    phases.values().forEach(phase -> phase.open = false);
  }

  /** Reads the live counters. */
  void read() {
    phases.forEach((phase, state) -> state.read(phase));
  }

  /** Tells the plan what has been read. */
  void observe(long active) {
    if (plan != null) {
      phases.forEach((phase, state) -> observe(plan, phase, state, active));
    }
  }

  private static void observe(PlannedPhases plan, PhaseHandle phase, Phase state, long active) {
    plan.observe(phase.name(), active, (double) state.seen, total(phase));
  }

  /** Of this run. */
  private static double total(PhaseHandle phase) {
    Total total = phase.spec().total();
    return total.isKnown() ? total.valueOr(0) - (double) phase.spec().offset() : Double.NaN;
  }

  /** Hands over the marks that the counters' owners could not see. */
  void pollMarks(MarkListener listener) {
    for (PhaseHandle phase : phases.keySet()) {
      phase.counter().pollMarks(counted -> listener.marked(phase, counted));
    }
  }

  /** Lets the counters go of threads that died. */
  void reclaim() {
    phases.keySet().forEach(phase -> phase.counter().reclaim());
  }

  /** Name of the phase that was begun last and has not ended, or null. */
  @Nullable String current() {
    String current = null;
    for (Map.Entry<PhaseHandle, Phase> entry : phases.entrySet()) {
      if (entry.getValue().open) {
        current = entry.getKey().name();
      }
    }
    return current;
  }

  /**
   * All of them.
   *
   * @param marked the one that is to be shown as it stood at a mark, or null
   * @param counted its count then
   */
  List<PhaseSnapshot> snapshots(@Nullable PhaseHandle marked, long counted) {
    if (phases.isEmpty()) {
      return List.of();
    }
    List<PhaseSnapshot> all = new ArrayList<>(phases.size());
    phases.forEach(
        (phase, state) -> all.add(snapshot(phase, state, phase == marked ? counted : state.seen)));
    return List.copyOf(all);
  }

  private PhaseSnapshot snapshot(PhaseHandle phase, Phase state, long counted) {
    return new PhaseSnapshot(
        phase.name(),
        Counter.saturated(phase.spec().offset(), counted),
        phase.spec().total(),
        plan == null ? null : plan.weight(phase.name()),
        !state.open);
  }

  /** Told of marks found while sampling. */
  interface MarkListener {
    void marked(PhaseHandle phase, long counted);
  }

  private static final class Phase {
    private boolean open;
    private long seen;

    Phase(PhaseHandle phase) {
      read(phase);
    }

    void read(PhaseHandle phase) {
      seen = Math.max(seen, phase.counter().sum());
    }
  }
}
