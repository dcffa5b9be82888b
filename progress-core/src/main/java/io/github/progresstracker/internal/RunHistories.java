package io.github.progresstracker.internal;

import io.github.progresstracker.history.RunHistoryStore;
import io.github.progresstracker.history.StoredRun;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands between the registry and the store of run histories, which is foreign code that may be
 * slow, hang or throw. It is called by one daemon thread with a bounded queue; whoever asks gets a
 * future and never waits. Any thread may call.
 */
final class RunHistories {

  private static final Logger LOG = LoggerFactory.getLogger("io.github.progresstracker.history");

  /** Of a few hundred bytes each; more than wait here only behind a store that hangs. */
  private static final int MOST_PENDING = 10_000;

  private static final long IDLE_SECONDS = 10;

  private final RunHistoryStore store;

  /** Null if the caller's thread is to do it. */
  private final @Nullable ThreadPoolExecutor thread;

  private final AtomicInteger pendingSaves = new AtomicInteger();
  private final AtomicBoolean inTrouble = new AtomicBoolean();
  private volatile boolean closing;

  /**
   * For a store.
   *
   * @param onCallersThread whether each call is to be over when the method returns
   */
  RunHistories(RunHistoryStore store, boolean onCallersThread) {
    this.store = store;
    this.thread = onCallersThread ? null : daemon();
  }

  private static ThreadPoolExecutor daemon() {
    ThreadPoolExecutor executor =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_PENDING),
            task -> {
              Thread thread = new Thread(task, "progress-history");
              thread.setDaemon(true);
              return thread;
            });
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }

  /**
   * Asks for the runs of some keys.
   *
   * @return what is known once the store has answered; a key whose runs cannot be read has none
   */
  CompletableFuture<EarlierRuns> load(List<String> keys) {
    CompletableFuture<EarlierRuns> answer = new CompletableFuture<>();
    if (!run(() -> answer.complete(closing ? EarlierRuns.NONE : loaded(keys)))) {
      trouble("the run history of {} is not read, because too many are waiting", keys.get(0), null);
      answer.complete(EarlierRuns.NONE);
    }
    return answer;
  }

  private EarlierRuns loaded(List<String> keys) {
    Map<String, List<StoredRun>> loaded = new LinkedHashMap<>();
    for (String key : keys) {
      try {
        loaded.put(key, List.copyOf(store.load(key)));
        inTrouble.set(false);
      } catch (Exception | Error e) {
        trouble("the run history of {} cannot be read, so its ETA starts without it", key, e);
      }
    }
    return new EarlierRuns(loaded);
  }

  /** Leaves a run to be saved. */
  void save(String key, StoredRun run) {
    pendingSaves.incrementAndGet();
    if (!run(() -> saveNow(key, run))) {
      pendingSaves.decrementAndGet();
      trouble("a run of {} is not saved, because too many are waiting", key, null);
    }
  }

  private void saveNow(String key, StoredRun run) {
    try {
      store.save(key, run);
      inTrouble.set(false);
    } catch (Exception | Error e) {
      trouble("a run of {} cannot be saved, so later runs do not learn from it", key, e);
    } finally {
      pendingSaves.decrementAndGet();
    }
  }

  /** Whether the task was run, or will be. */
  private boolean run(Runnable task) {
    if (thread == null) {
      task.run();
      return true;
    }
    try {
      thread.execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  /** Once, until something works again: a store that is away is so for every job. */
  private void trouble(String problem, String key, @Nullable Throwable cause) {
    if (inTrouble.compareAndSet(false, true)) {
      LOG.error(problem, key, cause);
    }
  }

  /**
   * Waits until everything that was asked before has been answered.
   *
   * @param until by {@link System#nanoTime()}
   * @return whether it has
   */
  boolean awaitAnswers(long until) throws InterruptedException {
    if (thread == null || thread.isShutdown()) {
      return true;
    }
    try {
      Future<?> last = thread.submit(() -> {});
      last.get(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException | RejectedExecutionException | ExecutionException e) {
      return false;
    }
  }

  /**
   * Saves what is to be saved and stops.
   *
   * @param until by {@link System#nanoTime()}; what is not saved by then is lost, and logged
   */
  void close(long until) {
    closing = true;
    if (thread == null) {
      return;
    }
    thread.shutdown();
    awaitSaves(thread, until);
    thread.shutdownNow();
    int lost = pendingSaves.get();
    if (lost > 0) {
      LOG.error("{} completed runs are not saved, because their store takes too long", lost);
    }
  }

  /** What is only to be read is of no use any more. */
  private void awaitSaves(ThreadPoolExecutor executor, long until) {
    try {
      if (pendingSaves.get() > 0) {
        executor.awaitTermination(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
