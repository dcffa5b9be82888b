package io.github.progresstracker.benchmarks.soak;

import java.util.List;
import org.jdbi.v3.core.Jdbi;

/** Knows what must be in the database after all that was done to it, and what must not. */
interface Oracle {

  /** Compares with what the database has, when all is over. */
  List<Finding> findings(Jdbi database);

  /**
   * A line of the report.
   *
   * @param what was counted
   * @param count how many
   * @param wrong whether anything but 0 is a failure
   */
  record Finding(String what, long count, boolean wrong) {

    boolean isFailure() {
      return wrong && count != 0;
    }
  }
}
