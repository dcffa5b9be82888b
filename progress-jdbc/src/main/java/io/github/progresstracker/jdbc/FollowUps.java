package io.github.progresstracker.jdbc;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.progresstracker.job.JobFacts;
import io.github.progresstracker.job.JobReport;
import io.github.progresstracker.job.JobTotals;
import io.github.progresstracker.json.JsonMap;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The short way of reports that say nothing but that their writers got further. A writer's row
 * mostly is as this process left it, so what is in it is known here, and nothing has to be read,
 * compared or merged on the server: the statement names the version of the row it is about (its
 * {@code xmin}, the transaction that wrote it), and changes nothing if the row is another one by
 * now. Then the report goes the long way, after which this one is open again.
 *
 * <p>It is plain JDBC. A report that comes alone is, once the driver has prepared it, one message
 * to the server and one back, and nothing is planned; with the arrays of a flush, planning and
 * binding take longer than this does altogether.
 */
final class FollowUps {

  private static final int MOST_WRITERS = 10_000;
  private static final Duration IDLE = Duration.ofMinutes(10);

  private static final String SET =
      """
      update progress_writer w set
        sequence = i.sequence, done = i.done, failed = i.failed, items = i.items::jsonb,
        processed = greatest(
          w.processed, least(w.base_done, 9223372036854775807 - i.done) + i.done),
        advanced_at = case
          when least(w.base_done, 9223372036854775807 - i.done) + i.done > w.processed then now()
          else w.advanced_at end,
        rate = i.rate, eta_seconds = i.eta, eta_low_seconds = i.eta_low,
        eta_high_seconds = i.eta_high,
        updated_at = now(), alive_until = now() + make_interval(secs => i.alive_seconds)
      from\
      """;

  private static final String WHERE =
      " where w.job_id = i.job_id and w.writer_id = i.writer_id and w.xmin = i.version::xid and"
          + JobSql.SAME_MINUTE;

  private static final String FOLLOW_ONE =
      SET
          + """
           (select ?::text as job_id, ?::text as writer_id, ?::text as version,
            ?::bigint as sequence, ?::bigint as done, ?::bigint as failed, ?::text as items,
            ?::double precision as alive_seconds, ?::double precision as rate,
            ?::double precision as eta, ?::double precision as eta_low,
            ?::double precision as eta_high) i\
          """
          + WHERE
          + "returning 1, w.xmin";

  private static final String FOLLOW_ALL =
      SET
          + """
           unnest(?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::text[],
            ?::double precision[], ?::double precision[], ?::double precision[],
            ?::double precision[], ?::double precision[])
          with ordinality as i (job_id, writer_id, version, sequence, done, failed, items,
            alive_seconds, rate, eta, eta_low, eta_high, place)\
          """
          + WHERE
          + "returning i.place, w.xmin";

  private final JobCalls calls;
  private final Cache<List<String>, AtomicReference<Version>> rows =
      Caffeine.newBuilder().maximumSize(MOST_WRITERS).expireAfterAccess(IDLE).build();

  FollowUps(JobCalls calls) {
    this.calls = calls;
  }

  /**
   * A row as this process left it.
   *
   * @param xmin names the version
   * @param last report that is in it
   * @param own the writer's own counts in it; more than the report's if it left out types
   */
  private record Version(String xmin, JobReport last, JobTotals own) {

    boolean isFollowedBy(JobReport next) {
      return next.epoch() == last.epoch()
          && next.sequence() > last.sequence()
          && isWithin(next.totals())
          && saysNothingElse(last.facts(), next.facts());
    }

    /** Of each count the largest stands; here that is the newest. */
    private boolean isWithin(JobTotals totals) {
      Map<String, Long> items = totals.itemsByType();
      return own.done() <= totals.done()
          && own.failed() <= totals.failed()
          && own.itemsByType().entrySet().stream()
              .allMatch(type -> type.getValue() <= items.getOrDefault(type.getKey(), -1L));
    }

    /** A wait that goes on has another end each time. */
    private static boolean saysNothingElse(JobFacts before, JobFacts now) {
      return before.waitReason() == null
          && before.waitLeft() == null
          && now.waitReason() == null
          && now.waitLeft() == null
          && lasting(before).equals(lasting(now));
    }

    /** What stays as it was said until something else is said. */
    private static List<@Nullable Object> lasting(JobFacts facts) {
      return Arrays.asList(
          facts.totalItems(),
          facts.ownTotal(),
          facts.operationType(),
          facts.currentDataType(),
          facts.stage(),
          facts.lastProcessedId(),
          facts.part(),
          facts.partsDone(),
          facts.partsTotal());
    }
  }

  /** A report for which the short way is open. */
  private record FollowUp(JobReport report, String xmin, AtomicReference<Version> row) {}

  /** Takes those that can go the short way; returns the others. No two may be of one writer. */
  List<JobReport> follow(List<JobReport> reports) throws SQLException {
    List<FollowUp> open = reports.stream().flatMap(report -> followUp(report).stream()).toList();
    if (open.isEmpty()) {
      return reports;
    }
    boolean one = open.size() == 1;
    Set<JobReport> taken =
        calls.prepared(
            one ? FOLLOW_ONE : FOLLOW_ALL,
            statement -> {
              if (one) {
                bind(statement, open.get(0));
              } else {
                bind(statement, open);
              }
              return taken(open, statement);
            });
    return reports.stream().filter(report -> !taken.contains(report)).toList();
  }

  private Optional<FollowUp> followUp(JobReport report) {
    AtomicReference<Version> row =
        JobSql.isPlain(report) ? rows.getIfPresent(JobSql.key(report)) : null;
    Version version = row == null ? null : row.get();
    return row == null || version == null || !version.isFollowedBy(report)
        ? Optional.empty()
        : Optional.of(new FollowUp(report, version.xmin(), row));
  }

  /** Notes what the rows are like now. One that was not as it was thought to be stays so. */
  private static Set<JobReport> taken(List<FollowUp> open, PreparedStatement statement)
      throws SQLException {
    Set<JobReport> taken = Collections.newSetFromMap(new IdentityHashMap<>());
    try (ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        FollowUp followed = open.get(row.getInt(1) - 1);
        JobReport report = followed.report();
        followed.row().set(new Version(row.getString(2), report, report.totals()));
        taken.add(report);
      }
    }
    return taken;
  }

  private static void bind(PreparedStatement statement, FollowUp one) throws SQLException {
    JobReport report = one.report();
    statement.setString(1, report.job().value());
    statement.setString(2, report.writer().value());
    statement.setString(3, one.xmin());
    statement.setLong(4, report.sequence());
    statement.setLong(5, report.totals().done());
    statement.setLong(6, report.totals().failed());
    statement.setString(7, JobSql.items(report.totals()));
    setReal(statement, 8, JobSql.seconds(report.keepAlive()));
    setReal(statement, 9, report.facts().rate());
    setReal(statement, 10, report.facts().etaSeconds());
    setReal(statement, 11, report.facts().etaLowSeconds());
    setReal(statement, 12, report.facts().etaHighSeconds());
  }

  private static void setReal(PreparedStatement statement, int place, @Nullable Double value)
      throws SQLException {
    if (value == null) {
      statement.setNull(place, Types.DOUBLE);
    } else {
      statement.setDouble(place, value);
    }
  }

  private static void bind(PreparedStatement statement, List<FollowUp> all) throws SQLException {
    new Columns<>(statement, all)
        .texts(r -> r.report().job().value())
        .texts(r -> r.report().writer().value())
        .texts(FollowUp::xmin)
        .numbers(r -> r.report().sequence())
        .numbers(r -> r.report().totals().done())
        .numbers(r -> r.report().totals().failed())
        .texts(r -> JobSql.items(r.report().totals()))
        .reals(r -> JobSql.seconds(r.report().keepAlive()))
        .reals(r -> r.report().facts().rate())
        .reals(r -> r.report().facts().etaSeconds())
        .reals(r -> r.report().facts().etaLowSeconds())
        .reals(r -> r.report().facts().etaHighSeconds());
  }

  /** Notes what a row of {@link JobSql#goOn} is like now. */
  void remember(JobReport report, ResultSet row) throws SQLException {
    JobTotals own =
        new JobTotals(
            row.getLong("done"), row.getLong("failed"), JsonMap.readCounts(row.getString("items")));
    Version version = new Version(row.getString("xmin"), report, own);
    rows.get(JobSql.key(report), writer -> new AtomicReference<>()).set(version);
  }
}
