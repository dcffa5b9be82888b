package io.github.progresstracker.job;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.UUID;

/**
 * Names one of those who work on a job: a process, a thread, a crawler in another language. What a
 * writer counts is its own; the job is the sum of its writers.
 *
 * <pre>{@code
 * WriterId writer = WriterId.ofHost();
 * try (JobTracker part = registry.join(JobId.of("crawl-42"), writer)) {
 *   part.advance(250);
 *   part.complete();
 * }
 * }</pre>
 *
 * @param value any text of 1 to 400 characters that is not blank, without NUL and halves of
 *     surrogate pairs
 */
public record WriterId(String value) {

  private static final int RANDOM_DIGITS = 12;
  private static final int LONGEST_HOST = 200;

  /**
   * Checks the text.
   *
   * @param value the name
   * @throws IllegalArgumentException if it is blank, too long, or no store could keep it as it is
   */
  public WriterId {
    Ids.checked("writer id", value);
  }

  /**
   * A writer of that name, for one that has the same name after a restart.
   *
   * @param value the name
   * @return the id
   * @throws IllegalArgumentException if it is blank, too long, or no store could keep it as it is
   */
  public static WriterId of(String value) {
    return new WriterId(value);
  }

  /**
   * A writer nobody has been before: the name of this host, the number of this process, and
   * something random, so that people see where it runs and no two are alike.
   *
   * @return a new id with each call
   */
  public static WriterId ofHost() {
    String random = UUID.randomUUID().toString().replace("-", "").substring(0, RANDOM_DIGITS);
    return new WriterId(host() + "/" + ProcessHandle.current().pid() + "/" + random);
  }

  private static String host() {
    try {
      String name = InetAddress.getLocalHost().getHostName().replaceAll("[^\\p{Alnum}.-]", "_");
      return name.isEmpty() ? "host" : name.substring(0, Math.min(LONGEST_HOST, name.length()));
    } catch (UnknownHostException e) {
      return "host";
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
