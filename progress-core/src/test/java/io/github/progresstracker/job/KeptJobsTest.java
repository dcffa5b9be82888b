package io.github.progresstracker.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.StopRequestedException;
import io.github.progresstracker.TrackerSpec;
import io.github.progresstracker.TrackerState;
import io.github.progresstracker.eta.EtaBasis;
import io.github.progresstracker.testing.ManualClock;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A registry with stores of jobs")
class KeptJobsTest {

  private static final JobId JOB = JobId.of("export-42");
  private static final Duration SOON = Duration.ofSeconds(30);

  private final ManualClock clock = new ManualClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final JobStores stores = JobStores.inMemory(clock);

  private ProgressRegistry registry() {
    return ProgressRegistry.builder().clock(clock).manualSampling().jobs(stores).build();
  }

  private JobState state(JobId job) throws Exception {
    return stores.jobs().find(job).orElseThrow();
  }

  /** Everything that has happened is in the store afterwards. */
  private static void flush(ProgressRegistry registry) throws Exception {
    assertThat(registry.flush(SOON)).isTrue();
  }

  @Test
  @DisplayName("counts a part that goes from one to another once, also if the first says so late")
  void parts() throws Exception {
    try (ProgressRegistry one = registry();
        ProgressRegistry two = registry()) {
      JobTracker a =
          one.join(JOB, WriterId.of("a"), TrackerSpec.named("a").startAt(500).total(900));
      a.countPart("channel 1", 1, 500, 900L);
      a.advance(100);
      a.countPart("channel 1", 1, 600, 900L);
      one.sampleNow();
      flush(one);
      assertThat(state(JOB).totals().done()).isEqualTo(600);
      a.advance(50);
      a.countPart("channel 1", 1, 650, 900L);
      JobTracker b =
          two.join(JOB, WriterId.of("b"), TrackerSpec.named("b").startAt(650).total(950));
      b.countPart("channel 1", 2, 650, 950L);
      b.countPart("channel 2", 1, 7, null);
      b.advance(300);
      b.countPart("channel 1", 2, 950, 950L);
      b.complete();
      flush(two);
      assertThat(state(JOB).totals().done()).as("with the end, without a tick").isEqualTo(957);
      one.sampleNow();
      flush(one);
      assertThat(state(JOB).totals().done()).isEqualTo(957);
      assertThat(state(JOB).totalItems()).isNull();
      assertThatThrownBy(() -> a.countPart(" ", 1, 1, null))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  @DisplayName("adds up what several registries and threads count, and ends when all have ended")
  void join() throws Exception {
    try (ProgressRegistry one = registry();
        ProgressRegistry two = registry()) {
      TrackerSpec half = TrackerSpec.named("half").total(100).unit("rows").label("user_id", "7");
      JobTracker a = one.join(JOB, WriterId.of("a"), half);
      JobTracker b = two.join(JOB, WriterId.of("b"), half);
      a.advance(40);
      a.activity().count("issues", 3);
      b.advance(70);
      b.activity().count("issues", 4);
      flush(one);
      flush(two);
      assertThat(state(JOB).totals()).isEqualTo(new JobTotals(110, 0, Map.of("issues", 7L)));
      assertThat(state(JOB).totalItems()).isEqualTo(200);
      assertThat(state(JOB).info())
          .isEqualTo(new JobInfo("half", null, Map.of("user_id", "7"), "rows"));
      a.complete();
      flush(one);
      assertThat(state(JOB).status()).isEqualTo(JobStatus.PROCESSING);
      b.complete();
      flush(two);
      assertThat(state(JOB).status()).isEqualTo(JobStatus.COMPLETED);
      assertThat(one.find(JOB + "#a")).isEmpty();
    }
  }

  @Test
  @DisplayName("keeps what is started, with its failures and its end")
  void start() throws Exception {
    try (ProgressRegistry registry = registry()) {
      ProgressTracker job = registry.start(TrackerSpec.named("plain").id("plain-1").total(10));
      job.advance(3);
      job.countFailed(2);
      job.note("new_areas_discovered", Map.of("areas", List.of("x")));
      job.note("remarkable", Map.of("n", 1));
      job.fail("disk full");
      flush(registry);
    }
    JobId id = JobId.of("plain-1");
    assertThat(state(id).status()).isEqualTo(JobStatus.FAILED);
    assertThat(state(id).totals()).isEqualTo(new JobTotals(3, 2, Map.of()));
    assertThat(state(id).writers().get(0).error()).isEqualTo("disk full");
    assertThat(stores.jobs().timeline(id, 0, 10))
        .extracting(TimelineEntry::event)
        .containsExactly("progress_update", "areas_discovered", "progress_update", "error");
  }

  @Test
  @DisplayName("goes on at the checkpoint, and what was done after it counts once")
  void resume() throws Exception {
    ProgressRegistry crashed = registry();
    JobTracker before = crashed.resume(JOB, TrackerSpec.named("history").total(1_000));
    assertThat(before.resumedFrom()).isEmpty();
    before.checkpoint(stores.checkpoints(), "at 600", 600);
    before.advance(50);
    flush(crashed);
    assertThat(state(JOB).totals().done()).isEqualTo(650);
    try (ProgressRegistry next = registry()) {
      assertThatThrownBy(() -> next.resume(JOB))
          .isInstanceOf(JobHeldException.class)
          .hasMessageContaining("export-42")
          .hasMessageContaining("until at least");
      clock.advance(Duration.ofMinutes(1));
      assertThat(state(JOB).workerState(JobState.STALLED_AFTER)).isEqualTo(WorkerState.LOST);
      JobTracker again = next.resume(JOB, TrackerSpec.named("history").total(1_000));
      assertThat(again.resumedFrom()).get().extracting(Checkpoint::state).isEqualTo("at 600");
      flush(next);
      assertThat(again.snapshot().done()).isEqualTo(600);
      assertThat(state(JOB).totals().done()).as("never less").isEqualTo(650);
      again.checkpoint("at 1000", 400);
      assertThatThrownBy(() -> before.checkpoint(stores.checkpoints(), "zombie", 5))
          .isInstanceOf(LeaseLostException.class);
      before.advance(7);
      flush(crashed);
      assertThat(before.stopRequested()).as("told that it was overtaken").isTrue();
      again.complete();
      flush(next);
      assertThat(state(JOB).totals().done()).isEqualTo(1_000);
      assertThat(state(JOB).status()).isEqualTo(JobStatus.COMPLETED);
      Checkpoint last = stores.checkpoints().find(JOB, Checkpoint.WHOLE).orElseThrow();
      assertThat(last.state()).isEqualTo("at 1000");
      assertThat(last.totals().done()).isEqualTo(1_000);
      next.resume(JOB).close();
    } finally {
      crashed.close();
    }
  }

  @Test
  @DisplayName("goes on without what the estimator knew if that is of another version")
  void otherVersion() throws Exception {
    for (String words : List.of("ADAPTIVE 5 5.0 0 0 99.0", "of another world", "")) {
      JobId job = JobId.of("job " + words);
      stores
          .checkpoints()
          .add(new CheckpointStep(job, Checkpoint.WHOLE, 0, "x", JobTotals.of(5), words));
      try (ProgressRegistry registry = registry()) {
        JobTracker tracker = registry.resume(job, TrackerSpec.named("history").total(10));
        registry.sampleNow();
        assertThat(tracker.snapshot().eta().basis()).isEqualTo(EtaBasis.WARMING_UP);
        assertThat(tracker.snapshot().done()).isEqualTo(5);
      }
    }
  }

  @Test
  @DisplayName("what a process that died has left in its spool is told, and harms no later life")
  void foundInSpool(@TempDir Path spool) throws Exception {
    AtomicBoolean away = new AtomicBoolean();
    try (ProgressRegistry dead = spooled(away, spool)) {
      JobTracker before = dead.resume(JOB, TrackerSpec.named("history").total(1_000));
      dead.join(JobId.of("shared"), WriterId.of("a")).note("joined", Map.of());
      before.checkpoint(stores.checkpoints(), "at 600", 600);
      ProgressTracker nightly =
          dead.start(TrackerSpec.named("nightly").id("nightly").key("nightly").total(10));
      flush(dead);
      away.set(true);
      clock.advance(Duration.ofSeconds(1));
      nightly.advance(10);
      nightly.complete();
      before.advance(300);
      before.note("remarkable", Map.of("n", 1));
      ProgressTracker unseen = dead.start(TrackerSpec.named("unseen").id("unseen"));
      unseen.advance(7);
      unseen.note("new_areas_discovered", Map.of());
      unseen.fail("disk full");
      dead.start(TrackerSpec.named("cron").id("cron")).complete();
      dead.find("shared#a").orElseThrow().note("remarkable", Map.of("n", 2));
      dead.close(Duration.ofMillis(1));
    }
    clock.advance(Duration.ofMinutes(1));
    try (ProgressRegistry next = spooled(away, spool)) {
      JobTracker again = next.resume(JOB, TrackerSpec.named("history").total(1_000));
      WriterId other = WriterId.of("host/1/" + UUID.randomUUID());
      JobReport.Builder later = JobReport.of(JobId.of("cron"), other).at(1, 1);
      stores.jobs().apply(List.of(later.totals(JobTotals.of(3)).build()));
      again.advance(5);
      away.set(false);
      flush(next);
      // An update that came while the spool was delivered is not: the next one is newer.
      clock.advance(Duration.ofSeconds(1));
      flush(next);
      assertThat(state(JOB).totals().done()).isEqualTo(605);
      assertThat(state(JOB).status()).isEqualTo(JobStatus.PROCESSING);
      again.complete();
      flush(next);
      assertThat(state(JOB).status()).isEqualTo(JobStatus.COMPLETED);
      assertThat(state(JobId.of("cron")).status())
          .as("of a later life, on another host")
          .isEqualTo(JobStatus.PROCESSING);
    }
    assertThat(stores.jobs().timeline(JOB, 0, 10))
        .filteredOn(entry -> entry.details().containsKey("at"))
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.event()).isEqualTo("progress_update");
              assertThat(entry.details())
                  .containsEntry("action", "remarkable")
                  .containsEntry("at", "2026-03-01T12:00:01.000Z")
                  .containsEntry("processedItems", 900L);
            });
    assertThat(stores.jobs().timeline(JobId.of("shared"), 0, 10))
        .extracting(entry -> entry.details().get("action"), TimelineEntry::writer)
        .contains(tuple("joined", WriterId.of("a")), tuple("remarkable", WriterId.of("a")));
    assertThat(stores.jobs().timeline(JobId.of("unseen"), 0, 10))
        .extracting(TimelineEntry::event)
        .containsExactly("areas_discovered", "error");
    assertThat(state(JobId.of("unseen")).status()).isEqualTo(JobStatus.FAILED);
    assertThat(state(JobId.of("unseen")).totals().done()).isEqualTo(7);
    assertThat(state(JobId.of("unseen")).info())
        .isEqualTo(new JobInfo("unseen", null, Map.of(), "items"));
    JobState nightly = state(JobId.of("nightly"));
    assertThat(nightly.status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(nightly.writers()).singleElement().extracting(WriterState::processed).isEqualTo(10L);
    assertThat(nightly.info()).isEqualTo(new JobInfo("nightly", "nightly", Map.of(), "items"));
    assertThat(state(JobId.of("shared")).status())
        .as("or a later life")
        .isNotEqualTo(JobStatus.FAILED);
  }

  /** On a store that takes nothing while it is away. */
  @Test
  @DisplayName("keeps counts of parts until the store answers, also of a job that has ended")
  void partsOfAStoreThatIsAway(@TempDir Path spool) throws Exception {
    AtomicBoolean away = new AtomicBoolean();
    try (ProgressRegistry registry = spooled(away, spool)) {
      JobTracker job = registry.join(JOB, WriterId.of("a"), TrackerSpec.named("a"));
      flush(registry);
      away.set(true);
      job.countPart("channel 1", 1, 100, 900L);
      registry.sampleNow();
      job.countPart("channel 1", 1, 200, 900L);
      assertThat(state(JOB).parts()).isNull();
      away.set(false);
      registry.sampleNow();
      assertThat(state(JOB).parts()).isEqualTo(new PartTotals(200, 900L));
      countingFails.set(true);
      job.countPart("channel 1", 1, 300, 900L);
      job.complete();
      flush(registry);
      assertThat(state(JOB).parts()).isEqualTo(new PartTotals(200, 900L));
      countingFails.set(false);
      registry.sampleNow();
      assertThat(state(JOB).parts()).isEqualTo(new PartTotals(300, 900L));
    }
  }

  /** Whether the store takes reports, but no counts of parts. */
  private final AtomicBoolean countingFails = new AtomicBoolean();

  private ProgressRegistry spooled(AtomicBoolean away, Path spool) {
    return failing(
            method ->
                method.equals("countParts")
                    ? away.get() || countingFails.get()
                    : away.get() && List.of("apply", "record").contains(method))
        .spool(spool)
        .build();
  }

  /** With a store of which some calls fail, by the names of the methods. */
  private ProgressRegistry.Builder failing(Predicate<String> fails) {
    JobStore store =
        (JobStore)
            Proxy.newProxyInstance(
                JobStore.class.getClassLoader(),
                new Class<?>[] {JobStore.class},
                (proxy, method, arguments) -> {
                  if (fails.test(method.getName())) {
                    throw new IOException("away");
                  }
                  return method.invoke(stores.jobs(), arguments);
                });
    return ProgressRegistry.builder()
        .clock(clock)
        .manualSampling()
        .jobs(new JobStores(store, stores.checkpoints(), stores.leases()));
  }

  @Test
  @DisplayName("knows whose event it is if the store fails between two jobs of one id in one batch")
  void idUsedAgain() throws Exception {
    AtomicInteger applied = new AtomicInteger();
    TrackerSpec nightly = TrackerSpec.named("nightly").id("nightly");
    try (ProgressRegistry registry =
        failing(method -> method.equals("apply") && applied.incrementAndGet() == 2).build()) {
      ProgressTracker first = registry.start(nightly);
      first.advance(7);
      first.complete();
      ProgressTracker second = registry.start(nightly);
      second.advance(3);
      flush(registry);
      assertThat(applied).hasValueGreaterThan(2);
      second.advance(2);
      second.complete();
      flush(registry);
    }
    JobState job = state(JobId.of("nightly"));
    assertThat(job.writers()).extracting(WriterState::processed).containsExactlyInAnyOrder(7L, 5L);
    assertThat(job.status()).isEqualTo(JobStatus.COMPLETED);
  }

  @Test
  @DisplayName("keeps alive who says nothing for long, and renews the lease")
  void keepsAlive() throws Exception {
    try (ProgressRegistry registry = registry();
        ProgressRegistry other = registry()) {
      registry.resume(JOB);
      flush(registry);
      for (int i = 0; i < 12; i++) {
        clock.advance(Duration.ofSeconds(11));
        registry.sampleNow();
      }
      assertThat(state(JOB).workerState(JobState.STALLED_AFTER)).isEqualTo(WorkerState.RUNNING);
      assertThatThrownBy(() -> other.resume(JOB)).isInstanceOf(JobHeldException.class);
      clock.advance(Duration.ofSeconds(40));
      other.resume(JOB);
      registry.sampleNow();
      assertThat(registry.find(JOB.value()).orElseThrow().stopRequested()).isTrue();
    }
  }

  @Test
  @DisplayName("lets others pause, resume and stop a job at its next safe point, in parts as well")
  void control() throws Exception {
    try (ProgressRegistry registry = registry()) {
      JobTracker job = registry.join(JOB, WriterId.of("a"));
      ProgressTracker part = job.child(TrackerSpec.named("part"));
      flush(registry);
      stores.jobs().request(JOB, JobControl.PAUSE, "lunch");
      registry.sampleNow();
      CountDownLatch through = new CountDownLatch(1);
      Thread worker =
          new Thread(
              () -> {
                part.throwIfStopRequested();
                through.countDown();
              });
      worker.start();
      awaitState(registry, job, TrackerState.PAUSED);
      assertThat(through.getCount()).isEqualTo(1);
      stores.jobs().request(JOB, JobControl.RESUME, "back");
      registry.sampleNow();
      assertThat(through.await(30, TimeUnit.SECONDS)).isTrue();
      worker.join();
      awaitState(registry, job, TrackerState.RUNNING);

      stores.jobs().request(JOB, JobControl.PAUSE, "again");
      registry.sampleNow();
      stores.jobs().request(JOB, JobControl.STOP, "enough");
      registry.sampleNow();
      assertThatThrownBy(part::throwIfStopRequested)
          .isInstanceOf(StopRequestedException.class)
          .hasMessageContaining("enough");
      assertThat(registry.find(JOB + "#a")).containsSame(job);
      JobTracker late = registry.join(JOB, WriterId.of("late"));
      assertThat(late.stopRequested()).as("a stop was meant for those before").isFalse();
    }
  }

  private static void awaitState(
      ProgressRegistry registry, ProgressTracker job, TrackerState state) {
    long until = System.nanoTime() + SOON.toNanos();
    while (job.snapshot().state() != state && System.nanoTime() < until) {
      registry.sampleNow();
      Thread.onSpinWait();
    }
    assertThat(job.snapshot().state()).isEqualTo(state);
  }

  @Test
  @DisplayName("says what is missing where there are no stores, no checkpoint, or no name")
  void misuse() throws Exception {
    try (ProgressRegistry plain =
        ProgressRegistry.builder().clock(clock).manualSampling().build()) {
      assertThatThrownBy(() -> plain.resume(JOB))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(".jobs(");
      assertThatThrownBy(() -> plain.join(JOB, WriterId.of("a")))
          .isInstanceOf(IllegalStateException.class);
    }
    try (ProgressRegistry registry = registry()) {
      JobTracker joined = registry.join(JOB, WriterId.of("a"));
      assertThatThrownBy(() -> joined.checkpoint("x", 1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("resume");
      assertThatThrownBy(() -> registry.join(JOB, WriterId.of("a")))
          .isInstanceOf(IllegalStateException.class);
      assertThat(registry.find(JOB + "#a")).containsSame(joined);
      ProgressTracker odd = registry.start(TrackerSpec.named("odd").id("a\u0000b"));
      odd.complete();
      flush(registry);
    }
  }

  @Test
  @DisplayName("completes what run() is given, once")
  void run() throws Exception {
    try (ProgressRegistry registry = registry()) {
      registry.run(TrackerSpec.named("body").id("body"), job -> job.advance(5));
      registry.run(
          TrackerSpec.named("own end").id("own"),
          job -> {
            job.fail("as it says");
          });
      flush(registry);
    }
    assertThat(state(JobId.of("body")).status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(state(JobId.of("own")).status()).isEqualTo(JobStatus.FAILED);
  }
}
