package io.github.progresstracker.benchmarks.accuracy;

/**
 * Units left over {@code EMA(units per redraw) / EMA(seconds per redraw)}, weight 0.3, with the
 * start-up bias taken out; before the first redraw the overall average. {@code update}, {@code
 * format_dict} and {@code EMA} in {@code tqdm/std.py} of tqdm/tqdm.
 *
 * <p>A report redraws when 0.1 s have gone by and at least {@code miniters} units were added, which
 * adapts itself to the units added in 0.1 s. {@code tqdm/_monitor.py} wakes every 10 s and lifts
 * that limit if there was no redraw for as long.
 */
final class TqdmPeer implements PeerEstimator {

  private static final double MIN_INTERVAL = 0.1;
  private static final double MAX_INTERVAL = 10;

  private final double total;
  private final Ema units = new Ema();
  private final Ema time = new Ema();
  private final Ema unitsPerInterval = new Ema();
  private double done;
  private double drawnDone;
  private double drawnAt;
  private double minUnits;

  TqdmPeer(double total) {
    this.total = total;
  }

  @Override
  public void observe(double seconds, double done) {
    monitorUntil(seconds);
    this.done = done;
    double added = done - drawnDone;
    double passed = seconds - drawnAt;
    if (Math.abs(added) >= minUnits && passed >= MIN_INTERVAL) {
      redraw(added, passed);
      drawnDone = done;
      drawnAt = seconds;
    }
  }

  @Override
  public double remaining(double nowSeconds) {
    monitorUntil(nowSeconds);
    double rate = time.average() > 0 ? units.average() / time.average() : done / nowSeconds;
    return rate > 0 ? (total - done) / rate : Double.NaN;
  }

  private void redraw(double added, double passed) {
    if (added != 0) {
      units.add(added);
      time.add(passed);
    }
    double inOneInterval = added * MIN_INTERVAL / passed;
    if (passed >= MAX_INTERVAL) {
      minUnits = inOneInterval;
    } else {
      unitsPerInterval.add(inOneInterval);
      minUnits = unitsPerInterval.average();
    }
  }

  private void monitorUntil(double seconds) {
    double lastWake = Math.floor(seconds / MAX_INTERVAL) * MAX_INTERVAL;
    if (minUnits > 1 && lastWake - drawnAt >= MAX_INTERVAL) {
      minUnits = 1;
    }
  }

  /** An exponential moving average that starts without a bias towards zero. */
  private static final class Ema {

    private static final double WEIGHT = 0.3;

    private double sum;
    private double missing = 1;

    void add(double value) {
      sum += WEIGHT * (value - sum);
      missing *= 1 - WEIGHT;
    }

    double average() {
      return missing < 1 ? sum / (1 - missing) : 0;
    }
  }
}
