package io.github.progresstracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.progresstracker.eta.EtaBasis;
import io.github.progresstracker.eta.EtaMethod;
import io.github.progresstracker.eta.Rates;
import io.github.progresstracker.event.Transition;
import io.github.progresstracker.history.RunHistoryStore;
import io.github.progresstracker.json.EventCodec;
import io.github.progresstracker.json.ProgressJson;
import io.github.progresstracker.sink.Cadence;
import io.github.progresstracker.sink.Guarantee;
import io.github.progresstracker.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What a mode or a switch does to a tracker:")
class TrackingModesTest {

  private static final Duration SOON = Duration.ofSeconds(10);

  private final ManualClock clock = new ManualClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final RecordingSink sink = new RecordingSink();
  private final RunHistoryStore history = RunHistoryStore.inMemory();
  private final List<ProgressRegistry> registries = new ArrayList<>();

  @AfterEach
  void close() {
    registries.forEach(ProgressRegistry::close);
  }

  private ProgressRegistry registry(TrackingConfig config) {
    ProgressRegistry registry =
        ProgressRegistry.builder()
            .config(config)
            .clock(clock)
            .manualSampling()
            .history(history)
            .sink(sink)
            .build();
    registries.add(registry);
    return registry;
  }

  private ProgressRegistry registry(TrackingMode mode) {
    return registry(TrackingConfig.of(mode));
  }

  /** One unit a second, a sample after each. */
  private void work(ProgressRegistry registry, ProgressTracker tracker, int seconds) {
    for (int i = 0; i < seconds; i++) {
      clock.advance(Duration.ofSeconds(1));
      tracker.advance();
      registry.sampleNow();
    }
  }

  @Test
  @DisplayName("MINIMAL has count, percentage and times, and neither rates nor an ETA")
  void minimal() {
    ProgressRegistry registry = registry(TrackingMode.MINIMAL);
    ProgressTracker job = registry.start(TrackerSpec.named("import").total(100).key("import"));
    assertThat(job.snapshot().eta().basis()).as("at once").isEqualTo(EtaBasis.NOT_ESTIMATED);
    work(registry, job, 40);

    ProgressSnapshot now = job.snapshot();
    assertThat(now.done()).isEqualTo(40);
    assertThat(now.percent()).isEqualTo(40.0);
    assertThat(now.elapsed()).isEqualTo(Duration.ofSeconds(40));
    assertThat(now.rates()).isEqualTo(Rates.NONE);
    assertThat(now.eta().basis()).isEqualTo(EtaBasis.NOT_ESTIMATED);
    assertThat(now.eta().remaining()).isNull();
    assertThat(now.outcomes().succeeded()).isEqualTo(40);

    work(registry, job, 60);
    assertThat(job.snapshot().eta().basis()).isEqualTo(EtaBasis.DONE);
  }

  @Test
  @DisplayName("MINIMAL says in JSON that rates are not known, and not that they are 0")
  void minimal_in_json() throws InterruptedException {
    ProgressRegistry registry = registry(TrackingMode.MINIMAL);
    ProgressTracker job = registry.start("import", 40);
    work(registry, job, 20);
    assertThat(ProgressJson.write(job.snapshot())).contains("\"averagePerSecond\":null");
    work(registry, job, 20);
    assertThat(ProgressJson.write(job.snapshot())).contains("\"averagePerSecond\":null");
    job.complete();
    registry.flush(SOON);
    assertThat(ProgressJson.write(job.snapshot())).contains("\"averagePerSecond\":null");
    assertThat(sink.events())
        .allSatisfy(
            event ->
                assertThat(EventCodec.decode(EventCodec.encode(event)).job().rates())
                    .isEqualTo(Rates.NONE));
  }

  @Test
  @DisplayName("MINIMAL still waits, pauses, has phases with weights, and starts the ETA never")
  void minimal_with_everything() {
    ProgressRegistry registry = registry(TrackingMode.MINIMAL);
    ProgressTracker job =
        registry.start(
            TrackerSpec.named("import")
                .phases(PhaseSpec.named("a").weight(1), PhaseSpec.named("b").weight(3)));
    job.phase("a", 10).close();
    job.resetEta();
    try (WaitScope wait = job.waiting("FLOOD_WAIT", Duration.ofSeconds(5))) {
      registry.sampleNow();
      assertThat(wait.left()).isEqualTo(Duration.ofSeconds(5));
      assertThat(job.snapshot().state()).isEqualTo(TrackerState.WAITING);
      assertThat(job.snapshot().eta().basis()).isEqualTo(EtaBasis.NOT_ESTIMATED);
    }
    registry.sampleNow();
    assertThat(job.snapshot().percent()).isEqualTo(25.0);
    assertThat(job.snapshot().state()).isEqualTo(TrackerState.RUNNING);
  }

  @Test
  @DisplayName("BASIC has rates and a linear ETA, and no quality score")
  void basic() {
    ProgressRegistry registry = registry(TrackingMode.BASIC);
    ProgressTracker job = registry.start("import", 100);
    work(registry, job, 40);
    ProgressSnapshot now = job.snapshot();
    assertThat(now.rates().average()).isCloseTo(1.0, within(1e-9));
    assertThat(now.eta().method()).isEqualTo(EtaMethod.LINEAR);
    assertThat(now.eta().remaining()).isEqualTo(Duration.ofSeconds(60));
    assertThat(now.outcomes().qualityScore()).isNull();
    assertThat(now.outcomes().errorRate()).isZero();
  }

  @Test
  @DisplayName("ENHANCED has the adaptive ETA and a quality score, and keeps no record of the run")
  void enhanced() throws Exception {
    ProgressRegistry registry = registry(TrackingMode.ENHANCED);
    ProgressTracker job = registry.start(TrackerSpec.named("import").total(40).key("import"));
    work(registry, job, 40);
    job.complete();
    registry.sampleNow();
    assertThat(job.snapshot().eta().method()).isEqualTo(EtaMethod.ADAPTIVE);
    assertThat(job.snapshot().outcomes().qualityScore()).isEqualTo(1.0);
    assertThat(job.snapshot().etaAccuracy()).isNull();
    assertThat(history.load("import")).isEmpty();
  }

  @Test
  @DisplayName("COMPREHENSIVE also judges the ETA and keeps the run")
  void comprehensive() throws Exception {
    ProgressRegistry registry = registry(TrackingMode.COMPREHENSIVE);
    ProgressTracker job = registry.start(TrackerSpec.named("import").total(40).key("import"));
    work(registry, job, 40);
    job.complete();
    registry.sampleNow();
    assertThat(job.snapshot().etaAccuracy()).isNotNull();
    assertThat(history.load("import")).hasSize(1);
  }

  @Test
  @DisplayName("one tracker may choose a mode, its children follow, and may choose again")
  void per_tracker() {
    ProgressRegistry registry = registry(TrackingMode.COMPREHENSIVE);
    ProgressTracker job =
        registry.start(TrackerSpec.named("import").total(100).mode(TrackingMode.MINIMAL));
    ProgressTracker follows = job.child("a", 10);
    ProgressTracker chooses = job.child(TrackerSpec.named("b").total(10).mode(TrackingMode.BASIC));
    ProgressTracker other = registry.start("other", 10);
    registry.sampleNow();
    assertThat(job.snapshot().eta().basis()).isEqualTo(EtaBasis.NOT_ESTIMATED);
    assertThat(follows.snapshot().eta().basis()).isEqualTo(EtaBasis.NOT_ESTIMATED);
    assertThat(chooses.snapshot().eta().basis()).isEqualTo(EtaBasis.WARMING_UP);
    assertThat(other.snapshot().eta().basis()).isEqualTo(EtaBasis.WARMING_UP);
    follows.advance(3);
    chooses.advance(4);
    registry.sampleNow();
    assertThat(job.snapshot().done()).isEqualTo(7);
  }

  @Test
  @DisplayName("OFF for one tracker tracks nothing of it, and its parent does not hear of it")
  void off_for_one() {
    ProgressRegistry registry = registry(TrackingMode.COMPREHENSIVE);
    ProgressTracker off =
        registry.start(TrackerSpec.named("noise").total(5).mode(TrackingMode.OFF));
    ProgressTracker job = registry.start("import", 10);
    ProgressTracker part = job.child(TrackerSpec.named("noise").mode(TrackingMode.OFF));
    off.advance(5);
    part.advance(5);
    off.complete();
    part.close();
    registry.sampleNow();
    assertThat(registry.active()).extracting(ProgressSnapshot::name).containsExactly("import");
    assertThat(job.snapshot().done()).isZero();
    assertThat(job.snapshot().children()).isEmpty();
  }

  @Test
  @DisplayName("an estimator that somebody chose stays, whatever the switch says")
  void chosen_estimator() {
    try (ProgressRegistry registry =
        ProgressRegistry.builder()
            .config(TrackingConfig.of(TrackingMode.BASIC))
            .estimator(EtaMethod.EXPONENTIAL)
            .manualSampling()
            .build()) {
      assertThat(registry.start("a", 1).snapshot().eta().method()).isEqualTo(EtaMethod.EXPONENTIAL);
      TrackerSpec own = TrackerSpec.named("b").estimator(EtaMethod.ADAPTIVE);
      assertThat(registry.start(own).snapshot().eta().method()).isEqualTo(EtaMethod.ADAPTIVE);
    }
  }

  @Test
  @DisplayName("without real-time updates sinks get transitions and the last update, no others")
  void no_real_time_updates() throws InterruptedException {
    ProgressRegistry registry = registry(TrackingConfig.defaults().enableRealTimeUpdates(false));
    ProgressTracker job = registry.start("import", 10);
    work(registry, job, 5);
    assertThat(job.snapshot().done()).as("whoever asks is told").isEqualTo(5);
    job.note("half", java.util.Map.of());
    job.complete();
    registry.flush(SOON);
    assertThat(sink.updates()).hasSize(1);
    assertThat(sink.updates().get(0).job().state()).isEqualTo(TrackerState.COMPLETED);
    assertThat(sink.transitions())
        .hasExactlyElementsOfTypes(
            Transition.Started.class, Transition.Note.class, Transition.Finished.class);
  }

  @Test
  @DisplayName("without persistence durable sinks get nothing, which the log says, and are closed")
  void no_persistence() {
    RecordingSink durable = new RecordingSink(Guarantee.DURABLE, Cadence.EVERY_UPDATE, batch -> {});
    String log =
        LogOf.action(
            () -> {
              try (ProgressRegistry registry =
                  ProgressRegistry.builder()
                      .config(TrackingConfig.defaults().enablePersistence(false))
                      .clock(clock)
                      .manualSampling()
                      .sink(durable)
                      .sink(sink)
                      .build()) {
                registry.start("import", 10).complete();
              }
            });
    assertThat(log).contains("enablePersistence is off: the durable sink recording gets no events");
    assertThat(durable.events()).isEmpty();
    assertThat(durable.isClosed()).isTrue();
    assertThat(sink.transitions()).hasSize(2);
  }

  @Test
  @DisplayName("the ETA is asked for at most once in its interval and counts down in between")
  void eta_update_interval() {
    List<Long> asked = new ArrayList<>();
    TrackingConfig config = TrackingConfig.defaults().etaUpdateInterval(Duration.ofSeconds(10));
    ProgressRegistry registry = registry(config);
    ProgressTracker job =
        registry.start(
            TrackerSpec.named("import").total(1_000).estimator(spec -> new CountingLinear(asked)));
    work(registry, job, 30);
    assertThat(asked).hasSizeBetween(3, 5);

    int before = asked.size();
    Duration remaining = job.snapshot().eta().remaining();
    clock.advance(Duration.ofSeconds(1));
    registry.sampleNow();
    assertThat(asked).hasSize(before);
    assertThat(remaining).isNotNull();
    assertThat(job.snapshot().eta().remaining()).isEqualTo(remaining.minusSeconds(1));

    job.total(Total.exact(2_000));
    registry.sampleNow();
    assertThat(asked).as("a new total is news").hasSize(before + 1);
    job.pause();
    registry.sampleNow();
    assertThat(job.snapshot().eta().basis()).as("so is a pause").isEqualTo(EtaBasis.WAITING);
    Duration paused = job.snapshot().eta().remaining();
    clock.advance(Duration.ofSeconds(5));
    registry.sampleNow();
    assertThat(job.snapshot().eta().remaining())
        .as("in a pause nothing counts down")
        .isEqualTo(paused);
  }

  @Test
  @DisplayName("a longer throughput window makes the current rate slower to change")
  void throughput_window() {
    double quick = rateAfterAChange(Duration.ofSeconds(1));
    double slow = rateAfterAChange(Duration.ofMinutes(10));
    assertThat(quick).isCloseTo(10, within(0.5));
    assertThat(slow).isLessThan(4);
  }

  /** One unit a second for a minute, then ten a second for a quarter of one. */
  private double rateAfterAChange(Duration window) {
    ProgressRegistry registry = registry(TrackingConfig.defaults().throughputWindow(window));
    ProgressTracker job = registry.start("import", 100_000);
    work(registry, job, 60);
    for (int i = 0; i < 15; i++) {
      clock.advance(Duration.ofSeconds(1));
      job.advance(10);
      registry.sampleNow();
    }
    return job.snapshot().rates().current();
  }
}
