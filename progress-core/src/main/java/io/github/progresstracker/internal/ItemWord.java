package io.github.progresstracker.internal;

import io.github.progresstracker.ItemStatus;

/**
 * All that seldom changes about an item, its status and its stage, in one int, so that it changes
 * at once: whoever sets a new word by compare-and-set knows from the old one exactly what has
 * changed. How far the item is changes all the time and is therefore no part of it.
 *
 * <pre>
 * bits  0-13  progress of the stage in hundredths of a percent, plus 1; 0 if nobody said
 * bits 14-25  index of the stage among the tracker's stages; 0 for none
 * bits 26-27  the status, as of {@link #of}
 * </pre>
 *
 * A new item is 0: pending, in no stage.
 */
final class ItemWord {

  static final int PENDING = of(ItemStatus.PENDING);
  static final int PROCESSING = of(ItemStatus.PROCESSING);
  static final int COMPLETED = of(ItemStatus.COMPLETED);
  static final int FAILED = of(ItemStatus.FAILED);

  /** The largest index of a stage. */
  static final int LAST_STAGE = 0xFFF;

  private static final ItemStatus[] STATUSES = ItemStatus.values();

  private static final int STAGE_WHOLE = 10_000;
  private static final int STAGE_PROGRESS_BITS = 0x3FFF;
  private static final int STAGE_SHIFT = 14;
  private static final int STATUS_SHIFT = 26;

  private ItemWord() {}

  static int status(int word) {
    return word >>> STATUS_SHIFT;
  }

  /** A status as it is kept; as it is kept in memory only, its place in the enum will do. */
  @SuppressWarnings("EnumOrdinal")
  static int of(ItemStatus status) {
    return status.ordinal();
  }

  static ItemStatus statusOf(int word) {
    return STATUSES[status(word)];
  }

  static boolean isFinal(int word) {
    return status(word) >= COMPLETED;
  }

  static int stage(int word) {
    return word >>> STAGE_SHIFT & LAST_STAGE;
  }

  /** 0 to 100; NaN if nobody said. */
  static double stagePercent(int word) {
    int told = word & STAGE_PROGRESS_BITS;
    return told == 0 ? Double.NaN : (told - 1) / 1e2;
  }

  /** A percentage of the stage as it is kept; 0 for one that is not a number. */
  static int stageProgressOf(double percent) {
    if (percent >= 0) {
      return 1 + (percent >= STAGE_WHOLE / 1e2 ? STAGE_WHOLE : (int) (percent * 1e2 + 0.5));
    }
    return percent < 0 ? 1 : 0;
  }

  /**
   * Whether a report may change anything: no item goes back, and an end is the end.
   *
   * @param status what the report says that the item is
   */
  static boolean admits(int word, int status) {
    return !isFinal(word) && status >= status(word);
  }

  /**
   * The word after a report, which is the word before if the report says nothing new.
   *
   * @param status one that the word before {@linkplain #admits admits}
   * @param stage index, or 0 for no news
   * @param stageProgress as of {@link #stageProgressOf}
   */
  static int after(int before, int status, int stage, int stageProgress) {
    int stageBefore = stage(before);
    boolean sameStage = stage == 0 || stage == stageBefore;
    int newStage = sameStage ? stageBefore : stage;
    int newStageProgress =
        sameStage ? Math.max(before & STAGE_PROGRESS_BITS, stageProgress) : stageProgress;
    return status << STATUS_SHIFT | newStage << STAGE_SHIFT | newStageProgress;
  }
}
