package io.github.progresstracker.internal;

import static io.github.progresstracker.internal.DeadThreads.assertCollected;
import static io.github.progresstracker.internal.DeadThreads.dead;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.progresstracker.ProgressPhase;
import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.ProgressTracker;
import java.lang.ref.WeakReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A host's thread may hold a class loader or a request; a tracker must not keep it from dying. */
class ThreadsLetGoTest {

  private final ProgressRegistry registry = ProgressRegistry.builder().manualSampling().build();
  private final ProgressTracker job = registry.start("job", 100);

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void a_live_tracker_lets_go_of_dead_threads_with_each_sample() throws InterruptedException {
    ProgressPhase phase = job.phase("first");
    ProgressTracker child = job.child("child", 10);
    WeakReference<Thread> worker =
        dead(
            () -> {
              job.advance();
              child.advance();
              phase.advance(1);
            });
    registry.sampleNow();
    assertCollected(worker);
    assertThat(job.snapshot().done()).isEqualTo(2);
  }

  @Test
  void a_finished_tracker_lets_go_of_all_threads() throws InterruptedException {
    ProgressPhase phase = job.phase("first");
    job.advance();
    WeakReference<Thread> worker =
        dead(
            () -> {
              job.advance();
              phase.advance(1);
            });
    job.complete();
    registry.sampleNow();
    assertCollected(worker);
    assertThat(job.snapshot().done()).isEqualTo(2);
  }

  @Test
  void nor_do_counts_besides_the_progress_hold_them() throws InterruptedException {
    WeakReference<Thread> worker = dead(this::countBesides);
    registry.sampleNow();
    assertCollected(worker);
    job.countFailed(1);
    WeakReference<Thread> last = dead(this::countBesides);
    job.complete();
    registry.sampleNow();
    assertCollected(last);
    assertThat(job.snapshot().outcomes().failed()).isEqualTo(3);
    assertThat(job.snapshot().usage().tokens()).isEqualTo(6);
    assertThat(job.snapshot().activity().itemsByType()).containsEntry("mail", 2L);
  }

  private void countBesides() {
    job.countFailed(1);
    job.usage().tokens(3);
    job.activity().count("mail", 1);
    job.begin("item " + Thread.currentThread().getName()).done();
  }
}
