package io.github.progresstracker.internal.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A durable queue of records in segment files of one directory. Records are appended in batches,
 * read in order from the oldest one that is not acknowledged, and gone when they are acknowledged.
 * A record that was appended is read at least once, also after the process was killed; after a
 * crash records that had been acknowledged may be read again.
 *
 * <p>A batch is never divided between segments: one that is larger than a segment gets a segment of
 * its own size. Space is taken when a segment is begun, so a full disk shows there, before a frame
 * is written; it is given back when the whole segment is acknowledged.
 *
 * <p>A batch that is refused leaves nothing behind, and its sequences are given to the next one.
 * Only if the disk lets its remains not even be overwritten, and the process ends before a later
 * append, {@link #sync()} or {@link #close()} could do so, may a part of it be read after
 * reopening.
 *
 * <p>Sequences grow by one and go on after everything was acknowledged and after reopening; under
 * another policy than {@link SyncPolicy#everyBatch()} a power cut may take sequences back, so they
 * do not identify records outside of the spool.
 *
 * <p>Owned by one thread at a time, except that {@link #depth()}, {@link #bytes()} and {@link
 * #lost()} may be asked by any thread. An interrupt neither stops an operation nor harms the spool;
 * the flag of the thread stays set. No operation waits for anything but the disk.
 */
public final class Spool implements Closeable {

  private final Directory directory;
  private final SpoolSettings settings;
  private final Channels channels;
  private final LongSupplier nanoTime;
  private final PositionFile position;
  private final FrameReader reader;
  private final FrameWriter writer;
  private final RecoveryReport recovery;

  /** Oldest first; the active one, which alone is written to, is the last. */
  private final Deque<Segment> segments;

  private final List<Segment> undeleted = new ArrayList<>();
  private @Nullable Segment active;
  private @Nullable SpoolFile activeFile;
  private long next;
  private long acknowledged;
  private long unreadable;

  /** Where the record {@code cursorSequence} of the first segment begins. */
  private long cursor;

  private long cursorSequence;

  /** Where the remains of a refused batch end that could not be removed yet; 0 without. */
  private long unfinishedEnd;

  private boolean unsynced;
  private long lastSync;
  private boolean closed;
  private volatile long depth;
  private volatile long bytes;
  private volatile long lost;

  private Spool(
      Directory directory,
      SpoolSettings settings,
      Channels channels,
      LongSupplier nanoTime,
      PositionFile position)
      throws IOException {
    this.directory = directory;
    this.settings = settings;
    this.channels = channels;
    this.nanoTime = nanoTime;
    this.position = position;
    this.reader = new FrameReader(channels);
    this.writer = new FrameWriter();
    Recovery found = new Recovery(channels, reader, writer);
    this.recovery = found.run(directory.segments(), position.acknowledged());
    this.segments = found.segments();
    this.next = found.next();
    this.acknowledged = found.acknowledged();
    this.unreadable = recovery.recordsLost();
    this.lastSync = nanoTime.getAsLong();
    resume(found);
  }

  /**
   * Opens the spool of a directory, which is made if it is not there, and recovers what it holds.
   *
   * @param directory directory of its own for this spool
   * @param settings sizes and policy; they may differ from those of the last time
   * @return the open spool; {@link #recovery()} tells what was found
   * @throws IOException if the directory is in use by another opener, belongs to something else,
   *     cannot be read or written, or was written by another version; the message says which and
   *     what to do
   */
  public static Spool open(Path directory, SpoolSettings settings) throws IOException {
    return open(directory, settings, FileChannel::open, System::nanoTime);
  }

  static Spool open(Path path, SpoolSettings settings, Channels channels, LongSupplier nanoTime)
      throws IOException {
    Objects.requireNonNull(settings, "settings");
    Closing opened = new Closing();
    try {
      Directory directory = opened.add(Directory.open(channels, path));
      PositionFile position = opened.add(PositionFile.open(channels, directory));
      return new Spool(directory, settings, channels, nanoTime, position);
    } catch (IOException e) {
      opened.closeAfter(e);
      throw new IOException("cannot open the spool in " + path + ": " + textOf(e), e);
    } catch (RuntimeException | Error e) {
      opened.closeAfter(e); // No memory for a buffer, say; the directory must not stay locked.
      throw e;
    }
  }

  /**
   * What opening found.
   *
   * @return the report, the same each time
   */
  public RecoveryReport recovery() {
    return recovery;
  }

  /**
   * Puts a batch behind everything that is there, all of it or nothing.
   *
   * @param payloads the records, not null, may be empty; the arrays are not kept
   * @return sequence of the last record that is in the spool now or was in it; 0 if there never was
   *     one
   * @throws SpoolFullException if there is no space for the batch; the spool stays usable
   * @throws IOException if the disk fails; nothing of the batch is in the spool, which stays usable
   *     as far as the disk is
   */
  public long append(List<byte[]> payloads) throws IOException {
    requireOpen();
    long size = sizeOf(payloads);
    if (size > 0) {
      try {
        write(payloads, size);
      } catch (SpoolFullException e) {
        throw e;
      } catch (IOException e) {
        throw isFull(e, size) ? diskFull(size, e) : e;
      }
    }
    return next - 1;
  }

  /**
   * Reads the oldest records that are not acknowledged and leaves them in the spool: without an
   * {@link #acknowledge(long)} the next call gives the same. A damaged record is passed over with
   * all that follow it in its segment; {@link #lost()} counts them.
   *
   * @param maxRecords most records, at least 1
   * @param maxBytes most bytes of their payloads, at least 1; the first record is given even if it
   *     is larger
   * @return records in order; there may be fewer than there is room for, but none only if the spool
   *     is empty
   * @throws IOException if the disk fails
   */
  public List<SpooledRecord> peek(int maxRecords, long maxBytes) throws IOException {
    requireOpen();
    if (maxRecords < 1 || maxBytes < 1) {
      throw new IllegalArgumentException(
          "maxRecords and maxBytes must be >= 1, were " + maxRecords + " and " + maxBytes);
    }
    for (Segment head = head(); head != null; head = head()) {
      List<SpooledRecord> records = read(head, maxRecords, maxBytes);
      if (!records.isEmpty()) {
        return records;
      }
      giveUp(head);
    }
    return List.of();
  }

  /**
   * Forgets all records up to and including one. To do so twice, or to name an older record than
   * the last time, changes nothing.
   *
   * @param sequence sequence of the newest record that is done with
   * @throws IllegalArgumentException if no such record was ever appended
   * @throws IOException if the position could not be written: the records are gone from this open
   *     spool, and may be read again after it is opened anew
   */
  public void acknowledge(long sequence) throws IOException {
    requireOpen();
    if (sequence >= next) {
      throw new IllegalArgumentException(
          "sequence " + sequence + " was never appended; the newest is " + (next - 1));
    }
    if (sequence > acknowledged) {
      acknowledged = sequence;
      settle();
    }
  }

  /**
   * Forces to the disk what was appended and is not there yet, and removes what a refused batch may
   * have left.
   *
   * @throws IOException if the disk fails
   */
  public void sync() throws IOException {
    requireOpen();
    eraseUnfinished();
    force();
  }

  /**
   * How many records wait. May be called by any thread.
   *
   * @return records that are not acknowledged, 0 or more
   */
  public long depth() {
    return depth;
  }

  /**
   * What the segment files take on the disk, their unused parts included. May be called by any
   * thread.
   *
   * @return bytes, 0 or more
   */
  public long bytes() {
    return bytes;
  }

  /**
   * How many records turned out unreadable, at opening and since. May be called by any thread.
   *
   * @return records, 0 or more
   */
  public long lost() {
    return lost;
  }

  /**
   * The record that {@link #peek} would begin with.
   *
   * @return its sequence; empty if the spool is empty
   */
  public OptionalLong oldest() {
    Segment head = head();
    return head == null
        ? OptionalLong.empty()
        : OptionalLong.of(Math.max(head.first(), acknowledged + 1));
  }

  /**
   * Forces everything to the disk and lets the directory go. A second call does nothing.
   *
   * @throws IOException if the disk fails; the directory is free all the same
   */
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    Closing closing = new Closing();
    closing.add(directory);
    closing.add(position);
    closing.add(reader);
    closing.add((Closeable) this::closeActive);
    closing.add(this::leaveNothingEmpty);
    closing.add(this::force);
    closing.add(this::eraseUnfinished);
    closing.close();
  }

  private void resume(Recovery found) throws IOException {
    Segment last = found.active();
    if (last != null) {
      activate(last);
    }
    position.write(acknowledged);
    position.force();
    found.obsolete().forEach(directory::delete);
    rewind();
    publish();
  }

  private void write(List<byte[]> payloads, long size) throws IOException {
    eraseUnfinished();
    if (active == null || !active.hasRoomFor(size)) {
      begin(size);
    }
    Segment segment = Objects.requireNonNull(active);
    SpoolFile file = Objects.requireNonNull(activeFile);
    unfinishedEnd = segment.end() + size;
    try {
      writer.write(file, segment.end(), next, payloads);
      unsynced = true;
      forceIfDue();
    } catch (IOException e) {
      eraseAfter(e);
      throw e;
    }
    unfinishedEnd = 0;
    segment.grow(size, payloads.size());
    next += payloads.size();
    publish();
  }

  /** Begins a segment that has room; until it is there, the one before stays in use. */
  private void begin(long size) throws IOException {
    if (size > settings.maxBytes()) {
      throw neverFits(size);
    }
    dropUselessActive();
    long segmentBytes = Math.max(size, settings.segmentBytes());
    if (bytes + segmentBytes > settings.maxBytes()) {
      throw boundReached(segmentBytes);
    }
    force(); // Later ones will be of the new file only.
    Segment begun = create(segmentBytes);
    closeActive();
    segments.add(begun);
    activate(begun);
    rewindIfFirst(begun);
    publish();
  }

  private Segment create(long segmentBytes) throws IOException {
    Path path = directory.resolve(Segment.nameOf(next));
    Path unfinished = directory.resolve(Segment.nameOf(next) + Directory.UNFINISHED);
    try {
      try (SpoolFile file = SpoolFile.create(channels, unfinished)) {
        writer.zero(file, 0, segmentBytes);
        file.force(true);
      }
      directory.finish(unfinished, path);
    } catch (IOException e) {
      directory.delete(unfinished);
      throw e;
    }
    undeleted.removeIf(old -> old.path().equals(path)); // It has been replaced.
    return new Segment(path, next, segmentBytes);
  }

  /** Without a record that waits, the active segment only takes space from its successor. */
  private void dropUselessActive() throws IOException {
    Segment useless = active;
    if (useless != null && useless.depth(acknowledged) == 0) {
      closeActive();
      segments.removeLast();
      undeleted.add(useless);
      settle();
    }
  }

  private void activate(Segment segment) throws IOException {
    activeFile = SpoolFile.open(channels, segment.path());
    active = segment;
  }

  private void closeActive() throws IOException {
    SpoolFile file = activeFile;
    active = null;
    activeFile = null;
    unfinishedEnd = 0;
    unsynced = false;
    if (file != null) {
      file.close();
    }
  }

  private void forceIfDue() throws IOException {
    if (settings.sync().isDue(nanoTime.getAsLong() - lastSync)) {
      force();
    }
  }

  private void force() throws IOException {
    if (unsynced && activeFile != null) {
      activeFile.force(false);
      unsynced = false;
      lastSync = nanoTime.getAsLong();
    }
  }

  private void eraseAfter(IOException failure) {
    try {
      eraseUnfinished();
    } catch (IOException e) {
      failure.addSuppressed(e); // The next append tries again before it writes.
    }
  }

  /** Frames of a refused batch would come back to life at the next opening. */
  private void eraseUnfinished() throws IOException {
    if (unfinishedEnd > 0 && active != null && activeFile != null) {
      writer.zero(activeFile, active.end(), unfinishedEnd);
      activeFile.force(false);
      unfinishedEnd = 0;
    }
  }

  private List<SpooledRecord> read(Segment head, int maxRecords, long maxBytes) throws IOException {
    List<SpooledRecord> records = new ArrayList<>();
    if (!seek(head)) {
      return records;
    }
    long at = cursor;
    long room = maxBytes;
    for (long sequence = cursorSequence; sequence < head.next(); sequence++) {
      int length = reader.frameAt(head, at, head.end(), sequence);
      boolean fits = records.isEmpty() || (records.size() < maxRecords && length <= room);
      if (length == FrameReader.NO_FRAME || !fits) {
        break;
      }
      records.add(new SpooledRecord(sequence, reader.payloadAt(head, at, length)));
      at += FrameHeader.BYTES + (long) length;
      room -= length;
    }
    return records;
  }

  /** Moves the cursor to the oldest record that waits; false if damage is in the way. */
  private boolean seek(Segment head) throws IOException {
    while (cursorSequence <= acknowledged) {
      int length = reader.frameAt(head, cursor, head.end(), cursorSequence);
      if (length == FrameReader.NO_FRAME) {
        return false;
      }
      cursor += FrameHeader.BYTES + (long) length;
      cursorSequence++;
    }
    return true;
  }

  /**
   * Passes over the rest of a damaged segment. Nothing more is appended to it either: behind damage
   * a record would be cut off at the next opening.
   */
  private void giveUp(Segment damaged) throws IOException {
    unreadable += damaged.depth(acknowledged);
    acknowledged = damaged.next() - 1;
    if (damaged == active) {
      closeActive();
    }
    settle();
  }

  /** Writes the position down, and only then lets go of what lies before it. */
  private void settle() throws IOException {
    for (Segment head = segments.peekFirst();
        head != null && head != active && head.isAcknowledged(acknowledged);
        head = segments.peekFirst()) {
      undeleted.add(segments.removeFirst());
      rewind();
    }
    Segment head = segments.peekFirst();
    acknowledged = Math.max(acknowledged, (head == null ? next : head.first()) - 1);
    publish();
    position.write(acknowledged);
    if (!undeleted.isEmpty()) {
      position.force();
      undeleted.removeIf(segment -> directory.delete(segment.path()));
      publish();
    }
  }

  private void leaveNothingEmpty() throws IOException {
    position.write(acknowledged);
    position.force();
    Segment last = active;
    if (last != null && last.depth(acknowledged) == 0) {
      directory.delete(last.path());
    }
  }

  /** The first segment if it has records that wait; then no other one comes before it. */
  private @Nullable Segment head() {
    Segment head = segments.peekFirst();
    return head == null || head.depth(acknowledged) == 0 ? null : head;
  }

  private void rewindIfFirst(Segment segment) {
    if (segments.peekFirst() == segment) {
      rewind();
    }
  }

  private void rewind() {
    Segment head = segments.peekFirst();
    cursor = 0;
    cursorSequence = head == null ? next : head.first();
  }

  private void publish() {
    lost = unreadable;
    depth = segments.stream().mapToLong(segment -> segment.depth(acknowledged)).sum();
    bytes =
        segments.stream().mapToLong(Segment::size).sum()
            + undeleted.stream().mapToLong(Segment::size).sum();
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the spool in " + directory.path() + " is closed");
    }
  }

  private static long sizeOf(List<byte[]> payloads) {
    long size = 0;
    for (byte[] payload : payloads) {
      size += FrameHeader.BYTES + payload.length;
    }
    return size;
  }

  private SpoolFullException neverFits(long size) {
    return new SpoolFullException(
        SpoolFullException.Reason.NEVER_FITS,
        "a batch of %d bytes is larger than the spool in %s may be (%d bytes); raise maxBytes"
            .formatted(size, directory.path(), settings.maxBytes()));
  }

  private SpoolFullException boundReached(long segmentBytes) {
    return new SpoolFullException(
        SpoolFullException.Reason.BOUND,
        "the spool in %s is full: it has %d of at most %d bytes and needs %d more"
            .formatted(directory.path(), bytes, settings.maxBytes(), segmentBytes));
  }

  private SpoolFullException diskFull(long size, IOException cause) {
    return new SpoolFullException(
        SpoolFullException.Reason.DISK,
        "the disk of the spool in %s has no space for %d bytes: %s"
            .formatted(directory.path(), Math.max(size, settings.segmentBytes()), textOf(cause)),
        cause);
  }

  /** The JDK has no type for it, and the text may be in the language of the system. */
  private boolean isFull(IOException failure, long size) {
    String text = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    return text.contains("no space left")
        || text.contains("not enough space")
        || text.contains("quota exceeded")
        || directory.isFullFor(size);
  }

  private static String textOf(IOException failure) {
    return failure.getClass() == IOException.class
        ? String.valueOf(failure.getMessage())
        : failure.toString();
  }
}
