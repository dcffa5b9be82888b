package io.github.progresstracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.progresstracker.eta.Eta;
import io.github.progresstracker.eta.EtaBasis;
import io.github.progresstracker.eta.EtaEstimator;
import io.github.progresstracker.eta.EtaFactors;
import io.github.progresstracker.eta.EtaMethod;
import io.github.progresstracker.event.Transition;
import io.github.progresstracker.history.RunHistoryStore;
import io.github.progresstracker.history.StoredRun;
import io.github.progresstracker.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A job with declared phases")
class PhasesTest {

  private static final TrackerSpec REINDEX =
      TrackerSpec.named("reindex")
          .phases(
              PhaseSpec.named("scan").weight(1),
              PhaseSpec.named("fetch").weight(6),
              PhaseSpec.named("index").total(30).weight(3));

  private final ManualClock clock = new ManualClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final RunHistoryStore store = RunHistoryStore.inMemory();
  private final RecordingSink sink = new RecordingSink();
  private final ProgressRegistry registry =
      ProgressRegistry.builder().clock(clock).manualSampling().history(store).sink(sink).build();

  @AfterEach
  void close() {
    registry.close();
  }

  private void work(ProgressPhase phase, int units, double secondsEach) {
    for (int i = 0; i < units; i++) {
      clock.advance(Duration.ofMillis((long) (secondsEach * 1_000)));
      phase.advance(1);
      registry.sampleNow();
    }
  }

  private ProgressSnapshot now(ProgressTracker job) {
    registry.sampleNow();
    return job.snapshot();
  }

  /** Ten seconds to scan, 60 to fetch, 30 to index. */
  private ProgressTracker run(TrackerSpec spec) {
    ProgressTracker job = registry.start(spec);
    phase(job, job.phase("scan"), 10, 1);
    phase(job, job.phase("fetch", 60), 60, 1);
    phase(job, job.phase("index"), 30, 1);
    job.complete();
    registry.sampleNow();
    return job;
  }

  private void phase(ProgressTracker job, ProgressPhase phase, int units, double secondsEach) {
    work(phase, units, secondsEach);
    phase.close();
    assertThat(job.name()).isEqualTo("reindex");
  }

  @Test
  @DisplayName("is as far as its phases are, by their weights")
  void weighted_percent() {
    ProgressTracker job = registry.start(REINDEX);
    assertThat(now(job).percent()).isZero();
    ProgressPhase scan = job.phase("scan");
    work(scan, 500, 0.01);
    assertThat(now(job).percent()).as("nobody knows how far a scan is").isZero();
    scan.close();
    assertThat(now(job).percent()).isCloseTo(10, within(1e-9));
    ProgressPhase fetch = job.phase("fetch", 200);
    work(fetch, 50, 0.1);
    assertThat(now(job).percent()).isCloseTo(10 + 60 / 4.0, within(1e-9));
    fetch.close();
    assertThat(now(job).percent()).as("an ended phase is whole").isCloseTo(70, within(1e-9));
    ProgressPhase index = job.phase("index");
    work(index, 30, 0.1);
    assertThat(now(job).percent()).as("100 is for what is complete").isEqualTo(99.9);
    index.close();
    job.complete();
    assertThat(now(job).percent()).isEqualTo(100);
  }

  @Test
  @DisplayName("has an ETA from its plan")
  void eta() {
    ProgressTracker job = registry.start(REINDEX);
    ProgressPhase scan = job.phase("scan");
    work(scan, 10, 1);
    scan.close();
    ProgressPhase fetch = job.phase("fetch", 60);
    work(fetch, 30, 1);
    assertThat(job.snapshot().eta().basis()).isEqualTo(EtaBasis.MEASURED);
    assertThat(job.snapshot().eta().remaining())
        .isCloseTo(Duration.ofSeconds(60), Duration.ofSeconds(15));
    fetch.close();
    work(job.phase("index"), 30, 1);
    job.complete();
    assertThat(now(job).eta().basis()).isEqualTo(EtaBasis.DONE);
    assertThat(job.snapshot().etaAccuracy()).isNotNull();
  }

  @Test
  @DisplayName("shows each phase that has begun, with its percentage and its share of the whole")
  void snapshots() {
    ProgressTracker job = registry.start(REINDEX);
    job.phase("scan").close();
    work(job.phase("fetch", 60), 15, 1);
    job.phase("on the side", 10);
    ProgressSnapshot now = now(job);
    assertThat(now.phases())
        .extracting(PhaseSnapshot::name)
        .containsExactly("scan", "fetch", "on the side");
    assertThat(now.phases()).extracting(PhaseSnapshot::weight).containsExactly(0.1, 0.6, null);
    assertThat(now.phases()).extracting(PhaseSnapshot::percent).containsExactly(100.0, 25.0, 0.0);
    assertThat(now.currentPhase()).map(PhaseSnapshot::name).contains("on the side");
    assertThat(now.percent())
        .as("what was not declared does not count")
        .isCloseTo(25, within(1e-9));
  }

  @Test
  @DisplayName("gives each phase what was declared for it")
  void declared() throws InterruptedException {
    ProgressTracker job =
        registry.start(
            TrackerSpec.named("x")
                .phases(PhaseSpec.named("a").total(10).startAt(4).reportEvery(5).weight(2)));
    job.phase("a").updateProgress(5);
    registry.flush(Duration.ofSeconds(5));
    assertThat(sink.of(Transition.Marked.class)).hasSize(1);
    PhaseSnapshot phase = job.snapshot().phases().get(0);
    assertThat(phase).isEqualTo(new PhaseSnapshot("a", 5, Total.exact(10), 1.0, false));
  }

  @Test
  @DisplayName("without weights counts each phase alike")
  void unweighted() {
    ProgressTracker job =
        registry.start(
            TrackerSpec.named("x").phases(PhaseSpec.named("a"), PhaseSpec.named("b").weight(3)));
    job.phase("a").close();
    assertThat(now(job).percent()).isCloseTo(25, within(1e-9));
  }

  @Test
  @DisplayName("is told of at each step of a phase, though its own count stands still")
  void updates() throws InterruptedException {
    ProgressTracker job = registry.start(REINDEX);
    ProgressPhase index = job.phase("index");
    for (int i = 0; i < 10; i++) {
      work(index, 1, 0.1);
      registry.flush(Duration.ofSeconds(5));
    }
    assertThat(sink.updates()).hasSizeGreaterThanOrEqualTo(10);
  }

  @Test
  @DisplayName("may have several in work at once, and one begun again")
  void at_once() {
    ProgressTracker job = registry.start(REINDEX);
    ProgressPhase fetch = job.phase("fetch", 60);
    ProgressPhase index = job.phase("index");
    work(fetch, 30, 1);
    work(index, 10, 1);
    assertThat(now(job).percent()).isCloseTo(30 + 10, within(1e-9));
    fetch.close();
    assertThat(now(job).percent()).isCloseTo(60 + 10, within(1e-9));
    job.phase("fetch");
    work(fetch, 1, 1);
    assertThat(now(job).percent()).as("never back").isCloseTo(70, within(1e-9));
    assertThat(job.snapshot().phaseNamed("fetch")).map(PhaseSnapshot::done).contains(31L);
  }

  @Test
  @DisplayName("that fails is not nearly complete, though its end has ended its phases")
  void cut_off() {
    ProgressTracker job = registry.start(REINDEX);
    job.phase("scan").close();
    work(job.phase("fetch", 60), 30, 1);
    job.fail("disk full");
    assertThat(now(job).percent()).isCloseTo(40, within(1e-9));
    assertThat(job.snapshot().phases()).allMatch(PhaseSnapshot::finished);
    assertThat(job.snapshot().phaseNamed("fetch")).map(PhaseSnapshot::percent).contains(50.0);
  }

  @Test
  @DisplayName("begins where an earlier run has stopped")
  void resumed() {
    PhaseSpec[] half = {
      PhaseSpec.named("fetch").total(100).startAt(50).weight(1), PhaseSpec.named("index").weight(1)
    };
    ProgressTracker job = registry.start(TrackerSpec.named("x").key("k").phases(half));
    assertThat(now(job).percent()).isCloseTo(25, within(1e-9));
    ProgressPhase fetch = job.phase("fetch");
    work(fetch, 25, 1);
    assertThat(now(job).percent()).isCloseTo(37.5, within(1e-9));
    fetch.close();
    assertThat(now(job).percent()).isCloseTo(50, within(1e-9));
  }

  @Test
  @DisplayName("keeps no phase that was done in part before, and then not the whole")
  void resumed_is_not_kept() throws Exception {
    ProgressTracker job = registry.start(REINDEX.key("k"));
    phase(job, job.phase("scan"), 10, 1);
    phase(job, job.phase(PhaseSpec.named("fetch").total(60).startAt(30)), 30, 1);
    phase(job, job.phase("index"), 30, 1);
    job.complete();
    registry.sampleNow();
    assertThat(seconds("k/scan")).containsExactly(10.0);
    assertThat(seconds("k/index")).containsExactly(30.0);
    assertThat(seconds("k/fetch")).isEmpty();
    assertThat(seconds("k")).isEmpty();
  }

  @Test
  @DisplayName("waits as one")
  void waits() {
    ProgressTracker job = registry.start(REINDEX);
    ProgressPhase scan = job.phase("scan");
    work(scan, 10, 1);
    scan.close();
    work(job.phase("fetch", 60), 30, 1);
    Duration before = Objects.requireNonNull(job.snapshot().eta().remaining());
    WaitScope wait = job.waiting("FLOOD_WAIT", Duration.ofMinutes(10));
    registry.sampleNow();
    assertThat(job.snapshot().eta().basis()).isEqualTo(EtaBasis.WAITING);
    assertThat(job.snapshot().eta().remaining()).isGreaterThanOrEqualTo(before.plusMinutes(9));
    wait.close();
  }

  @Test
  @DisplayName("keeps the run of each phase and of the whole, if it has a key")
  void kept() throws Exception {
    run(REINDEX.key("reindex:7"));
    assertThat(seconds("reindex:7/scan")).containsExactly(10.0);
    assertThat(seconds("reindex:7/fetch")).containsExactly(60.0);
    assertThat(seconds("reindex:7/index")).containsExactly(30.0);
    StoredRun whole = store.load("reindex:7").get(0);
    assertThat(whole.unit()).isEqualTo(StoredRun.PLAN);
    assertThat(whole.run().done()).isEqualTo(1);
    assertThat(whole.accuracy()).isNotNull();
    assertThat(store.load("reindex:7/fetch").get(0).accuracy()).isNull();
  }

  private List<Double> seconds(String key) throws Exception {
    return store.load(key).stream().map(run -> run.run().activeNanos() / 1e9).toList();
  }

  @Test
  @DisplayName("has an ETA from the start in its second run")
  void second_run() {
    ProgressTracker first = run(REINDEX.key("reindex:7"));
    assertThat(first.snapshot().state()).isEqualTo(TrackerState.COMPLETED);
    ProgressTracker second = registry.start(REINDEX.key("reindex:7"));
    Eta eta = now(second).eta();
    assertThat(eta.basis()).isEqualTo(EtaBasis.PRIOR);
    assertThat(eta.remaining()).isCloseTo(Duration.ofSeconds(100), Duration.ofSeconds(40));
  }

  @Test
  @DisplayName("takes in a history that comes late, and still records all of its own run")
  void late() throws Exception {
    run(REINDEX.key("reindex:7"));
    CountDownLatch answer = new CountDownLatch(1);
    try (ProgressRegistry late =
        ProgressRegistry.builder()
            .clock(clock)
            .sampleEvery(Duration.ofDays(1))
            .history(new Late(answer, store))
            .build()) {
      ProgressTracker job = late.start(REINDEX.key("reindex:7"));
      ProgressPhase scan = job.phase("scan");
      step(late, scan, 10, 2);
      late.sampleNow();
      assertThat(job.snapshot().eta().basis()).isNotEqualTo(EtaBasis.PRIOR);
      scan.close();
      ProgressPhase fetch = job.phase("fetch", 60);
      step(late, fetch, 10, 1);
      answer.countDown();
      assertThat(late.flush(Duration.ofSeconds(10))).isTrue();
      late.sampleNow();
      Eta informed = job.snapshot().eta();
      assertThat(informed.remaining()).isBetween(Duration.ofSeconds(50), Duration.ofSeconds(170));
      step(late, fetch, 50, 1);
      fetch.close();
      step(late, job.phase("index"), 30, 1);
      job.complete();
    }
    assertThat(seconds("reindex:7/scan")).containsExactly(10.0, 20.0);
    assertThat(seconds("reindex:7/fetch")).containsExactly(60.0, 60.0);
  }

  private void step(ProgressRegistry at, ProgressPhase phase, int units, int secondsEach) {
    for (int i = 0; i < units; i++) {
      clock.advance(Duration.ofSeconds(secondsEach));
      phase.advance(1);
      at.sampleNow();
    }
  }

  /** A store that answers when it is told to. */
  private record Late(CountDownLatch answer, RunHistoryStore store) implements RunHistoryStore {
    @Override
    public List<StoredRun> load(String key) throws Exception {
      answer.await();
      return store.load(key);
    }

    @Override
    public void save(String key, StoredRun run) throws Exception {
      store.save(key, run);
    }
  }

  @Test
  @DisplayName("is estimated as a whole by an estimator of one's own, which sees the share of 1")
  void custom() {
    List<Double> told = new ArrayList<>();
    ProgressTracker job = registry.start(REINDEX.estimator(spec -> new Listening(told)));
    job.phase("scan").close();
    clock.advance(Duration.ofSeconds(1));
    assertThat(now(job).eta().remaining()).isEqualTo(Duration.ofHours(1));
    assertThat(job.snapshot().eta().method()).isEqualTo(EtaMethod.CUSTOM);
    assertThat(told).last().satisfies(share -> assertThat(share).isCloseTo(0.1, within(1e-9)));
    assertThat(job.snapshot().percent()).isCloseTo(10, within(1e-9));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CUSTOM")
  @DisplayName("is estimated by the method that was chosen")
  void methods(EtaMethod method) {
    ProgressTracker job = registry.start(REINDEX.estimator(method));
    assertThat(job.snapshot().eta().basis()).isEqualTo(EtaBasis.WARMING_UP);
    job.phase("scan").close();
    work(job.phase("fetch", 60), 30, 1);
    assertThat(job.snapshot().eta().method()).isEqualTo(method);
    assertThat(job.snapshot().eta().remaining()).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {0, -0.0, -1, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  @DisplayName("A weight is finite and above zero")
  void weights(double weight) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PhaseSpec.named("scan").weight(weight))
        .withMessage("weight must be finite and > 0, was " + weight + " (scan)");
  }

  @Test
  @DisplayName("Weights may be as large and as small as numbers go")
  void extreme_weights() {
    double[] weights = {Double.MAX_VALUE, Double.MAX_VALUE, Double.MIN_VALUE};
    PhaseSpec[] plan = new PhaseSpec[weights.length];
    for (int i = 0; i < plan.length; i++) {
      plan[i] = PhaseSpec.named("phase " + i).weight(weights[i]);
    }
    ProgressTracker job = registry.start(TrackerSpec.named("x").phases(plan));
    job.phase("phase 2").close();
    assertThat(now(job).percent()).isBetween(0.0, 1e-6);
    job.phase("phase 0").close();
    assertThat(now(job).percent()).isCloseTo(50, within(1e-6));
  }

  @Test
  @DisplayName("Names of phases are distinct")
  void names() {
    PhaseSpec scan = PhaseSpec.named("scan");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrackerSpec.named("x").phases(scan, scan.weight(2)))
        .withMessage("phases must have distinct names, two are scan (x)");
  }

  @Test
  @DisplayName("No phases are no plan")
  void no_plan() {
    ProgressTracker job = registry.start(TrackerSpec.named("x").total(10).phases(new PhaseSpec[0]));
    job.advance(5);
    assertThat(now(job).percent()).isEqualTo(50);
  }

  /** Says an hour and writes down what it is told. */
  private record Listening(List<Double> told) implements EtaEstimator {
    @Override
    public EtaMethod method() {
      return EtaMethod.CUSTOM;
    }

    @Override
    public void observe(long activeNanos, double done, double total) {
      assertThat(total).isEqualTo(1);
      told.add(done);
    }

    @Override
    public Eta estimate(long activeNanos) {
      Duration hour = Duration.ofHours(1);
      return new Eta(EtaBasis.MEASURED, method(), hour, hour, hour, 0.5, EtaFactors.NONE);
    }

    @Override
    public void reset() {
      told.clear();
    }
  }
}
