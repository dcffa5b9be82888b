package io.github.progresstracker.benchmarks.report;

import java.util.Locale;

/**
 * A goal and what came of it.
 *
 * @param what is measured
 * @param measured the figure
 * @param limit what it has to reach
 * @param atLeast whether the figure has to be as large as the limit, or as small
 * @param unit of both, such as {@code ×} or {@code ms}
 * @param details where the figure comes from
 */
public record Goal(
    String what, double measured, double limit, boolean atLeast, String unit, String details) {

  /**
   * Whether it was reached.
   *
   * @return whether the figure is on the right side of the limit
   */
  public boolean isReached() {
    return atLeast ? measured >= limit : measured <= limit;
  }

  /**
   * The goal as a row of a table.
   *
   * @return one line of Markdown
   */
  public String row() {
    return String.format(
        Locale.ROOT,
        "| %s | **%s** | %s | %s | %s |%n",
        what,
        measuredText(),
        limitText(),
        isReached() ? "PASS" : "**FAIL**",
        details);
  }

  /** The figure for people. */
  String measuredText() {
    return withUnit(measured);
  }

  /** What it has to reach, for people. */
  String limitText() {
    return (atLeast ? "≥ " : "≤ ") + withUnit(limit);
  }

  private String withUnit(double value) {
    return (text(value) + " " + unit).strip();
  }

  /**
   * A figure for people.
   *
   * @param value any number
   * @return with some four digits
   */
  public static String text(double value) {
    String format = Math.abs(value) >= 100 ? "%,.0f" : Math.abs(value) >= 10 ? "%.1f" : "%.4g";
    return String.format(Locale.ROOT, format, value);
  }
}
