package io.github.progresstracker.web;

/**
 * What somebody may do over HTTP. One does not include another.
 *
 * @see Authenticator
 */
public enum Scope {
  /** See jobs, their history and their alerts. */
  READ,
  /** Pause, resume and stop jobs, dismiss alerts. */
  CONTROL,
  /** Report the progress of jobs that run elsewhere. */
  INGEST
}
