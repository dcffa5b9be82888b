package io.github.progresstracker.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.progresstracker.ProgressClock;
import io.github.progresstracker.job.Checkpoint;
import io.github.progresstracker.job.CheckpointStep;
import io.github.progresstracker.job.CheckpointStore;
import io.github.progresstracker.job.JobId;
import io.github.progresstracker.job.JobTotals;
import io.github.progresstracker.job.LeaseLostException;
import java.util.Map;
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
