package io.github.progresstracker.job;

import org.jspecify.annotations.Nullable;

/** The words of the timeline. */
final class Events {

  static final String PROGRESS = "progress_update";
  static final String DISCOVERY = "discovery_progress";
  static final String CREDENTIAL = "credential_status_change";
  static final String STAGE = "stage_change";
  static final String ERROR = "error";
  static final String COMPLETION = "completion";

  private Events() {}

  /** What a change of status, or a report that is to be on record, is called. */
  static String of(JobStatus status, boolean changed, @Nullable String operationType) {
    if (changed && status == JobStatus.COMPLETED) {
      return COMPLETION;
    }
    if (changed && status == JobStatus.FAILED) {
      return ERROR;
    }
    return "discovery".equals(operationType) ? DISCOVERY : PROGRESS;
  }
}
