package io.github.progresstracker.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

/** What was to be reached, what was reached, and whether that will do. Not thread-safe. */
public final class Goals {

  private static final String HEAD = "| | measured | goal | | from |\n|---|--:|--:|---|---|\n";

  private final List<Goal> all = new ArrayList<>();

  /** None yet. */
  public Goals() {}

  /**
   * One more.
   *
   * @param goal with what came of it
   */
  public void add(Goal goal) {
    all.add(goal);
  }

  /**
   * One more, a figure without a unit that has to be large.
   *
   * @param what is measured
   * @param limit it has to reach
   * @param measured the figure
   */
  public void atLeast(String what, double limit, double measured) {
    add(new Goal(what, measured, limit, true, "", ""));
  }

  /**
   * One more, a figure without a unit that has to be small.
   *
   * @param what is measured
   * @param limit it must not exceed
   * @param measured the figure
   */
  public void atMost(String what, double limit, double measured) {
    add(new Goal(what, measured, limit, false, "", ""));
  }

  /**
   * Whether every one was reached.
   *
   * @return true if there is none that was missed
   */
  public boolean areReached() {
    return all.stream().allMatch(Goal::isReached);
  }

  /**
   * All of them, in the order in which they came.
   *
   * @return a table of Markdown, and an empty line
   */
  public String table() {
    StringBuilder text = new StringBuilder(HEAD);
    all.forEach(goal -> text.append(goal.row()));
    return text.append('\n').toString();
  }
}
