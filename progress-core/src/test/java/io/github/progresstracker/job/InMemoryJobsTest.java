package io.github.progresstracker.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.progresstracker.contract.CheckpointContract;
import io.github.progresstracker.contract.JobStoreContract;
import io.github.progresstracker.contract.LeaseStoreContract;
import io.github.progresstracker.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("In memory,")
class InMemoryJobsTest {

  private final ManualClock clock = new ManualClock(Instant.parse("2026-03-01T12:00:00Z"));

  @Nested
  @DisplayName("a store of jobs")
  class Jobs extends JobStoreContract {
    @Override
    protected JobStore store() {
      return JobStore.inMemory(clock);
    }

    @Override
    protected void letTimePass(Duration duration) {
      clock.advance(duration);
    }
  }

  @Test
  @DisplayName("a store of jobs keeps the newest 10,000 entries and keys of each job")
  void isBounded() throws Exception {
    JobStore store = JobStore.inMemory(clock);
    JobId job = JobId.of("long");
    JobReport.Builder report = JobReport.of(job, WriterId.of("w")).totals(JobTotals.of(1));
    for (int i = 0; i <= 10_000; i++) {
      assertThat(store.apply(List.of(report.idempotencyKey("key " + i).build()))).isEmpty();
    }
    List<TimelineEntry> timeline = store.timeline(job, 0, 10_000);
    assertThat(timeline).hasSize(10_000);
    assertThat(timeline.get(0).id()).isEqualTo(2);
    assertThat(store.apply(List.of(report.idempotencyKey("key 1").build()))).as("known").hasSize(1);
    assertThat(store.apply(List.of(report.idempotencyKey("key 0").build())))
        .as("not any more")
        .isEmpty();
    assertThat(store.find(job).orElseThrow().totals().done()).isEqualTo(10_002);
  }

  @Nested
  @DisplayName("a store of leases")
  class Leases extends LeaseStoreContract {
    @Override
    protected LeaseStore store() {
      return LeaseStore.inMemory(clock);
    }

    @Override
    protected void letTimePass(Duration duration) {
      clock.advance(duration);
    }

    @Test
    @DisplayName("does not care for a wall clock that is a year off")
    void wallClock() throws Exception {
      LeaseStore leases = store();
      Lease lease = leases.acquire("x", WriterId.of("one"), Duration.ofHours(1)).orElseThrow();
      clock.jumpTo(Instant.parse("2027-03-01T12:00:00Z"));
      assertThat(leases.acquire("x", WriterId.of("two"), Duration.ofHours(1))).isEmpty();
      assertThat(leases.renew(lease, Duration.ofHours(1))).isTrue();
    }
  }

  @Nested
  @DisplayName("a store of checkpoints")
  class Checkpoints extends CheckpointContract {
    @Override
    protected CheckpointStore store() {
      return CheckpointStore.inMemory(clock);
    }
  }

  @Test
  @DisplayName("words are those of the contract, and an unknown one is told with the known ones")
  void words() {
    assertThat(ReportedStatus.of("credential_expiry")).isEqualTo(ReportedStatus.CREDENTIAL_EXPIRY);
    assertThat(ReportedStatus.of("resumed")).isEqualTo(ReportedStatus.CREDENTIAL_RESUMED);
    assertThat(JobStatus.values())
        .allSatisfy(status -> assertThat(JobStatus.of(status.word())).isEqualTo(status));
    assertThatThrownBy(() -> ReportedStatus.of("running"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("started, processing")
        .hasMessageContaining("was running");
  }

  @Test
  @DisplayName("ids that a store would have to change are refused")
  void ids() {
    for (String id : new String[] {"", " ", "a\u0000b", "\ud800", "x".repeat(501)}) {
      assertThatThrownBy(() -> JobId.of(id)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> WriterId.of(id)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(WriterId.ofHost()).isNotEqualTo(WriterId.ofHost());
    assertThat(WriterId.ofHost().value()).contains("/" + ProcessHandle.current().pid() + "/");
  }

  @Test
  @DisplayName("counts below zero are refused with their value")
  void negative() {
    assertThatThrownBy(() -> new JobTotals(0, 0, Map.of("x", -3L)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("itemsByType.x must be >= 0, was -3");
    assertThatThrownBy(() -> JobReport.of(JobId.of("j"), WriterId.of("w")).at(-1, 0).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("epoch must be >= 0, was -1");
    assertRefused("done", () -> JobTotals.of(-1));
    assertRefused("failed", () -> new JobTotals(0, -1, Map.of()));
    assertRefused("totalItems", () -> JobFacts.builder().totalItems(-1L).build());
    assertRefused("ownTotal", () -> JobFacts.builder().ownTotal(-1L).build());
    assertRefused("partsDone", () -> JobFacts.builder().part("p", -1L, 1L).build());
    assertRefused("partsTotal", () -> JobFacts.builder().part("p", 1L, -1L).build());
    JobId job = JobId.of("j");
    assertRefused("epoch", () -> new PartCount(job, "p", -1, 0, null));
    assertRefused("done", () -> new PartCount(job, "p", 0, -1, null));
    assertRefused("total", () -> new PartCount(job, "p", 0, 0, -1L));
    assertRefused("done", () -> new PartTotals(-1, null));
    assertRefused("total", () -> new PartTotals(0, -1L));
  }

  private static void assertRefused(String count, ThrowingCallable made) {
    assertThatThrownBy(made)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(count + " must be >= 0, was -1");
  }

  @Test
  @DisplayName("a rate and an estimate of nothing are known, one below nothing or endless is not")
  void odd() {
    JobFacts nothing = JobFacts.builder().rate(0.0).eta(0.0, 0.0, 0.0).build();
    assertThat(nothing.rate()).isZero();
    assertThat(nothing.etaHighSeconds()).isZero();
    JobFacts odd = JobFacts.builder().rate(-0.5).eta(1.0, -1.0, Double.POSITIVE_INFINITY).build();
    assertThat(odd.rate()).isNull();
    assertThat(odd.etaSeconds()).isEqualTo(1);
    assertThat(odd.etaLowSeconds()).isNull();
    assertThat(odd.etaHighSeconds()).isNull();
  }

  @Test
  @DisplayName("a wait is as long as was said, and never longer than ten years")
  void waits() {
    assertThat(waiting(Duration.ofMinutes(7))).isEqualTo(Duration.ofMinutes(7));
    assertThat(waiting(Duration.ofSeconds(Long.MAX_VALUE))).isEqualTo(Duration.ofDays(3_650));
  }

  private static @Nullable Duration waiting(Duration left) {
    return JobFacts.builder().waiting("FLOOD_WAIT", left).build().waitLeft();
  }
}
