package io.github.progresstracker.internal;

import io.github.progresstracker.ProgressTracker;
import java.io.IOException;
import java.io.InputStream;

/** Bytes that are a job of their own. */
final class JobInputStream extends CountedInputStream {

  private final ProgressTracker job;
  private final long expected;

  /**
   * Begins to count.
   *
   * @param expected bytes, or a negative number if nobody knows how many
   */
  JobInputStream(ProgressTracker job, InputStream source, long expected) {
    super(job, source, () -> Tracking.completeUnlessEnded(job));
    this.job = job;
    this.expected = expected;
  }

  /** Many readers stop after the last byte they need and never see the end. */
  @Override
  public void close() throws IOException {
    if (counted() == expected) {
      Tracking.completeUnlessEnded(job);
    }
    job.close();
    super.close();
  }
}
