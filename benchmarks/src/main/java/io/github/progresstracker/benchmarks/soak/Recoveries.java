package io.github.progresstracker.benchmarks.soak;

import io.github.progresstracker.benchmarks.soak.Fault.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How long it takes from the end of each fault until everything that it touched has shown a sign of
 * work. Other faults may be going on meanwhile. For use by several threads.
 */
final class Recoveries {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<Open> open = new ArrayList<>();
  private final Map<Kind, List<Duration>> times = new EnumMap<>(Kind.class);

  private record Open(Kind kind, long since, Set<String> signs) {}

  /** A fault is over; now these signs are waited for. */
  void await(Kind kind, Set<String> signs) {
    lock.lock();
    try {
      open.add(new Open(kind, System.nanoTime(), new HashSet<>(signs)));
    } finally {
      lock.unlock();
    }
  }

  /** Something works. */
  void seen(String sign) {
    lock.lock();
    try {
      for (Open waiting : open) {
        waiting.signs().remove(sign);
        if (waiting.signs().isEmpty()) {
          times
              .computeIfAbsent(waiting.kind(), kind -> new ArrayList<>())
              .add(Duration.ofNanos(System.nanoTime() - waiting.since()));
        }
      }
      open.removeIf(waiting -> waiting.signs().isEmpty());
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until nothing is open any more; what is then has not recovered. */
  List<String> awaitAll(Duration patience) throws InterruptedException {
    long nanos = patience.toNanos();
    lock.lock();
    try {
      while (!open.isEmpty() && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
      return open.stream().map(waiting -> waiting.kind().text() + " " + waiting.signs()).toList();
    } finally {
      lock.unlock();
    }
  }

  /** Seconds of all recoveries of a kind, shortest first. */
  List<Double> seconds(Kind kind) {
    lock.lock();
    try {
      return times.getOrDefault(kind, List.of()).stream()
          .map(time -> time.toNanos() / (double) TimeUnit.SECONDS.toNanos(1))
          .sorted()
          .toList();
    } finally {
      lock.unlock();
    }
  }
}
