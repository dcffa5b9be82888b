package io.github.progresstracker.web.internal;

import io.github.progresstracker.ProgressClock;
import io.github.progresstracker.web.ApiProblem;
import io.github.progresstracker.web.Principal;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Tells the streams what happens. Whoever publishes waits for nobody: each stream has a mailbox.
 * The last events are kept, of those that replace one another the newest, so that who was away for
 * a moment goes on where they were.
 */
final class EventHub {

  /** Events that a stream can go on after. */
  static final int REMEMBERED = 1_024;

  private final ProgressClock clock;
  private final String boot;
  private final int mostStreams;

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Object, ServerEvent> remembered = new LinkedHashMap<>();
  private final Set<EventStream> streams = new LinkedHashSet<>();
  private long sequence;

  /** The last event that was forgotten and not replaced by a newer one. */
  private long forgotten;

  private boolean closed;

  EventHub(ProgressClock clock, int mostStreams) {
    this.clock = clock;
    this.boot = Long.toString(Math.max(0, clock.now().toEpochMilli()), 36);
    this.mostStreams = mostStreams;
  }

  /**
   * Tells all streams that it concerns.
   *
   * @param json the document for who may control jobs, and who may not; asked for by threads of
   *     streams, if at all
   */
  void publish(String type, ServerEvent.Subject subject, Function<Boolean, byte[]> json) {
    lock.lock();
    try {
      ServerEvent event = new ServerEvent(type, boot, ++sequence, subject, json);
      // Removed first, so that they stay in the order of their ids.
      remembered.remove(event.place());
      remembered.put(event.place(), event);
      if (remembered.size() > REMEMBERED) {
        forgetOldest();
      }
      streams.forEach(stream -> stream.offer(event));
    } finally {
      lock.unlock();
    }
  }

  private void forgetOldest() {
    Iterator<ServerEvent> oldest = remembered.values().iterator();
    forgotten = oldest.next().sequence();
    oldest.remove();
  }

  /**
   * Opens a stream.
   *
   * @param lastEventId what its reader has seen last, or null
   * @param snapshot writes where everything stands, given the id of the last event in it
   * @throws ApiProblem 503 if there are too many
   */
  EventStream open(
      Principal principal,
      Set<String> jobs,
      boolean snake,
      @Nullable String lastEventId,
      Function<String, byte[]> snapshot) {
    lock.lock();
    try {
      if (closed || streams.size() >= mostStreams) {
        throw new ApiProblem(
            503,
            closed
                ? "the server is ending"
                : "there are " + mostStreams + " streams already, which is the limit; poll instead",
            List.of(),
            Map.of("Retry-After", "30"));
      }
      EventStream stream = new EventStream(this, clock, principal, jobs, snake, snapshot);
      streams.add(stream);
      missed(lastEventId)
          .ifPresentOrElse(
              last ->
                  remembered.values().stream()
                      .filter(event -> event.sequence() > last)
                      .forEach(stream::offer),
              () -> stream.resync(boot + "-" + sequence));
      return stream;
    } finally {
      lock.unlock();
    }
  }

  /** After which event a stream can go on; empty if it has to begin anew. */
  private Optional<Long> missed(@Nullable String lastEventId) {
    if (lastEventId == null || !lastEventId.startsWith(boot + "-")) {
      return Optional.empty();
    }
    try {
      long last = Long.parseLong(lastEventId.substring(boot.length() + 1));
      return last <= sequence && last >= forgotten ? Optional.of(last) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** The id of the last event. */
  String lastEventId() {
    lock.lock();
    try {
      return boot + "-" + sequence;
    } finally {
      lock.unlock();
    }
  }

  void remove(EventStream stream) {
    lock.lock();
    try {
      streams.remove(stream);
    } finally {
      lock.unlock();
    }
  }

  /** Whose streams are open; has null for all users'. */
  Set<@Nullable Long> audiences() {
    lock.lock();
    try {
      Set<@Nullable Long> users = new LinkedHashSet<>();
      streams.forEach(stream -> users.add(stream.principal().userId()));
      return users;
    } finally {
      lock.unlock();
    }
  }

  /** Heartbeats, and ends of streams that are open for too long. */
  void tick() {
    long now = clock.nanoTime();
    open().forEach(stream -> stream.tick(now));
  }

  private List<EventStream> open() {
    lock.lock();
    try {
      return List.copyOf(streams);
    } finally {
      lock.unlock();
    }
  }

  /** Ends all streams, and opens none any more. */
  void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    open().forEach(EventStream::close);
  }
}
