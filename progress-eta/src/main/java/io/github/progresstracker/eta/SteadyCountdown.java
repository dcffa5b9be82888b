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
 * <p><b>Later rather than sooner.</b> The estimate of a job without history is cautious: while
 * little is known it lies below what the work so far says, and it rises as that proves true. A
 * finish that is brought forward on such an estimate will mostly be put off again, which is two
 * moves for none. So the shown finish may be further after the estimate than before it, and the
 * display begins where it can stay longest: at what the work so far says by itself, as far as the
 * band allows.
 *
 * <p><b>Unevenness is remembered.</b> It is measured on a few pieces of the work, so it falls as
 * well as rises by chance. Each fall would narrow the band and move the finish although nothing has
 * happened. So a rise counts at once, and a fall by degrees: half of it once the time has grown
 * fourfold.
 *
 * <p>Seconds throughout. The state moves with each call of a {@code show} method.
 */
final class SteadyCountdown {

  private static final double NARROWEST = 0.015;
  private static final double WIDENING = 0.55;
  private static final double WIDEST = 1.0 / 3;

  /** The shown finish may be so many bands after a cautious estimate, and one before it. */
  private static final double LATER = 1.5;

  /**
   * Expected waits move the estimate in lumps, later with each wait and slowly back as work is done
   * without one. The display follows the former and not the latter.
   */
  private static final double BEFORE_WITH_WAITS = 0.05;

  private static final double AFTER_WITH_WAITS = 0.3;

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
  private double remembered;

  /**
   * What to show of a cautious estimate.
   *
   * @param now the present moment
   * @param remaining the estimate
   * @param measured what the work so far says without any caution
   * @param unevenness spread of the logarithm of the time that equal pieces take, &gt;= 0
   * @return the remaining time to show
   */
  double show(double now, double remaining, double measured, double unevenness) {
    double kept = showing && now > 0 ? Math.sqrt(Math.min(1, shownAt / now)) : 0;
    remembered = Math.max(unevenness, unevenness + kept * (remembered - unevenness));
    double band = band(remembered) * remaining;
    return follow(now, remaining, measured, band, LATER * band);
  }

  /**
   * What to show of an estimate that counts on waits like those there were. There is no bare
   * measurement of waits to come, so the display begins at the late edge of the band.
   */
  double showWithWaits(double now, double remaining) {
    double before = BEFORE_WITH_WAITS * remaining;
    double after = AFTER_WITH_WAITS * remaining;
    return follow(now, remaining, remaining + after, before, after);
  }

  /** What to show of an estimate that rests on history or a plan, and errs neither way. */
  double showInformed(double now, double remaining, double unevenness) {
    double band = band(unevenness) * remaining;
    return follow(now, remaining, remaining, band, band);
  }

  private static double band(double unevenness) {
    return Math.min(WIDEST, NARROWEST + WIDENING * unevenness);
  }

  private double follow(
      double now, double remaining, double measured, double before, double after) {
    if (!showing) {
      finish = now + Math.max(remaining - before, Math.min(measured, remaining + after));
      showing = true;
    }
    double off = now + remaining - finish;
    double over = Math.max(0, off - before) + Math.min(0, off + after);
    if (over != 0) {
      double lag = Math.max(LEAST_LAG, FOLLOWING * Math.min(now, remaining));
      double share = 1 - Math.exp(-Math.max(0, now - shownAt) / lag);
      finish += share * over;
    }
    shownAt = now;
    return Math.max(finish - now, LEAST_SHOWN * remaining);
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
    writer.all(showing ? 1 : 0, showing ? finish : 0, shownAt, remembered);
  }

  void load(EstimatorState.Reader reader) {
    showing = reader.next() == 1;
    finish = reader.next();
    shownAt = reader.notNegative();
    remembered = reader.notNegative();
  }

  /** Starts anew with the next {@link #show}. */
  void reset() {
    showing = false;
  }
}
