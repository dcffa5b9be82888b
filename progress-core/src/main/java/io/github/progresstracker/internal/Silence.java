package io.github.progresstracker.internal;

import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.TrackerState;
import io.github.progresstracker.WaitSnapshot;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Since when nothing has happened in a job. Something happens when a signal comes or a snapshot
 * shows other work than the one before; and as long as anything in the job is paused, or waits and
 * the announced end of the wait has not passed, silence is as it should be. Confined to the
 * sampler; all times are monotonic nanoseconds.
 */
final class Silence {

  private @Nullable ProgressSnapshot before;
  private long since;

  Silence(long nanos) {
    this.since = nanos;
  }

  /** Takes note of a signal. */
  void broken(long nanos) {
    since = Math.max(since, nanos);
  }

  /** Takes note of a snapshot of the whole job. */
  void look(ProgressSnapshot now, long nanos) {
    if (before == null || hasWorked(before, now) || isHeldUp(now)) {
      broken(nanos);
    }
    before = now;
  }

  long lasted(long nanos) {
    return Math.max(0, nanos - since);
  }

  /** Compares the trees; without recursion, because nobody limits their depth. */
  private static boolean hasWorked(ProgressSnapshot then, ProgressSnapshot now) {
    Deque<ProgressSnapshot> before = new ArrayDeque<>(List.of(then));
    Deque<ProgressSnapshot> after = new ArrayDeque<>(List.of(now));
    while (!before.isEmpty()) {
      ProgressSnapshot a = before.remove();
      ProgressSnapshot b = after.remove();
      if (!isSame(a, b)) {
        return true;
      }
      before.addAll(a.children());
      after.addAll(b.children());
    }
    return false;
  }

  private static boolean isSame(ProgressSnapshot a, ProgressSnapshot b) {
    return a.done() == b.done()
        && a.id().equals(b.id())
        && a.children().size() == b.children().size()
        && a.outcomes().equals(b.outcomes())
        && a.phases().equals(b.phases())
        && a.items().equals(b.items())
        && a.usage().equals(b.usage())
        && a.activity().equals(b.activity());
  }

  private static boolean isHeldUp(ProgressSnapshot job) {
    Deque<ProgressSnapshot> left = new ArrayDeque<>(List.of(job));
    while (!left.isEmpty()) {
      ProgressSnapshot tracker = left.remove();
      if (tracker.state() == TrackerState.PAUSED || isWaiting(tracker)) {
        return true;
      }
      left.addAll(tracker.children());
    }
    return false;
  }

  private static boolean isWaiting(ProgressSnapshot tracker) {
    WaitSnapshot wait = tracker.waiting();
    return wait != null && (wait.until() == null || tracker.at().isBefore(wait.until()));
  }
}
