package io.github.progresstracker.internal;

import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.event.ProgressUpdate;
import io.github.progresstracker.internal.spool.RecoveryReport;
import io.github.progresstracker.internal.spool.Spool;
import io.github.progresstracker.internal.spool.SpoolSettings;
import io.github.progresstracker.internal.spool.SpooledRecord;
import io.github.progresstracker.json.EventCodec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a durable sink has not taken yet, on disk. No method throws: what the disk refuses is said
 * in the log when it begins and when it is over, and told to the caller, who still has the events.
 * Until it could be opened it refuses everything. All methods may be called by any thread.
 */
final class Backlog {

  private static final Logger LOG = LoggerFactory.getLogger("io.github.progresstracker.sink");
  private static final long MOST_BYTES_AT_ONCE = 16L << 20;

  private final String sink;
  private final Path directory;
  private final SpoolSettings settings;
  private volatile @Nullable Spool spool;

  /** Why events wait in memory only; null if they do not. */
  private volatile @Nullable String trouble;

  private boolean closed;

  /** The first and the last place of what is passed over. */
  private long passedFrom;

  private long passedTo = -1;

  /** A backlog that has to be opened. */
  Backlog(String sink, Path directory, SpoolSettings settings) {
    this.sink = sink;
    this.directory = directory;
    this.settings = settings;
  }

  /** Opens what an earlier process may have left, unless it is open; whether it has been opened. */
  synchronized boolean open() {
    if (spool == null && !closed) {
      try {
        EventCodec.prepare();
        opened(Spool.open(directory, settings));
      } catch (IOException e) {
        notOpened(String.valueOf(e.getMessage()), null);
      } catch (RuntimeException e) {
        notOpened(e.toString(), e);
      }
    }
    return spool != null;
  }

  private void opened(Spool found) {
    spool = found;
    if (trouble != null) {
      trouble = null;
      LOG.info("sink {} has its spool now, events wait on disk again", sink);
    }
    RecoveryReport report = found.recovery();
    if (!report.isClean()) {
      LOG.warn("spool of sink {} in {}: {}", sink, directory, report.describe());
    }
    if (found.depth() > 0) {
      LOG.info("sink {} has {} events left over in {}", sink, found.depth(), directory);
    }
  }

  private void notOpened(String why, @Nullable RuntimeException unexpected) {
    if (trouble == null) {
      LOG.error(
          "sink {} goes without its spool, events wait in memory only: {}. It is tried again; give"
              + " it a directory of its own that this process may write to, on a disk with room",
          sink,
          why,
          unexpected);
    }
    trouble = why;
  }

  /** Whether it has been opened. */
  boolean isOpen() {
    return spool != null;
  }

  /** Why events wait in memory only; null if they do not. */
  @Nullable String trouble() {
    return trouble;
  }

  /** Whether an event is worth keeping; the next update of a running job replaces this one. */
  static boolean isKept(ProgressEvent event) {
    return !(event instanceof ProgressUpdate) || event.job().state().isFinal();
  }

  /**
   * Keeps events.
   *
   * @return the last one's place, to be forgotten by {@link #forget}; -1 if the disk refused them
   */
  synchronized long keep(List<ProgressEvent> events) {
    Spool open = spool;
    if (closed || open == null) {
      return -1;
    }
    try {
      long last = open.append(events.stream().map(EventCodec::encode).toList());
      if (trouble != null) {
        trouble = null;
        LOG.info("the spool of sink {} takes events again", sink);
      }
      return last;
    } catch (IOException | RuntimeException | Error e) { // No memory or too deep is no reason, too.
      if (trouble == null) {
        trouble = "it refuses events"; // The next line may find no memory.
        LOG.error("the spool of sink {} refuses events, they wait in memory: {}", sink, e, e);
        trouble = e.toString();
      }
      return -1;
    }
  }

  /**
   * The oldest events, at most so many; none only if there are none, none can be read, or all are
   * passed over.
   */
  synchronized Kept oldest(int most) {
    List<ProgressEvent> events = new ArrayList<>();
    long last = 0;
    int unreadable = 0;
    try {
      for (SpooledRecord entry : read(most)) {
        last = entry.sequence();
        ProgressEvent event = decoded(entry);
        if (event == null) {
          unreadable++;
        } else if (!isPassedOver(last)) {
          events.add(event);
        }
      }
    } catch (IOException e) {
      LOG.error("the spool of sink {} cannot be read", sink, e);
    }
    return new Kept(events, last, unreadable);
  }

  private List<SpooledRecord> read(int most) throws IOException {
    Spool open = spool;
    return closed || open == null ? List.of() : open.peek(most, MOST_BYTES_AT_ONCE);
  }

  private @Nullable ProgressEvent decoded(SpooledRecord entry) {
    try {
      return EventCodec.decode(entry.payload());
    } catch (IllegalArgumentException e) {
      LOG.error("event {} in the spool of sink {} is passed over", entry.sequence(), sink, e);
      return null;
    }
  }

  /** Forgets all events up to a place. */
  synchronized void forget(long last) {
    Spool open = spool;
    if (closed || open == null || last <= 0) {
      return;
    }
    try {
      open.acknowledge(last);
    } catch (IOException | RuntimeException e) {
      LOG.warn("the spool of sink {} may give events once more after a restart", sink, e);
    }
  }

  /**
   * Leaves events out when their turn comes: the sink has them, but not what is before them. Not
   * more than once.
   *
   * @param last the last one's place
   * @param count how many there are
   */
  synchronized void passOver(long last, int count) {
    passedFrom = last - count + 1;
    passedTo = last;
  }

  private boolean isPassedOver(long place) {
    return passedFrom <= place && place <= passedTo;
  }

  long depth() {
    Spool open = spool;
    return open == null ? 0 : open.depth();
  }

  synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    Spool open = spool;
    if (open == null) {
      return;
    }
    try {
      open.close();
    } catch (IOException | RuntimeException e) {
      LOG.warn("the spool of sink {} did not close well", sink, e);
    }
  }

  /**
   * Some of the events kept.
   *
   * @param events in the order in which they were kept
   * @param last place of the last one, or 0 if there is none
   * @param unreadable how many could not be read, and never will be
   */
  record Kept(List<ProgressEvent> events, long last, int unreadable) {}
}
