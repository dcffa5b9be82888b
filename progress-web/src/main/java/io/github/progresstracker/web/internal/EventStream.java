package io.github.progresstracker.web.internal;

import io.github.progresstracker.ProgressClock;
import io.github.progresstracker.web.ApiResponse;
import io.github.progresstracker.web.Principal;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One reader of events: a mailbox that the hub puts into and the binding takes out of. Of what only
 * says where something stands, the newest waits; of what each counts, all do, and if those become
 * too many the reader begins anew with a snapshot. So it stays small, however slow the reader.
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
  private final Map<Object, ServerEvent> waiting = new LinkedHashMap<>();
  private volatile Runnable ready = () -> {};
  private int lossless;
  private boolean begun;
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
    } finally {
      lock.unlock();
    }
    ready.run();
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
    } finally {
      lock.unlock();
    }
    ready.run();
  }

  private void beginAnew(String lastEventId) {
    waiting.clear();
    lossless = 0;
    snapshotId = lastEventId;
  }

  void tick(long now) {
    boolean news;
    lock.lock();
    try {
      closed |= now - openedAt >= LONGEST.toNanos();
      beat |= now - takenAt >= HEARTBEAT.toNanos();
      news = closed || beat;
    } finally {
      lock.unlock();
    }
    if (news) {
      ready.run();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    ready.run();
    hub.remove(this);
  }

  @Override
  public void begin(Runnable newReady) {
    ready = newReady;
    newReady.run();
  }

  @Override
  public boolean writeTo(OutputStream out) throws IOException {
    Mail mail = take();
    if (mail == null) {
      return false;
    }
    if (mail.first()) {
      out.write(RETRY);
    }
    if (mail.anew() != null) {
      byte[] json = snapshot.apply(mail.anew());
      out.write(ServerEvent.frame(mail.anew(), "snapshot", snake ? Json.snake(json) : json));
    }
    for (ServerEvent event : mail.events()) {
      out.write(event.frame(principal, snake));
    }
    if (mail.beat()) {
      out.write(BEAT);
    }
    out.flush();
    return true;
  }

  /** What there is to write, perhaps nothing. */
  private record Mail(
      boolean first, @Nullable String anew, List<ServerEvent> events, boolean beat) {}

  /** Empties the mailbox; null at the end. */
  private @Nullable Mail take() {
    lock.lock();
    try {
      if (closed) {
        return null;
      }
      Mail mail = new Mail(!begun, snapshotId, List.copyOf(waiting.values()), beat);
      begun = true;
      waiting.clear();
      lossless = 0;
      snapshotId = null;
      beat = false;
      takenAt = clock.nanoTime();
      return mail;
    } finally {
      lock.unlock();
    }
  }
}
