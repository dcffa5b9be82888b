package io.github.progresstracker.alert;

/**
 * Totals over the recent past: the shortest stretch, as far as it is known, that has both a given
 * length and a given count, so that a slow job is judged by as much evidence as a fast one. It
 * keeps a handful of earlier readings, whatever the length of the run.
 *
 * <p>A reading in which something went back or is not a number is left out.
 */
final class Recent {

  private static final int MOST = 16;
  private static final int READINGS_PER_STRETCH = 8;

  private final double length;
  private final double fewest;
  private final double[] times = new double[MOST];
  private final double[] counts = new double[MOST];
  private final double[] parts = new double[MOST];
  private int size = 1;
  private double time;
  private double count;
  private double part;

  /**
   * Begins at the start of the run, where all is zero.
   *
   * @param length least length of the stretch, in the unit of the times
   * @param fewest least count of the stretch
   */
  Recent(double length, double fewest) {
    this.length = length;
    this.fewest = fewest;
  }

  /**
   * Takes a reading.
   *
   * @param newTime time since the start
   * @param newCount units since the start
   * @param newPart those among them that matter; may exceed the count
   */
  void add(double newTime, double newCount, double newPart) {
    if (!(newTime >= time && newCount >= count && newPart >= part)) {
      return;
    }
    time = newTime;
    count = newCount;
    part = newPart;
    forget();
    if (time - times[size - 1] >= length / READINGS_PER_STRETCH && count > counts[size - 1]) {
      keep();
    }
  }

  /** Length of the stretch. */
  double time() {
    return time - times[0];
  }

  /** Units in the stretch. */
  double count() {
    return count - counts[0];
  }

  /** Those among them that matter. */
  double part() {
    return part - parts[0];
  }

  private void keep() {
    if (size == MOST) {
      thinOut();
    }
    times[size] = time;
    counts[size] = count;
    parts[size] = part;
    size++;
  }

  /** Drops what the stretch can do without. */
  private void forget() {
    int first = 0;
    while (first + 1 < size
        && time - times[first + 1] >= length
        && count - counts[first + 1] >= fewest) {
      first++;
    }
    if (first > 0) {
      size -= first;
      System.arraycopy(times, first, times, 0, size);
      System.arraycopy(counts, first, counts, 0, size);
      System.arraycopy(parts, first, parts, 0, size);
    }
  }

  private void thinOut() {
    size = MOST / 2;
    for (int kept = 1; kept < size; kept++) {
      times[kept] = times[2 * kept];
      counts[kept] = counts[2 * kept];
      parts[kept] = parts[2 * kept];
    }
  }
}
