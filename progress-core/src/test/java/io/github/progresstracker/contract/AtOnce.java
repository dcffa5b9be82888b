package io.github.progresstracker.contract;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Many threads at one store. */
final class AtOnce {

  private AtOnce() {}

  /** Does all of it, each piece in a thread of its own; the first failure is thrown. */
  static void run(List<Callable<Void>> work) throws Exception {
    run(work.size(), work);
  }

  /** Does all of it by so many threads; the first failure is thrown. */
  static void run(int threads, List<Callable<Void>> work) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      for (Future<Void> done : pool.invokeAll(work)) {
        done.get();
      }
    } finally {
      pool.shutdownNow();
    }
  }
}
