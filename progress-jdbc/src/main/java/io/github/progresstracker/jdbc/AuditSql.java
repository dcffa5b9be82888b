package io.github.progresstracker.jdbc;

import io.github.progresstracker.json.SafeJson;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The statements of the audit log. Times go in as texts in UTC, so that neither the zone of the
 * session nor that of the JVM has a say.
 */
final class AuditSql {

  /** Longest identifier or action kept whole; an index entry of PostgreSQL ends at 2,700 bytes. */
  static final int MAX_NAME = 500;

  /** The range of timestamptz, within a year. */
  private static final Instant EARLIEST = Instant.parse("-4711-01-01T00:00:00Z");

  private static final Instant LATEST = Instant.parse("+294276-01-01T00:00:00Z");

  private static final String INSERT =
      """
      insert into progress_event (
        event_id, "timestamp", job_id, tracker_id, user_id, channel_id, action, phase, done, total,
        step_number, step_count, step_done, step_total, rate, eta_seconds, extras)
      select * from unnest(
        :eventId::uuid[], :timestamp::timestamptz[], :jobId::text[], :trackerId::text[],
        :userId::bigint[], :channelId::bigint[], :action::text[], :phase::text[],
        :done::bigint[], :total::bigint[], :stepNumber::bigint[], :stepCount::bigint[],
        :stepDone::bigint[], :stepTotal::bigint[], :rate::double precision[],
        :etaSeconds::double precision[], :extras::jsonb[])
      on conflict do nothing\
      """;

  static final String COPY =
      """
      copy progress_event (
        event_id, "timestamp", job_id, tracker_id, user_id, channel_id, action, phase, done, total,
        step_number, step_count, step_done, step_total, rate, eta_seconds, extras)
      from stdin (format binary)\
      """;

  private AuditSql() {}

  /** One statement for all rows, whatever their number; returns how many were new. */
  static int insert(Handle handle, List<AuditRecord> rows) {
    return handle
        .createUpdate(INSERT)
        .bindArray("eventId", String.class, column(rows, row -> row.eventId().toString()))
        .bindArray("timestamp", String.class, column(rows, row -> text(row.timestamp())))
        .bindArray("jobId", String.class, column(rows, row -> name(row.jobId())))
        .bindArray("trackerId", String.class, column(rows, row -> name(row.trackerId())))
        .bindArray("userId", Long.class, column(rows, AuditRecord::userId))
        .bindArray("channelId", Long.class, column(rows, AuditRecord::channelId))
        .bindArray("action", String.class, column(rows, row -> name(row.action())))
        .bindArray(
            "phase",
            String.class,
            column(rows, row -> row.phase() == null ? null : name(row.phase())))
        .bindArray("done", Long.class, column(rows, AuditRecord::done))
        .bindArray("total", Long.class, column(rows, AuditRecord::total))
        .bindArray("stepNumber", Long.class, column(rows, AuditRecord::stepNumber))
        .bindArray("stepCount", Long.class, column(rows, AuditRecord::stepCount))
        .bindArray("stepDone", Long.class, column(rows, AuditRecord::stepDone))
        .bindArray("stepTotal", Long.class, column(rows, AuditRecord::stepTotal))
        .bindArray("rate", Double.class, column(rows, row -> finite(row.rate())))
        .bindArray("etaSeconds", Double.class, column(rows, row -> finite(row.etaSeconds())))
        .bindArray("extras", String.class, column(rows, AuditSql::json))
        .execute();
  }

  static Instant now(Handle handle) {
    return handle.createQuery("select now()").mapTo(OffsetDateTime.class).one().toInstant();
  }

  /** A writer must not stand in line for long behind somebody's report over the whole log. */
  static void doNotWaitLong(Handle handle) {
    handle.execute("set local lock_timeout = '2s'");
  }

  /**
   * Makes the partition of one week. It is filled before it is attached: rows of that week may have
   * strayed to the default partition, and PostgreSQL refuses a partition while they are there.
   * Attaching, unlike creating in place, lets other sessions write meanwhile.
   */
  static void createPartition(Handle handle, LocalDate monday) {
    String table = partitionName(monday);
    String from = literal(monday);
    String to = literal(monday.plusWeeks(1));
    handle.execute("create table " + table + " (like progress_event including all)");
    handle.execute("lock table progress_event_default in access exclusive mode");
    handle.execute(
        "with strayed as (delete from progress_event_default where \"timestamp\" >= "
            + from
            + " and \"timestamp\" < "
            + to
            + " returning *) insert into "
            + table
            + " select * from strayed");
    handle.execute(
        "alter table progress_event attach partition "
            + table
            + " for values from ("
            + from
            + ") to ("
            + to
            + ")");
  }

  /** Partitions all rows of which are older, the oldest first; the default one is none of them. */
  static List<String> partitionsOlderThan(Handle handle, Duration age) {
    return handle
        .createQuery(
            """
            select name from (
              select format('%I.%I', n.nspname, c.relname) as name,
                     (regexp_match(pg_get_expr(c.relpartbound, c.oid),
                                   'TO \\(''([^'']+)''\\)'))[1]::timestamptz as until
              from pg_inherits i
              join pg_class c on c.oid = i.inhrelid
              join pg_namespace n on n.oid = c.relnamespace
              where i.inhparent = to_regclass(:log)) as partition
            where until <= now() - make_interval(secs => :seconds) order by until\
            """)
        .bind("log", TableNames.of(handle).sql("progress_event"))
        .bind("seconds", age.toSeconds())
        .mapTo(String.class)
        .list();
  }

  /** Runs in a transaction; fails if it does not get the log to itself at once. */
  static void dropPartitions(Handle handle, List<String> partitions) {
    handle.execute("set local lock_timeout = '250ms'");
    SchemaSql.lock(handle);
    handle.execute("drop table if exists " + String.join(", ", partitions));
  }

  /** Deletes in small bites, each in a transaction of its own, so that nobody waits for it. */
  static long deleteOlder(Handle handle, String table, String column, Duration age) {
    String sql =
        """
        delete from %1$s where ctid = any (array(
          select ctid from %1$s
          where "%2$s" < now() - make_interval(secs => :seconds) limit 5000))\
        """
            .formatted(table, column);
    long deleted = 0;
    int bite;
    do {
      bite = handle.createUpdate(sql).bind("seconds", age.toSeconds()).execute();
      deleted += bite;
    } while (bite > 0);
    return deleted;
  }

  static String partitionName(LocalDate monday) {
    return "progress_event_" + monday.toString().replace("-", "");
  }

  /** PostgreSQL writes 45 BC where ISO 8601 writes -0044, and refuses what is out of its range. */
  static String text(Instant instant) {
    if (!isStorable(instant)) {
      return instant.toString();
    }
    OffsetDateTime time = instant.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    int year = time.getYear();
    return String.format(
        Locale.ROOT,
        "%04d-%02d-%02d %02d:%02d:%02d.%06d+00%s",
        year > 0 ? year : 1 - year,
        time.getMonthValue(),
        time.getDayOfMonth(),
        time.getHour(),
        time.getMinute(),
        time.getSecond(),
        time.getNano() / 1000,
        year > 0 ? "" : " BC");
  }

  static boolean isStorable(Instant instant) {
    return !instant.isBefore(EARLIEST) && instant.isBefore(LATEST);
  }

  private static String literal(LocalDate day) {
    return "timestamptz '" + day + " 00:00:00+00'";
  }

  /** Most rows of a collector have nothing but their columns. */
  static String json(AuditRecord row) {
    return row.extras().isEmpty() ? "{}" : SafeJson.write(row.extras());
  }

  static String name(String text) {
    return SafeJson.cleanText(text, MAX_NAME);
  }

  static @Nullable Double finite(@Nullable Double value) {
    return value == null || !Double.isFinite(value) ? null : value;
  }

  private static List<@Nullable Object> column(
      List<AuditRecord> rows, Function<AuditRecord, @Nullable Object> value) {
    List<@Nullable Object> column = new ArrayList<>(rows.size());
    rows.forEach(row -> column.add(value.apply(row)));
    return column;
  }
}
