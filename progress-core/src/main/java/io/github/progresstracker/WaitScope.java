package io.github.progresstracker;

import java.time.Duration;

/**
 * An announced wait. It lasts until it is closed, whatever was expected.
 *
 * <pre>{@code
 * try (WaitScope wait = tracker.waiting("RATE_LIMIT", Duration.ofSeconds(30))) {
 *   Thread.sleep(wait.left().toMillis());
 * }
 * }</pre>
 */
public interface WaitScope extends AutoCloseable {

  /**
   * What was expected to be left of the wait when it was announced, less the time gone since.
   *
   * @return zero or more; zero if no duration was announced
   */
  Duration left();

  /** Ends the wait. Idempotent. */
  @Override
  void close();
}
