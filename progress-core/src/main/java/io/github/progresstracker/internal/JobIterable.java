package io.github.progresstracker.internal;

import io.github.progresstracker.ProgressIterable;
import io.github.progresstracker.ProgressTracker;
import org.jspecify.annotations.Nullable;

/** Elements that are a job of their own. */
final class JobIterable<T extends @Nullable Object> extends CountedIterable<T>
    implements ProgressIterable<T> {

  private final ProgressTracker job;

  JobIterable(ProgressTracker job, Iterable<? extends T> elements) {
    super(job, elements, () -> Tracking.completeUnlessEnded(job));
    this.job = job;
  }

  @Override
  public ProgressTracker tracker() {
    return job;
  }

  @Override
  public void close() {
    job.close();
  }
}
