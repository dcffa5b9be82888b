package io.github.progresstracker.eta;

/**
 * Keeps the shown end of a job still while the estimate merely trembles.
 *
 * <p>It remembers the finish time that it showed. As long as a new estimate lies within a band
 * around it, the finish stays and the display counts down second by second. Beyond the band it
 * follows the edge of the band, within about half a per cent of the elapsed (or, near the end, of
 * the remaining) time. The band is a share of the remaining time, narrow for a job that goes evenly
 * and wide for one that does not.
 *
 * <p>A band that is followed at its edge is the policy of least total movement for a given largest
 * deviation. Averaging over time, the usual remedy, takes away restlessness and accuracy alike.
 *
 * <p>Seconds throughout. The state moves with each call of {@link #show}.
 */
final class SteadyCountdown {

  private static final double NARROWEST = 0.015;
  private static final double WIDENING = 0.55;
  private static final double WIDEST = 1;
  private static final double FOLLOWING = 0.005;

  /** Even where the shown finish is over, this share of the estimate is shown. */
  private static final double LEAST_SHOWN = 0.25;

  /** A nanosecond: keeps the quotient of two tiny times defined. */
  private static final double LEAST_LAG = 1e-9;

  /** Seconds; some thirty thousand years. */
  private static final double LATEST = 1e12;

  private boolean showing;
  private double finish;
  private double shownAt;

  /**
   * What to show.
   *
   * @param now the present moment
   * @param remaining the estimate
   * @param unevenness spread of the logarithm of the time that equal pieces take, &gt;= 0
   * @return the remaining time to show
   */
  double show(double now, double remaining, double unevenness) {
    double estimated = now + remaining;
    if (showing) {
      follow(now, remaining, band(unevenness) * remaining);
    } else {
      finish = estimated;
      showing = true;
    }
    shownAt = now;
    return Math.max(finish - now, LEAST_SHOWN * remaining);
  }

  private static double band(double unevenness) {
    return Math.min(WIDEST, NARROWEST + WIDENING * unevenness);
  }

  private void follow(double now, double remaining, double band) {
    double off = now + remaining - finish;
    if (Math.abs(off) > band) {
      double lag = Math.max(LEAST_LAG, FOLLOWING * Math.min(now, remaining));
      double share = 1 - Math.exp(-Math.max(0, now - shownAt) / lag);
      finish += share * (off - Math.copySign(band, off));
    }
  }

  /** The end is known to have moved by so many seconds, so the display moves at once. */
  void shift(double seconds) {
    finish += seconds;
    showing &= Math.abs(finish) <= LATEST;
  }

  /** The work that is left is known to have changed by this factor at {@code now}. */
  void scale(double now, double factor) {
    finish = now + Math.max(0, finish - now) * factor;
    // A factor may be beyond measure; then the next estimate speaks for itself.
    showing &= finish <= LATEST;
  }

  void save(EstimatorState.Writer writer) {
    writer.all(showing ? 1 : 0, showing ? finish : 0, shownAt);
  }

  void load(EstimatorState.Reader reader) {
    showing = reader.next() == 1;
    finish = reader.next();
    shownAt = reader.notNegative();
  }

  /** Starts anew with the next {@link #show}. */
  void reset() {
    showing = false;
  }
}
