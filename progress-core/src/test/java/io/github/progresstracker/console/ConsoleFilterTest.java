package io.github.progresstracker.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.TrackerState;
import io.github.progresstracker.contract.SampleEvents;
import io.github.progresstracker.contract.SnapshotBuilder;
import io.github.progresstracker.event.EventHeader;
import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.event.ProgressUpdate;
import io.github.progresstracker.event.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ConsoleFilterTest {

  private static final Instant START = SnapshotBuilder.AT;
  private static final Duration GAP = Duration.ofSeconds(5);

  private final ConsoleFilter filter = new ConsoleFilter(GAP);

  @Test
  @DisplayName("of one event of each type it prints those that a look at the console is for")
  void choosesTypes() {
    assertThat(SampleEvents.oneOfEach().stream().filter(filter::prints))
        .extracting(event -> event.getClass().getSimpleName())
        .containsExactly(
            "Started",
            "ProgressUpdate",
            "WaitStarted",
            "Paused",
            "Resumed",
            "StopRequested",
            "AlertRaised",
            "AlertCleared",
            "Finished");
  }

  @Test
  @DisplayName("what happens to the job is always said, however fast it happens")
  void alwaysSpeaksOfTheJob() {
    List<ProgressSnapshot> job = lineage(1, TrackerState.RUNNING);
    assertThat(filter.prints(new Transition.Started(header(0), job))).isTrue();
    assertThat(filter.prints(new Transition.Paused(header(0), job))).isTrue();
    assertThat(filter.prints(new Transition.Resumed(header(1), job, Duration.ofMillis(1))))
        .isTrue();
    assertThat(filter.prints(finished(1, 1, TrackerState.COMPLETED))).isTrue();
  }

  @Test
  @DisplayName("waits of less than a second are somebody's pacing; one without an end is news")
  void skipsPacing() {
    List<ProgressSnapshot> job = lineage(1, TrackerState.WAITING);
    assertThat(filter.prints(waitStarted(job, START.plusMillis(999)))).isFalse();
    assertThat(filter.prints(waitStarted(job, START.plusMillis(1_000)))).isTrue();
    assertThat(filter.prints(waitStarted(job, null))).isTrue();
    assertThat(filter.prints(waitStarted(job, Instant.MAX))).isTrue();
    assertThat(filter.prints(waitStarted(job, Instant.MIN))).isFalse();
    assertThat(filter.prints(waitEnded(job, Duration.ofMillis(999)))).isFalse();
    assertThat(filter.prints(waitEnded(job, Duration.ofSeconds(1)))).isTrue();
  }

  @Test
  @DisplayName("a channel's end is printed, a session's only if it failed")
  void choosesDepths() {
    assertThat(filter.prints(finished(0, 2, TrackerState.COMPLETED))).isTrue();
    assertThat(filter.prints(finished(10, 3, TrackerState.COMPLETED))).isFalse();
    assertThat(filter.prints(finished(20, 3, TrackerState.ABANDONED))).isFalse();
    assertThat(filter.prints(finished(30, 3, TrackerState.FAILED))).isTrue();
  }

  @Test
  @DisplayName("a part for each of 10,000 files, 100 a second, makes a line each five seconds")
  void doesNotFlood() {
    List<Long> printed = new ArrayList<>();
    for (long millis = 0; millis < 100_000; millis += 10) {
      EventHeader header = headerAt(START.plusMillis(millis), "job");
      if (filter.prints(new Transition.Finished(header, lineage(2, TrackerState.COMPLETED)))) {
        printed.add(millis);
      }
    }
    assertThat(printed).hasSize(20).startsWith(0L, 5_000L, 10_000L);
  }

  @Test
  @DisplayName("a failure is not lost behind a success that was printed just before")
  void keepsFailuresApart() {
    assertThat(filter.prints(finished(0, 2, TrackerState.COMPLETED))).isTrue();
    assertThat(filter.prints(finished(1, 2, TrackerState.FAILED))).isTrue();
    assertThat(filter.prints(finished(2, 2, TrackerState.FAILED))).isFalse();
    assertThat(filter.prints(finished(4, 2, TrackerState.COMPLETED))).isFalse();
    assertThat(filter.prints(finished(6, 2, TrackerState.FAILED))).isTrue();
  }

  @Test
  @DisplayName("a channel's end is not lost behind a wait that was printed just before")
  void keepsStandstillsApart() {
    List<ProgressSnapshot> part = lineage(2, TrackerState.WAITING);
    assertThat(filter.prints(waitStarted(part, START.plusSeconds(3)))).isTrue();
    assertThat(filter.prints(waitEnded(part, Duration.ofSeconds(3)))).isFalse();
    assertThat(filter.prints(finished(1, 2, TrackerState.COMPLETED))).isTrue();
  }

  @Test
  @DisplayName("one job does not silence another, and a job that starts anew has no past")
  void keepsJobsApart() {
    assertThat(filter.prints(finished("a", 0, 2, TrackerState.COMPLETED))).isTrue();
    assertThat(filter.prints(finished("b", 1, 2, TrackerState.COMPLETED))).isTrue();
    assertThat(filter.prints(finished("a", 2, 1, TrackerState.COMPLETED))).isTrue();
    assertThat(filter.prints(finished("a", 3, 2, TrackerState.COMPLETED))).isTrue();
    assertThat(filter.prints(finished("b", 4, 2, TrackerState.COMPLETED))).isFalse();
  }

  @Test
  @DisplayName("a clock that is set back does not silence a job for hours")
  void survivesClockJumps() {
    assertThat(filter.prints(finished(7_200, 2, TrackerState.COMPLETED))).isTrue();
    assertThat(filter.prints(finished(0, 2, TrackerState.COMPLETED))).isTrue();
    assertThat(filter.prints(finished(1, 2, TrackerState.COMPLETED))).isFalse();
  }

  @Test
  @DisplayName("forgets the jobs heard of first when there are more than a thousand")
  void isBounded() {
    for (int job = 0; job <= 1_000; job++) {
      assertThat(filter.prints(finished("job " + job, 0, 2, TrackerState.COMPLETED))).isTrue();
    }
    assertThat(filter.prints(finished("job 1000", 1, 2, TrackerState.COMPLETED))).isFalse();
    assertThat(filter.prints(finished("job 0", 1, 2, TrackerState.COMPLETED))).isTrue();
  }

  @Test
  @DisplayName("progress right after the start or after the end says nothing new")
  void skipsWhatHasBeenSaid() {
    assertThat(filter.prints(update(TrackerState.RUNNING, Duration.ofMillis(4_999)))).isFalse();
    assertThat(filter.prints(update(TrackerState.RUNNING, GAP))).isTrue();
    assertThat(filter.prints(update(TrackerState.COMPLETED, GAP))).isFalse();
  }

  private static ProgressEvent update(TrackerState state, Duration elapsed) {
    return new ProgressUpdate(
        header(0), SnapshotBuilder.named("job").state(state).ran(elapsed, elapsed).build());
  }

  private static ProgressEvent finished(long second, int depth, TrackerState state) {
    return finished("job", second, depth, state);
  }

  private static ProgressEvent finished(String job, long second, int depth, TrackerState state) {
    return new Transition.Finished(headerAt(START.plusSeconds(second), job), lineage(depth, state));
  }

  private static ProgressEvent waitStarted(
      List<ProgressSnapshot> lineage, @Nullable Instant until) {
    return new Transition.WaitStarted(header(0), lineage, "FLOOD_WAIT", until);
  }

  private static ProgressEvent waitEnded(List<ProgressSnapshot> lineage, Duration waited) {
    return new Transition.WaitEnded(header(0), lineage, "FLOOD_WAIT", waited);
  }

  private static List<ProgressSnapshot> lineage(int depth, TrackerState state) {
    List<ProgressSnapshot> lineage = new ArrayList<>();
    for (int level = 1; level < depth; level++) {
      lineage.add(SnapshotBuilder.named("level " + level).build());
    }
    lineage.add(SnapshotBuilder.named("last").state(state).build());
    return lineage;
  }

  private static EventHeader header(long second) {
    return headerAt(START.plusSeconds(second), "job");
  }

  private static EventHeader headerAt(Instant at, String job) {
    return new EventHeader(new UUID(at.toEpochMilli(), 0), at, 1, job, job);
  }
}
