package io.github.progresstracker.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.github.progresstracker.ProgressClock;
import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.TrackerSpec;
import io.github.progresstracker.WaitScope;
import io.github.progresstracker.eta.Eta;
import io.github.progresstracker.eta.EtaBasis;
import io.github.progresstracker.job.Checkpoint;
import io.github.progresstracker.job.CheckpointStep;
import io.github.progresstracker.job.CheckpointStore;
import io.github.progresstracker.job.JobId;
import io.github.progresstracker.job.JobStore;
import io.github.progresstracker.job.JobStores;
import io.github.progresstracker.job.JobTotals;
import io.github.progresstracker.job.JobTracker;
import io.github.progresstracker.job.LeaseLostException;
import io.github.progresstracker.job.LeaseStore;
import io.github.progresstracker.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What every store of checkpoints must keep. Extend it and say how to make yours. */
public abstract class CheckpointContract {

  private final JobId job = JobId.of("job's \"" + System.nanoTime());
  private CheckpointStore checkpoints = CheckpointStore.inMemory(ProgressClock.system());

  /** For subclasses. */
  protected CheckpointContract() {}

  /**
   * Gives the store that is tested.
   *
   * @return the store; it may have checkpoints of other tests in it
   * @throws Exception if that does not work; the test fails then
   */
  protected abstract CheckpointStore store() throws Exception;

  @BeforeEach
  void makeStore() throws Exception {
    checkpoints = store();
  }

  /**
   * A step of this test's job.
   *
   * @param token fencing token
   * @param state from where to go on
   * @param more what has been done
   * @return the step
   */
  protected final CheckpointStep step(long token, String state, long more) {
    return new CheckpointStep(
        job, Checkpoint.WHOLE, token, state, new JobTotals(more, 1, Map.of("a'b", more)));
  }

  /**
   * This test's job.
   *
   * @return its id
   */
  protected final JobId job() {
    return job;
  }

  @Test
  @DisplayName("adds up what was done, and keeps the last state to the letter")
  void addsUp() throws Exception {
    assertThat(checkpoints.find(job, Checkpoint.WHOLE)).isEmpty();
    checkpoints.add(step(0, "a", 10));
    String state = "{\"offset\": 1.0, \"x\": \"\\u0000\"}\n '; -- Ünï 🚀 \t" + "x".repeat(900_000);
    assertThat(checkpoints.add(step(0, state, 5)))
        .isEqualTo(new JobTotals(15, 2, Map.of("a'b", 15L)));
    Checkpoint found = checkpoints.find(job, Checkpoint.WHOLE).orElseThrow();
    assertThat(found.state()).isEqualTo(state);
    assertThat(found.totals().done()).isEqualTo(15);
  }

  @Test
  @DisplayName("can be claimed before and after it is written; nothing older writes it then")
  void claims() throws Exception {
    Checkpoint fresh = checkpoints.claim(job, Checkpoint.WHOLE, 3);
    assertThat(fresh.state()).isEmpty();
    assertThat(fresh.totals()).isEqualTo(JobTotals.NONE);
    checkpoints.add(step(3, "at 10", 10));
    Checkpoint claimed = checkpoints.claim(job, Checkpoint.WHOLE, 4);
    assertThat(claimed.state()).isEqualTo("at 10");
    assertThat(claimed.totals().done()).isEqualTo(10);
    assertThatThrownBy(() -> checkpoints.add(step(3, "zombie", 10)))
        .isInstanceOf(LeaseLostException.class)
        .hasMessageContaining("token 4")
        .hasMessageContaining("has 3");
    assertThatThrownBy(() -> checkpoints.claim(job, Checkpoint.WHOLE, 3))
        .isInstanceOf(LeaseLostException.class);
    assertThat(checkpoints.add(step(4, "at 12", 2)).done()).isEqualTo(12);
  }

  @Test
  @DisplayName("keeps what the estimator knew until it is told anew")
  void estimator() throws Exception {
    checkpoints.add(step(1, "a", 10));
    assertThat(checkpoints.claim(job, Checkpoint.WHOLE, 1).estimator()).isNull();
    checkpoints.add(
        new CheckpointStep(job, Checkpoint.WHOLE, 1, "b", JobTotals.of(1), "ADAPTIVE 1 2.5"));
    checkpoints.add(step(1, "c", 10));
    Checkpoint claimed = checkpoints.claim(job, Checkpoint.WHOLE, 2);
    assertThat(claimed.state()).isEqualTo("c");
    assertThat(claimed.estimator()).isEqualTo("ADAPTIVE 1 2.5");
    assertThatThrownBy(
            () ->
                new CheckpointStep(
                    job, Checkpoint.WHOLE, 1, "x", JobTotals.NONE, "1 ".repeat(5_001)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("10002");
  }

  @Test
  @DisplayName("a job that is resumed has the ETA of one that was never interrupted")
  void eta() throws Exception {
    Eta whole = eta(JobId.of(job + " whole"), false);
    Eta resumed = eta(JobId.of(job + " resumed"), true);
    assertThat(resumed.basis()).isEqualTo(EtaBasis.MEASURED);
    assertThat(seconds(resumed.remaining()))
        .isCloseTo(seconds(whole.remaining()), withinPercentage(5));
    assertThat(seconds(resumed.low())).isCloseTo(seconds(whole.low()), withinPercentage(10));
    assertThat(seconds(resumed.high())).isCloseTo(seconds(whole.high()), withinPercentage(10));
  }

  /** Of a job that gets slower and waits once, a second after 700 of 1,000 units. */
  private Eta eta(JobId id, boolean interrupted) throws Exception {
    ManualClock clock = new ManualClock(Instant.parse("2026-03-01T12:00:00Z"));
    JobStores stores =
        new JobStores(JobStore.inMemory(clock), checkpoints, LeaseStore.inMemory(clock));
    TrackerSpec spec = TrackerSpec.named("history").total(1_000);
    try (ProgressRegistry one = registry(clock, stores);
        ProgressRegistry two = registry(clock, stores)) {
      JobTracker tracker = one.resume(id, spec);
      for (int page = 0; page < 70; page++) {
        clock.advance(Duration.ofMillis(500 + 40 * page));
        one.sampleNow();
        tracker.checkpoint(checkpoints, "page " + page, 10);
        if (page == 35) {
          WaitScope flood = tracker.waiting("flood wait", Duration.ofSeconds(20));
          clock.advance(Duration.ofSeconds(20));
          one.sampleNow();
          flood.close();
        }
      }
      if (interrupted) {
        clock.advance(Duration.ofMinutes(10));
        tracker = two.resume(id, spec);
      }
      clock.advance(Duration.ofSeconds(1));
      (interrupted ? two : one).sampleNow();
      return tracker.snapshot().eta();
    }
  }

  private static ProgressRegistry registry(ManualClock clock, JobStores stores) {
    return ProgressRegistry.builder().clock(clock).manualSampling().jobs(stores).build();
  }

  private static double seconds(@Nullable Duration duration) {
    return Objects.requireNonNull(duration, "the ETA is unknown").toMillis() / 1e3;
  }

  @Test
  @DisplayName("keeps parts apart, and stops at the largest number")
  void parts() throws Exception {
    checkpoints.add(step(0, "a", Long.MAX_VALUE));
    assertThat(checkpoints.add(step(0, "b", 7)).itemsByType()).containsEntry("a'b", Long.MAX_VALUE);
    checkpoints.add(new CheckpointStep(job, "part 2", 0, "c", JobTotals.of(1)));
    assertThat(checkpoints.find(job, "part 2").orElseThrow().totals().done()).isEqualTo(1);
    assertThat(checkpoints.find(job, Checkpoint.WHOLE).orElseThrow().state()).isEqualTo("b");
  }

  @Test
  @DisplayName("refuses a state that could not be kept to the letter")
  void refuses() {
    assertThatThrownBy(() -> step(0, "a\u0000", 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("U+0 at index 1");
    assertThatThrownBy(() -> step(0, "\udc00", 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> step(0, "x".repeat(5_000_000), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("5000000");
    assertThatThrownBy(() -> step(0, "x", -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1");
  }
}
