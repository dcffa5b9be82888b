package io.github.progresstracker;

import org.jspecify.annotations.Nullable;

/**
 * Says what a tracker is at. All but the counts is about this tracker alone, and the last word
 * stands; null takes it back.
 *
 * <pre>{@code
 * Activity activity = tracker.activity();
 * activity.operationType(OperationType.DATA_COLLECTION);
 * activity.currentDataType("commits");
 * activity.part("main", 3, 12);                                    // three of twelve are done
 * activity.count("commits", 250);
 * ActivitySnapshot shown = tracker.snapshot().activity();          // as it was sampled last
 * }</pre>
 *
 * <p>All methods may be called by any thread and never wait. Everything after the end of the
 * tracker is ignored and reported once through the log. Texts longer than {@value #LONGEST_TEXT}
 * characters are cut.
 */
public interface Activity {

  /** Where a longer text is cut. */
  int LONGEST_TEXT = 500;

  /** How many types are counted apart; those of more are counted as {@code other}. */
  int MOST_TYPES = 1_000;

  /**
   * Says what kind of work it is.
   *
   * @param type the kind, or null
   */
  void operationType(@Nullable OperationType type);

  /**
   * Says what is being handled.
   *
   * @param type such as {@code commits}, or null
   */
  void currentDataType(@Nullable String type);

  /**
   * Says which step of the work it is.
   *
   * @param stage such as {@code resolving users}, or null
   */
  void stage(@Nullable String stage);

  /**
   * Says which part is being worked on, of a tracker whose parts take turns: all of them are open
   * and one is at work. Of parts that follow each other {@link TrackerSpec#step} says it.
   *
   * @param name such as the name of a child, or null for none at the moment
   * @param done parts that are done, {@code >= 0}
   * @param total parts there are, {@code >= done}
   * @throws IllegalArgumentException if a count is out of its range
   */
  void part(@Nullable String name, long done, long total);

  /**
   * Says what was done last, from where somebody may go on.
   *
   * @param id such as a message id, or null
   */
  void lastProcessedId(@Nullable String id);

  /**
   * Counts pieces of a type, for this tracker and everything above it. This is beside the progress.
   *
   * @param type such as {@code issues}
   * @param more how many there are more, {@code >= 0}
   * @throws IllegalArgumentException if {@code more} is negative
   */
  void count(String type, long more);
}
