package io.github.progresstracker.internal;

/**
 * What an estimator has been told so far, for one that will come later. Bounded: when it is full,
 * every second reading is forgotten, and from then on half as many are kept. The latest is always
 * there. Confined to the sampler.
 */
final class Readings {

  private static final int MOST = 64;

  private final long[] nanos = new long[MOST];
  private final double[] done = new double[MOST];
  private final double[] total = new double[MOST];
  private int size;
  private long seen;
  private long every = 1;
  private long latestNanos;
  private double latestDone;
  private double latestTotal;

  /** Whoever can be told of a reading. */
  interface Listener {
    void observe(long nanos, double done, double total);
  }

  void add(long newNanos, double newDone, double newTotal) {
    if (size == MOST) {
      thinOut();
    }
    if (seen % every == 0) {
      nanos[size] = newNanos;
      done[size] = newDone;
      total[size] = newTotal;
      size++;
    }
    seen++;
    latestNanos = newNanos;
    latestDone = newDone;
    latestTotal = newTotal;
  }

  private void thinOut() {
    size = MOST / 2;
    for (int i = 0; i < size; i++) {
      nanos[i] = nanos[2 * i];
      done[i] = done[2 * i];
      total[i] = total[2 * i];
    }
    every *= 2;
  }

  /** Tells all of it, in order. */
  void tell(Listener listener) {
    for (int i = 0; i < size; i++) {
      listener.observe(nanos[i], done[i], total[i]);
    }
    if (seen > 0) {
      listener.observe(latestNanos, latestDone, latestTotal);
    }
  }
}
