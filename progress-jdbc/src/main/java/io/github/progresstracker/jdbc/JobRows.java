package io.github.progresstracker.jdbc;

import io.github.progresstracker.job.ControlRequest;
import io.github.progresstracker.job.Credential;
import io.github.progresstracker.job.JobControl;
import io.github.progresstracker.job.JobFacts;
import io.github.progresstracker.job.JobId;
import io.github.progresstracker.job.JobInfo;
import io.github.progresstracker.job.JobState;
import io.github.progresstracker.job.JobStatus;
import io.github.progresstracker.job.JobTotals;
import io.github.progresstracker.job.PartTotals;
import io.github.progresstracker.job.WriterId;
import io.github.progresstracker.job.WriterState;
import io.github.progresstracker.json.JsonMap;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Makes states of rows in which each writer comes with its job. */
final class JobRows {

  /** What a query of states selects, from {@code progress_job j} and {@code progress_writer w}. */
  static final String COLUMNS =
      """
      j.job_id, j.name, j.run_key, j.labels::text as labels, j.unit, j.control, j.control_reason,
      j.control_number, j.control_at, w.writer_id, w.epoch, w.sequence, w.status, w.credential,
      w.done, w.failed, w.items::text as items, w.base_done, w.base_failed,
      w.base_items::text as base_items, w.processed, w.total_items, w.own_total, w.operation_type,
      w.current_data_type, w.stage, w.last_processed_id, w.part, w.parts_done, w.parts_total,
      w.rate, w.eta_seconds, w.eta_low_seconds, w.eta_high_seconds, w.wait_reason, w.wait_until,
      w.error, w.active_seconds, w.started_at, w.epoch_started_at, w.updated_at, w.advanced_at,
      w.alive_until, w.finished_at, now() as as_of, s.parts_sum, s.parts_sum_total\
      """;

  /**
   * To be joined, too: the sum over the parts of {@code progress_job j}, if it has any. LEAST would
   * take null for the other number.
   */
  static final String PARTS =
      """
      cross join lateral (
        select
          case when count(*) > 0
            then least(sum(p.done), 9223372036854775807)::bigint end as parts_sum,
          case when count(p.total) = count(*) and count(*) > 0
            then least(sum(p.total), 9223372036854775807)::bigint end as parts_sum_total
        from progress_part p where p.job_id = j.job_id) s\
      """;

  private final Map<String, Job> jobs = new LinkedHashMap<>();

  /** A job as far as its rows have been read. */
  private record Job(
      @Nullable JobInfo info,
      @Nullable PartTotals parts,
      @Nullable ControlRequest control,
      Instant asOf,
      List<WriterState> writers) {}

  /** The jobs of which a condition holds, in one statement. */
  static List<JobState> where(Handle handle, String condition, String name, Object value) {
    return read(
        handle
            .createQuery(
                "select "
                    + COLUMNS
                    + " from progress_job j join progress_writer w on w.job_id = j.job_id "
                    + PARTS
                    + " where "
                    + condition
                    + " order by j.job_id, w.writer_id")
            .bind(name, value));
  }

  static List<JobState> read(Query query) {
    JobRows rows = new JobRows();
    query
        .map(
            (row, context) -> {
              rows.add(row);
              return row;
            })
        .forEach(row -> {});
    return rows.states();
  }

  /** Takes the row a result is at. */
  void add(ResultSet row) throws SQLException {
    String id = row.getString("job_id");
    Job job = jobs.get(id);
    if (job == null) {
      job = new Job(info(row), parts(row), control(id, row), time(row, "as_of"), new ArrayList<>());
      jobs.put(id, job);
    }
    job.writers().add(writer(row, job.asOf()));
  }

  /** The jobs in the order of their first rows. */
  List<JobState> states() {
    List<JobState> states = new ArrayList<>(jobs.size());
    jobs.forEach(
        (id, job) ->
            states.add(
                new JobState(
                    JobId.of(id),
                    job.info(),
                    job.writers(),
                    job.parts(),
                    job.control(),
                    job.asOf())));
    return states;
  }

  private static @Nullable PartTotals parts(ResultSet row) throws SQLException {
    Long done = number(row, "parts_sum");
    return done == null ? null : new PartTotals(done, number(row, "parts_sum_total"));
  }

  private static @Nullable JobInfo info(ResultSet row) throws SQLException {
    String name = row.getString("name");
    return name == null
        ? null
        : new JobInfo(
            name, row.getString("run_key"), labels(row.getString("labels")), row.getString("unit"));
  }

  static Map<String, String> labels(String json) {
    Map<String, String> labels = new LinkedHashMap<>();
    JsonMap.read(json).forEach((label, value) -> labels.put(label, String.valueOf(value)));
    return labels;
  }

  private static @Nullable ControlRequest control(String job, ResultSet row) throws SQLException {
    String control = row.getString("control");
    return control == null
        ? null
        : new ControlRequest(
            JobId.of(job),
            JobControl.of(control),
            row.getString("control_reason"),
            row.getLong("control_number"),
            time(row, "control_at"));
  }

  private static WriterState writer(ResultSet row, Instant asOf) throws SQLException {
    String credential = row.getString("credential");
    return new WriterState(
        WriterId.of(row.getString("writer_id")),
        row.getLong("epoch"),
        row.getLong("sequence"),
        JobStatus.of(row.getString("status")),
        credential == null ? null : Credential.of(credential),
        totals(row, ""),
        totals(row, "base_"),
        row.getLong("processed"),
        facts(row, asOf),
        row.getString("error"),
        duration(row, "active_seconds"),
        time(row, "started_at"),
        time(row, "epoch_started_at"),
        time(row, "updated_at"),
        time(row, "advanced_at"),
        time(row, "alive_until"),
        timeOrNull(row, "finished_at"));
  }

  private static JobTotals totals(ResultSet row, String prefix) throws SQLException {
    return new JobTotals(
        row.getLong(prefix + "done"),
        row.getLong(prefix + "failed"),
        counts(row.getString(prefix + "items")));
  }

  static Map<String, Long> counts(String json) {
    return json.equals("{}") ? Map.of() : JsonMap.readCounts(json);
  }

  private static JobFacts facts(ResultSet row, Instant asOf) throws SQLException {
    OffsetDateTime until = row.getObject("wait_until", OffsetDateTime.class);
    Duration left = until == null ? null : Duration.between(asOf, until.toInstant());
    return JobFacts.builder()
        .totalItems(number(row, "total_items"))
        .ownTotal(number(row, "own_total"))
        .operationType(row.getString("operation_type"))
        .currentDataType(row.getString("current_data_type"))
        .stage(row.getString("stage"))
        .lastProcessedId(row.getString("last_processed_id"))
        .part(row.getString("part"), number(row, "parts_done"), number(row, "parts_total"))
        .rate(real(row, "rate"))
        .eta(real(row, "eta_seconds"), real(row, "eta_low_seconds"), real(row, "eta_high_seconds"))
        .waiting(row.getString("wait_reason"), left == null || left.isNegative() ? null : left)
        .build();
  }

  static @Nullable Long number(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? null : value;
  }

  static @Nullable Double real(ResultSet row, String column) throws SQLException {
    double value = row.getDouble(column);
    return row.wasNull() ? null : value;
  }

  private static @Nullable Duration duration(ResultSet row, String column) throws SQLException {
    Double seconds = real(row, column);
    return seconds == null ? null : Duration.ofNanos(Math.round(seconds * 1e9));
  }

  static Instant time(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  static @Nullable Instant timeOrNull(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }
}
