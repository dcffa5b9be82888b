package io.github.progresstracker;

import org.jspecify.annotations.Nullable;

/**
 * One item of a tracker: a file, a page, a row. It is pending until it is begun, then processing,
 * and in the end completed or failed.
 *
 * <pre>{@code
 * for (Path file : files) {
 *   try (ProgressItem item = tracker.begin(file.toString())) {
 *     item.stage("parsing");
 *     Files.readString(file);
 *     item.done();
 *   }
 * }
 * }</pre>
 *
 * <p>Success is said explicitly by {@link #done()}, because {@link #close()} cannot tell whether
 * the block was left by an exception: an item that is closed before it has been told how it went
 * has failed.
 *
 * <p>An item that is over counts for its tracker, exactly once: a completed one as {@link
 * Outcome#SUCCEEDED}, a failed one as {@link Outcome#FAILED}, with all of its units. How far the
 * items at work are counts for the tracker's percentage and ETA only. Do not also {@link
 * ProgressTracker#advance() advance} the tracker for them.
 *
 * <p>News never goes back: a lower percentage than before, or anything after the end, changes
 * nothing, so late and repeated reports do no harm. A percentage below 0 is taken for 0, one above
 * 100 for 100, and one that is not a number says nothing. Only what is completed is at 100; before,
 * 99.9 is the most.
 *
 * <p>All methods may be called by any thread, and status, stage and counts are exact whoever calls
 * when. A percentage is meant to come from one thread at a time: of two that come at the very same
 * moment the lower one may stay until the next. No snapshot shows less of an item at work than one
 * before it. No method waits for the sampler, a sink or a database. The clock is read when the item
 * begins and when it ends, and not in between; and in between nothing is allocated but for a stage
 * never heard of before. Everything after the end of the tracker is ignored and, but for {@link
 * #close()}, reported once through the log.
 */
public interface ProgressItem extends AutoCloseable {

  /** How many different stages a tracker tells apart; of more, each is shown as {@code other}. */
  int MOST_STAGES = 4_094;

  /** Where a longer stage is cut; two that differ later only are the same. */
  int LONGEST_STAGE = 100;

  /**
   * The id given by the host.
   *
   * @return the id; one of more than 500 characters is its first 400 and a digest of the whole
   */
  String id();

  /**
   * Where the item stands.
   *
   * @return the status at this moment
   */
  ItemStatus status();

  /**
   * Begins the item, from when its time is measured, unless it has begun already.
   *
   * @return this item
   */
  ProgressItem begin();

  /**
   * Says how far the item is. Begins it if nobody has.
   *
   * @param percent 0 to 100
   */
  void progress(double percent);

  /**
   * Says what is being done to the item. Begins it if nobody has.
   *
   * @param name such as {@code embedding}
   */
  void stage(String name);

  /**
   * Says what is being done to the item and how far that is. Begins the item if nobody has.
   *
   * @param name such as {@code embedding}
   * @param percent 0 to 100, of the stage
   */
  void stage(String name, double percent);

  /** Counts another try of the item, which is not over. Its time and its progress go on. */
  void retry();

  /** Ends the item as completed, unless it is over. */
  void done();

  /**
   * Ends the item as failed, unless it is over.
   *
   * @param cause why; its text is kept, cut to 500 characters; null if nobody knows
   */
  void fail(@Nullable Throwable cause);

  /**
   * Ends the item as failed, unless it is over.
   *
   * @param message why, cut to 500 characters; null if nobody knows
   */
  void fail(@Nullable String message);

  /** Ends the item as failed, for no known reason, unless it is over. Idempotent. */
  @Override
  void close();
}
