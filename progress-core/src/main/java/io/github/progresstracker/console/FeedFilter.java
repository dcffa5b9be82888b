package io.github.progresstracker.console;

import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.event.ProgressUpdate;
import io.github.progresstracker.event.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Keeps the feed readable: of marks and parts of a job, which come by the hundreds a second, those
 * that are a second apart, and of its speed a line each ten seconds. What stands still, fails or
 * alerts is always told. Time is that of the events.
 */
final class FeedFilter {

  private static final Duration GAP = Duration.ofSeconds(1);
  private static final Duration SPEED_GAP = Duration.ofSeconds(10);

  /** Jobs remembered for each kind; one whose end was lost must not stay for ever. */
  private static final int MOST_JOBS = 1_000;

  private final Map<String, Instant> last = new LinkedHashMap<>();

  boolean tells(ProgressEvent event) {
    if (event instanceof ProgressUpdate) {
      return keepsGap("speed of " + event.header().jobId(), event.header().at(), SPEED_GAP);
    }
    boolean frequent =
        event instanceof Transition.Marked
            || event instanceof Transition.PhaseStarted
            || (isAboutPart(event)
                && (event instanceof Transition.Started
                    || event instanceof Transition.WaitEnded
                    || event instanceof Transition.Finished));
    String kind = event.getClass().getSimpleName() + " in " + event.header().jobId();
    return !frequent || keepsGap(kind, event.header().at(), GAP);
  }

  private static boolean isAboutPart(ProgressEvent event) {
    return event instanceof Transition transition && transition.lineage().size() > 1;
  }

  private boolean keepsGap(String key, Instant at, Duration gap) {
    Instant before = last.get(key);
    if (before != null && !at.isBefore(before) && at.isBefore(before.plus(gap))) {
      return false;
    }
    last.put(key, at);
    if (last.size() > MOST_JOBS) {
      last.remove(last.keySet().iterator().next());
    }
    return true;
  }
}
