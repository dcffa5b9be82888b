package io.github.progresstracker.internal;

import io.github.progresstracker.ActivitySnapshot;
import io.github.progresstracker.EstimatorFactory;
import io.github.progresstracker.ItemsSnapshot;
import io.github.progresstracker.Outcomes;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.TrackerSpec;
import io.github.progresstracker.TrackerState;
import io.github.progresstracker.TrackingConfig;
import io.github.progresstracker.UsageSnapshot;
import io.github.progresstracker.eta.Eta;
import io.github.progresstracker.eta.EtaBasis;
import io.github.progresstracker.eta.EtaFactors;
import io.github.progresstracker.eta.Rates;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What a tracker shows until it is sampled, and for ever if it never is. */
final class FirstSnapshot {

  private FirstSnapshot() {}

  static ProgressSnapshot of(TrackerHandle tracker, TrackerState state, Instant now) {
    return of(tracker.id(), tracker.spec(), tracker.config(), tracker.estimator(), state, now);
  }

  static ProgressSnapshot of(
      String id,
      TrackerSpec spec,
      TrackingConfig config,
      EstimatorFactory estimator,
      TrackerState state,
      Instant now) {
    return new ProgressSnapshot(
        id,
        spec.name(),
        state,
        spec.unit(),
        spec.offset(),
        spec.offset(),
        spec.total(),
        null,
        now,
        now,
        Duration.ZERO,
        Duration.ZERO,
        null,
        spec.step(),
        null,
        List.of(),
        Outcomes.NONE,
        ItemsSnapshot.NONE,
        UsageSnapshot.NONE,
        ActivitySnapshot.NONE,
        Rates.NONE,
        new Eta(
            basis(spec, config, state),
            Estimators.methodOf(estimator),
            null,
            null,
            null,
            0,
            EtaFactors.NONE),
        null,
        spec.labels(),
        false,
        List.of(),
        null,
        List.of());
  }

  private static EtaBasis basis(TrackerSpec spec, TrackingConfig config, TrackerState state) {
    if (state.isFinal()) {
      return EtaBasis.STALLED;
    }
    if (!config.measuresPace()) {
      return EtaBasis.NOT_ESTIMATED;
    }
    boolean planned = spec.total().isKnown() || !spec.phases().isEmpty();
    return planned ? EtaBasis.WARMING_UP : EtaBasis.UNKNOWN_TOTAL;
  }
}
