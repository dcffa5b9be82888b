package io.github.progresstracker.benchmarks.soak;

import java.time.Duration;

/**
 * A fault that is planned.
 *
 * @param kind what goes wrong
 * @param target the process concerned; empty for a kind that concerns none or all of them
 * @param at when it begins, from the first of all
 * @param lasting for how long
 * @param size how much of it: seconds of a jump, browsers that are stuck
 */
record Fault(Kind kind, String target, Duration at, Duration lasting, long size) {

  /** What may go wrong. */
  enum Kind {
    DATABASE_KILLED("PostgreSQL killed with -9 and started again"),
    DATABASE_STOPPED("PostgreSQL stopped and started again"),
    KILLED("JVM killed with -9 and started again"),
    FROZEN("JVM stopped with SIGSTOP and let go on"),
    DISK_FULL("no space left for the spools"),
    CLOCK("clock of a writer set up to three days off"),
    SINK_HANGS("durable sink that does not return"),
    FLOOD("flood storm: all pages refused"),
    BROWSERS_STUCK("browsers that stop reading");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    /** For people. */
    String text() {
      return text;
    }

    /** Two faults with the same one are never at the same time. */
    private String scope(String target) {
      return switch (this) {
        case DATABASE_KILLED, DATABASE_STOPPED -> "database";
        case KILLED, FROZEN, CLOCK, SINK_HANGS -> target;
        default -> name();
      };
    }
  }

  Duration end() {
    return at.plus(lasting);
  }

  /** What it is done to. */
  String scope() {
    return kind.scope(target);
  }
}
