package io.github.progresstracker.job;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What people ask about kept jobs, whoever runs them: one question each, without any change. {@link
 * JobStore} is where writers report; this is where a dashboard reads.
 *
 * <pre>{@code
 * void show(JobReader reader, JobId job) throws Exception {
 *   WorkerStatus worker = reader.worker(null);
 *   System.out.println(worker.state() + " in " + worker.currentPart());
 *   List<HistoryPoint> graph = reader.history(job, Duration.ofHours(1), Duration.ofMinutes(1));
 *   List<RunAnalytics> runs = reader.analytics(null, Duration.ofDays(30));
 *   List<UserJobs> users = reader.users();
 * }
 * }</pre>
 *
 * <p>{@code JobQueries} in {@code progress-jdbc} answers from PostgreSQL. An answer may be some
 * seconds old, but of one job it has what was reported before through the store it belongs to. All
 * methods may be called by any thread; each throws if the store cannot be read.
 */
public interface JobReader {

  /**
   * How far the newest jobs have come.
   *
   * @param userId whose, or null for all users'
   * @param limit most jobs, 1 to 10,000
   * @return their states, the job begun last first
   * @throws IllegalArgumentException if {@code limit} is out of its range
   * @throws Exception if the store cannot be read
   */
  List<JobState> latest(@Nullable Long userId, int limit) throws Exception;

  /**
   * How far a job has come.
   *
   * @param job the job
   * @return its state; empty if there is no such job
   * @throws Exception if the store cannot be read
   */
  Optional<JobState> job(JobId job) throws Exception;

  /**
   * The course of a job, for a graph. Spans in which nobody reported are left out.
   *
   * @param job the job
   * @param window from how long ago on, such as an hour or a day
   * @param span of one point; a whole number of minutes
   * @return the points, oldest first
   * @throws IllegalArgumentException if {@code span} is no whole number of minutes, or there would
   *     be more than 10,000 points
   * @throws Exception if the store cannot be read
   */
  List<HistoryPoint> history(JobId job, Duration window, Duration span) throws Exception;

  /**
   * A page of a job's timeline, newest first.
   *
   * @param job the job
   * @param beforeId the last entry of the page before; {@link Long#MAX_VALUE} to begin
   * @param limit most entries, 1 to 10,000
   * @return the entries before that one
   * @throws IllegalArgumentException if {@code limit} is out of its range
   * @throws Exception if the store cannot be read
   */
  List<TimelineEntry> timeline(JobId job, long beforeId, int limit) throws Exception;

  /**
   * What the worker is at.
   *
   * @param userId whose, or null for all users'
   * @return its status; idle if there is no job
   * @throws Exception if the store cannot be read
   */
  WorkerStatus worker(@Nullable Long userId) throws Exception;

  /**
   * What the runs were like, key by key.
   *
   * @param userId whose, or null for all users'
   * @param window of those that ended within that time
   * @return one entry for each key
   * @throws Exception if the store cannot be read
   */
  List<RunAnalytics> analytics(@Nullable Long userId, Duration window) throws Exception;

  /**
   * All users with their jobs.
   *
   * @return one entry for each user
   * @throws Exception if the store cannot be read
   */
  List<UserJobs> users() throws Exception;

  /** Forgets answers that are kept, so that the next question is answered anew. */
  void refresh();
}
