package io.github.progresstracker.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;

/** Whether something that threads have used lets go of them when they have died. */
final class DeadThreads {

  private DeadThreads() {}

  /** A thread that ran and died, and that nobody holds unless the work did. */
  static WeakReference<Thread> dead(Runnable work) throws InterruptedException {
    Thread thread = new Thread(work);
    thread.start();
    thread.join();
    return new WeakReference<>(thread);
  }

  static void assertCollected(WeakReference<Thread> thread) {
    for (int attempt = 0; attempt < 50 && thread.get() != null; attempt++) {
      System.gc();
    }
    assertThat(thread.get()).isNull();
  }
}
