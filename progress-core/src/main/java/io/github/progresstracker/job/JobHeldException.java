package io.github.progresstracker.job;

/**
 * Somebody else is working on the job that was to be resumed.
 *
 * <pre>{@code
 * try (JobTracker job = registry.resume(JobId.of("import:catalog-7"))) {
 *   job.complete();
 * } catch (JobHeldException e) {
 *   log.info("somebody else does it: {}", e.getMessage());
 * } catch (JobStoreException e) {
 *   log.warn("try again later", e);
 * }
 * }</pre>
 */
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
