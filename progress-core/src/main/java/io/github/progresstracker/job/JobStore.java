package io.github.progresstracker.job;

import io.github.progresstracker.ProgressClock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Keeps jobs: what their writers have reported, merged as {@link Merge} says, their timelines, and
 * what somebody wants them to do.
 *
 * <pre>{@code
 * JobStore store = JobStore.inMemory(ProgressClock.system());
 * JobId job = JobId.of("crawl-42");
 * store.apply(List.of(JobReport.of(job, WriterId.ofHost()).totals(JobTotals.of(250)).build()));
 * Optional<ControlRequest> request = store.request(job, JobControl.PAUSE, "maintenance");
 * Optional<JobState> state = store.find(job);
 * for (TimelineEntry entry : store.timeline(job, 0, 100)) {
 *   System.out.println(entry.at() + " " + entry.event());
 * }
 * }</pre>
 *
 * <p>There is one {@linkplain #inMemory in memory} and one on PostgreSQL in {@code progress-jdbc}.
 * {@code JobStoreContract} in the test jar of {@code progress-core} tells whether another one keeps
 * the rules. All times in it are of one clock, the store's own: those of its writers may be wrong.
 *
 * <p>All methods may be called by any thread.
 */
public interface JobStore {

  /**
   * Merges reports. Each of them is in as a whole or not at all; those of one writer count in the
   * order of the list.
   *
   * @param reports any number, of any jobs
   * @return those whose totals changed nothing, because the store knows something newer; of deltas
   *     those whose key it knows
   * @throws Exception if the store cannot take them; it is safe to come again with the same reports
   */
  List<JobReport> apply(List<JobReport> reports) throws Exception;

  /**
   * Takes how far parts of jobs have come. From the first one on the units of a job, done and in
   * all, are the sums over its parts, and those of its writers are the writers' own affair: a part
   * that goes from one writer to another counts once.
   *
   * @param counts any number, of any jobs, in any order
   * @throws Exception if the store cannot take them; it is safe to come again with the same counts
   */
  void countParts(List<PartCount> counts) throws Exception;

  /**
   * Begins a life of a writer that may have been there before.
   *
   * @param job the job
   * @param writer the writer
   * @return its epoch: higher than any given or reported for this writer of this job, {@code >= 1}
   * @throws Exception if the store cannot be reached
   */
  long openEpoch(JobId job, WriterId writer) throws Exception;

  /**
   * Says that writers are alive although there is nothing to report, and asks what somebody wants
   * their jobs to do.
   *
   * @param writers the jobs, and who is alive in each; nobody where only the wishes are asked for
   * @param keepAlive how long they are to be taken for alive from now on
   * @return the last request for each of the jobs for which there was one
   * @throws Exception if the store cannot be reached
   */
  List<ControlRequest> keepAlive(
      Map<JobId, ? extends Collection<WriterId>> writers, Duration keepAlive) throws Exception;

  /**
   * Asks a job to do something. It does so at its next safe point, wherever it runs.
   *
   * @param job the job
   * @param control what it shall do
   * @param reason in the words of whoever wants it
   * @return the request; empty if there is no such job
   * @throws Exception if the store cannot be reached
   */
  Optional<ControlRequest> request(JobId job, JobControl control, String reason) throws Exception;

  /**
   * Finds a job.
   *
   * @param job the job
   * @return its state; empty if nobody has reported of it
   * @throws Exception if the store cannot be reached
   */
  Optional<JobState> find(JobId job) throws Exception;

  /**
   * Adds to a job's timeline what happened in a process that has ended since, and changes nothing
   * else: neither a status nor a count, and it is no sign of life. The job need not be known.
   *
   * @param entry what happened; its id and its time are the store's to say, and its details are
   *     made storable as {@link io.github.progresstracker.json.SafeJson} does it
   * @param eventId tells it from all else that happened to the job; kept for a week
   * @return false if that event has been recorded before; nothing is changed then
   * @throws Exception if the store cannot be reached; it is safe to come again
   */
  boolean record(TimelineEntry entry, UUID eventId) throws Exception;

  /**
   * A page of a job's timeline, oldest first. Of writers who report at the same moment one may get
   * the lower number and be seen later, so who follows a timeline reads the last few entries again.
   *
   * @param job the job
   * @param afterId the last entry seen; 0 to begin
   * @param limit most entries, 1 to 10,000
   * @return the entries after that one
   * @throws IllegalArgumentException if {@code limit} is out of its range
   * @throws Exception if the store cannot be reached
   */
  List<TimelineEntry> timeline(JobId job, long afterId, int limit) throws Exception;

  /**
   * Keeps jobs until the process ends, and of each job the newest 10,000 entries of its timeline
   * and the newest 10,000 idempotency keys: what comes again after so many others counts again.
   *
   * @param clock the store's time
   * @return a new store
   */
  static JobStore inMemory(ProgressClock clock) {
    return new InMemoryJobStore(clock);
  }
}
