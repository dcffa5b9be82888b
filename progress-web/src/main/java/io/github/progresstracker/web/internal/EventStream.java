package io.github.progresstracker.web.internal;

import io.github.progresstracker.ProgressClock;
import io.github.progresstracker.web.ApiResponse;
import io.github.progresstracker.web.Principal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One reader of events: a mailbox that the hub puts into and a thread of the binding takes out of.
 * Of what only says where something stands, the newest waits; of what each counts, all do, and if
 * those become too many the reader begins anew with a snapshot. So it stays small, however slow the
 * reader.
 */
final class EventStream implements ApiResponse.Body {

  /** After so much silence something is written, so that both ends notice if the other is gone. */
  static final Duration HEARTBEAT = Duration.ofSeconds(15);

  /** Then it has to be opened, and allowed, again. */
  static final Duration LONGEST = Duration.ofHours(1);

  /** Events of which each counts that may wait. */
  static final int MOST_WAITING = 1_024;

  private static final byte[] RETRY = "retry: 2000\n\n".getBytes(StandardCharsets.UTF_8);
  private static final byte[] BEAT = ": hb\n\n".getBytes(StandardCharsets.UTF_8);

  private final EventHub hub;
  private final ProgressClock clock;
  private final Principal principal;
  private final Set<String> jobs;
  private final boolean snake;
  private final Function<String, byte[]> snapshot;
  private final long openedAt;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition mail = lock.newCondition();
  private final Map<Object, ServerEvent> waiting = new LinkedHashMap<>();
  private int lossless;
  private @Nullable String snapshotId;
  private boolean beat;
  private boolean closed;
  private long takenAt;

  EventStream(
      EventHub hub,
      ProgressClock clock,
      Principal principal,
      Set<String> jobs,
      boolean snake,
      Function<String, byte[]> snapshot) {
    this.hub = hub;
    this.clock = clock;
    this.principal = principal;
    this.jobs = Set.copyOf(jobs);
    this.snake = snake;
    this.snapshot = snapshot;
    this.openedAt = clock.nanoTime();
    this.takenAt = openedAt;
  }

  Principal principal() {
    return principal;
  }

  /** Puts in what concerns this reader; called with the lock of the hub, so in order. */
  void offer(ServerEvent event) {
    if (!event.isFor(principal, jobs)) {
      return;
    }
    lock.lock();
    try {
      // Removed first, so that ids grow in what is taken out: who goes on after one has them all.
      waiting.remove(event.place());
      waiting.put(event.place(), event);
      if (event.isLossless() && ++lossless > MOST_WAITING) {
        beginAnew(event.id());
      }
      mail.signal();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Has the reader begin with a snapshot.
   *
   * @param lastEventId of the last event that it stands for
   */
  void resync(String lastEventId) {
    lock.lock();
    try {
      beginAnew(lastEventId);
      mail.signal();
    } finally {
      lock.unlock();
    }
  }

  private void beginAnew(String lastEventId) {
    waiting.clear();
    lossless = 0;
    snapshotId = lastEventId;
  }

  void tick(long now) {
    lock.lock();
    try {
      if (now - openedAt >= LONGEST.toNanos()) {
        closed = true;
      }
      beat |= now - takenAt >= HEARTBEAT.toNanos();
      mail.signal();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      mail.signal();
    } finally {
      lock.unlock();
    }
    hub.remove(this);
  }

  @Override
  public void writeTo(OutputStream out) throws IOException, InterruptedException {
    try {
      out.write(RETRY);
      out.flush();
      for (byte[] next = take(); next != null; next = take()) {
        out.write(next);
        out.flush();
      }
    } finally {
      close();
    }
  }

  /** What there is to write next, waiting for it; null at the end. */
  private byte @Nullable [] take() throws InterruptedException {
    List<ServerEvent> events;
    String anew;
    lock.lock();
    try {
      while (!closed && snapshotId == null && !beat && waiting.isEmpty()) {
        mail.await();
      }
      if (closed) {
        return null;
      }
      events = new ArrayList<>(waiting.values());
      anew = snapshotId;
      waiting.clear();
      lossless = 0;
      snapshotId = null;
      beat = false;
      takenAt = clock.nanoTime();
    } finally {
      lock.unlock();
    }
    return bytes(anew, events);
  }

  private byte[] bytes(@Nullable String anew, List<ServerEvent> events) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (anew != null) {
      byte[] json = snapshot.apply(anew);
      bytes.writeBytes(ServerEvent.frame(anew, "snapshot", snake ? Json.snake(json) : json));
    }
    events.forEach(event -> bytes.writeBytes(event.frame(principal, snake)));
    return bytes.size() == 0 ? BEAT : bytes.toByteArray();
  }
}
