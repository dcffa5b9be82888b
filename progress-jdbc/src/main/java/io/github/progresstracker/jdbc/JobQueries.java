package io.github.progresstracker.jdbc;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.github.progresstracker.job.HistoryPoint;
import io.github.progresstracker.job.JobId;
import io.github.progresstracker.job.JobReader;
import io.github.progresstracker.job.JobState;
import io.github.progresstracker.job.RunAnalytics;
import io.github.progresstracker.job.TimelineEntry;
import io.github.progresstracker.job.UserJobs;
import io.github.progresstracker.job.WorkerStatus;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/**
 * What people ask about jobs. Each question is one statement; answers are kept for some seconds,
 * and of many who ask the same at once one asks the database. What was reported through a store of
 * the same {@link PostgresProgress} is known at once, unless the connections are those of a replica
 * that is behind; of what is said of many jobs that holds for ten such questions in a row, and then
 * for five a second. Get one from {@link PostgresProgress#queries()}.
 *
 * <p>All methods may be called by any thread. Each throws {@link SchemaException} if tables are
 * missing or may not be read, and {@link SQLException} if the database does not answer.
 *
 * <pre>{@code
 * JobQueries queries = postgres.queries();
 * for (JobState job : queries.latest(null, 20)) {               // of all users, the newest first
 *   log.info("{}: {}, {} %", job.job(), job.status(), job.percent());
 * }
 * List<HistoryPoint> day =
 *     queries.history(JobId.of("export-42"), Duration.ofHours(24), Duration.ofMinutes(5));
 * }</pre>
 */
public final class JobQueries implements JobReader {

  /** How long an answer is kept unless somebody says otherwise. */
  public static final Duration KEPT = Duration.ofSeconds(5);

  private static final int MOST_ANSWERS = 10_000;
  private static final int MOST_JOBS = 10_000;
  private static final int MOST_POINTS = 10_000;

  /**
   * What is said of many jobs takes as long as hundreds of reports, of which there may be thousands
   * a second. So it is asked anew for their sake at such a pace, and at most ten times before.
   */
  private static final long LISTS_APART = Duration.ofMillis(200).toNanos();

  private static final long LISTS_AHEAD = 9 * LISTS_APART;

  private final JobCalls calls;
  private final Ticker ticker;
  private final OwnReports ownReports;
  private final Cache<List<@Nullable Object>, Answer> answers;
  private Lists lists;

  JobQueries(JobCalls reads, Duration kept, Ticker ticker, OwnReports ownReports) {
    this.calls = reads;
    this.ticker = ticker;
    this.ownReports = ownReports;
    this.lists = new Lists(ownReports.all(), ticker.read());
    this.answers =
        Caffeine.newBuilder()
            .maximumSize(MOST_ANSWERS)
            .expireAfterWrite(kept)
            .ticker(ticker)
            .build();
  }

  @Override
  public List<JobState> latest(@Nullable Long userId, int limit) throws SQLException {
    requireRange("limit", limit, MOST_JOBS);
    return kept(
        handle ->
            JobRows.read(
                user(handle.createQuery(QuerySql.latest(userId != null)), userId)
                    .bind("limit", limit)),
        this::lists,
        "latest",
        userId,
        limit);
  }

  @Override
  public Optional<JobState> job(JobId job) throws SQLException {
    return kept(
        handle -> JobRows.where(handle, "j.job_id = :job", "job", job.value()).stream().findFirst(),
        () -> ownReports.of(job),
        "job",
        job);
  }

  @Override
  public List<HistoryPoint> history(JobId job, Duration window, Duration span) throws SQLException {
    if (span.toMinutes() < 1 || !span.equals(Duration.ofMinutes(span.toMinutes()))) {
      throw new IllegalArgumentException("span must be a whole number of minutes, was " + span);
    }
    if (window.isNegative() || window.dividedBy(span) >= MOST_POINTS) {
      throw new IllegalArgumentException(
          "a history has at most "
              + MOST_POINTS
              + " points, "
              + window
              + " in spans of "
              + span
              + " are more; use longer spans");
    }
    return kept(
        handle ->
            handle
                .createQuery(QuerySql.HISTORY)
                .bind("job", job.value())
                .bind("window", (double) window.toSeconds())
                .bind("span", (double) span.toSeconds())
                .map((row, context) -> new Span(row))
                .collect(Collectors.collectingAndThen(Collectors.toList(), s -> points(s, span))),
        () -> ownReports.of(job),
        "history",
        job,
        window,
        span);
  }

  /** What the database has of a span; counts of several writers may be beyond any long. */
  private record Span(
      Instant at,
      BigDecimal worked,
      BigDecimal failed,
      @Nullable Double etaSeconds,
      BigDecimal total,
      Instant readAt) {

    Span(ResultSet row) throws SQLException {
      this(
          JobRows.time(row, "at"),
          row.getBigDecimal("worked"),
          row.getBigDecimal("failed"),
          JobRows.real(row, "eta_seconds"),
          row.getBigDecimal("total"),
          JobRows.time(row, "read_at"));
    }

    HistoryPoint point(BigDecimal workedLater, Duration span) {
      double seconds = Duration.between(at, readAt).toMillis() / 1e3;
      return new HistoryPoint(
          at,
          count(total.subtract(workedLater)),
          count(worked),
          count(failed),
          worked.doubleValue() / Math.max(1, Math.min((double) span.toSeconds(), seconds)),
          etaSeconds);
    }

    private static long count(BigDecimal value) {
      return value.max(BigDecimal.ZERO).min(BigDecimal.valueOf(Long.MAX_VALUE)).longValue();
    }
  }

  /** From the total of now back to what had been done at the end of each span. */
  private static List<HistoryPoint> points(List<Span> spans, Duration span) {
    Deque<HistoryPoint> points = new ArrayDeque<>(spans.size());
    BigDecimal workedLater = BigDecimal.ZERO;
    for (int i = spans.size() - 1; i >= 0; i--) {
      points.addFirst(spans.get(i).point(workedLater, span));
      workedLater = workedLater.add(spans.get(i).worked());
    }
    return List.copyOf(points);
  }

  @Override
  public List<TimelineEntry> timeline(JobId job, long beforeId, int limit) throws SQLException {
    requireRange("limit", limit, MOST_JOBS);
    return kept(
        handle ->
            handle
                .createQuery(
                    """
                    select entry_id, writer_id, at, event, details::text as details
                    from progress_timeline
                    where job_id = :job and entry_id < :before
                    order by entry_id desc limit :limit\
                    """)
                .bind("job", job.value())
                .bind("before", beforeId)
                .bind("limit", limit)
                .map((row, context) -> PostgresJobStore.entry(job, row))
                .list(),
        () -> ownReports.of(job),
        "timeline",
        job,
        beforeId,
        limit);
  }

  @Override
  public WorkerStatus worker(@Nullable Long userId) throws SQLException {
    return kept(
        handle -> {
          Worker worker = new Worker();
          user(handle.createQuery(QuerySql.worker(userId != null)), userId)
              .map((row, context) -> worker.add(row))
              .forEach(row -> {});
          return worker.status();
        },
        this::lists,
        "worker",
        userId);
  }

  /**
   * Errors in the audit log since 00:00 UTC.
   *
   * @param userId whose, or null for all users'
   * @return how many
   * @throws SQLException if the database does not answer
   */
  public long errorsToday(@Nullable Long userId) throws SQLException {
    return kept(
        handle -> count(handle, QuerySql.errorsToday(userId != null), userId),
        () -> 0,
        "errorsToday",
        userId);
  }

  /**
   * Runs that have ended since 00:00 UTC.
   *
   * @param userId whose, or null for all users'
   * @return how many
   * @throws SQLException if the database does not answer
   */
  public long runsToday(@Nullable Long userId) throws SQLException {
    return kept(
        handle -> count(handle, QuerySql.runsToday(userId != null), userId),
        () -> 0,
        "runsToday",
        userId);
  }

  private static Long count(Handle handle, String sql, @Nullable Long userId) {
    return user(handle.createQuery("select " + sql), userId).mapTo(Long.class).one();
  }

  @Override
  public List<RunAnalytics> analytics(@Nullable Long userId, Duration window) throws SQLException {
    String sql = QuerySql.ANALYTICS.formatted(userId == null ? "" : "and user_id = :user");
    return kept(
        handle ->
            user(handle.createQuery(sql), userId)
                .bind("window", (double) window.toSeconds())
                .map((row, context) -> analytics(row))
                .list(),
        () -> 0,
        "analytics",
        userId,
        window);
  }

  private static RunAnalytics analytics(ResultSet row) throws SQLException {
    long runs = row.getLong("runs");
    return new RunAnalytics(
        row.getString("run_key"),
        runs,
        row.getLong("completed"),
        row.getLong("done"),
        row.getLong("failed"),
        JobRows.real(row, "throughput"),
        runs < 3 ? null : JobRows.real(row, "trend"),
        JobRows.real(row, "quality"),
        row.getLong("tokens"),
        row.getBigDecimal("cost"),
        JobRows.real(row, "eta_error"),
        JobRows.real(row, "eta_coverage"));
  }

  @Override
  public List<UserJobs> users() throws SQLException {
    return kept(
        handle -> handle.createQuery(QuerySql.USERS).map((row, context) -> userJobs(row)).list(),
        this::lists,
        "users");
  }

  private static UserJobs userJobs(ResultSet row) throws SQLException {
    return new UserJobs(
        JobRows.number(row, "user_id"),
        row.getLong("jobs"),
        row.getLong("running"),
        row.getLong("lost"),
        row.getLong("done"),
        row.getLong("failed"),
        JobRows.time(row, "updated_at"));
  }

  @Override
  public void refresh() {
    answers.invalidateAll();
  }

  private static Query user(Query query, @Nullable Long userId) {
    return userId == null ? query : query.bind("user", userId);
  }

  private static void requireRange(String what, int value, int most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(what + " must be in 1.." + most + ", was " + value);
    }
  }

  /**
   * For what is said of many jobs.
   *
   * @param reports of this process that are in the answers
   * @param due when it would be asked anew at an even pace, by the ticker
   */
  private record Lists(long reports, long due) {}

  /** How many reports of this process are in what is said of many jobs from now on. */
  private synchronized long lists() {
    long reports = ownReports.all();
    long now = ticker.read();
    long ahead = Math.max(0, lists.due() - now);
    if (reports != lists.reports() && ahead <= LISTS_AHEAD) {
      lists = new Lists(reports, now + ahead + LISTS_APART);
    }
    return lists.reports();
  }

  /**
   * What is kept.
   *
   * @param reports of this process that it has, by the counter of the question
   */
  private record Answer(long reports, Object value) {}

  /** Answers of a kind all have the type that the kind asks for. */
  @SuppressWarnings("unchecked")
  private <R> R kept(
      HandleCallback<R, SQLException> question, LongSupplier reports, @Nullable Object... kind)
      throws SQLException {
    List<@Nullable Object> key = Arrays.asList(kind);
    long wanted = reports.getAsLong();
    try {
      while (true) {
        Answer answer =
            answers.get(key, unknown -> new Answer(reports.getAsLong(), asked(question)));
        if (answer.reports() >= wanted) {
          return (R) answer.value();
        }
        answers.asMap().remove(key, answer);
      }
    } catch (Unanswered e) {
      throw e.cause;
    }
  }

  private <R> R asked(HandleCallback<R, SQLException> question) {
    try {
      return calls.once(question);
    } catch (SQLException e) {
      throw new Unanswered(e);
    }
  }

  /** Through a function that throws nothing checked. */
  private static final class Unanswered extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final SQLException cause;

    private Unanswered(SQLException cause) {
      super(cause);
      this.cause = cause;
    }
  }

  /** Gathers the rows of the worker's job; the plan and the counts of today are in each. */
  private static final class Worker {
    private final JobRows rows = new JobRows();
    private @Nullable Instant lastRun;
    private @Nullable Instant nextRun;
    private @Nullable Double intervalSeconds;
    private long runsToday;
    private long errorsToday;
    private Instant readAt = Instant.EPOCH;

    private Worker add(ResultSet row) throws SQLException {
      lastRun = JobRows.timeOrNull(row, "last_run");
      nextRun = JobRows.timeOrNull(row, "next_run");
      intervalSeconds = JobRows.real(row, "interval_seconds");
      runsToday = row.getLong("runs_today");
      errorsToday = row.getLong("errors_today");
      readAt = JobRows.time(row, "read_at");
      if (row.getString("writer_id") != null) {
        rows.add(row);
      }
      return this;
    }

    private WorkerStatus status() {
      List<JobState> states = rows.states();
      return WorkerStatus.of(
          states.isEmpty() ? null : states.get(0),
          lastRun,
          nextRun,
          interval(),
          runsToday,
          errorsToday,
          readAt);
    }

    private @Nullable Duration interval() {
      return intervalSeconds == null
          ? null
          : Duration.ofMillis(Math.round(intervalSeconds * 1_000));
    }
  }
}
