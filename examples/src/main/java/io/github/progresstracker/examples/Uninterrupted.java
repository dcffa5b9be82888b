package io.github.progresstracker.examples;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * Work on a thread of its own, where an interrupt of the caller does not reach it: a database
 * server that is half started or half stopped would be left behind.
 */
final class Uninterrupted {

  private Uninterrupted() {}

  /** Waits for the result however often it is interrupted, and leaves the flag as it should be. */
  static <T> T get(Supplier<T> work) {
    FutureTask<T> task = new FutureTask<>(work::get);
    new Thread(task, "uninterrupted").start();
    boolean interrupted = false;
    try {
      for (; ; ) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  static void run(Runnable work) {
    get(
        () -> {
          work.run();
          return true;
        });
  }
}
