package io.github.progresstracker.eta;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Estimates a job that was declared as phases, each counting in units of its own: scan, then fetch,
 * then index.
 *
 * <pre>{@code
 * PhasedEstimator estimator = new PhasedEstimator(EtaMethod.ADAPTIVE, List.of(
 *     new PhasePlan(1, RunHistory.none()),            // scan
 *     new PhasePlan(6, RunHistory.none())));          // fetch
 * estimator.begin(0, 0);
 * long activeNanos = Duration.ofSeconds(5).toNanos();
 * estimator.observe(0, activeNanos, 400, 1_000);      // 400 of 1,000 are scanned
 * Eta eta = estimator.estimate(activeNanos);
 * }</pre>
 *
 * <p>One counter over phases whose units have nothing to do with each other misleads every
 * estimator: a thousand names are listed in a second, and a thousand pages are fetched in an hour.
 * Here each phase has an estimator with a clock that runs while the phase is open. Phases that are
 * open together are taken to run side by side, so the longest of them counts; those that have not
 * begun come afterwards, so they add up.
 *
 * <p>How long a phase will take that has not begun is known from earlier runs of the job, if there
 * are any. Otherwise its weight tells: time per weight is what the phases that have begun are
 * taking, by their own estimates. A phase that is open but cannot estimate yet is judged in the
 * same way.
 *
 * <p>Single owner, not thread-safe; reads no clock. All times are the active time of the whole job
 * in nanoseconds. Bad input is treated as by {@link EtaEstimator}.
 */
public final class PhasedEstimator {

  private static final double NANOS = 1e9;

  /** A weight is a guess: e^-0.7 to e^0.7, a factor of two either way. */
  private static final double SPREAD_OF_A_GUESS = 0.7;

  /** Seconds; no clock of nanoseconds goes further. */
  private static final double LONGEST = 1e10;

  private static final double SHARE_OF_A_GUESS = 0.05;
  private static final double CONFIDENCE_IN_A_GUESS = 0.3;
  private static final double LOW_SHARE_OF_WAITS = 0.3;
  private static final double UNEVENNESS = 0.06;

  /** Chances of lasting longer that bound 80 %. */
  private static final double LOW_CHANCE = 0.9;

  private static final double HIGH_CHANCE = 0.1;

  private final EtaMethod method;
  private final List<Phase> phases;
  private final AnnouncedWaits waits = new AnnouncedWaits();
  private final @Nullable SteadyCountdown countdown;

  private double remaining;
  private double low;
  private double high;
  private double sureness;

  /**
   * An estimator for these phases, none of which has begun.
   *
   * @param method how each phase is estimated: linear, exponential or adaptive
   * @param plan the phases in the order in which they are expected to begin; not empty
   * @throws IllegalArgumentException if the plan is empty or the method is {@link EtaMethod#CUSTOM}
   */
  public PhasedEstimator(EtaMethod method, List<PhasePlan> plan) {
    if (plan.isEmpty()) {
      throw new IllegalArgumentException("a plan needs at least one phase, had none");
    }
    this.method = method;
    double heaviest = plan.stream().mapToDouble(PhasePlan::weight).max().orElseThrow();
    this.phases = plan.stream().map(phase -> new Phase(method, phase, heaviest)).toList();
    this.countdown = method == EtaMethod.LINEAR ? null : new SteadyCountdown();
  }

  /**
   * A phase begins, or begins again after an end. Idempotent.
   *
   * @param phase place in the plan, from 0
   * @param activeNanos active time of the job
   * @throws IndexOutOfBoundsException if there is no such phase
   */
  public void begin(int phase, long activeNanos) {
    phases.get(phase).begin(activeNanos);
  }

  /**
   * Takes note of how far a phase is. A total may be told before the phase begins.
   *
   * @param phase place in the plan, from 0
   * @param activeNanos active time of the job
   * @param done units of the phase done, &gt;= 0
   * @param total units of the phase to do; NaN, infinite or &lt;= 0 for unknown
   * @throws IndexOutOfBoundsException if there is no such phase
   */
  public void observe(int phase, long activeNanos, double done, double total) {
    phases.get(phase).observe(activeNanos, done, total);
  }

  /**
   * A phase ends, whatever its count says. Idempotent.
   *
   * @param phase place in the plan, from 0
   * @param activeNanos active time of the job
   * @throws IndexOutOfBoundsException if there is no such phase
   */
  public void end(int phase, long activeNanos) {
    phases.get(phase).end(activeNanos);
  }

  /**
   * Takes note of the announced waits of the whole job; see {@link EtaEstimator#waits}.
   *
   * @param count how many waits there have been, the current one included, &gt;= 0
   * @param totalNanos time spent in them so far, in nanoseconds, &gt;= 0
   * @param leftNanos what is left of the current wait in nanoseconds; 0 if there is none
   */
  public void waits(int count, long totalNanos, long leftNanos) {
    double moved = waits.tell(count, totalNanos, leftNanos, share(), PastRuns.NONE);
    if (countdown != null && moved != 0) {
      countdown.shift(moved);
    }
  }

  /**
   * The share of the whole job that is done: each phase counts with its weight, an ended phase as
   * whole, one of unknown total as nothing until it ends. Where every phase has a history, the
   * times they took are the weights.
   *
   * @return 0 to 1
   */
  public double share() {
    boolean byPast = phases.stream().allMatch(phase -> phase.past.any());
    double done = 0;
    double all = 0;
    for (Phase phase : phases) {
      double weight = byPast ? phase.past.usualDuration() : phase.weight;
      done += weight * phase.share();
      all += weight;
    }
    return Math.min(1, done / all);
  }

  /**
   * What an ended phase teaches the same phase of later runs.
   *
   * @param phase place in the plan, from 0
   * @return the summary; empty if the phase has not ended, or did no work or took no time
   * @throws IndexOutOfBoundsException if there is no such phase
   */
  public Optional<RunSummary> summary(int phase) {
    return phases.get(phase).summary();
  }

  /**
   * How long the whole job still takes.
   *
   * @param activeNanos active time of the job
   * @return the estimate; its throughputs are those of the phase that was begun last, in its units
   */
  public Eta estimate(long activeNanos) {
    EtaFactors factors = factors(activeNanos);
    if (phases.stream().allMatch(Phase::hasEnded)) {
      return Eta.done(method, factors);
    }
    double perWeight = perWeight(activeNanos, SHARE_OF_A_GUESS);
    if (perWeight == 0) {
      perWeight = perWeight(activeNanos, 0);
    }
    if (!addUp(activeNanos, perWeight)) {
      EtaBasis basis = waits.left() > 0 ? EtaBasis.WAITING : EtaBasis.WARMING_UP;
      return new Eta(basis, method, null, null, null, 0, factors);
    }
    double now = Math.max(0, activeNanos) / NANOS;
    double share = share();
    double expected = waits.expected(1 - share, share, now, PastRuns.NONE);
    double possible = waits.possible(1 - share, share, PastRuns.NONE);
    double shown = shown(now, remaining + waits.left() + expected);
    return new Eta(
        basis(activeNanos, perWeight),
        method,
        duration(shown),
        duration(Math.min(shown, low + waits.left() + LOW_SHARE_OF_WAITS * expected)),
        duration(Math.max(shown, high + waits.left() + possible)),
        remaining > 0 ? sureness / remaining : 1,
        factors);
  }

  /**
   * Seconds per weight of the phases whose times are known, or estimated on more than this share of
   * their work; 0 if there are none.
   */
  private double perWeight(long activeNanos, double leastShare) {
    double seconds = 0;
    double weights = 0;
    for (Phase phase : phases) {
      double whole = phase.whole(activeNanos, leastShare);
      if (whole > 0) {
        seconds += whole;
        weights += phase.weight;
      }
    }
    return weights > 0 ? seconds / weights : 0;
  }

  /** Whether there is an estimate of each phase. */
  private boolean addUp(long activeNanos, double perWeight) {
    double coming = 0;
    double comingLow = 0;
    double comingHigh = 0;
    remaining = 0;
    low = 0;
    high = 0;
    sureness = 0;
    for (Phase phase : phases) {
      if (!phase.project(activeNanos, perWeight)) {
        return false;
      }
      sureness += phase.confidence * phase.left;
      if (phase.begun()) {
        remaining = Math.max(remaining, phase.left);
        low = Math.max(low, phase.low);
        high = Math.max(high, phase.high);
      } else {
        coming += phase.left;
        comingLow += phase.low;
        comingHigh += phase.high;
      }
    }
    remaining += coming;
    low += comingLow;
    high += comingHigh;
    sureness = Math.min(sureness, remaining);
    return true;
  }

  private double shown(double now, double estimate) {
    double bounded = Math.min(estimate, Long.MAX_VALUE / NANOS);
    return countdown == null
        ? bounded
        : countdown.showInformed(now + waits.total(), bounded, UNEVENNESS);
  }

  private EtaBasis basis(long activeNanos, double perWeight) {
    if (waits.left() > 0) {
      return EtaBasis.WAITING;
    }
    if (perWeight == 0 && phases.stream().anyMatch(phase -> phase.past.any())) {
      return EtaBasis.PRIOR;
    }
    boolean stalled =
        phases.stream()
            .anyMatch(phase -> phase.open && phase.basis(activeNanos) == EtaBasis.STALLED);
    return stalled ? EtaBasis.STALLED : EtaBasis.MEASURED;
  }

  private EtaFactors factors(long activeNanos) {
    EtaFactors factors = EtaFactors.NONE;
    for (Phase phase : phases) {
      if (phase.begun()) {
        factors = phase.estimator.estimate(phase.clock(activeNanos)).factors();
      }
    }
    return new EtaFactors(
        factors.currentThroughput(),
        factors.averageThroughput(),
        waits.impact(Math.max(0, activeNanos) / NANOS),
        factors.complexityFactor(),
        factors.historicalAccuracy());
  }

  private static Duration duration(double seconds) {
    return Duration.ofNanos((long) (Math.min(seconds, Long.MAX_VALUE / NANOS) * NANOS));
  }

  /** A phase with its clock. */
  private static final class Phase {
    private final double weight;
    private final EtaEstimator estimator;
    private final PastRuns past;

    private boolean open;
    private boolean ended;
    private long openedAt;
    private long spent;
    private double done;
    private double total;

    private double left;
    private double low;
    private double high;
    private double confidence;

    Phase(EtaMethod method, PhasePlan plan, double heaviest) {
      weight = Math.max(Double.MIN_NORMAL, plan.weight() / heaviest);
      past = PastRuns.of(plan.history());
      estimator = ProgressEstimator.part(method, plan.history());
    }

    void begin(long activeNanos) {
      if (!open) {
        open = true;
        ended = false;
        openedAt = activeNanos;
        estimator.observe(spent, done, total);
      }
    }

    void observe(long activeNanos, double newDone, double newTotal) {
      done = newDone > done && newDone <= Double.MAX_VALUE ? newDone : done;
      total = newTotal > 0 && newTotal <= Double.MAX_VALUE ? newTotal : 0;
      estimator.observe(clock(activeNanos), done, total);
    }

    void end(long activeNanos) {
      if (open) {
        spent = clock(activeNanos);
        // What was done is what there was to do.
        estimator.observe(spent, done, done);
      }
      open = false;
      ended = true;
    }

    /** Active time of the phase. */
    long clock(long activeNanos) {
      return open ? spent + Math.max(0, activeNanos - openedAt) : spent;
    }

    boolean begun() {
      return open || ended;
    }

    boolean hasEnded() {
      return ended;
    }

    double share() {
      if (ended) {
        return 1;
      }
      return total > 0 ? Math.min(1, done / total) : 0;
    }

    Optional<RunSummary> summary() {
      return ended ? estimator.summary() : Optional.empty();
    }

    EtaBasis basis(long activeNanos) {
      return estimator.estimate(clock(activeNanos)).basis();
    }

    /** Seconds that it takes in all, if it has begun and can tell; else 0. */
    double whole(long activeNanos, double leastShare) {
      double sofar = clock(activeNanos) / NANOS;
      if (ended) {
        return sofar;
      }
      Eta eta = estimator.estimate(clock(activeNanos));
      boolean measured =
          open && share() > leastShare && eta.remaining() != null && eta.basis() != EtaBasis.PRIOR;
      return measured ? sofar + seconds(Objects.requireNonNull(eta.remaining())) : 0;
    }

    /** Finds the time left; false if nothing can be said. */
    boolean project(long activeNanos, double perWeight) {
      Eta eta = estimator.estimate(clock(activeNanos));
      if (ended) {
        say(0, 0, 0, 1);
      } else if (eta.remaining() != null && eta.low() != null && eta.high() != null) {
        say(seconds(eta.remaining()), seconds(eta.low()), seconds(eta.high()), eta.confidence());
        temper(activeNanos, perWeight);
      } else if (past.any()) {
        double sofar = clock(activeNanos) / NANOS;
        double units = past.usualUnits();
        say(
            past.remaining(units, sofar, 0.5),
            past.remaining(units, sofar, LOW_CHANCE),
            past.remaining(units, sofar, HIGH_CHANCE),
            CONFIDENCE_IN_A_GUESS);
      } else if (perWeight > 0) {
        double guess = weight * perWeight;
        // A phase that takes longer than its weight said goes on for a while yet.
        double sofar = clock(activeNanos) / NANOS;
        double rest = Math.max(guess - sofar, Math.max(guess, sofar) / 4);
        double factor = Math.exp(SPREAD_OF_A_GUESS);
        say(rest, rest / factor, rest * factor, CONFIDENCE_IN_A_GUESS);
      } else {
        return false;
      }
      return true;
    }

    /**
     * What the first units of a phase promise is held against its weight, which counts as much as a
     * twentieth of the phase.
     */
    private void temper(long activeNanos, double perWeight) {
      double guess = weight * perWeight - clock(activeNanos) / NANOS;
      if (past.any() || left <= 0 || !(guess > 0)) {
        return;
      }
      double trust = share() / (share() + SHARE_OF_A_GUESS);
      double factor = Math.pow(guess / left, 1 - trust);
      say(left * factor, low * Math.min(1, factor), high * Math.max(1, factor), confidence);
    }

    private void say(double newLeft, double newLow, double newHigh, double newConfidence) {
      left = Math.min(LONGEST, newLeft);
      low = Math.min(LONGEST, newLow);
      high = Math.min(LONGEST, newHigh);
      confidence = newConfidence;
    }

    private static double seconds(Duration duration) {
      return duration.toNanos() / NANOS;
    }
  }
}
