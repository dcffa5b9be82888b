package io.github.progresstracker.alert;

import java.util.Arrays;

/**
 * Totals over the recent past: the shortest stretch, as far as it is known, that has both a given
 * length and a given count, so that a slow job is judged by as much evidence as a fast one. It
 * keeps a handful of earlier readings, whatever the length of the run, in one array that is small
 * at first: there are several for each tracker.
 *
 * <p>A reading in which something went back or is not a number is left out.
 */
final class Recent {

  private static final int MOST = 16;
  private static final int FIRST = 4;
  private static final int READINGS_PER_STRETCH = 8;

  /** Columns of a reading. */
  private static final int TIME = 0;

  private static final int COUNT = 1;
  private static final int PART = 2;
  private static final int OTHER_PART = 3;
  private static final int WIDTH = 4;

  private final double length;
  private final double fewest;
  private double[] readings = new double[FIRST * WIDTH];
  private int size = 1;
  private double time;
  private double count;
  private double part;
  private double otherPart;

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
    add(newTime, newCount, newPart, 0);
  }

  /**
   * Takes a reading in which two things matter.
   *
   * @param newTime time since the start
   * @param newCount units since the start
   * @param newPart what matters among them; may exceed the count
   * @param newOtherPart what also matters; may exceed the count, and one that went back did not
   */
  void add(double newTime, double newCount, double newPart, double newOtherPart) {
    if (!(newTime >= time && newCount >= count && newPart >= part)) {
      return;
    }
    time = newTime;
    count = newCount;
    part = newPart;
    otherPart = Math.max(otherPart, newOtherPart);
    forget();
    if (time - at(size - 1, TIME) >= length / READINGS_PER_STRETCH && count > at(size - 1, COUNT)) {
      keep();
    }
  }

  /** Length of the stretch. */
  double time() {
    return time - at(0, TIME);
  }

  /** Units in the stretch. */
  double count() {
    return count - at(0, COUNT);
  }

  /** What matters among them. */
  double part() {
    return part - at(0, PART);
  }

  /** What also matters. */
  double otherPart() {
    return otherPart - at(0, OTHER_PART);
  }

  private double at(int reading, int column) {
    return readings[reading * WIDTH + column];
  }

  private void keep() {
    if (size == MOST) {
      thinOut();
    } else if (size * WIDTH == readings.length) {
      readings = Arrays.copyOf(readings, 2 * readings.length);
    }
    int row = size * WIDTH;
    readings[row + TIME] = time;
    readings[row + COUNT] = count;
    readings[row + PART] = part;
    readings[row + OTHER_PART] = otherPart;
    size++;
  }

  /** Drops what the stretch can do without. */
  private void forget() {
    int first = 0;
    while (first + 1 < size
        && time - at(first + 1, TIME) >= length
        && count - at(first + 1, COUNT) >= fewest) {
      first++;
    }
    if (first > 0) {
      size -= first;
      System.arraycopy(readings, first * WIDTH, readings, 0, size * WIDTH);
    }
  }

  private void thinOut() {
    size = MOST / 2;
    for (int kept = 1; kept < size; kept++) {
      System.arraycopy(readings, 2 * kept * WIDTH, readings, kept * WIDTH, WIDTH);
    }
  }
}
