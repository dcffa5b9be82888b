package io.github.progresstracker.internal;

import io.github.progresstracker.EstimatorFactory;
import io.github.progresstracker.TrackerSpec;
import io.github.progresstracker.TrackingConfig;
import io.github.progresstracker.eta.Eta;
import io.github.progresstracker.eta.EtaAccuracy;
import io.github.progresstracker.eta.EtaBasis;
import io.github.progresstracker.eta.EtaEstimator;
import io.github.progresstracker.eta.EtaFactors;
import io.github.progresstracker.eta.EtaMethod;
import io.github.progresstracker.eta.RunHistory;
import io.github.progresstracker.history.StoredRun;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that is known of a tracker's end: the estimator of its count, the plan of its phases, what
 * earlier runs say, and what this run will say to later ones. Times are active time in nanoseconds.
 * Confined to the sampler.
 */
final class Forecast {

  private static final Logger LOG = LoggerFactory.getLogger("io.github.progresstracker");

  private final TrackerSpec spec;
  private final EstimatorFactory factory;

  /** Null if nobody wants an estimate. */
  private @Nullable GuardedEstimator estimator;

  /** Where the estimator has begun; before this run if it goes on from an earlier life of it. */
  private Origin origin = Origin.START;

  private final @Nullable PlannedPhases plan;

  /** Whether the host's own estimator has the last word about a plan. */
  private final boolean custom;

  /** What the store has been asked, until it has answered. */
  private @Nullable CompletableFuture<EarlierRuns> asked;

  /** What the estimator was told, for the one that will know the answer; null if none will. */
  private @Nullable Readings readings;

  /**
   * Writes down how this run goes; null if nobody will want to know. An estimator in use cannot do
   * that: it may be the host's, or may have been put in the place of another in the middle.
   */
  private final @Nullable EtaEstimator recorder;

  /**
   * A forecast of a tracker that has done nothing yet.
   *
   * @param factory makes the estimator
   * @param config whether there is to be one, and whether runs are kept
   * @param asked what a store will say of earlier runs, or null
   * @param kept whether completed runs are kept for later ones
   * @param saved what the estimator knew in an earlier life of this run, or null
   */
  Forecast(
      TrackerSpec spec,
      EstimatorFactory factory,
      TrackingConfig config,
      @Nullable CompletableFuture<EarlierRuns> asked,
      boolean kept,
      @Nullable String saved) {
    EtaMethod method = Estimators.methodOf(factory);
    this.spec = spec;
    this.factory = factory;
    this.estimator = config.measuresPace() ? Estimators.guarded(factory, spec) : null;
    this.custom = method == EtaMethod.CUSTOM;
    this.plan =
        spec.phases().isEmpty()
            ? null
            : new PlannedPhases(spec, custom ? EtaMethod.ADAPTIVE : method, asked != null);
    this.readings = asked == null || plan != null ? null : new Readings();
    boolean recorded = kept && config.measuresPace() && config.enableAnalytics();
    this.recorder =
        recorded && spec.key() != null && spec.offset() == 0 ? EtaEstimator.linear() : null;
    this.asked = asked;
    if (saved != null && estimator != null && plan == null && !custom) {
      goOn(saved);
    }
  }

  /** Lets the estimator go on where it was; what has been done since then was done as fast. */
  private void goOn(String text) {
    try {
      SavedEstimator saved = SavedEstimator.of(text);
      if (saved.state().method() == Estimators.methodOf(factory)) {
        EtaEstimator resumed = EtaEstimator.resumed(saved.state(), RunHistory.none());
        estimator = new GuardedEstimator(spec.name(), () -> resumed);
        origin =
            new Origin(-saved.activeNanos(), -saved.done(), -saved.waits(), -saved.waitedNanos());
        waits(0, 0, 0);
      }
    } catch (IllegalArgumentException e) {
      LOG.info("{} goes on without what its estimator knew: {}", spec.name(), e.getMessage());
    }
  }

  /** What the estimator knows, for a later life of this run; empty if it cannot tell. */
  Optional<SavedEstimator> saved() {
    return estimator == null || plan != null || custom ? Optional.empty() : estimator.saved();
  }

  /** Takes in what the store says of earlier runs, as soon as it has answered. */
  void learn() {
    if (asked == null || !asked.isDone()) {
      return;
    }
    EarlierRuns earlier = asked.getNow(EarlierRuns.NONE);
    asked = null;
    String key = spec.key();
    if (key != null && !earlier.isEmpty()) {
      learn(key, earlier);
    }
    readings = null;
  }

  private void learn(String key, EarlierRuns earlier) {
    if (plan != null) {
      plan.learn(key, earlier);
      return;
    }
    long before = Math.max(0, spec.offset() + (long) origin.done());
    RunHistory history = earlier.of(key, spec.unit(), before, spec.total());
    if (!history.isEmpty() && estimator != null) {
      estimator.replaceBy(informed(estimator, history));
    }
  }

  /** An estimator that goes on from what one in use knows, and knows of earlier runs as well. */
  private EtaEstimator informed(GuardedEstimator current, RunHistory history) {
    SavedEstimator known = origin.equals(Origin.START) ? null : current.saved().orElse(null);
    if (known != null) {
      return EtaEstimator.resumed(known.state(), history);
    }
    EtaEstimator informed = EtaEstimator.adaptive(history);
    if (readings != null) {
      readings.tell(informed::observe);
    }
    return informed;
  }

  /**
   * Begins anew: from here on nothing tells of the pace but what comes, and nothing that earlier
   * runs say, which were under other conditions, too.
   *
   * @param worked units done so far
   * @param waits how many announced waits are over
   * @param waitedNanos time spent in them
   */
  void reset(long nanos, double worked, int waits, long waitedNanos) {
    asked = null;
    readings = null;
    if (plan != null) {
      plan.resetPace(nanos);
    }
    if (estimator == null) {
      return;
    }
    double done = plan == null ? worked : plan.share() - plan.doneBefore();
    origin = new Origin(nanos, done, waits, waitedNanos);
    if (custom) {
      estimator.reset();
    } else {
      estimator = Estimators.guarded(factory, spec);
    }
  }

  /** The plan of the phases, or null if none were declared. */
  @Nullable PlannedPhases plan() {
    return plan;
  }

  EtaMethod method() {
    return estimator == null ? Estimators.methodOf(factory) : estimator.method();
  }

  /**
   * Takes note of the tracker's count, and of what its phases have been told before.
   *
   * @param total units to do in this run; NaN if unknown
   */
  void observe(long nanos, double worked, double total) {
    double done = plan == null ? worked : plan.share() - plan.doneBefore();
    double of = plan == null ? total : 1 - plan.doneBefore();
    if (estimator != null) {
      estimator.observe(nanos - origin.nanos(), done - origin.done(), of - origin.done());
    }
    if (readings != null) {
      readings.add(nanos, done, of);
    }
    if (recorder != null) {
      recorder.observe(nanos, done, of);
    }
  }

  void waits(int count, long totalNanos, long leftNanos) {
    int since = count - origin.waits();
    long nanosSince = totalNanos - origin.waitedNanos();
    if (estimator != null) {
      estimator.waits(since, nanosSince, leftNanos);
    }
    if (plan != null) {
      plan.waits(since, nanosSince, leftNanos);
    }
    if (recorder != null) {
      recorder.waits(count, totalNanos, leftNanos);
    }
  }

  Eta estimate(long nanos) {
    if (estimator == null) {
      return new Eta(EtaBasis.NOT_ESTIMATED, method(), null, null, null, 0, EtaFactors.NONE);
    }
    return plan == null || custom
        ? estimator.estimate(nanos - origin.nanos())
        : plan.estimate(nanos);
  }

  /**
   * What is to be kept of this run, by key, now that it is complete: whatever the count says, that
   * was the whole of it.
   *
   * @param worked units done
   */
  Map<String, StoredRun> runs(
      long nanos, double worked, @Nullable EtaAccuracy accuracy, Instant at) {
    String key = spec.key();
    if (recorder == null || key == null) {
      return Map.of();
    }
    Map<String, StoredRun> runs = new LinkedHashMap<>();
    if (plan != null) {
      plan.summaries(key)
          .forEach((name, run) -> runs.put(name, new StoredRun(run, spec.unit(), null, at)));
    }
    if (plan != null && !plan.isWhole()) {
      return runs;
    }
    double done = plan == null ? worked : 1;
    String unit = plan == null ? spec.unit() : StoredRun.PLAN;
    recorder.observe(nanos, done, done);
    recorder.summary().ifPresent(run -> runs.put(key, new StoredRun(run, unit, accuracy, at)));
    return runs;
  }

  /**
   * What an estimator that has begun in the middle is not to know of.
   *
   * @param nanos active time until then
   * @param done units done in this run until then
   * @param waits announced waits that were over
   * @param waitedNanos time spent in them
   */
  private record Origin(long nanos, double done, int waits, long waitedNanos) {
    static final Origin START = new Origin(0, 0, 0, 0);
  }
}
