package io.github.progresstracker.eta;

import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;

/**
 * An immutable list of numbers that are not boxed before somebody asks for them: histories are made
 * far more often than they are read.
 */
final class Doubles extends AbstractList<Double> implements RandomAccess {

  private final double[] values;

  /** A list of these values, which belong to it from now on. */
  Doubles(double... values) {
    this.values = values;
  }

  static Doubles copyOf(List<Double> values) {
    return values instanceof Doubles same
        ? same
        : new Doubles(values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  @Override
  public Double get(int index) {
    return values[index];
  }

  double at(int index) {
    return values[index];
  }

  /** The largest, or 0 if there is none above it. */
  double max() {
    double max = 0;
    for (double value : values) {
      max = Math.max(max, value);
    }
    return max;
  }

  @Override
  public int size() {
    return values.length;
  }
}
