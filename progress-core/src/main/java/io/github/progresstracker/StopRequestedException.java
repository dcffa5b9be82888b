package io.github.progresstracker;

/**
 * Somebody has asked the work to stop, and the work has come to a point where it can. Thrown by
 * {@link ProgressTracker#throwIfStopRequested()} only, so that a loop ends where its host wants it
 * to and nowhere else.
 *
 * <pre>{@code
 * try {
 *   for (Path file : tracker.wrap(files)) {
 *     tracker.throwIfStopRequested();
 *     Files.delete(file);
 *   }
 * } catch (StopRequestedException e) {
 *   log.info("stopped: {}", e.reason());
 * }
 * }</pre>
 */
public class StopRequestedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** The tracker that was asked to stop. */
  private final String trackerId;

  /** In the words of whoever wants it. */
  private final String reason;

  /**
   * A request that is obeyed.
   *
   * @param trackerId the tracker that was asked, or one above it
   * @param name its name
   * @param reason in the words of whoever wants it
   */
  public StopRequestedException(String trackerId, String name, String reason) {
    super("asked to stop: " + reason + " (" + name + ")");
    this.trackerId = trackerId;
    this.reason = reason;
  }

  /**
   * Who was asked.
   *
   * @return the id of the tracker that was asked: the one that threw, or one above it
   */
  public String trackerId() {
    return trackerId;
  }

  /**
   * Why.
   *
   * @return the reason in the words of whoever wants it
   */
  public String reason() {
    return reason;
  }
}
