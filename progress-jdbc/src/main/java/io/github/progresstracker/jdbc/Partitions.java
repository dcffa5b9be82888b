package io.github.progresstracker.jdbc;

import io.github.progresstracker.jdbc.internal.Postgres;
import java.sql.SQLException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that the rows about to be written have a partition of their own.
 *
 * <p>A partition is one week, from Monday 00:00 UTC: old data goes by dropping partitions, and with
 * weeks a limit of 90 days is overshot by one week at the most; with months it would be a month.
 * The week after the newest row is made as well, so that at the turn of a week nobody waits.
 *
 * <p>Only weeks near the database's own time are made. A broken clock or a job with made-up times
 * would otherwise leave a table for each week it names; such rows go to the default partition. So
 * do all rows while partitions cannot be made, be it that the role may not or that somebody holds a
 * lock for long: the log goes on, and a partition made later takes its rows along.
 *
 * <p>In the long run this costs nothing: weeks known to exist are remembered. Not thread-safe.
 */
final class Partitions {

  private static final Logger LOG = LoggerFactory.getLogger(Partitions.class);
  private static final int WEEKS_BACK = 104;
  private static final int WEEKS_AHEAD = 5;

  private static final Duration WEEK = Duration.ofDays(7);

  /** More than clocks that are looked after differ, or a message takes. */
  private static final Duration CLOCKS_APART = Duration.ofMinutes(5);

  /** No week is computed outside of these: nearer to the ends of time the arithmetic overflows. */
  private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");

  private static final Instant LATEST = Instant.parse("9000-01-01T00:00:00Z");

  private final Set<LocalDate> settled = new HashSet<>();
  private final InstantSource clock;
  private boolean failing;
  private boolean clockReported;

  /**
   * Knows of no partition yet.
   *
   * @param clock the host's, to be compared with that of the database
   */
  Partitions(InstantSource clock) {
    this.clock = clock;
  }

  /** Makes what is missing; never fails, because there is always the default partition. */
  void prepare(Handle handle, List<AuditRecord> rows) {
    Set<LocalDate> wanted = weeks(rows);
    wanted.removeAll(settled);
    if (wanted.isEmpty()) {
      return;
    }
    try {
      // What was made is only there once the transaction is through.
      settled.addAll(handle.inTransaction(inTransaction -> create(inTransaction, wanted)));
      failing = false;
    } catch (JdbiException e) {
      report(wanted, e);
    }
  }

  /**
   * Makes the partitions of this week and of those after it that are not there.
   *
   * @param ahead how many weeks after this one, at most {@value #WEEKS_AHEAD}
   * @return how many were made
   */
  static int makeAhead(Handle handle, int ahead) {
    return handle.inTransaction(
        transaction -> {
          begin(transaction);
          LocalDate thisWeek = weekOf(AuditSql.now(transaction));
          int made = 0;
          for (int weeks = 0; weeks <= ahead; weeks++) {
            made += make(transaction, thisWeek.plusWeeks(weeks)) ? 1 : 0;
          }
          return made;
        });
  }

  /** Makes what is missing; returns the weeks that need not be looked at again. */
  private Set<LocalDate> create(Handle handle, Set<LocalDate> weeks) {
    begin(handle);
    Instant now = AuditSql.now(handle);
    compareClocks(now);
    LocalDate oldest = weekOf(now).minusWeeks(WEEKS_BACK);
    LocalDate newest = weekOf(now).plusWeeks(WEEKS_AHEAD);
    for (LocalDate week : weeks) {
      if (!week.isBefore(oldest) && !week.isAfter(newest)) {
        make(handle, week);
      }
    }
    // What is too far ahead today will not be one day; what is too old stays too old.
    return weeks.stream().filter(week -> !week.isAfter(newest)).collect(Collectors.toSet());
  }

  private static void begin(Handle handle) {
    AuditSql.doNotWaitLong(handle);
    SchemaSql.lock(handle);
  }

  private static boolean make(Handle handle, LocalDate week) {
    if (SchemaSql.exists(handle, AuditSql.partitionName(week))) {
      return false;
    }
    AuditSql.createPartition(handle, week);
    return true;
  }

  /**
   * Rows keep the time that the host gave them. What is to be done about a wrong clock is for
   * people: partitions, retention and reports go by it.
   */
  private void compareClocks(Instant database) {
    Duration ahead = Duration.between(database, clock.instant());
    boolean wrong = ahead.abs().compareTo(CLOCKS_APART) > 0;
    if (wrong && !clockReported) {
      LOG.warn(
          "the clock of this host is {} {} that of the database, {}: rows of the audit log keep"
              + " the host's time, and retention goes by it; set the clock",
          ahead.abs(),
          ahead.isNegative() ? "behind" : "ahead of",
          database);
    }
    clockReported = wrong;
  }

  private void report(Set<LocalDate> weeks, JdbiException failure) {
    SQLException sql = Postgres.sqlCause(failure);
    if (Postgres.state(sql).equals("42501")) {
      settled.addAll(weeks);
    }
    // What is wrong with the whole database stops the rows as well, and is told with them.
    if (!failing && !Postgres.isDatabaseAtFault(sql)) {
      failing = true;
      LOG.warn(
          "partitions of progress_event for the weeks of {} could not be made, rows go to"
              + " progress_event_default for the time being: {}",
          weeks,
          Postgres.oneLine(failure));
    }
  }

  private static Set<LocalDate> weeks(List<AuditRecord> rows) {
    TreeSet<LocalDate> weeks = new TreeSet<>();
    Instant from = LATEST;
    Instant to = LATEST;
    for (AuditRecord row : rows) {
      Instant at = row.timestamp();
      // Nearly all are of the week of the row before, and a calendar is slow.
      boolean sameWeek = !at.isBefore(from) && at.isBefore(to);
      if (!sameWeek && at.isAfter(EARLIEST) && at.isBefore(LATEST)) {
        LocalDate week = weekOf(at);
        weeks.add(week);
        from = week.atStartOfDay(ZoneOffset.UTC).toInstant();
        to = from.plus(WEEK);
      }
    }
    if (!weeks.isEmpty()) {
      weeks.add(Collections.max(weeks).plusWeeks(1));
    }
    return weeks;
  }

  static LocalDate weekOf(Instant instant) {
    return LocalDate.ofInstant(instant, ZoneOffset.UTC)
        .with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
  }
}
