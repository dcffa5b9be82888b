package io.github.progresstracker.web.internal;

import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.event.Transition;
import io.github.progresstracker.json.ProgressJson;
import io.github.progresstracker.json.SafeJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What happened to the jobs of this process lately: of each job the last so many entries, of all
 * together ten times as many. Safe for use by several threads.
 */
final class LiveTimeline {

  private static final int MOST_OF_ONE = 1_000;
  private static final int MOST_OF_ALL = 10_000;

  private final Map<String, Deque<Entry>> jobs = new LinkedHashMap<>();
  private int size;

  /** Something that happened. */
  record Entry(long id, Instant at, String event, Map<String, @Nullable Object> details) {
    byte[] json(@Nullable String writer) {
      byte[] written = SafeJson.write(details).getBytes(StandardCharsets.UTF_8);
      return Json.object(
          json ->
              json.number("id", id)
                  .time("at", at)
                  .text("event", event)
                  .document("details", written)
                  .text("writer", writer));
    }
  }

  /** What an event says, in the words of a timeline. */
  static Entry entry(Transition event) {
    Map<String, @Nullable Object> details = new LinkedHashMap<>();
    ProgressSnapshot tracker = event.tracker();
    if (!event.header().trackerId().equals(event.header().jobId())) {
      details.put("tracker", tracker.name());
    }
    describe(event, tracker, details);
    details.put("done", tracker.done());
    return new Entry(event.header().sequence(), event.header().at(), word(event), details);
  }

  private static String word(Transition event) {
    return event instanceof Transition.Note note
        ? note.action()
        : Json.snake(event.getClass().getSimpleName()).substring(1);
  }

  private static void describe(
      Transition event, ProgressSnapshot tracker, Map<String, @Nullable Object> details) {
    if (event instanceof Transition.Note note) {
      details.putAll(note.details());
    } else if (event instanceof Transition.Marked marked) {
      details.put("value", marked.value());
      details.put("phase", marked.phase());
    } else if (event instanceof Transition.PhaseStarted phase) {
      details.put("phase", phase.phase());
    } else if (event instanceof Transition.PhaseFinished phase) {
      details.put("phase", phase.phase());
    } else if (event instanceof Transition.WaitStarted wait) {
      details.put("reason", wait.reason());
      details.put("until", ProgressJson.time(wait.until()));
    } else if (event instanceof Transition.WaitEnded wait) {
      details.put("reason", wait.reason());
      details.put("waitedSeconds", seconds(wait.waited()));
    } else if (event instanceof Transition.Resumed resumed) {
      details.put("pausedSeconds", seconds(resumed.paused()));
    } else if (event instanceof Transition.TotalChanged) {
      details.put("total", tracker.total().isKnown() ? tracker.total().valueOr(0) : null);
    } else if (event instanceof Transition.StopRequested stop) {
      details.put("reason", stop.reason());
    } else if (event instanceof Transition.AlertTransition alert) {
      details.put("severity", alert.alert().severity());
      details.put("message", alert.alert().message());
    } else if (event instanceof Transition.Finished) {
      details.put("state", tracker.state());
      details.put("message", tracker.message());
    }
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1e3;
  }

  synchronized void add(String jobId, Entry entry) {
    Deque<Entry> entries = jobs.computeIfAbsent(jobId, unknown -> new ArrayDeque<>());
    entries.addLast(entry);
    size++;
    if (entries.size() > MOST_OF_ONE) {
      entries.removeFirst();
      size--;
    }
    if (size > MOST_OF_ALL) {
      forgetOldest();
    }
  }

  /** Of the job that has been there for longest. */
  private void forgetOldest() {
    Iterator<Deque<Entry>> oldest = jobs.values().iterator();
    Deque<Entry> entries = oldest.next();
    entries.removeFirst();
    size--;
    if (entries.isEmpty()) {
      oldest.remove();
    }
  }

  synchronized void forget(String jobId) {
    Deque<Entry> entries = jobs.remove(jobId);
    size -= entries == null ? 0 : entries.size();
  }

  /** From when on is remembered what happened to a job; empty if nothing is. */
  synchronized Optional<Instant> since(String jobId) {
    return Optional.ofNullable(jobs.get(jobId)).map(entries -> entries.getFirst().at());
  }

  /**
   * A page, newest first.
   *
   * @param beforeId the last entry of the page before
   */
  synchronized List<Entry> page(String jobId, long beforeId, int limit) {
    List<Entry> page = new ArrayList<>();
    Iterator<Entry> newest = jobs.getOrDefault(jobId, new ArrayDeque<>()).descendingIterator();
    while (newest.hasNext() && page.size() < limit) {
      Entry entry = newest.next();
      if (entry.id() < beforeId) {
        page.add(entry);
      }
    }
    return page;
  }
}
