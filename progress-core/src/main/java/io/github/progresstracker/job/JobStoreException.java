package io.github.progresstracker.job;

/**
 * A job could not be joined or resumed, because a store did not answer.
 *
 * @see JobHeldException
 */
public class JobStoreException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * A store that did not answer.
   *
   * @param message what was wanted, and what went wrong
   * @param cause what the store threw
   */
  public JobStoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
