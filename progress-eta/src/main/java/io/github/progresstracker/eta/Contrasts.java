package io.github.progresstracker.eta;

/**
 * How differently long equal pieces of the work have taken: the measure of how predictable a job
 * has proved.
 *
 * <p>The work so far is cut into 16 equal pieces, and into 8 and into 4. Two neighbours among them
 * have a <em>contrast</em>, the logarithm of the ratio of their times. It is the error that
 * somebody would have made who took the first for a forecast of the second. The mean square of the
 * contrasts at one size of piece is, up to a factor, the Haar wavelet variance at that scale, known
 * to metrologists as the Allan variance (Allan, Proc. IEEE 1966; Percival, Biometrika 1995). It
 * exists for jobs whose pace drifts without bound, where an ordinary variance does not, and it is
 * indifferent to units, to the length of the job and to how often it reports.
 *
 * <p>The largest scale, one half against the other, is left out: it is a single number, and at a
 * change of pace it would call a job unpredictable for the rest of its life.
 */
final class Contrasts {

  /** Into how many equal pieces the work so far is cut at the finest. */
  static final int PIECES = 16;

  /** The coarsest comparison is of pieces of this many of the finest. */
  private static final int COARSEST = 4;

  /** A piece that took no time is taken to have taken this share of itself and its neighbour. */
  private static final double LEAST_SHARE = 0.025;

  private final double[] timeAt = new double[PIECES + 1];
  private double sumOfMeanSquares;
  private double meanSize;

  /** Measures the work up to {@code done} at {@code now} seconds. */
  void measure(Checkpoints checkpoints, double done, double now) {
    checkpoints.resample(done, now, timeAt);
    sumOfMeanSquares = 0;
    meanSize = 0;
    int scales = 0;
    for (int width = COARSEST; width >= 1; width /= 2) {
      measure(width);
      scales++;
    }
    meanSize /= scales;
  }

  private void measure(int width) {
    double squares = 0;
    double sizes = 0;
    int pairs = PIECES / (2 * width);
    for (int pair = 0; pair < pairs; pair++) {
      double contrast = contrast(2 * width * pair, width);
      squares += contrast * contrast;
      sizes += Math.abs(contrast);
    }
    sumOfMeanSquares += squares / pairs;
    meanSize += sizes / pairs;
  }

  private double contrast(int from, int width) {
    double first = timeAt[from + width] - timeAt[from];
    double second = timeAt[from + 2 * width] - timeAt[from + width];
    double least = LEAST_SHARE * (first + second);
    return least > 0 ? Math.log((second + least) / (first + least)) : 0;
  }

  /** Forgets what was measured. */
  void clear() {
    sumOfMeanSquares = 0;
    meanSize = 0;
  }

  /** The mean square contrast, summed over the three scales. */
  double sumOfMeanSquares() {
    return sumOfMeanSquares;
  }

  /** The mean size of a contrast: how wrong neighbours are about each other. */
  double meanSize() {
    return meanSize;
  }

  /** Seconds at {@code piece / PIECES} of the work that was measured. */
  double timeAt(int piece) {
    return timeAt[piece];
  }
}
