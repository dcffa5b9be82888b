package io.github.progresstracker.examples.spring;

import io.github.progresstracker.Outcome;
import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.TrackerSpec;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.ChunkListener;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.JobExecution;
import org.springframework.batch.core.JobExecutionListener;
import org.springframework.batch.core.StepExecution;
import org.springframework.batch.core.StepExecutionListener;
import org.springframework.batch.core.scope.context.ChunkContext;

/**
 * Tells of a job of Spring Batch as a tracker with a child for each step. What is written is done,
 * what is filtered is skipped, and what Batch skips, because it threw, has failed. Who asks the
 * tracker to stop stops the job, at the end of the chunk.
 *
 * <p>For a job that runs once at a time, step after step; give it to the job and to each step.
 */
final class BatchProgress implements JobExecutionListener, StepExecutionListener, ChunkListener {

  private final ProgressRegistry registry;
  private final Map<String, Long> items;
  private ProgressTracker job = ProgressRegistry.noop().start("no job", 0);
  private ProgressTracker step = job;
  private Counts told = Counts.NONE;

  /**
   * A listener for one job.
   *
   * @param items how many each step has, by its name
   */
  BatchProgress(ProgressRegistry registry, Map<String, Long> items) {
    this.registry = registry;
    this.items = items;
  }

  @Override
  public void beforeJob(JobExecution execution) {
    long all = items.values().stream().mapToLong(Long::longValue).sum();
    String name = execution.getJobInstance().getJobName();
    job = registry.start(TrackerSpec.named(name).key(name).total(all));
  }

  @Override
  public void beforeStep(StepExecution execution) {
    told = Counts.NONE;
    step = job.child(part(execution.getStepName()));
  }

  private TrackerSpec part(String name) {
    TrackerSpec part = TrackerSpec.named(name);
    Long total = items.get(name);
    return total == null ? part : part.total(total);
  }

  @Override
  public void afterChunk(ChunkContext context) {
    StepExecution execution = context.getStepContext().getStepExecution();
    count(execution);
    if (job.stopRequested()) {
      execution.setTerminateOnly();
    }
  }

  private void count(StepExecution execution) {
    Counts now = Counts.of(execution);
    step.advance(now.written - told.written);
    step.advance(now.filtered - told.filtered, Outcome.SKIPPED);
    step.advance(now.failed - told.failed, Outcome.FAILED);
    told = now;
  }

  @Override
  public @Nullable ExitStatus afterStep(StepExecution execution) {
    count(execution);
    end(step, execution.getStatus(), execution.getFailureExceptions());
    return null;
  }

  @Override
  public void afterJob(JobExecution execution) {
    end(job, execution.getStatus(), execution.getAllFailureExceptions());
  }

  /** What was stopped is abandoned. */
  private static void end(ProgressTracker tracker, BatchStatus status, List<Throwable> failures) {
    if (status == BatchStatus.COMPLETED) {
      tracker.complete();
    } else if (status == BatchStatus.FAILED) {
      tracker.fail(failures.isEmpty() ? null : failures.get(0));
    }
    tracker.close();
  }

  /** What Batch has counted of a step. */
  private record Counts(long written, long filtered, long failed) {
    private static final Counts NONE = new Counts(0, 0, 0);

    private static Counts of(StepExecution step) {
      return new Counts(step.getWriteCount(), step.getFilterCount(), step.getSkipCount());
    }
  }
}
