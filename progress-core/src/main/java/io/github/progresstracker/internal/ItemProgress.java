package io.github.progresstracker.internal;

/** How far an item is, as it is kept: in millionths, 0 to 1,000,000. */
final class ItemProgress {

  /** Of what is completed, and of nothing else. */
  static final int WHOLE = 1_000_000;

  /** Says nothing. */
  static final int NO_NEWS = -1;

  /** What is not completed shows no more than this. */
  private static final int ALMOST_WHOLE = 999_000;

  private ItemProgress() {}

  /** A percentage as it is kept; {@link #NO_NEWS} for one that is not a number. */
  static int of(double percent) {
    if (percent >= 0) {
      return percent >= ALMOST_WHOLE / 1e4 ? ALMOST_WHOLE : (int) (percent * 1e4 + 0.5);
    }
    return percent < 0 ? 0 : NO_NEWS;
  }

  /** 0 to 1. */
  static double share(int progress) {
    return progress / (double) WHOLE;
  }

  /** 0 to 100. */
  static double percent(int progress) {
    return progress / 1e4;
  }
}
