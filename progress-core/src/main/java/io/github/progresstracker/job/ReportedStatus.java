package io.github.progresstracker.job;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The status word of a report, with what it does: to the status of the writer, to what is known of
 * its credential, and to the timeline.
 *
 * <table>
 * <caption>Words and their effects</caption>
 * <tr><th>word</th><th>status</th><th>credential</th><th>timeline</th></tr>
 * <tr><td>started</td><td>started</td><td></td><td>progress_update</td></tr>
 * <tr><td>processing</td><td>processing</td><td></td><td>progress_update</td></tr>
 * <tr><td>paused</td><td>paused</td><td></td><td>progress_update</td></tr>
 * <tr><td>completed</td><td>completed</td><td></td><td>completion</td></tr>
 * <tr><td>failed</td><td>failed</td><td></td><td>error</td></tr>
 * <tr><td>new_areas_discovered</td><td>stays; started becomes processing</td><td></td>
 *   <td>areas_discovered</td></tr>
 * <tr><td>credential_expiry</td><td>paused</td><td>expired</td>
 *   <td>credential_status_change</td></tr>
 * <tr><td>credential_renewal</td><td>paused</td><td>renewing</td>
 *   <td>credential_status_change</td></tr>
 * <tr><td>credential_resumed, resumed</td><td>processing</td><td>valid</td>
 *   <td>credential_status_change</td></tr>
 * </table>
 *
 * <p>A writer that has completed or failed stays so until it begins a new epoch, whatever the word.
 *
 * @see JobReport
 */
public enum ReportedStatus {
  /** The writer begins. */
  STARTED(JobStatus.STARTED, null, null),
  /** The writer works. */
  PROCESSING(JobStatus.PROCESSING, null, null),
  /** The writer holds on. */
  PAUSED(JobStatus.PAUSED, null, null),
  /** The writer has done its part. */
  COMPLETED(JobStatus.COMPLETED, null, null),
  /** The writer has given up. */
  FAILED(JobStatus.FAILED, null, null),
  /** There is more to do than was known; the report's details say what. */
  NEW_AREAS_DISCOVERED(null, null, "areas_discovered"),
  /** Access was lost. */
  CREDENTIAL_EXPIRY(JobStatus.PAUSED, Credential.EXPIRED, Events.CREDENTIAL),
  /** Access is being renewed. */
  CREDENTIAL_RENEWAL(JobStatus.PAUSED, Credential.RENEWING, Events.CREDENTIAL),
  /** Access is there again. */
  CREDENTIAL_RESUMED(JobStatus.PROCESSING, Credential.VALID, Events.CREDENTIAL);

  private final @Nullable JobStatus status;
  private final @Nullable Credential credential;
  private final @Nullable String event;

  ReportedStatus(
      @Nullable JobStatus status, @Nullable Credential credential, @Nullable String event) {
    this.status = status;
    this.credential = credential;
    this.event = event;
  }

  /**
   * The word for it in JSON.
   *
   * @return such as {@code new_areas_discovered}
   */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The status of that word.
   *
   * @param word one of the table above
   * @return the status
   * @throws IllegalArgumentException if there is none, with those there are
   */
  public static ReportedStatus of(String word) {
    if (word.equals("resumed")) {
      return CREDENTIAL_RESUMED;
    }
    return Arrays.stream(values())
        .filter(status -> status.word().equals(word))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(unknown(word)));
  }

  private static String unknown(String word) {
    String known =
        Arrays.stream(values()).map(ReportedStatus::word).collect(Collectors.joining(", "));
    return "status must be one of " + known + " or resumed, was " + word;
  }

  /**
   * What the writer's status becomes.
   *
   * @return the status, or null if it stays
   */
  public @Nullable JobStatus status() {
    return status;
  }

  /**
   * What is known of the credential afterwards.
   *
   * @return its state, or null if the word says nothing of it
   */
  public @Nullable Credential credential() {
    return credential;
  }

  /**
   * The timeline entry that each such report makes.
   *
   * @return its event, or null if that depends on what changes
   */
  public @Nullable String event() {
    return event;
  }
}
