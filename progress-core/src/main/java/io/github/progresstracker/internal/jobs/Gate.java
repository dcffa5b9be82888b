package io.github.progresstracker.internal.jobs;

import io.github.progresstracker.ProgressTracker;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Where the threads of a job wait while somebody wants it to pause. The job counts as paused while
 * at least one of them has come to a safe point, and not from the wish on: until then it works.
 */
final class Gate {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition opened = lock.newCondition();

  /** Read at each safe point without the lock; written with it. */
  private volatile boolean closed;

  private int waiting;

  void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
  }

  void open() {
    lock.lock();
    try {
      closed = false;
      opened.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until the gate is open or the job is to stop. An interrupted thread does not wait: what
   * that means is for the host to say.
   *
   * @param job is paused meanwhile
   * @param tracker whose stop ends the waiting
   */
  void pass(ProgressTracker job, ProgressTracker tracker) {
    if (!closed) {
      return;
    }
    lock.lock();
    try {
      if (mustWait(tracker)) {
        await(job, tracker);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  private void await(ProgressTracker job, ProgressTracker tracker) throws InterruptedException {
    if (waiting++ == 0) {
      job.pause();
    }
    try {
      while (mustWait(tracker)) {
        opened.await();
      }
    } finally {
      if (--waiting == 0) {
        job.resume();
      }
    }
  }

  private boolean mustWait(ProgressTracker tracker) {
    return closed && !tracker.stopRequested();
  }

  /** Lets those who wait look whether the job is to stop. */
  void wake() {
    lock.lock();
    try {
      opened.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
