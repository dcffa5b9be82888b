package io.github.progresstracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.progresstracker.eta.Eta;
import io.github.progresstracker.eta.EtaBasis;
import io.github.progresstracker.eta.EtaEstimator;
import io.github.progresstracker.eta.EtaMethod;
import io.github.progresstracker.eta.RunSummary;
import io.github.progresstracker.history.RunHistoryStore;
import io.github.progresstracker.history.StoredRun;
import io.github.progresstracker.testing.ManualClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A job with a key learns from its earlier runs")
class EarlierRunsTest {

  private static final TrackerSpec IMPORT =
      TrackerSpec.named("import").total(100).unit("rows").key("nightly-import:7");

  private final ManualClock clock = new ManualClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final RunHistoryStore store = RunHistoryStore.inMemory();
  private final List<ProgressRegistry> open = new ArrayList<>();
  private final ProgressRegistry registry = registry(store);

  @AfterEach
  void close() {
    open.forEach(registry -> registry.close(Duration.ofSeconds(1)));
  }

  private ProgressRegistry registry(RunHistoryStore history) {
    return kept(ProgressRegistry.builder().clock(clock).manualSampling().history(history).build());
  }

  /** One whose store has a thread of its own, and which samples when it is told to. */
  private ProgressRegistry live(RunHistoryStore history) {
    Duration never = Duration.ofDays(1);
    return kept(
        ProgressRegistry.builder().clock(clock).sampleEvery(never).history(history).build());
  }

  private ProgressRegistry kept(ProgressRegistry made) {
    open.add(made);
    return made;
  }

  private void work(ProgressRegistry at, ProgressTracker job, int units, double secondsEach) {
    for (int i = 0; i < units; i++) {
      clock.advance(Duration.ofMillis((long) (secondsEach * 1_000)));
      job.advance();
      at.sampleNow();
    }
  }

  private void run(TrackerSpec spec, int units, double secondsEach) {
    ProgressTracker job = registry.start(spec);
    work(registry, job, units, secondsEach);
    job.complete();
    registry.sampleNow();
  }

  private List<StoredRun> kept() throws Exception {
    return store.load("nightly-import:7");
  }

  @Test
  @DisplayName("so that the second has an ETA before its first item")
  void eta_at_once() {
    ProgressTracker first = registry.start(IMPORT);
    registry.sampleNow();
    assertThat(first.snapshot().eta().basis()).isEqualTo(EtaBasis.WARMING_UP);
    work(registry, first, 100, 1);
    first.complete();
    registry.sampleNow();

    Eta eta = etaAtStart(IMPORT);

    assertThat(eta.basis()).isEqualTo(EtaBasis.PRIOR);
    assertThat(eta.method()).isEqualTo(EtaMethod.ADAPTIVE);
    assertThat(eta.remaining()).isCloseTo(Duration.ofSeconds(100), Duration.ofSeconds(20));
  }

  private Eta etaAtStart(TrackerSpec spec) {
    ProgressTracker job = registry.start(spec);
    registry.sampleNow();
    Eta eta = job.snapshot().eta();
    job.close();
    registry.sampleNow();
    return eta;
  }

  @Test
  @DisplayName("and already the event of its start says so")
  void started_event() throws InterruptedException {
    run(IMPORT, 100, 1);
    RecordingSink sink = new RecordingSink();
    ProgressRegistry told =
        kept(
            ProgressRegistry.builder()
                .clock(clock)
                .manualSampling()
                .history(store)
                .sink(sink)
                .build());
    told.start(IMPORT);
    told.flush(Duration.ofSeconds(5));
    assertThat(sink.transitions().get(0).job().eta().basis()).isEqualTo(EtaBasis.PRIOR);
  }

  @Test
  @DisplayName("and what is kept is how long it took, for how much, when, and how good its ETA was")
  void kept_whole() throws Exception {
    ProgressTracker job = registry.start(IMPORT);
    work(registry, job, 50, 1);
    WaitScope wait = job.waiting("FLOOD_WAIT", Duration.ofSeconds(30));
    clock.advance(Duration.ofSeconds(30));
    wait.close();
    work(registry, job, 50, 3);
    job.complete();
    registry.sampleNow();

    StoredRun run = kept().get(0);

    assertThat(run.unit()).isEqualTo("rows");
    assertThat(run.finishedAt()).isEqualTo(clock.now());
    assertThat(run.accuracy()).isNotNull().isEqualTo(job.snapshot().etaAccuracy());
    RunSummary summary = run.run();
    assertThat(summary.done()).isEqualTo(100);
    assertThat(Duration.ofNanos(summary.activeNanos())).isEqualTo(Duration.ofSeconds(200));
    assertThat(summary.waits()).isEqualTo(1);
    assertThat(Duration.ofNanos(summary.waitedNanos())).isEqualTo(Duration.ofSeconds(30));
    assertThat(summary.curve().get(8)).as("a quarter of the time at half").isBetween(0.2, 0.3);
  }

  @Test
  @DisplayName("whatever its count said in the end: complete() means the whole")
  void completed_early() throws Exception {
    run(IMPORT, 90, 1);
    run(IMPORT.total(Total.unknown()), 110, 1);
    assertThat(kept()).extracting(run -> run.run().done()).containsExactly(90.0, 110.0);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CUSTOM")
  @DisplayName("which is kept whatever the method, and used by the adaptive one alone")
  void methods(EtaMethod method) throws Exception {
    run(IMPORT.estimator(method), 100, 1);
    assertThat(kept()).hasSize(1);
    EtaBasis basis = etaAtStart(IMPORT.estimator(method)).basis();
    boolean learns = method == EtaMethod.ADAPTIVE;
    assertThat(basis).isEqualTo(learns ? EtaBasis.PRIOR : EtaBasis.WARMING_UP);
  }

  @Test
  @DisplayName("but not from runs that failed, were abandoned or did nothing")
  void not_completed() throws Exception {
    ProgressTracker failed = registry.start(IMPORT);
    work(registry, failed, 99, 1);
    failed.fail("disk full");
    ProgressTracker abandoned = registry.start(IMPORT);
    work(registry, abandoned, 99, 1);
    abandoned.close();
    registry.start(IMPORT).complete();
    registry.sampleNow();
    assertThat(kept()).isEmpty();
  }

  @Test
  @DisplayName("nor from runs that went on where another had stopped, though these learn")
  void resumed() throws Exception {
    run(IMPORT.startAt(60), 40, 1);
    assertThat(kept()).as("a part is not the whole").isEmpty();

    ProgressTracker uneven = registry.start(IMPORT);
    work(registry, uneven, 60, 1);
    work(registry, uneven, 40, 10);
    uneven.complete();
    registry.sampleNow();

    Eta rest = etaAtStart(IMPORT.startAt(60));
    assertThat(rest.basis()).isEqualTo(EtaBasis.PRIOR);
    assertThat(rest.remaining())
        .as("the dear part is left, 400 of 460 s")
        .isCloseTo(Duration.ofSeconds(400), Duration.ofSeconds(60));
    assertThat(etaAtStart(IMPORT.startAt(100)).basis()).isEqualTo(EtaBasis.DONE);
    assertThat(etaAtStart(IMPORT.startAt(60).total(Total.unknown())).basis())
        .isEqualTo(EtaBasis.UNKNOWN_TOTAL);
  }

  @Test
  @DisplayName("nor from another job, nor from runs that counted something else")
  void others() {
    run(IMPORT, 100, 1);
    assertThat(etaAtStart(IMPORT.key("nightly-import:8")).basis()).isEqualTo(EtaBasis.WARMING_UP);
    assertThat(etaAtStart(IMPORT.unit("bytes").total(1_000_000)).basis())
        .isEqualTo(EtaBasis.WARMING_UP);
    assertThat(etaAtStart(TrackerSpec.named("import").total(100)).basis())
        .as("no key")
        .isEqualTo(EtaBasis.WARMING_UP);
  }

  @Test
  @DisplayName("and so do its parts, if they have keys")
  void parts() throws Exception {
    for (int i = 0; i < 2; i++) {
      ProgressTracker job = registry.start("all", 100);
      ProgressTracker part = job.child(TrackerSpec.named("part").total(100).key("part:1"));
      registry.sampleNow();
      EtaBasis expected = i == 0 ? EtaBasis.WARMING_UP : EtaBasis.PRIOR;
      assertThat(part.snapshot().eta().basis()).isEqualTo(expected);
      work(registry, part, 100, 1);
      part.complete();
      job.complete();
      registry.sampleNow();
    }
    assertThat(store.load("part:1")).hasSize(2);
    assertThat(store.load("part:1").get(0).unit()).as("its parent's").isEqualTo("items");
    assertThat(store.load("part:1").get(0).accuracy()).as("only of jobs").isNull();
  }

  @Test
  @DisplayName("and has an estimator of the host's own recorded as well")
  void custom() throws Exception {
    run(IMPORT.estimator(spec -> new Unhelpful()), 100, 1);
    assertThat(kept().get(0).run().activeNanos()).isEqualTo(100_000_000_000L);
  }

  @Test
  @DisplayName("A history that comes late takes its place in the middle of the run")
  void late() throws Exception {
    run(IMPORT, 100, 1);
    CountDownLatch answer = new CountDownLatch(1);
    ProgressRegistry late = live(answeringAfter(answer));
    ProgressTracker job = late.start(IMPORT);
    work(late, job, 10, 3);
    Eta alone = job.snapshot().eta();

    answer.countDown();
    assertThat(late.flush(Duration.ofSeconds(10))).isTrue();
    late.sampleNow();

    Eta informed = job.snapshot().eta();
    assertThat(informed.basis()).isEqualTo(EtaBasis.MEASURED);
    assertThat(informed.remaining()).isNotEqualTo(alone.remaining());
    assertThat(informed.remaining()).isEqualTo(tenRowsAtThreeSeconds().remaining());
    work(late, job, 90, 1);
    job.complete();
    late.flush(Duration.ofSeconds(10));
    assertThat(kept())
        .last()
        .satisfies(run -> assertThat(run.run().activeNanos()).isEqualTo(120_000_000_000L));
    assertThat(kept().get(1).run().curve().get(1))
        .as("recorded from the start, though the estimator was not there from the start")
        .isBetween(0.12, 0.18);
  }

  private Eta tenRowsAtThreeSeconds() throws Exception {
    EtaEstimator estimator = EtaEstimator.adaptive(StoredRun.history(kept(), "rows"));
    for (int i = 1; i <= 10; i++) {
      estimator.observe(i * 3_000_000_000L, i, 100);
    }
    return estimator.estimate(30_000_000_000L);
  }

  private RunHistoryStore answeringAfter(CountDownLatch answer) {
    return new RunHistoryStore() {
      @Override
      public List<StoredRun> load(String key) throws Exception {
        answer.await();
        return store.load(key);
      }

      @Override
      public void save(String key, StoredRun run) throws Exception {
        store.save(key, run);
      }
    };
  }

  /** What a store may do wrong. */
  enum Fault {
    THROWS,
    THROWS_AN_ERROR,
    GIVES_NULL,
    GIVES_A_LIST_WITH_NULL
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("A store that goes wrong is reported once, and the job does as well as without")
  void faults(Fault fault) {
    String log =
        LogOf.action(
            () -> {
              for (int i = 0; i < 3; i++) {
                ProgressRegistry faulty = i == 0 ? registry(new Faulty(fault)) : open.get(1);
                ProgressTracker job = faulty.start(IMPORT);
                work(faulty, job, 50, 1);
                assertThat(job.snapshot().eta().basis()).isEqualTo(EtaBasis.MEASURED);
                job.complete();
                faulty.sampleNow();
                assertThat(job.snapshot().state()).isEqualTo(TrackerState.COMPLETED);
              }
            });
    assertThat(log.lines().filter(line -> line.contains(" ERROR ")))
        .singleElement()
        .asString()
        .contains("the run history of nightly-import:7 cannot be read, so its ETA starts without");
  }

  @Test
  @DisplayName("A run that cannot be saved is reported, too")
  void cannot_be_saved() {
    Faulty readable =
        new Faulty(Fault.THROWS) {
          @Override
          public List<StoredRun> load(String key) {
            return List.of();
          }
        };
    ProgressRegistry faulty = registry(readable);
    String log =
        LogOf.action(
            () -> {
              ProgressTracker job = faulty.start(IMPORT);
              work(faulty, job, 50, 1);
              job.complete();
              faulty.sampleNow();
            });
    assertThat(log).contains("a run of nightly-import:7 cannot be saved, so later runs do not");
  }

  @Test
  @DisplayName("A store that hangs holds up nobody, and closing for as long as was allowed")
  void hangs() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    ProgressRegistry hanging =
        live(
            new RunHistoryStore() {
              @Override
              public List<StoredRun> load(String key) throws InterruptedException {
                try {
                  never.await();
                  return List.of();
                } catch (InterruptedException e) {
                  interrupted.countDown();
                  throw e;
                }
              }

              @Override
              public void save(String key, StoredRun run) {
                throw new AssertionError("load hangs, so nothing can be saved");
              }
            });
    ProgressTracker job = hanging.start(IMPORT);
    work(hanging, job, 50, 1);
    assertThat(job.snapshot().eta().basis()).isEqualTo(EtaBasis.MEASURED);
    assertThat(hanging.flush(Duration.ofMillis(50))).as("what was asked is pending").isFalse();
    job.complete();
    String log = LogOf.action(() -> hanging.close(Duration.ofMillis(50)));
    assertThat(job.snapshot().state()).isEqualTo(TrackerState.COMPLETED);
    assertThat(log).contains("1 completed runs are not saved, because their store takes too long");
    assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  @DisplayName("Closing waits for what is to be saved, not for what is only to be read")
  void close_waits_for_saves() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    ProgressRegistry reading = live(answeringAfter(never));
    reading.start(IMPORT);
    long start = System.nanoTime();
    reading.close(Duration.ofSeconds(60));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));

    ProgressRegistry saving = live(store);
    ProgressTracker job = saving.start(IMPORT);
    work(saving, job, 50, 1);
    job.complete();
    saving.close(Duration.ofSeconds(60));
    assertThat(kept()).hasSize(1);
  }

  @Test
  @DisplayName("Without a store a key does nothing")
  void no_store() {
    ProgressRegistry plain = kept(ProgressRegistry.builder().clock(clock).manualSampling().build());
    ProgressTracker job = plain.start(IMPORT);
    work(plain, job, 50, 1);
    job.complete();
    plain.sampleNow();
    assertThat(job.snapshot().state()).isEqualTo(TrackerState.COMPLETED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t\n"})
  @DisplayName("A key names the job, so it is not blank")
  void blank(String key) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrackerSpec.named("import").key(key))
        .withMessage("key must not be blank; leave it out if there is none (import)");
    assertThat(TrackerSpec.named("import").key()).isNull();
  }

  /** A store that does everything wrong in one way. */
  private static class Faulty implements RunHistoryStore {
    private final Fault fault;

    Faulty(Fault fault) {
      this.fault = fault;
    }

    @Override
    @SuppressWarnings("NullAway") // what a host does that knows nothing of null
    public List<StoredRun> load(String key) throws Exception {
      return switch (fault) {
        case THROWS -> throw new IOException("away");
        case THROWS_AN_ERROR -> throw new NoClassDefFoundError("a driver");
        case GIVES_NULL -> null;
        case GIVES_A_LIST_WITH_NULL -> Arrays.asList((StoredRun) null);
      };
    }

    @Override
    public void save(String key, StoredRun run) throws Exception {
      throw new IOException("away");
    }
  }

  /** Never has an estimate, and no summary either. */
  private static final class Unhelpful implements EtaEstimator {
    @Override
    public EtaMethod method() {
      return EtaMethod.CUSTOM;
    }

    @Override
    public void observe(long activeNanos, double done, double total) {}

    @Override
    public Eta estimate(long activeNanos) {
      return Eta.warmingUp(EtaMethod.CUSTOM);
    }

    @Override
    public void reset() {}
  }
}
