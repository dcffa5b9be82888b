package io.github.progresstracker.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.progresstracker.jdbc.kit.PostgresExtension;
import io.github.progresstracker.job.JobFacts;
import io.github.progresstracker.job.JobId;
import io.github.progresstracker.job.JobReport;
import io.github.progresstracker.job.JobState;
import io.github.progresstracker.job.JobStatus;
import io.github.progresstracker.job.JobStore;
import io.github.progresstracker.job.JobTotals;
import io.github.progresstracker.job.ReportedStatus;
import io.github.progresstracker.job.WriterId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The contract has what comes of reports; here is that the short way is taken, and when not. */
@DisplayName("A writer that gets further")
class FollowUpsTest {

  @RegisterExtension static final PostgresExtension postgres = new PostgresExtension();

  private static final JobId JOB = JobId.of("hot");
  private static final WriterId WRITER = WriterId.of("w");
  private static final JobFacts FACTS = JobFacts.builder().stage("a").ownTotal(900L).build();

  private final List<PostgresProgress> open = new ArrayList<>();
  private @Nullable CountingDataSource counted;
  private @Nullable JobStore here;
  private @Nullable JobStore elsewhere;

  @BeforeEach
  void beginWithTwoReports() throws Exception {
    postgres.clear();
    counted = new CountingDataSource(postgres.dataSource());
    elsewhere = open(PostgresProgress.on(postgres.dataSource()).migrate()).jobStore();
    here = open(PostgresProgress.on(counted.dataSource())).jobStore();
    apply(report(1, 10));
    apply(report(2, 20));
    assertThat(statements()).as("the long way").isGreaterThan(2);
  }

  private PostgresProgress open(PostgresProgress progress) {
    open.add(progress);
    return progress;
  }

  @AfterEach
  void close() {
    open.forEach(PostgresProgress::close);
  }

  private static JobReport.Builder report(long sequence, long done) {
    return JobReport.of(JOB, WRITER)
        .at(1, sequence)
        .totals(new JobTotals(done, 0, Map.of("issues", done)))
        .facts(FACTS)
        .onRecord(false);
  }

  private List<JobReport> apply(JobReport.Builder report) throws Exception {
    return Objects.requireNonNull(here).apply(List.of(report.build()));
  }

  private JobStore elsewhere() {
    return Objects.requireNonNull(elsewhere);
  }

  private JobState state() throws Exception {
    return elsewhere().find(JOB).orElseThrow();
  }

  /** Statements about writers since the last call; hints come when they want. */
  private long statements() {
    return Objects.requireNonNull(counted).take().stream()
        .filter(sql -> sql.contains("progress_writer"))
        .count();
  }

  @Test
  @DisplayName("is one short statement")
  void shortWay() throws Exception {
    for (int i = 3; i < 13; i++) {
      assertThat(apply(report(i, 10L * i))).isEmpty();
    }
    assertThat(statements()).isEqualTo(10);
    assertThat(state().totals()).isEqualTo(new JobTotals(120, 0, Map.of("issues", 120L)));
    assertThat(state().newest(JobFacts::stage)).isEqualTo("a");
  }

  @Test
  @DisplayName("goes the long way once after another process wrote of it, and no older than that")
  void notAlone() throws Exception {
    elsewhere().apply(List.of(report(5, 50).build()));
    JobReport late = report(4, 40).build();
    assertThat(apply(report(4, 40))).containsExactly(late);
    assertThat(apply(report(6, 45))).as("counts less than is known").isEmpty();
    assertThat(state().totals()).isEqualTo(new JobTotals(50, 0, Map.of("issues", 50L)));
    statements();
    apply(report(7, 70));
    apply(report(8, 80));
    assertThat(statements()).isEqualTo(2);
    assertThat(state().totals().done()).isEqualTo(80);
  }

  @Test
  @DisplayName("says again what a delta of its name said otherwise")
  void afterDelta() throws Exception {
    elsewhere()
        .apply(
            List.of(
                JobReport.of(JOB, WRITER)
                    .idempotencyKey("k")
                    .totals(JobTotals.of(7))
                    .facts(JobFacts.builder().stage("b").ownTotal(5L).build())
                    .build()));
    assertThat(state().newest(JobFacts::stage)).isEqualTo("b");
    apply(report(3, 30));
    assertThat(state().newest(JobFacts::stage)).isEqualTo("a");
    assertThat(state().totalItems()).isEqualTo(900);
    assertThat(state().totals().done()).isEqualTo(37);
  }

  @Test
  @DisplayName("does not wake what has ended meanwhile")
  void ended() throws Exception {
    elsewhere().apply(List.of(report(3, 30).status(ReportedStatus.COMPLETED).build()));
    apply(report(4, 40));
    assertThat(state().status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(state().totals().done()).isEqualTo(40);
  }

  @Test
  @DisplayName("is followed as well after a sign of life")
  void keptAlive() throws Exception {
    elsewhere().keepAlive(Map.of(JOB, List.of(WRITER)), Duration.ofHours(1));
    apply(report(3, 30));
    apply(report(4, 40));
    assertThat(state().totals().done()).isEqualTo(40);
  }

  @Test
  @DisplayName("leaves out a type and keeps it")
  void leavesOutTypes() throws Exception {
    apply(report(3, 30).totals(JobTotals.of(30)));
    apply(report(4, 40).totals(new JobTotals(40, 0, Map.of("commits", 1L))));
    assertThat(state().totals())
        .isEqualTo(new JobTotals(40, 0, Map.of("issues", 20L, "commits", 1L)));
  }

  @Test
  @DisplayName("begins a new life by the long way")
  void newEpoch() throws Exception {
    apply(report(1, 5).at(2, 1));
    assertThat(state().totals().done()).isEqualTo(25);
    assertThat(apply(report(3, 30))).as("the old life").hasSize(1);
    assertThat(state().totals().done()).isEqualTo(25);
  }
}
