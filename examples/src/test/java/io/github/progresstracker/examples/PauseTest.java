package io.github.progresstracker.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.progresstracker.job.JobId;
import io.github.progresstracker.job.JobReport;
import io.github.progresstracker.job.JobState;
import io.github.progresstracker.job.JobStore;
import io.github.progresstracker.job.JobStores;
import io.github.progresstracker.job.ReportedStatus;
import io.github.progresstracker.job.TimelineEntry;
import io.github.progresstracker.job.WriterId;
import io.github.progresstracker.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Since when a job is paused. A minute goes by after each report. */
class PauseTest {

  private static final JobId JOB = JobId.of("nightly");
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

  private final ManualClock clock = new ManualClock(START);
  private final JobStore store = JobStores.inMemory(clock).jobs();
  private long sequence;

  private void report(String writer, ReportedStatus status) throws Exception {
    store.apply(
        List.of(
            JobReport.of(JOB, WriterId.of(writer))
                .at(1, ++sequence)
                .status(status)
                .onRecord(true)
                .keepAlive(Duration.ofHours(1))
                .build()));
    clock.advance(Duration.ofMinutes(1));
  }

  private Pause pause(int entries) throws Exception {
    List<TimelineEntry> newest = new ArrayList<>(store.timeline(JOB, 0, 100));
    Collections.reverse(newest);
    JobState job = store.find(JOB).orElseThrow();
    assertThat(Pause.isPaused(job)).isTrue();
    return Pause.of(job, newest.subList(0, Math.min(entries, newest.size())));
  }

  private static Instant minute(int number) {
    return START.plus(Duration.ofMinutes(number));
  }

  @Test
  void a_pause_begins_after_the_last_word_of_work() throws Exception {
    report("one", ReportedStatus.PAUSED);
    report("one", ReportedStatus.PROCESSING);
    report("one", ReportedStatus.CREDENTIAL_EXPIRY);
    report("one", ReportedStatus.CREDENTIAL_RENEWAL);
    report("one", ReportedStatus.PAUSED);
    assertThat(pause(100).since()).isEqualTo(minute(2));
  }

  @Test
  void a_job_of_several_is_paused_since_the_last_of_them_is() throws Exception {
    report("one", ReportedStatus.PAUSED);
    report("two", ReportedStatus.PROCESSING);
    report("two", ReportedStatus.PAUSED);
    report("three", ReportedStatus.COMPLETED);
    report("one", ReportedStatus.PAUSED);
    assertThat(pause(100).since()).isEqualTo(minute(2));
  }

  @Test
  void nobody_knows_when_a_pause_began_that_the_timeline_has_no_more() throws Exception {
    report("one", ReportedStatus.PAUSED);
    assertThat(pause(0).since()).isNull();
  }

  @Test
  void a_job_at_work_is_not_paused() throws Exception {
    report("one", ReportedStatus.PAUSED);
    report("two", ReportedStatus.PROCESSING);
    assertThat(Pause.isPaused(store.find(JOB).orElseThrow())).isFalse();
  }
}
