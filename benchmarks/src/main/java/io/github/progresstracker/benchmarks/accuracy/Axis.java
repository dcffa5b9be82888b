package io.github.progresstracker.benchmarks.accuracy;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a value lies in a drawing.
 *
 * @param from value at the start of the axis
 * @param to value at its end
 * @param start where the axis starts
 * @param end where it ends
 */
record Axis(double from, double to, double start, double end) {

  private static final int MOST_STEPS = 6;

  /** The place of a value; what lies beyond the axis is put at its end. */
  double at(double value) {
    double share = Math.max(0, Math.min(1, (value - from) / (to - from)));
    return start + share * (end - start);
  }

  /** Round values along the axis, a handful of them. */
  List<Double> ticks() {
    double step = step();
    List<Double> ticks = new ArrayList<>();
    for (int i = 0; from + i * step <= to * (1 + 1e-9); i++) {
      ticks.add(from + i * step);
    }
    return ticks;
  }

  /** How many decimals the ticks need. */
  int decimals() {
    return (int) Math.max(0, -Math.floor(Math.log10(step()) + 1e-9));
  }

  private double step() {
    double power = Math.pow(10, Math.floor(Math.log10((to - from) / MOST_STEPS)));
    for (int times : new int[] {1, 2, 5}) {
      if ((to - from) / (power * times) <= MOST_STEPS) {
        return power * times;
      }
    }
    return power * 10;
  }
}
