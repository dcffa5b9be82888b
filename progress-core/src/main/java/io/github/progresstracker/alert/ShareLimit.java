package io.github.progresstracker.alert;

import java.time.Duration;

/**
 * Decides whether a share of the recent tries is above a limit, and not by chance.
 *
 * <p>It goes above when the lower end of the one-sided 99 % confidence interval of the share is
 * above (E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
 * Journal of the American Statistical Association 22, 1927), so 1 failure in 2 tries is no alarm
 * and 30 in 200 are one. It comes back when the share itself is not above the limit any more: that
 * is easier to say than to deny, and so the answer does not swing.
 *
 * <p>What goes wrong together is one piece of evidence, such as a page of 100 messages: the number
 * of tries is divided by the size of the lumps in which the bad ones came, one lump to a look and
 * each weighing as much as it holds (a design effect, as for samples in clusters; L. Kish, "Survey
 * Sampling", 1965).
 */
final class ShareLimit {

  private static final double Z_99 = 2.326;
  private static final double FEWEST_TRIES = 20;
  private static final double STRETCH_NANOS = 300e9;

  private final double limit;
  private final Recent recent = new Recent(STRETCH_NANOS, FEWEST_TRIES);
  private double badBefore;
  private double squares;
  private boolean above;

  ShareLimit(double limit) {
    this.limit = limit;
  }

  /**
   * Takes a reading.
   *
   * @param active active time since the start
   * @param tries since the start
   * @param bad those among them that went wrong
   * @return whether the share is above the limit
   */
  boolean isAbove(Duration active, double tries, double bad) {
    double nanos = (double) active.toNanos();
    double lump = Math.max(0, bad - badBefore);
    badBefore = Math.max(badBefore, bad);
    squares += lump * lump;
    recent.add(nanos, tries, bad, squares);
    above = evidence() >= FEWEST_TRIES && (above ? share() > limit : lowest() > limit);
    return above;
  }

  /** Recent tries. */
  long tries() {
    return (long) recent.count();
  }

  /** The share that went wrong, 0 to 1. */
  double share() {
    return recent.count() > 0 ? Math.min(1, recent.part() / recent.count()) : 0;
  }

  /** What the share is at least. */
  double lowest() {
    return lowest(share(), evidence());
  }

  /** What the tries are worth as evidence. */
  private double evidence() {
    double lump = recent.part() > 0 ? recent.otherPart() / recent.part() : 1;
    return recent.count() / Math.max(1, lump);
  }

  static double lowest(double share, double n) {
    double z2 = Z_99 * Z_99;
    double centre = share + z2 / (2 * n);
    double half = Z_99 * Math.sqrt(share * (1 - share) / n + z2 / (4 * n * n));
    return Math.max(0, (centre - half) / (1 + z2 / n));
  }
}
