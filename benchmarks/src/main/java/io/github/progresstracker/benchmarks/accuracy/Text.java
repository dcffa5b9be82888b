package io.github.progresstracker.benchmarks.accuracy;

import java.util.Locale;

/** Numbers as text, the same on every machine. */
final class Text {

  private static final double LONGEST_PLAIN = 1e12;

  private Text() {}

  /** Three decimals; "–" for NaN. */
  static String number(double value) {
    return fixed(value, 3);
  }

  /** So many decimals; "–" for NaN. */
  static String fixed(double value, int decimals) {
    if (Double.isInfinite(value)) {
      return value > 0 ? "∞" : "−∞";
    }
    return Double.isNaN(value) ? "–" : plain(value, decimals);
  }

  /** Whole percent; "–" for NaN. */
  static String percent(double share) {
    return Double.isNaN(share) ? "–" : plain(share * 100, 0) + " %";
  }

  /** For machines: so many decimals, an exponent where that would be absurd; empty for NaN. */
  static String cell(double value, int decimals) {
    if (Double.isNaN(value)) {
      return "";
    }
    return Math.abs(value) < LONGEST_PLAIN
        ? plain(value, decimals)
        : String.format(Locale.ROOT, "%.6e", value);
  }

  /** A cell of text for machines: quoted if it must be. */
  static String cell(String text) {
    return text.matches("[^,\"\\r\\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
  }

  private static String plain(double value, int decimals) {
    String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
    // No minus on a zero: it would say which way something was rounded and nothing else.
    return text.matches("-0(\\.0*)?") ? text.substring(1) : text;
  }
}
