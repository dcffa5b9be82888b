package io.github.progresstracker.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.github.progresstracker.Outcomes;
import io.github.progresstracker.job.HistoryPoint;
import io.github.progresstracker.job.JobFacts;
import io.github.progresstracker.job.JobId;
import io.github.progresstracker.job.JobInfo;
import io.github.progresstracker.job.JobReader;
import io.github.progresstracker.job.JobReport;
import io.github.progresstracker.job.JobState;
import io.github.progresstracker.job.JobStore;
import io.github.progresstracker.job.JobTotals;
import io.github.progresstracker.job.ReportedStatus;
import io.github.progresstracker.job.RunAnalytics;
import io.github.progresstracker.job.RunFigures;
import io.github.progresstracker.job.TimelineEntry;
import io.github.progresstracker.job.UserJobs;
import io.github.progresstracker.job.WorkerState;
import io.github.progresstracker.job.WorkerStatus;
import io.github.progresstracker.job.WriterId;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What every reader of kept jobs must answer. Extend it and say how to make yours; each test works
 * on jobs and a user of its own.
 */
public abstract class JobReaderContract {

  private static final WriterId ONE = WriterId.of("one");
  private static final WriterId TWO = WriterId.of("two");
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final long user = System.nanoTime();

  /** For subclasses. */
  protected JobReaderContract() {}

  /**
   * Gives the store in which the jobs are.
   *
   * @return the same store each time; it may have jobs of other tests in it
   */
  protected abstract JobStore store();

  /**
   * Gives the reader that is tested.
   *
   * @return a reader of that store
   */
  protected abstract JobReader reader();

  /**
   * Lets time pass for the store.
   *
   * @param duration how much, some milliseconds
   */
  protected abstract void letTimePass(Duration duration);

  /** What was answered before does not count. */
  private JobReader ask() {
    JobReader reader = reader();
    reader.refresh();
    return reader;
  }

  private JobId job(String name) {
    return JobId.of(name + " of " + user);
  }

  private JobReport.Builder report(String job, WriterId writer, long sequence, long done) {
    return JobReport.of(job(job), writer)
        .at(1, sequence)
        .totals(new JobTotals(done, done / 10, Map.of("issues", done)))
        .info(new JobInfo(job, "nightly " + user, Map.of("user_id", Long.toString(user)), "rows"));
  }

  private void apply(JobReport.Builder report) throws Exception {
    assertThat(store().apply(List.of(report.build()))).isEmpty();
  }

  @Test
  @DisplayName("shows the newest jobs of a user first, as many as are asked for")
  void latest() throws Exception {
    for (String job : List.of("a", "b", "c")) {
      apply(report(job, ONE, 1, 10));
      letTimePass(Duration.ofMillis(1));
    }
    apply(report("a", TWO, 1, 100));
    assertThat(ask().latest(user, 10))
        .extracting(JobState::job, state -> state.totals().done())
        .containsExactly(tuple(job("c"), 10L), tuple(job("b"), 10L), tuple(job("a"), 110L));
    assertThat(ask().latest(user, 2)).extracting(JobState::job).containsExactly(job("c"), job("b"));
    assertThat(ask().latest(null, 1)).hasSize(1);
    assertThat(ask().latest(user - 1, 10)).isEmpty();
    for (int limit : new int[] {0, 10_001}) {
      assertThatThrownBy(() -> ask().latest(user, limit))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(String.valueOf(limit));
    }
  }

  @Test
  @DisplayName("says of a job what the store says, and nothing of one that is not there")
  void job() throws Exception {
    assertThat(ask().job(job("a"))).isEmpty();
    apply(report("a", ONE, 1, 10));
    apply(report("a", TWO, 1, 20).error("disk full"));
    JobState state = ask().job(job("a")).orElseThrow();
    assertThat(state.writers()).isEqualTo(store().find(job("a")).orElseThrow().writers());
    assertThat(state.info()).isNotNull();
  }

  @Test
  @DisplayName("pages through a timeline, newest first")
  void timeline() throws Exception {
    for (int i = 1; i <= 5; i++) {
      apply(report("a", ONE, i, i));
    }
    apply(report("b", ONE, 1, 99));
    List<TimelineEntry> first = ask().timeline(job("a"), Long.MAX_VALUE, 2);
    assertThat(first).extracting(this::processed).containsExactly(5L, 4L);
    assertThat(ask().timeline(job("a"), first.get(1).id(), 10))
        .extracting(this::processed)
        .containsExactly(3L, 2L, 1L);
    assertThat(ask().timeline(job("none"), Long.MAX_VALUE, 10)).isEmpty();
    assertThatThrownBy(() -> ask().timeline(job("a"), Long.MAX_VALUE, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private Object processed(TimelineEntry entry) {
    return entry.details().getOrDefault("processedItems", "");
  }

  @Test
  @DisplayName("shows a course whose points add up to what has been done")
  void history() throws Exception {
    assertThat(ask().history(job("a"), DAY, MINUTE)).isEmpty();
    apply(report("a", ONE, 1, 100).facts(JobFacts.builder().eta(60.0, 50.0, 90.0).build()));
    apply(report("a", TWO, 1, 50));
    List<HistoryPoint> points = ask().history(job("a"), DAY, MINUTE);
    assertThat(points).isNotEmpty();
    assertThat(points.stream().mapToLong(HistoryPoint::worked).sum()).isEqualTo(150);
    assertThat(points.stream().mapToLong(HistoryPoint::failed).sum()).isEqualTo(15);
    HistoryPoint last = points.get(points.size() - 1);
    assertThat(last.done()).isEqualTo(150);
    assertThat(last.rate()).isPositive();
    assertThat(last.at().getEpochSecond() % MINUTE.toSeconds()).isZero();
    assertThat(points).extracting(HistoryPoint::etaSeconds).contains(60.0);
    assertThatThrownBy(() -> ask().history(job("a"), DAY, Duration.ofSeconds(90)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT1M30S");
    assertThatThrownBy(() -> ask().history(job("a"), Duration.ofDays(99), MINUTE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @DisplayName("knows what the worker is at, and whether anybody is alive")
  void worker() throws Exception {
    assertThat(ask().worker(user).state()).isEqualTo(WorkerState.IDLE);
    assertThat(ask().worker(user).jobId()).isNull();
    JobFacts facts =
        JobFacts.builder().part("ABC LEGACY NEWS", 2L, 5L).eta(60.0, 50.0, 90.0).build();
    apply(report("a", ONE, 1, 80).facts(facts));
    WorkerStatus running = ask().worker(user);
    assertThat(running.state()).isEqualTo(WorkerState.RUNNING);
    assertThat(running.jobId()).isEqualTo(job("a").value());
    assertThat(running.currentPart()).isEqualTo("ABC LEGACY NEWS");
    assertThat(running.partsDone()).isEqualTo(2);
    assertThat(running.partsTotal()).isEqualTo(5);
    assertThat(running.doneThisRun()).isEqualTo(80);
    assertThat(running.unit()).isEqualTo("rows");
    assertThat(running.errorsThisRun()).isEqualTo(8);
    assertThat(running.etaSeconds()).isEqualTo(60.0);
    assertThat(running.startedAt()).isNotNull();
    assertThat(running.runsToday()).isZero();
    apply(report("a", ONE, 2, 90).facts(facts).keepAlive(Duration.ofMillis(1)));
    letTimePass(Duration.ofMillis(5));
    assertThat(ask().worker(user).state()).isEqualTo(WorkerState.LOST);
    apply(report("a", ONE, 3, 90).facts(facts).status(ReportedStatus.COMPLETED));
    WorkerStatus ended = ask().worker(user);
    assertThat(ended.state()).isEqualTo(WorkerState.IDLE);
    assertThat(ended.currentPart()).isNull();
    assertThat(ended.lastRun()).isNotNull();
    assertThat(ended.runsToday()).isBetween(0L, 1L); // Midnight may be in between.
  }

  @Test
  @DisplayName("counts the jobs of each user, and those of whom nobody is alive")
  void users() throws Exception {
    apply(report("a", ONE, 1, 10));
    apply(report("b", ONE, 1, 20).keepAlive(Duration.ofMillis(1)));
    apply(report("c", ONE, 1, 40).status(ReportedStatus.COMPLETED));
    letTimePass(Duration.ofMillis(5));
    assertThat(ask().users())
        .filteredOn(jobs -> Long.valueOf(user).equals(jobs.userId()))
        .extracting(
            UserJobs::jobs, UserJobs::running, UserJobs::lost, UserJobs::done, UserJobs::failed)
        .containsExactly(tuple(3L, 1L, 1L, 70L, 7L));
  }

  @Test
  @DisplayName("analyses the runs that have ended, key by key")
  void analytics() throws Exception {
    assertThat(ask().analytics(user, DAY)).isEmpty();
    RunFigures run =
        new RunFigures(
            Duration.ofSeconds(10),
            new Outcomes(90, 10, 0, 0),
            1_000,
            new BigDecimal("0.25"),
            9,
            1,
            null);
    apply(report("a", ONE, 1, 100).run(run).status(ReportedStatus.COMPLETED));
    apply(report("b", ONE, 1, 200).run(run).status(ReportedStatus.FAILED));
    apply(report("c", ONE, 1, 400));
    RunAnalytics all = ask().analytics(user, DAY).get(0);
    assertThat(ask().analytics(user, DAY)).hasSize(1);
    assertThat(all.key()).isEqualTo("nightly " + user);
    assertThat(all.runs()).isEqualTo(2);
    assertThat(all.completed()).isEqualTo(1);
    assertThat(all.done()).isEqualTo(300);
    assertThat(all.failed()).isEqualTo(30);
    assertThat(all.throughput()).isEqualTo(15.0);
    assertThat(all.throughputTrend()).as("of fewer than three runs").isNull();
    assertThat(all.quality()).isEqualTo(0.9);
    assertThat(all.tokens()).isEqualTo(2_000);
    assertThat(all.cost()).isEqualByComparingTo("0.50");
    assertThat(all.etaError()).isNull();
  }
}
