package io.github.progresstracker.benchmarks.postgres;

import java.util.Locale;

/** What was to be reached, what was reached, and whether that will do. */
final class Verdicts {

  private final StringBuilder rows = new StringBuilder();
  private int missed;

  void atLeast(String what, double gate, double reached) {
    add(what, "≥ " + number(gate), reached, reached >= gate);
  }

  void atMost(String what, double gate, double reached) {
    add(what, "≤ " + number(gate), reached, reached <= gate);
  }

  int missed() {
    return missed;
  }

  String table() {
    return "| target | gate | reached | |\n|---|--:|--:|---|\n" + rows + "\n";
  }

  private void add(String what, String gate, double reached, boolean passed) {
    missed += passed ? 0 : 1;
    rows.append(
        String.format(
            Locale.ROOT,
            "| %s | %s | %s | %s |%n",
            what,
            gate,
            number(reached),
            passed ? "PASS" : "**FAIL**"));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 0.01 ? "%.5f" : value < 10 ? "%.2f" : "%.0f", value);
  }
}
