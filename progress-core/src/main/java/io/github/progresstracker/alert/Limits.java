package io.github.progresstracker.alert;

/** Checks of what a host asks for. */
final class Limits {

  private Limits() {}

  static void requireShare(String name, double value) {
    if (!(value > 0 && value < 1)) {
      throw new IllegalArgumentException(
          name + " must lie between 0 and 1, such as 0.1 for a tenth, was " + value);
    }
  }

  static void requireAbove(String name, double value, double limit) {
    if (!(value > limit && value <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException(
          name + " must be finite and > " + limit + ", was " + value);
    }
  }
}
