package io.github.progresstracker.benchmarks.jobs;

import io.github.progresstracker.benchmarks.report.Goal;
import io.github.progresstracker.jdbc.JobQueries;
import io.github.progresstracker.jdbc.PostgresProgress;
import io.github.progresstracker.job.JobId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import javax.sql.DataSource;

/** Questions, beside a log of many million rows and the way to answer them from it. */
final class Reading {

  private static final int USERS = 20;
  private static final int CHANNELS = 100;
  private static final int DAYS = 98;

  /** Times as many questions before those that count: a JVM that has just begun interprets. */
  private static final int WARM_UPS = 5;

  /** The newest row of each channel of one user, looked for in the whole log. */
  private static final String DISTINCT_ON =
      """
      select distinct on (channel_id) channel_id, "timestamp", done, total, rate, eta_seconds
      from progress_event where user_id = 7 and action = 'collection_progress_detail'
      order by channel_id, "timestamp" desc\
      """;

  private final DataSource dataSource;
  private final JobQueries queries;

  Reading(DataSource dataSource, PostgresProgress postgres) {
    this.dataSource = dataSource;
    this.queries = postgres.queries(dataSource, Duration.ZERO);
  }

  /** Fills the tables on the server, weeks in partitions as the library makes them. */
  void fill(long rows) throws SQLException, InterruptedException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("set maintenance_work_mem = '512MB'");
      statement.execute("drop index progress_event_user_action");
      statement.execute("alter table progress_event drop constraint progress_event_once");
      for (int week = 0; week * 7 < DAYS + 7; week++) {
        statement.execute(partition(week));
      }
      statement.execute(events(rows));
      statement.execute(
          "alter table progress_event add constraint progress_event_once unique (event_id,"
              + " \"timestamp\")");
      statement.execute(
          "create index progress_event_user_action on progress_event (user_id, action,"
              + " \"timestamp\" desc)");
      for (String sql : jobs()) {
        statement.execute(sql);
      }
      connection.commit();
      connection.setAutoCommit(true);
      for (String table :
          List.of(
              "progress_event",
              "progress_job",
              "progress_writer",
              "progress_history",
              "progress_job_run")) {
        vacuum(statement, table);
      }
    }
  }

  /**
   * As the server does by itself in the course of days. While one of its workers still looks at a
   * table that was just filled, pages are not marked, so it is done until they are.
   */
  private static void vacuum(Statement statement, String table)
      throws SQLException, InterruptedException {
    for (int tries = 0; tries < 60; tries++) {
      statement.execute("vacuum analyze " + table);
      try (ResultSet result =
          statement.executeQuery(
              "select relkind = 'p' or relallvisible >= 0.9 * relpages from pg_class where oid = '"
                  + table
                  + "'::regclass")) {
        result.next();
        if (result.getBoolean(1)) {
          return;
        }
      }
      Thread.sleep(1_000);
    }
  }

  private static String partition(int weeksAgo) {
    return String.format(
        Locale.ROOT,
        """
        do $$
        declare monday timestamptz :=
          date_trunc('week', now() at time zone 'UTC') at time zone 'UTC' - interval '%d weeks';
        begin
          execute format('create table if not exists progress_event_%%s partition of progress_event'
            ' for values from (%%L) to (%%L)', to_char(monday at time zone 'UTC', 'YYYYMMDD'),
            monday, monday + interval '7 days');
        end $$\
        """,
        weeksAgo);
  }

  /** One row in a hundred is an error. */
  private static String events(long rows) {
    return String.format(
        Locale.ROOT,
        """
        insert into progress_event (event_id, "timestamp", job_id, tracker_id, user_id, channel_id,
          action, phase, done, total, step_number, step_count, step_done, step_total, rate,
          eta_seconds, extras)
        select gen_random_uuid(), now() - interval '%d days' * (i::double precision / %d),
          'u' || i %% %d || '/c' || (i / %d) %% %d, 't', i %% %d, (i / %d) %% %d,
          case when hashint8(i) %% 100 = 0 then 'collection_error'
            else 'collection_progress_detail' end,
          'fetching', i, %d, 134, 200, 3240, 5000, 45.3, 38, '{}'
        from generate_series(%d, 0, -1) i\
        """,
        DAYS,
        rows,
        USERS,
        USERS,
        CHANNELS,
        USERS,
        USERS,
        CHANNELS,
        rows,
        rows - 1);
  }

  private static List<String> jobs() {
    return List.of(
        "insert into progress_job (job_id, name, user_id, channel_id, created_at) select 'u' || u"
            + " || '/c' || c, 'channel ' || c, u, c, now() - interval '1 hour' * c from"
            + " generate_series(0, 19) u, generate_series(0, 99) c",
        "insert into progress_writer (job_id, writer_id, epoch, sequence, status, done, failed,"
            + " items, base_done, base_failed, base_items, processed, total_items, part,"
            + " parts_done, parts_total, rate, eta_seconds, started_at, epoch_started_at,"
            + " updated_at, advanced_at, alive_until, bucket, bucket_done, bucket_failed) select"
            + " job_id, 'main', 3, 900, 'processing', 672000, 3, '{\"messages\": 672000}', 0, 0,"
            + " '{}', 672000, 1000000, name, 3, 100, 45.3, 38, created_at, created_at, now(),"
            + " now(), now() + interval '1 hour', date_trunc('minute', now(), 'UTC'), 671000, 3"
            + " from progress_job where user_id is not null",
        "insert into progress_history select job_id, date_trunc('minute', now(), 'UTC') - interval"
            + " '1 minute' * m, 'main', 400, 0, 45.3, 38 from progress_job, generate_series(1,"
            + " 1440) m where user_id in (7, 8)",
        "insert into progress_job_run (job_id, writer_id, epoch, user_id, run_key, status,"
            + " started_at, finished_at, done, failed, active_seconds) select job_id, 'main', e,"
            + " user_id, 'collection', 'completed', now() - interval '1 hour' * e, now() - interval"
            + " '1 hour' * e + interval '5 minutes', 5000, 0, 300 from progress_job,"
            + " generate_series(1, 200) e where user_id is not null");
  }

  void measure(long rows, Consumer<Goal> result) throws Exception {
    JobId job = JobId.of("u7/c0");
    String beside = String.format(Locale.ROOT, "beside %,d rows of the log", rows);
    double distinct = millis(this::distinctOn, 3);
    double latest = millis(() -> queries.latest(7L, CHANNELS), 201);
    result.accept(
        new Goal(
            "latest progress of a user's 100 channels : DISTINCT ON over the log",
            latest / distinct,
            0.01,
            false,
            "×",
            "DISTINCT ON " + Goal.text(distinct) + " ms"));
    result.accept(time("latest progress of a user's 100 channels", latest, beside));
    result.accept(time("worker status of a user", () -> queries.worker(7L), beside));
    result.accept(time("errors today of a user", () -> queries.errorsToday(7L), beside));
    result.accept(
        time(
            "24 h history of a job in spans of 5 minutes",
            () -> queries.history(job, Duration.ofHours(24), Duration.ofMinutes(5)),
            "from 1,440 minutes"));
  }

  private static Goal time(String what, Question question, String details) throws Exception {
    return time(what, millis(question, 201), details);
  }

  private static Goal time(String what, double millis, String details) {
    return new Goal(what, millis, 2, false, "ms", details);
  }

  private int distinctOn() throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(DISTINCT_ON)) {
      int rows = 0;
      while (result.next()) {
        rows++;
      }
      return rows;
    }
  }

  /** A question. */
  private interface Question {
    Object ask() throws Exception;
  }

  /** As a caller sees it: connection from the pool, round trip, rows made into objects. */
  private static double millis(Question question, int times) throws Exception {
    for (int i = 0; i < WARM_UPS * times; i++) {
      question.ask();
    }
    double[] millis = new double[times];
    for (int i = 0; i < times; i++) {
      long begin = System.nanoTime();
      question.ask();
      millis[i] = (System.nanoTime() - begin) / 1e6;
    }
    return Writing.median(millis);
  }
}
