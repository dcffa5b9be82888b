package io.github.progresstracker.job;

/** Somebody else is working on the job that was to be resumed. */
public class JobHeldException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * A job that is being worked on.
   *
   * @param message which, by whom and until when
   */
  public JobHeldException(String message) {
    super(message);
  }
}
