package io.github.progresstracker.benchmarks.accuracy;

/**
 * The overall rate smoothed with weight 0.3, then units left over it smoothed with weight 0.5, both
 * once a frame. {@code gen_simple_exponential_smoothing} in {@code utils/timing.py} and its uses in
 * {@code core/progress.py} of rsalmei/alive-progress, before its rounding to ten seconds and
 * minutes. The frames, 2 to 60 a second, follow the logarithm of the rate: {@code calibrated_fps}
 * in {@code core/calibration.py}.
 */
final class AliveProgressPeer implements PeerEstimator {

  private static final double FEWEST_FRAMES = 2;
  private static final double MOST_FRAMES = 60;
  private static final double FRAMES_AT_REST = 10;
  private static final double RATE_FOR_MOST_FRAMES = 1e6;

  // In a minute of silence there are 120 frames or more: what was before them is forgotten.
  private static final double MEMORY = 60;

  private final double total;
  private final Smoothed rate = new Smoothed(0.3);
  private final Smoothed eta = new Smoothed(0.5);
  private double done;
  private double nextFrame;

  AliveProgressPeer(double total) {
    this.total = total;
  }

  @Override
  public void observe(double seconds, double done) {
    drawUntil(seconds);
    this.done = done;
  }

  @Override
  public double remaining(double nowSeconds) {
    drawUntil(nowSeconds);
    return eta.value;
  }

  private void drawUntil(double seconds) {
    nextFrame = Math.max(nextFrame, seconds - MEMORY);
    while (nextFrame <= seconds) {
      draw(nextFrame);
      nextFrame += 1 / framesPerSecond();
    }
  }

  private void draw(double elapsed) {
    if (done > 0 && elapsed > 0) {
      rate.add(done / elapsed);
      eta.add((total - done) / rate.value);
    }
  }

  private double framesPerSecond() {
    if (!(rate.value > 0)) {
      return FRAMES_AT_REST;
    }
    double share = Math.log10(rate.value + 1) / Math.log10(RATE_FOR_MOST_FRAMES + 1);
    return FEWEST_FRAMES + Math.min(1, share) * (MOST_FRAMES - FEWEST_FRAMES);
  }

  /** Simple exponential smoothing; the first value is taken as it is. */
  private static final class Smoothed {

    private final double weight;
    private double value = Double.NaN;

    Smoothed(double weight) {
      this.weight = weight;
    }

    void add(double next) {
      value = Double.isNaN(value) ? next : value + weight * (next - value);
    }
  }
}
