package io.github.progresstracker.benchmarks.soak;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Passes on to the oracles what one life of a writer was told. */
final class Told implements SoakWriter.Acknowledged {

  private static final Pattern LINE = Pattern.compile("(reported|tries|stored) (\\d+)");

  private final String job;
  private final String writer;
  private final EventOracle events;
  private final JobOracle jobs;

  Told(String job, String writer, EventOracle events, JobOracle jobs) {
    this.job = job;
    this.writer = writer;
    this.events = events;
    this.jobs = jobs;
  }

  @Override
  public void reported(long last) {
    events.acknowledged(writer, last);
  }

  @Override
  public void tries(long total) {
    jobs.tries(job, writer, total);
  }

  @Override
  public void stored(long total) {
    jobs.acknowledged(writer, total);
  }

  /** A line of a process; one that was killed may leave a piece of one. */
  void line(String line) {
    Matcher said = LINE.matcher(line);
    if (said.matches()) {
      long number = Long.parseLong(said.group(2));
      switch (said.group(1)) {
        case "reported" -> reported(number);
        case "tries" -> tries(number);
        default -> stored(number);
      }
    }
  }
}
