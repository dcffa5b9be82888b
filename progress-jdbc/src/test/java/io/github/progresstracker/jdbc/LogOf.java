package io.github.progresstracker.jdbc;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** What is logged meanwhile; the tests' logger writes to stderr. */
final class LogOf {

  private LogOf() {}

  /** Something that logs. */
  @FunctionalInterface
  interface Action {
    void run() throws Exception;
  }

  static String stderr(Action action) throws Exception {
    PrintStream before = System.err;
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    try {
      action.run();
    } finally {
      System.setErr(before);
    }
    return log.toString(StandardCharsets.UTF_8);
  }
}
