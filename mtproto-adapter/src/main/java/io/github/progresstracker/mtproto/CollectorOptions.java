package io.github.progresstracker.mtproto;

/**
 * How a collector works.
 *
 * @param userId on whose behalf; every event carries it
 * @param sessionLimit messages in one session, {@code >= 1}
 * @param reportEvery messages between two progress events of a phase, {@code >= 1}
 * @param messagesPerSecond never faster than this; 0 for as fast as it goes
 * @see HistoryCollector
 */
public record CollectorOptions(
    long userId, int sessionLimit, int reportEvery, double messagesPerSecond) {

  /** What one session holds unless told otherwise. */
  public static final int DEFAULT_SESSION_LIMIT = 5_000;

  /**
   * Checks the values.
   *
   * @param userId on whose behalf
   * @param sessionLimit messages in one session
   * @param reportEvery messages between two progress events of a phase
   * @param messagesPerSecond never faster than this; 0 for as fast as it goes
   * @throws IllegalArgumentException if a limit is out of range
   */
  public CollectorOptions {
    requireAtLeastOne("session limit", sessionLimit);
    requireAtLeastOne("reportEvery", reportEvery);
    if (!(messagesPerSecond >= 0 && messagesPerSecond < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "messages per second must be >= 0 (0 = unlimited), was " + messagesPerSecond);
    }
  }

  /**
   * Sessions of 5,000 messages, events at each 500, no speed limit.
   *
   * @param userId on whose behalf
   * @return the options
   */
  public static CollectorOptions forUser(long userId) {
    return new CollectorOptions(userId, DEFAULT_SESSION_LIMIT, 500, 0);
  }

  /**
   * Another session limit.
   *
   * @param messages {@code >= 1}
   * @return the changed copy
   */
  public CollectorOptions sessionLimit(int messages) {
    return new CollectorOptions(userId, messages, reportEvery, messagesPerSecond);
  }

  /**
   * A speed limit.
   *
   * @param messages per second; 0 for none
   * @return the changed copy
   */
  public CollectorOptions messagesPerSecond(double messages) {
    return new CollectorOptions(userId, sessionLimit, reportEvery, messages);
  }

  private static void requireAtLeastOne(String what, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(what + " must be >= 1, was " + value);
    }
  }
}
