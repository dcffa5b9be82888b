package io.github.progresstracker.jdbc;

import io.github.progresstracker.job.JobId;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts what this process has brought to the database, so that who reports here and then asks here
 * is not told what was so before: an answer is kept together with the count that was read before
 * the question was asked, and is not good for a higher one. To count is all that it costs a report;
 * neither waits for the other.
 */
final class OwnReports {

  /** Jobs that share a counter are asked about more often than need be, and no harm is done. */
  private static final int COUNTERS = 4_096;

  private final AtomicLongArray ofJobs = new AtomicLongArray(COUNTERS);
  private final AtomicLong all = new AtomicLong();

  /** Something about a job is in the database, or may be. */
  void count(JobId job) {
    ofJobs.incrementAndGet(counter(job));
    all.incrementAndGet();
  }

  long of(JobId job) {
    return ofJobs.get(counter(job));
  }

  long all() {
    return all.get();
  }

  private static int counter(JobId job) {
    int hash = job.hashCode();
    return (hash ^ (hash >>> 16)) & (COUNTERS - 1);
  }
}
