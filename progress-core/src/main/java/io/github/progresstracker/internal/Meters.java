package io.github.progresstracker.internal;

import io.github.progresstracker.Total;
import io.github.progresstracker.TrackingConfig;
import io.github.progresstracker.eta.AccuracyMeter;
import io.github.progresstracker.eta.Eta;
import io.github.progresstracker.eta.EtaAccuracy;
import io.github.progresstracker.eta.EtaBasis;
import io.github.progresstracker.eta.EtaFactors;
import io.github.progresstracker.eta.RateMeter;
import io.github.progresstracker.eta.Rates;
import io.github.progresstracker.history.StoredRun;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How fast a tracker goes, when it will be done, and how good it was at saying so. Everything that
 * is measured against a tracker's active time is in here, and only what its mode asks for is there.
 * Confined to the sampler.
 */
final class Meters {

  private final TrackingConfig config;
  private final Forecast forecast;
  private final TimeAccount time;

  /** Null if nobody wants to know. */
  private final @Nullable RateMeter rate;

  /** Null if estimators are asked whenever somebody looks. */
  private final @Nullable HeldEta heldEta;

  /** Of a job as a whole; its parts come by the thousands and each look takes memory. */
  private final @Nullable AccuracyMeter accuracyMeter;

  private @Nullable EtaAccuracy accuracy;
  private long observedAt;

  /**
   * Meters that have seen nothing.
   *
   * @param isJob whether the tracker is a job as a whole
   * @param toDo units to do in this run; NaN if unknown
   */
  Meters(TrackingConfig config, boolean isJob, Forecast forecast, TimeAccount time, double toDo) {
    this.config = config;
    this.forecast = forecast;
    this.time = time;
    boolean measured = config.measuresPace();
    this.rate = measured ? new RateMeter(config.throughputWindow()) : null;
    boolean held = measured && !config.etaUpdateInterval().isZero();
    this.heldEta = held ? new HeldEta(config.etaUpdateInterval()) : null;
    boolean judged = isJob && measured && config.enableAnalytics();
    this.accuracyMeter = judged ? new AccuracyMeter() : null;
    forecast.observe(0, 0, toDo);
    forecast.learn();
  }

  /** The plan of the phases, or null if none were declared. */
  @Nullable PlannedPhases plan() {
    return forecast.plan();
  }

  /** Active time, never before the latest reading. */
  long active(Moment moment) {
    return Math.max(observedAt, time.active(moment.nanos()));
  }

  /** No estimate can know of a pause: it is somebody's decision, and takes nobody by surprise. */
  private long unpaused(Moment moment) {
    return time.active(moment.nanos()) + time.waited(moment.nanos());
  }

  /** Takes in what a store says of earlier runs, as soon as it has answered. */
  void learn() {
    forecast.learn();
  }

  /**
   * Takes a reading. Only with counts that belong to the moment: a present count at a past moment
   * would look like a burst and then like a stall.
   *
   * @param worked units done in this run that were work
   * @param partly units that items at work have done so far
   * @param toDo units of work in this run; NaN if unknown
   */
  void observe(double worked, double partly, double toDo, Moment moment) {
    observedAt = active(moment);
    if (rate != null) {
      rate.observe(observedAt, worked);
    }
    forecast.observe(observedAt, worked + partly, toDo);
  }

  /** Forgets the pace so far, and no count. */
  void reset(double worked, boolean waiting, Moment moment) {
    forecast.reset(
        active(moment),
        worked,
        waiting ? time.waits() - 1 : time.waits(),
        time.waited(moment.nanos()));
    if (heldEta != null) {
      heldEta.forget();
    }
  }

  /** What the estimator knows, for a later life of this run; empty if it cannot tell. */
  Optional<SavedEstimator> saved() {
    return forecast.saved();
  }

  Rates rates() {
    return rate == null ? Rates.NONE : rate.rates();
  }

  /** The estimate for a tracker in work, which may have done all that there was to do. */
  Eta eta(Total total, long done, Situation situation, Moment moment) {
    if (forecast.plan() == null && total.isKnown() && done >= total.valueOr(0)) {
      return settled(nothingLeft(total));
    }
    return heldEta == null
        ? estimate(situation, moment)
        : heldEta.at(
            unpaused(moment),
            new Circumstances(total, situation.paused(), situation.longestWait()),
            () -> estimate(situation, moment));
  }

  private EtaBasis nothingLeft(Total total) {
    if (total instanceof Total.Exact) {
      return EtaBasis.DONE;
    }
    return config.measuresPace() ? EtaBasis.UNKNOWN_TOTAL : EtaBasis.NOT_ESTIMATED;
  }

  private Eta estimate(Situation situation, Moment moment) {
    Wait wait = situation.longestWait();
    long leftOfWait = wait == null ? 0 : wait.left(moment.nanos());
    forecast.waits(time.waits(), time.waited(moment.nanos()), leftOfWait);
    Eta eta = forecast.estimate(active(moment));
    boolean said = eta.basis() == EtaBasis.WAITING || eta.basis() == EtaBasis.NOT_ESTIMATED;
    return situation.isHeldUp() && !said ? eta.waiting(Duration.ZERO) : eta;
  }

  /** What is to be said when there is nothing to estimate any more. */
  Eta settled(EtaBasis basis) {
    boolean done = basis == EtaBasis.DONE;
    Duration left = done ? Duration.ZERO : null;
    return new Eta(basis, forecast.method(), left, left, left, done ? 1 : 0, EtaFactors.NONE);
  }

  /** Takes note of what people have been told. */
  void told(Eta eta, Moment moment) {
    if (accuracyMeter != null) {
      accuracyMeter.look(unpaused(moment), eta);
    }
  }

  /** The tracker is complete, so the truth is known. */
  void judge(Moment moment) {
    if (accuracyMeter != null) {
      accuracy = accuracyMeter.accuracy(unpaused(moment)).orElse(null);
    }
  }

  /** How good the estimates were; null before the end, and if there was nothing to judge. */
  @Nullable EtaAccuracy accuracy() {
    return accuracy;
  }

  /** What is to be kept of a run that is complete, by key. */
  Map<String, StoredRun> runs(double worked, Moment moment) {
    return forecast.runs(active(moment), worked, accuracy, moment.at());
  }

  /** What makes a new estimate necessary when it changes. */
  private record Circumstances(Total total, boolean paused, @Nullable Wait longestWait) {}
}
