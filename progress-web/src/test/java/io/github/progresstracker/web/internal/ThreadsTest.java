package io.github.progresstracker.web.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TransferQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ThreadsTest {

  private final ThreadPoolExecutor pool = Threads.pool(2, Threads.factory("test"));

  @AfterEach
  void close() {
    pool.shutdownNow();
  }

  @Test
  void work_that_finds_a_thread_free_does_not_make_another() throws Exception {
    for (int i = 0; i < 100; i++) {
      pool.submit(() -> {}).get();
      while (!((TransferQueue<Runnable>) pool.getQueue()).hasWaitingConsumer()) {
        Thread.onSpinWait();
      }
    }
    assertThat(pool.getPoolSize()).isEqualTo(1);
  }

  @Test
  void work_that_finds_none_gets_one_or_waits_its_turn() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    Future<?> first = pool.submit(() -> end.await(50, TimeUnit.SECONDS));
    Future<?> second = pool.submit(() -> end.await(50, TimeUnit.SECONDS));
    assertThat(Threads.isFull(pool)).isFalse();
    Future<Thread> third = pool.submit(Thread::currentThread);
    Future<Thread> fourth = pool.submit(Thread::currentThread);
    assertThat(pool.getPoolSize()).isEqualTo(2);
    assertThat(Threads.isFull(pool)).isTrue();
    end.countDown();
    assertThat(third.get()).isNotNull();
    assertThat(fourth.get()).isNotNull();
    first.get();
    second.get();
    assertThat(pool.getPoolSize()).isEqualTo(2);
    assertThat(Threads.isFull(pool)).isFalse();
  }

  @Test
  void after_the_end_no_work_is_taken() {
    pool.shutdown();
    assertThatThrownBy(() -> pool.execute(() -> {}))
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessage("the server is closed");
  }
}
