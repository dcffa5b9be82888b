package io.github.progresstracker.internal;

import io.github.progresstracker.ItemStatus;

/**
 * All that changes about an item, in one long, so that it changes at once: whoever sets a new word
 * by compare-and-set knows from the old one exactly what has changed.
 *
 * <pre>
 * bits  0-19  progress in millionths, 0 to 1,000,000
 * bits 20-33  progress of the stage in hundredths of a percent, plus 1; 0 if nobody said
 * bits 34-45  index of the stage among the tracker's stages; 0 for none
 * bits 46-47  the status: 0 pending, 1 processing, 2 completed, 3 failed
 * </pre>
 *
 * A new item is 0: pending, at nothing.
 */
final class ItemWord {

  static final int PENDING = 0;
  static final int PROCESSING = 1;
  static final int COMPLETED = 2;
  static final int FAILED = 3;

  /** The largest index of a stage. */
  static final int LAST_STAGE = 0xFFF;

  /** Says nothing about the progress. */
  static final int NO_NEWS = -1;

  private static final int WHOLE = 1_000_000;

  /** What is not completed shows no more than this. */
  private static final int ALMOST_WHOLE = 999_000;

  private static final int STAGE_WHOLE = 10_000;
  private static final int PROGRESS_BITS = 0xFFFFF;
  private static final int STAGE_PROGRESS_SHIFT = 20;
  private static final int STAGE_PROGRESS_BITS = 0x3FFF;
  private static final int STAGE_SHIFT = 34;
  private static final int STATUS_SHIFT = 46;

  private ItemWord() {}

  static int status(long word) {
    return (int) (word >>> STATUS_SHIFT);
  }

  static ItemStatus statusOf(long word) {
    return switch (status(word)) {
      case PENDING -> ItemStatus.PENDING;
      case PROCESSING -> ItemStatus.PROCESSING;
      case COMPLETED -> ItemStatus.COMPLETED;
      default -> ItemStatus.FAILED;
    };
  }

  /** A status as it is kept. */
  static int of(ItemStatus status) {
    return switch (status) {
      case PENDING -> PENDING;
      case PROCESSING -> PROCESSING;
      case COMPLETED -> COMPLETED;
      case FAILED -> FAILED;
    };
  }

  static boolean isFinal(long word) {
    return status(word) >= COMPLETED;
  }

  static int stage(long word) {
    return (int) (word >>> STAGE_SHIFT) & LAST_STAGE;
  }

  /** 0 to 1. */
  static double share(long word) {
    return progress(word) / (double) WHOLE;
  }

  /** 0 to 100. */
  static double percent(long word) {
    return progress(word) / 1e4;
  }

  /** 0 to 100; NaN if nobody said. */
  static double stagePercent(long word) {
    int told = stageProgress(word);
    return told == 0 ? Double.NaN : (told - 1) / 1e2;
  }

  private static int progress(long word) {
    return (int) word & PROGRESS_BITS;
  }

  private static int stageProgress(long word) {
    return (int) (word >>> STAGE_PROGRESS_SHIFT) & STAGE_PROGRESS_BITS;
  }

  /** A percentage of the item as it is kept; {@link #NO_NEWS} for one that is not a number. */
  static int progressOf(double percent) {
    if (percent >= 0) {
      return percent >= ALMOST_WHOLE / 1e4 ? ALMOST_WHOLE : (int) (percent * 1e4 + 0.5);
    }
    return percent < 0 ? 0 : NO_NEWS;
  }

  /** A percentage of the stage as it is kept; 0 for one that is not a number. */
  static int stageProgressOf(double percent) {
    if (percent >= 0) {
      return 1 + (percent >= STAGE_WHOLE / 1e2 ? STAGE_WHOLE : (int) (percent * 1e2 + 0.5));
    }
    return percent < 0 ? 1 : 0;
  }

  /**
   * The word after a report, which is the word before if the report is late or says nothing new.
   *
   * @param status an item never goes back to an earlier one, and an end is the end
   * @param progress as of {@link #progressOf}; less than before makes the report a late one
   * @param stage index, or 0 for no news
   * @param stageProgress as of {@link #stageProgressOf}
   */
  static long after(long before, int status, int progress, int stage, int stageProgress) {
    int statusBefore = status(before);
    int progressBefore = progress(before);
    if (statusBefore >= COMPLETED || status < statusBefore) {
      return before;
    }
    boolean ends = status >= COMPLETED;
    if (!ends && progress != NO_NEWS && progress < progressBefore) {
      return before;
    }
    int newProgress = status == COMPLETED ? WHOLE : Math.max(progressBefore, progress);
    int stageBefore = stage(before);
    boolean sameStage = stage == 0 || stage == stageBefore;
    int newStage = sameStage ? stageBefore : stage;
    int newStageProgress =
        sameStage ? Math.max(stageProgress(before), stageProgress) : stageProgress;
    return (long) status << STATUS_SHIFT
        | (long) newStage << STAGE_SHIFT
        | (long) newStageProgress << STAGE_PROGRESS_SHIFT
        | newProgress;
  }
}
