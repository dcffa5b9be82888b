package io.github.progresstracker;

import io.github.progresstracker.alert.Alert;
import io.github.progresstracker.eta.Eta;
import io.github.progresstracker.eta.EtaAccuracy;
import io.github.progresstracker.eta.Rates;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A tracker and everything below it at one instant. Immutable.
 *
 * <pre>{@code
 * ProgressSnapshot now = tracker.snapshot();
 * System.out.println(now.name() + " " + ProgressFormat.percent(now.percent()));
 * TrackerState state = now.state();
 * WaitSnapshot wait = now.waiting();                  // null unless it waits
 * if (wait != null) {
 *   System.out.println(state + " since " + wait.since() + ": " + wait.reason());
 * }
 * for (PhaseSnapshot phase : now.phases()) {
 *   System.out.println(phase.name() + " " + ProgressFormat.percent(phase.percent()));
 * }
 * }</pre>
 *
 * <p>The levels of one snapshot agree with each other: a parent's count is computed from the very
 * counts of its children that are in the same snapshot.
 *
 * @param id identifies the tracker among all trackers
 * @param name for people
 * @param state where the tracker stands in its life
 * @param unit what is counted, such as {@code files}
 * @param offset units that were done before this run began; they count as done and never as speed
 * @param done units done, offset included; may exceed the total, which then was wrong
 * @param total units to do
 * @param percent 0 to 100, never going back, 100 only when completed; by the weights of the phases
 *     if {@linkplain TrackerSpec#phases any were declared}, else null while the total is unknown
 * @param startedAt when the tracker was started
 * @param at when this snapshot was taken
 * @param elapsed time since the start by the monotonic clock, never negative
 * @param active the part of {@code elapsed} that was neither wait nor pause
 * @param waiting the announced wait that is going on, or null
 * @param step the tracker's place among its like, or null
 * @param phase name of the phase that was begun last and has not ended, or null
 * @param phases every phase in the order of their beginnings
 * @param outcomes what became of the work
 * @param items the items of this tracker itself
 * @param usage what the work has used
 * @param activity what the tracker is at, in the words of its host
 * @param rates how fast it goes
 * @param eta when it will be done
 * @param etaAccuracy how good the estimates of the whole run were, pauses left out; null unless
 *     this is a job, not a part of one, that has completed after giving estimates for long enough
 *     to judge
 * @param labels what the host wants to find it by; iteration order is the host's
 * @param stopRequested whether somebody has asked the work to stop
 * @param alerts what is wrong with this tracker now, oldest first, dismissed ones included
 * @param message why it failed, or null
 * @param children live children in the order of their creation; empty in the lineage of an event
 */
public record ProgressSnapshot(
    String id,
    String name,
    TrackerState state,
    String unit,
    long offset,
    long done,
    Total total,
    @Nullable Double percent,
    Instant startedAt,
    Instant at,
    Duration elapsed,
    Duration active,
    @Nullable WaitSnapshot waiting,
    @Nullable Step step,
    @Nullable String phase,
    List<PhaseSnapshot> phases,
    Outcomes outcomes,
    ItemsSnapshot items,
    UsageSnapshot usage,
    ActivitySnapshot activity,
    Rates rates,
    Eta eta,
    @Nullable EtaAccuracy etaAccuracy,
    Map<String, String> labels,
    boolean stopRequested,
    List<Alert> alerts,
    @Nullable String message,
    List<ProgressSnapshot> children) {

  /**
   * Finds a phase by name.
   *
   * @param phaseName the name given when the phase was begun
   * @return the phase, or empty if there is none of that name
   */
  public Optional<PhaseSnapshot> phaseNamed(String phaseName) {
    return phases.stream().filter(candidate -> candidate.name().equals(phaseName)).findFirst();
  }

  /**
   * The phase that was begun last and has not ended.
   *
   * @return the phase, or empty if none is going on
   */
  public Optional<PhaseSnapshot> currentPhase() {
    return phase == null ? Optional.empty() : phaseNamed(phase);
  }
}
