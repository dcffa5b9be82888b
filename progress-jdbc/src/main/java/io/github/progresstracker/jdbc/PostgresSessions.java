package io.github.progresstracker.jdbc;

import io.github.progresstracker.ItemStatus;
import io.github.progresstracker.job.JobId;
import io.github.progresstracker.json.SafeJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Batch sessions with the status of each of their items, the quotas of the services they use, and
 * the plans of their workers. Get one from {@link PostgresProgress#sessions()}. A session is a job;
 * one that is not there yet is made with its first item.
 *
 * <p>All methods may be called by any thread.
 *
 * <pre>{@code
 * PostgresSessions sessions = postgres.sessions();
 * JobId session = JobId.of("upload-7");
 * sessions.update(session, List.of(ItemState.of("photo-813.jpg", ItemStatus.COMPLETED)));
 * Map<ItemStatus, Long> counts = sessions.counts(session);
 *
 * QuotaState quota = sessions.use("vision-api", null, 1, 0, Duration.ofMinutes(1), 60L);
 * log.info("{} calls left until {}", quota.left(), quota.windowEnd());
 * }</pre>
 */
public final class PostgresSessions {

  private static final int MOST_ITEMS = 100_000;
  private static final int LONGEST_NAME = 500;

  private static final String UPDATE_ITEMS =
      """
      with session as (
        insert into progress_job (job_id) values (:job) on conflict do nothing)
      insert into progress_item as i (
        job_id, item_id, status, percent, stage, stage_percent, message, updated_at)
      select :job, n.*, now() from unnest(:id::text[], :status::text[],
        :percent::double precision[], :stage::text[], :stagePercent::double precision[],
        :message::text[]) n
      order by 2
      on conflict (job_id, item_id) do update set
        status = excluded.status, percent = excluded.percent, stage = excluded.stage,
        stage_percent = excluded.stage_percent, message = excluded.message,
        updated_at = excluded.updated_at\
      """;

  private static final String USE =
      """
      insert into progress_quota as q (
        service, user_id, window_start, window_end, used, failed, quota)
      select :service, :user, s, s + make_interval(secs => :window), :used, :failed, :quota
      from date_bin(make_interval(secs => :window), now(), timestamptz '1970-01-01 00:00:00+00') s
      on conflict (service, user_id, window_start) do update set
        used = least(q.used + excluded.used::numeric, 9223372036854775807)::bigint,
        failed = least(q.failed + excluded.failed::numeric, 9223372036854775807)::bigint,
        quota = coalesce(excluded.quota, q.quota)
      returning service, used, failed, quota, window_start, window_end\
      """;

  private static final String PLAN =
      """
      insert into progress_schedule as s (
        worker, user_id, interval_seconds, last_run, next_run, updated_at)
      values (:worker, :user, :interval, now(), now() + make_interval(secs => :wait), now())
      on conflict (worker) do update set
        user_id = excluded.user_id, interval_seconds = excluded.interval_seconds,
        last_run = excluded.last_run, next_run = excluded.next_run,
        updated_at = excluded.updated_at\
      """;

  private final JobCalls calls;

  PostgresSessions(JobCalls calls) {
    this.calls = calls;
  }

  /**
   * Says where items stand. All are written or none; of two states of one item the later counts.
   *
   * @param session the job they belong to; made if it is not there
   * @param items at most 100,000
   * @throws IllegalArgumentException if there are more
   * @throws SQLException if the database does not answer
   */
  public void update(JobId session, List<ItemState> items) throws SQLException {
    if (items.size() > MOST_ITEMS) {
      throw new IllegalArgumentException(
          "at most " + MOST_ITEMS + " items at a time, were " + items.size());
    }
    Map<String, ItemState> last = new LinkedHashMap<>();
    items.forEach(item -> last.put(item.id(), item));
    List<ItemState> rows = List.copyOf(last.values());
    if (!rows.isEmpty()) {
      calls.once(
          handle ->
              handle
                  .createUpdate(UPDATE_ITEMS)
                  .bind("job", session.value())
                  .bindArray("id", String.class, Columns.column(rows, ItemState::id))
                  .bindArray("status", String.class, Columns.column(rows, i -> word(i.status())))
                  .bindArray("percent", Double.class, Columns.column(rows, ItemState::percent))
                  .bindArray("stage", String.class, Columns.column(rows, ItemState::stage))
                  .bindArray(
                      "stagePercent", Double.class, Columns.column(rows, ItemState::stagePercent))
                  .bindArray("message", String.class, Columns.column(rows, ItemState::message))
                  .execute());
    }
  }

  private static String word(ItemStatus status) {
    return status.name().toLowerCase(Locale.ROOT);
  }

  /**
   * The items of a session.
   *
   * @param session the job
   * @param afterId the last item of the page before; empty to begin
   * @param limit most items, 1 to 100,000
   * @return the items after that one, in the order of their ids
   * @throws IllegalArgumentException if {@code limit} is out of its range
   * @throws SQLException if the database does not answer
   */
  public List<ItemState> items(JobId session, String afterId, int limit) throws SQLException {
    if (limit < 1 || limit > MOST_ITEMS) {
      throw new IllegalArgumentException("limit must be in 1.." + MOST_ITEMS + ", was " + limit);
    }
    return calls.once(
        handle ->
            handle
                .createQuery(
                    """
                    select item_id, status, percent, stage, stage_percent, message
                    from progress_item where job_id = :job and item_id > :after
                    order by item_id limit :limit\
                    """)
                .bind("job", session.value())
                .bind("after", afterId)
                .bind("limit", limit)
                .map((row, context) -> item(row))
                .list());
  }

  private static ItemState item(ResultSet row) throws SQLException {
    return new ItemState(
        row.getString("item_id"),
        ItemStatus.valueOf(row.getString("status").toUpperCase(Locale.ROOT)),
        JobRows.real(row, "percent"),
        row.getString("stage"),
        JobRows.real(row, "stage_percent"),
        row.getString("message"));
  }

  /**
   * How many items of a session stand where.
   *
   * @param session the job
   * @return a count for each status there is
   * @throws SQLException if the database does not answer
   */
  public Map<ItemStatus, Long> counts(JobId session) throws SQLException {
    Map<ItemStatus, Long> counts = new LinkedHashMap<>();
    calls.once(
        handle ->
            handle
                .createQuery(
                    """
                    select status, count(*) as items from progress_item
                    where job_id = :job group by status order by status\
                    """)
                .bind("job", session.value())
                .map(
                    (row, context) ->
                        counts.put(
                            ItemStatus.valueOf(row.getString("status").toUpperCase(Locale.ROOT)),
                            row.getLong("items")))
                .list());
    return counts;
  }

  /**
   * Counts calls of a service, for all who use it on this database.
   *
   * @param service names it
   * @param userId whose quota it is, or null for one that all share
   * @param used calls to count, {@code >= 0}; zero to look only
   * @param failed of them those that failed
   * @param window of the quota, one second to 400 days; windows begin at multiples of it since 1970
   * @param quota most calls of a window, or null if unknown
   * @return what has been used of the window that is going on
   * @throws IllegalArgumentException if a number is negative or the window out of its range
   * @throws SQLException if the database does not answer
   */
  public QuotaState use(
      String service,
      @Nullable Long userId,
      long used,
      long failed,
      Duration window,
      @Nullable Long quota)
      throws SQLException {
    if (used < 0 || failed < 0 || window.toSeconds() < 1 || window.toDays() > 400) {
      throw new IllegalArgumentException(
          "calls must be >= 0 and the window 1 second to 400 days, were "
              + used
              + ", "
              + failed
              + " and "
              + window);
    }
    return calls.once(
        handle ->
            handle
                .createQuery(USE)
                .bind("service", SafeJson.cleanText(service, LONGEST_NAME))
                .bind("user", userId == null ? 0L : userId)
                .bind("used", used)
                .bind("failed", failed)
                .bind("window", (double) window.toSeconds())
                .bind("quota", quota)
                .map((row, context) -> quota(row))
                .one());
  }

  private static QuotaState quota(ResultSet row) throws SQLException {
    return new QuotaState(
        row.getString("service"),
        row.getLong("used"),
        row.getLong("failed"),
        JobRows.number(row, "quota"),
        JobRows.time(row, "window_start"),
        JobRows.time(row, "window_end"));
  }

  /**
   * Says that a worker has run just now, and when it will again.
   *
   * @param worker names it
   * @param userId for whom it works, or null for all
   * @param interval from run to run
   * @param untilNext from now to the next run
   * @throws SQLException if the database does not answer
   */
  public void ran(String worker, @Nullable Long userId, Duration interval, Duration untilNext)
      throws SQLException {
    calls.once(
        handle ->
            handle
                .createUpdate(PLAN)
                .bind("worker", SafeJson.cleanText(worker, LONGEST_NAME))
                .bind("user", userId)
                .bind("interval", JobSql.seconds(interval))
                .bind("wait", JobSql.seconds(untilNext))
                .execute());
  }
}
