package io.github.progresstracker.job;

import io.github.progresstracker.ProgressClock;
import java.util.Objects;

/**
 * All that a registry needs to keep its jobs where others see them.
 *
 * <pre>{@code
 * JobStores stores = JobStores.inMemory(ProgressClock.system());
 * ProgressRegistry registry = ProgressRegistry.builder().jobs(stores).build();
 * }</pre>
 *
 * @param jobs what is reported
 * @param checkpoints from where to go on
 * @param leases who may go on
 */
public record JobStores(JobStore jobs, CheckpointStore checkpoints, LeaseStore leases) {

  /**
   * Checks that all are there.
   *
   * @param jobs what is reported
   * @param checkpoints from where to go on
   * @param leases who may go on
   */
  public JobStores {
    Objects.requireNonNull(jobs, "jobs");
    Objects.requireNonNull(checkpoints, "checkpoints");
    Objects.requireNonNull(leases, "leases");
  }

  /**
   * Stores that last as long as this process.
   *
   * @param clock their time
   * @return new stores
   */
  public static JobStores inMemory(ProgressClock clock) {
    return new JobStores(
        JobStore.inMemory(clock), CheckpointStore.inMemory(clock), LeaseStore.inMemory(clock));
  }
}
