package io.github.progresstracker.jdbc;

import io.github.progresstracker.job.ControlRequest;
import io.github.progresstracker.job.JobControl;
import io.github.progresstracker.job.JobId;
import io.github.progresstracker.job.JobReport;
import io.github.progresstracker.job.JobState;
import io.github.progresstracker.job.JobStore;
import io.github.progresstracker.job.PartCount;
import io.github.progresstracker.job.TimelineEntry;
import io.github.progresstracker.job.WriterId;
import io.github.progresstracker.json.JsonMap;
import io.github.progresstracker.json.SafeJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Handle;

/**
 * Jobs in PostgreSQL. A flush is one statement, however many jobs it is about; all times are the
 * database's.
 */
final class PostgresJobStore implements JobStore {

  private static final int MOST_ENTRIES = 10_000;
  private static final int LONGEST_REASON = 2_000;
  private static final long PURGE_NANOS = Duration.ofHours(1).toNanos();

  private final JobCalls calls;
  private final Hints hints;
  private final FollowUps followUps;
  private final OwnReports ownReports;
  private final AtomicLong purgedAt = new AtomicLong(System.nanoTime() - PURGE_NANOS);

  PostgresJobStore(JobCalls calls, Hints hints, OwnReports ownReports) {
    this.calls = calls;
    this.hints = hints;
    this.followUps = new FollowUps(calls);
    this.ownReports = ownReports;
  }

  @Override
  public List<JobReport> apply(List<JobReport> reports) throws SQLException {
    if (reports.isEmpty()) {
      return List.of();
    }
    List<JobReport> unchanged;
    try {
      unchanged = merge(reports);
    } finally {
      reports.forEach(report -> ownReports.count(report.job()));
    }
    if (unchanged.size() < reports.size()
        || reports.stream().anyMatch(report -> report.more() != null)) {
      hints.changed();
    }
    return unchanged;
  }

  private List<JobReport> merge(List<JobReport> reports) throws SQLException {
    boolean deltas = reports.stream().anyMatch(report -> report.added() != null);
    List<BitSet> rounds = rounds(reports);
    if (rounds.size() == 1 && !deltas) {
      List<JobReport> others = followUps.follow(reports);
      return others.isEmpty() ? others : calls.once(handle -> merge(handle, others));
    }
    BitSet unchanged = calls.transaction(handle -> merge(handle, reports, rounds));
    if (deltas) {
      purge();
    }
    return unchanged.stream().mapToObj(reports::get).toList();
  }

  private List<JobReport> merge(Handle handle, List<JobReport> reports) throws SQLException {
    List<JobReport> rest = JobSql.goOn(handle, reports, followUps);
    return rest.isEmpty() ? rest : JobSql.merge(handle, rest, Set.of());
  }

  private static BitSet merge(Handle handle, List<JobReport> reports, List<BitSet> rounds)
      throws SQLException {
    BitSet unchanged = new BitSet(reports.size());
    Set<List<String>> there = new HashSet<>();
    for (BitSet round : rounds) {
      List<JobReport> taken = round.stream().mapToObj(reports::get).toList();
      Set<List<String>> old = new HashSet<>();
      JobSql.merge(handle, taken, there).forEach(report -> old.add(JobSql.key(report)));
      taken.stream().filter(report -> !report.isDelta()).map(JobSql::key).forEach(there::add);
      round.stream().filter(i -> old.contains(JobSql.key(reports.get(i)))).forEach(unchanged::set);
    }
    return unchanged;
  }

  /** A statement can change a row, or find a key to be new, only once. */
  private static List<BitSet> rounds(List<JobReport> reports) {
    List<BitSet> rounds = new ArrayList<>();
    List<Set<List<String>>> taken = new ArrayList<>();
    for (int i = 0; i < reports.size(); i++) {
      JobReport report = reports.get(i);
      int round = rounds.size();
      while (round > 0 && isFree(taken.get(round - 1), report)) {
        round--;
      }
      if (round == rounds.size()) {
        rounds.add(new BitSet(reports.size()));
        taken.add(new HashSet<>());
      }
      rounds.get(round).set(i);
      taken.get(round).add(JobSql.key(report));
      if (report.idempotencyKey() != null) {
        taken.get(round).add(deltaKey(report, report.idempotencyKey()));
      }
    }
    return rounds;
  }

  private static boolean isFree(Set<List<String>> taken, JobReport report) {
    return !taken.contains(JobSql.key(report))
        && (report.idempotencyKey() == null
            || !taken.contains(deltaKey(report, report.idempotencyKey())));
  }

  private static List<String> deltaKey(JobReport report, String key) {
    return List.of("delta", report.job().value(), key);
  }

  /** Once an hour is enough, and whoever comes first does it. */
  private void purge() throws SQLException {
    long last = purgedAt.get();
    long now = System.nanoTime();
    if (now - last >= PURGE_NANOS && purgedAt.compareAndSet(last, now)) {
      calls.once(
          handle ->
              handle.execute(
                  "delete from progress_delta where seen_at < now() - interval '7 days'"));
    }
  }

  @Override
  public boolean record(TimelineEntry entry, UUID eventId) throws SQLException {
    int recorded =
        calls.once(
            handle ->
                handle
                    .createUpdate(
                        """
                        with fresh as (
                          insert into progress_delta (job_id, key) values (:job, :key)
                          on conflict do nothing
                          returning job_id)
                        insert into progress_timeline (job_id, writer_id, event, details)
                        select job_id, :writer, :event, :details::jsonb from fresh\
                        """)
                    .bind("job", entry.job().value())
                    .bind("key", eventId.toString())
                    .bind("writer", entry.writer().value())
                    .bind("event", entry.event())
                    .bind("details", SafeJson.write(entry.details()))
                    .execute());
    ownReports.count(entry.job());
    purge();
    if (recorded == 1) {
      hints.changed();
    }
    return recorded == 1;
  }

  @Override
  public void countParts(List<PartCount> counts) throws SQLException {
    // A statement can change a row only once.
    Map<List<String>, PartCount> newest = new HashMap<>();
    counts.forEach(
        count -> newest.merge(List.of(count.job().value(), count.part()), count, PartCount::then));
    int changed = calls.once(handle -> countParts(handle, List.copyOf(newest.values())));
    counts.forEach(count -> ownReports.count(count.job()));
    if (changed > 0) {
      hints.changed();
    }
  }

  private static int countParts(Handle handle, List<PartCount> counts) {
    return handle
        .createUpdate(
            """
            insert into progress_part as p (job_id, part, epoch, done, total)
            select * from unnest(
              :job::text[], :part::text[], :epoch::bigint[], :done::bigint[], :total::bigint[])
            order by 1, 2
            on conflict (job_id, part) do update set
              epoch = excluded.epoch, done = greatest(p.done, excluded.done),
              total = excluded.total, updated_at = now()
            where (excluded.epoch > p.epoch
                or (excluded.epoch = p.epoch and excluded.done >= p.done))
              and (p.epoch, p.done, p.total) is distinct from
                (excluded.epoch, greatest(p.done, excluded.done), excluded.total)\
            """)
        .bindArray("job", String.class, Columns.column(counts, count -> count.job().value()))
        .bindArray("part", String.class, Columns.column(counts, PartCount::part))
        .bindArray("epoch", Long.class, Columns.column(counts, PartCount::epoch))
        .bindArray("done", Long.class, Columns.column(counts, PartCount::done))
        .bindArray("total", Long.class, Columns.column(counts, PartCount::total))
        .execute();
  }

  @Override
  public long openEpoch(JobId job, WriterId writer) throws SQLException {
    return calls.once(
        handle ->
            handle
                .createQuery(
                    """
                    insert into progress_epoch as e (job_id, writer_id, epoch)
                    select :job, :writer, 1 + coalesce((
                      select w.epoch from progress_writer w
                      where w.job_id = :job and w.writer_id = :writer), 0)
                    on conflict (job_id, writer_id) do update
                    set epoch = greatest(e.epoch + 1, excluded.epoch)
                    returning epoch\
                    """)
                .bind("job", job.value())
                .bind("writer", writer.value())
                .mapTo(Long.class)
                .one());
  }

  @Override
  public List<ControlRequest> keepAlive(
      Map<JobId, ? extends Collection<WriterId>> writers, Duration keepAlive) throws SQLException {
    List<String> asked = writers.keySet().stream().map(JobId::value).toList();
    List<String> jobs = new ArrayList<>();
    List<String> names = new ArrayList<>();
    writers.forEach(
        (job, alive) ->
            alive.forEach(
                writer -> {
                  jobs.add(job.value());
                  names.add(writer.value());
                }));
    return calls.once(
        handle ->
            handle
                .createQuery(
                    """
                    with alive as (
                      update progress_writer w
                      set alive_until = now() + make_interval(secs => :seconds)
                      from unnest(:job::text[], :writer::text[]) as i (job_id, writer_id)
                      where w.job_id = i.job_id and w.writer_id = i.writer_id)
                    select job_id, control, control_reason, control_number, control_at
                    from progress_job
                    where job_id = any(:asked::text[]) and control is not null
                    order by job_id\
                    """)
                .bindArray("asked", String.class, asked)
                .bindArray("job", String.class, jobs)
                .bindArray("writer", String.class, names)
                .bind("seconds", JobSql.seconds(keepAlive))
                .map((row, context) -> control(row))
                .list());
  }

  @Override
  public Optional<ControlRequest> request(JobId job, JobControl control, String reason)
      throws SQLException {
    Optional<ControlRequest> request =
        calls.once(
            handle ->
                handle
                    .createQuery(
                        """
                        update progress_job
                        set control = :control, control_reason = :reason,
                          control_number = control_number + 1, control_at = now()
                        where job_id = :job
                        returning job_id, control, control_reason, control_number, control_at\
                        """)
                    .bind("job", job.value())
                    .bind("control", control.word())
                    .bind("reason", SafeJson.cleanText(reason, LONGEST_REASON))
                    .map((row, context) -> control(row))
                    .findOne());
    ownReports.count(job);
    if (request.isPresent()) {
      hints.changed();
    }
    return request;
  }

  private static ControlRequest control(ResultSet row) throws SQLException {
    return new ControlRequest(
        JobId.of(row.getString("job_id")),
        JobControl.of(row.getString("control")),
        row.getString("control_reason"),
        row.getLong("control_number"),
        JobRows.time(row, "control_at"));
  }

  @Override
  public Optional<JobState> find(JobId job) throws SQLException {
    return calls
        .once(handle -> JobRows.where(handle, "j.job_id = :job", "job", job.value()))
        .stream()
        .findFirst();
  }

  @Override
  public List<TimelineEntry> timeline(JobId job, long afterId, int limit) throws SQLException {
    if (limit < 1 || limit > MOST_ENTRIES) {
      throw new IllegalArgumentException("limit must be in 1.." + MOST_ENTRIES + ", was " + limit);
    }
    return calls.once(
        handle ->
            handle
                .createQuery(
                    """
                    select entry_id, writer_id, at, event, details::text as details
                    from progress_timeline
                    where job_id = :job and entry_id > :after
                    order by entry_id limit :limit\
                    """)
                .bind("job", job.value())
                .bind("after", afterId)
                .bind("limit", limit)
                .map((row, context) -> entry(job, row))
                .list());
  }

  static TimelineEntry entry(JobId job, ResultSet row) throws SQLException {
    return new TimelineEntry(
        row.getLong("entry_id"),
        job,
        WriterId.of(row.getString("writer_id")),
        JobRows.time(row, "at"),
        row.getString("event"),
        JsonMap.read(row.getString("details")));
  }
}
