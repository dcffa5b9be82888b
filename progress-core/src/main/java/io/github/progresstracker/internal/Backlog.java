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
 * All methods may be called by any thread.
 */
final class Backlog {

  private static final Logger LOG = LoggerFactory.getLogger("io.github.progresstracker.sink");
  private static final long MOST_BYTES_AT_ONCE = 16L << 20;

  private final String sink;
  private final Spool spool;
  private boolean refused;
  private boolean closed;

  private Backlog(String sink, Spool spool) {
    this.sink = sink;
    this.spool = spool;
  }

  /** Opens what an earlier process may have left; null if the disk does not let us. */
  static @Nullable Backlog open(String sink, Path directory, SpoolSettings settings) {
    try {
      EventCodec.prepare();
      Spool spool = Spool.open(directory, settings);
      RecoveryReport found = spool.recovery();
      if (!found.isClean()) {
        LOG.warn("spool of sink {} in {}: {}", sink, directory, found.describe());
      }
      if (spool.depth() > 0) {
        LOG.info("sink {} has {} events left over in {}", sink, spool.depth(), directory);
      }
      return new Backlog(sink, spool);
    } catch (IOException e) {
      LOG.error(
          "sink {} goes without its spool, events wait in memory only: {}. Give it a directory of"
              + " its own that this process may write to",
          sink,
          e.getMessage());
      return null;
    } catch (RuntimeException e) {
      LOG.error("sink {} goes without its spool, events wait in memory only", sink, e);
      return null;
    }
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
    if (closed) {
      return -1;
    }
    try {
      long last = spool.append(events.stream().map(EventCodec::encode).toList());
      if (refused) {
        refused = false;
        LOG.info("the spool of sink {} takes events again", sink);
      }
      return last;
    } catch (IOException | RuntimeException | Error e) { // No memory or too deep is no reason, too.
      if (!refused) {
        refused = true;
        LOG.error("the spool of sink {} refuses events, they wait in memory: {}", sink, e, e);
      }
      return -1;
    }
  }

  /** The oldest events, at most so many; none only if there are none, or none can be read. */
  synchronized Kept oldest(int most) {
    List<ProgressEvent> events = new ArrayList<>();
    long last = 0;
    int unreadable = 0;
    try {
      for (SpooledRecord entry : closed ? List.<SpooledRecord>of() : read(most)) {
        last = entry.sequence();
        ProgressEvent event = decoded(entry);
        if (event == null) {
          unreadable++;
        } else {
          events.add(event);
        }
      }
    } catch (IOException e) {
      LOG.error("the spool of sink {} cannot be read", sink, e);
    }
    return new Kept(events, last, unreadable);
  }

  private List<SpooledRecord> read(int most) throws IOException {
    return spool.peek(most, MOST_BYTES_AT_ONCE);
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
    if (closed || last <= 0) {
      return;
    }
    try {
      spool.acknowledge(last);
    } catch (IOException | RuntimeException e) {
      LOG.warn("the spool of sink {} may give events once more after a restart", sink, e);
    }
  }

  long depth() {
    return spool.depth();
  }

  synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      spool.close();
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
