package io.github.progresstracker.job;

/**
 * Somebody else has taken over: what this one holds is of an earlier owner, and what it wants to
 * write is refused. A host that sees this stops and lets the other one work.
 *
 * @see CheckpointStore
 */
public class LeaseLostException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * A write that is refused.
   *
   * @param message what was held, and who holds it now
   */
  public LeaseLostException(String message) {
    super(message);
  }
}
