package io.github.progresstracker.jdbc;

import io.github.progresstracker.job.Checkpoint;
import io.github.progresstracker.job.CheckpointStep;
import io.github.progresstracker.job.CheckpointStore;
import io.github.progresstracker.job.CheckpointTarget;
import io.github.progresstracker.job.JobId;
import io.github.progresstracker.job.JobTotals;
import io.github.progresstracker.job.LeaseLostException;
import io.github.progresstracker.json.JsonMap;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Checkpoints in the table {@code progress_checkpoint}. Get one from {@link
 * PostgresProgress#checkpoints()}.
 *
 * <p>Written by themselves they are as exact as what is written before or after them. Written
 * {@linkplain #in(Connection) in the transaction of the work} they are exact: after a {@code kill
 * -9} the checkpoint says what is there.
 *
 * <p>All methods may be called by any thread.
 *
 * <pre>{@code
 * PostgresCheckpoints checkpoints = postgres.checkpoints();
 * connection.setAutoCommit(false);
 * store(connection, page);                            // the work and its checkpoint, or neither
 * job.checkpoint(checkpoints.in(connection), page.lastId(), page.size());
 * connection.commit();
 * }</pre>
 */
public final class PostgresCheckpoints implements CheckpointStore {

  private static final String COLUMNS =
      " job_id, part, token, state, done, failed, items::text as items, updated_at, estimator ";

  private static final String ADD =
      """
      insert into progress_checkpoint as c (
        job_id, part, token, state, done, failed, items, updated_at, estimator)
      values (:job, :part, :token, :state, :done, :failed, :items::jsonb, clock_timestamp(),
        :estimator)
      on conflict (job_id, part) do update set
        token = excluded.token, state = excluded.state, updated_at = excluded.updated_at,
        estimator = coalesce(excluded.estimator, c.estimator),
        done = least(c.done + excluded.done::numeric, 9223372036854775807)::bigint,
        failed = least(c.failed + excluded.failed::numeric, 9223372036854775807)::bigint,
        items = case when excluded.items = '{}' then c.items else (
          select jsonb_object_agg(s.key, s.sum) from (
            select b.key, least(sum(b.value::numeric), 9223372036854775807) as sum from (
              select * from jsonb_each_text(c.items)
              union all select * from jsonb_each_text(excluded.items)) b group by b.key) s) end
      where c.token <= excluded.token
      returning\
      """
          + COLUMNS;

  private static final String CLAIM =
      """
      insert into progress_checkpoint as c (
        job_id, part, token, state, done, failed, items, updated_at)
      values (:job, :part, :token, '', 0, 0, '{}', clock_timestamp())
      on conflict (job_id, part) do update set token = excluded.token
      where c.token <= excluded.token
      returning\
      """
          + COLUMNS;

  private final JobCalls calls;
  private final TableNames names;

  PostgresCheckpoints(JobCalls calls, TableNames names) {
    this.calls = calls;
    this.names = names;
  }

  /**
   * Where checkpoints become part of a transaction of the host's: they are there when it commits,
   * and gone if it rolls back. On a {@link LeaseLostException} the transaction can go on as far as
   * PostgreSQL is concerned, and should not: somebody else is doing this work.
   *
   * @param connection in a transaction that the host begins and ends; with jdbi it is {@code
   *     handle.getConnection()}
   * @return a target that uses this connection, for as long as the transaction lasts
   */
  public CheckpointTarget in(Connection connection) {
    // Never closed: that would close the host's connection.
    Handle handle = names.handle(connection);
    return step -> JobCalls.on(handle, open -> add(open, step)).totals();
  }

  @Override
  public JobTotals add(CheckpointStep step) throws SQLException {
    return calls.once(handle -> add(handle, step)).totals();
  }

  private static Checkpoint add(Handle handle, CheckpointStep step) {
    return handle
        .createQuery(ADD)
        .bind("job", step.job().value())
        .bind("part", step.part())
        .bind("token", step.token())
        .bind("state", step.state())
        .bind("estimator", step.estimator())
        .bind("done", step.more().done())
        .bind("failed", step.more().failed())
        .bind("items", JsonMap.writeCounts(step.more().itemsByType()))
        .map((row, context) -> checkpoint(row))
        .findOne()
        .orElseThrow(() -> lost(handle, step.job(), step.part(), step.token()));
  }

  @Override
  public Checkpoint claim(JobId job, String part, long token) throws SQLException {
    CheckpointStep checked = new CheckpointStep(job, part, token, "", JobTotals.NONE);
    return calls.once(
        handle ->
            handle
                .createQuery(CLAIM)
                .bind("job", checked.job().value())
                .bind("part", checked.part())
                .bind("token", checked.token())
                .map((row, context) -> checkpoint(row))
                .findOne()
                .orElseThrow(() -> lost(handle, job, part, token)));
  }

  @Override
  public Optional<Checkpoint> find(JobId job, String part) throws SQLException {
    return calls.once(handle -> find(handle, job, part)).stream().findFirst();
  }

  private static List<Checkpoint> find(Handle handle, JobId job, String part) {
    return handle
        .createQuery(
            "select" + COLUMNS + "from progress_checkpoint where job_id = :job and part = :part")
        .bind("job", job.value())
        .bind("part", part)
        .map((row, context) -> checkpoint(row))
        .list();
  }

  private static LeaseLostException lost(Handle handle, JobId job, String part, long token) {
    long newest = find(handle, job, part).stream().mapToLong(Checkpoint::token).max().orElse(-1);
    return new LeaseLostException(
        "the checkpoint of job "
            + job
            + " was claimed with token "
            + newest
            + ", this one has "
            + token);
  }

  private static Checkpoint checkpoint(ResultSet row) throws SQLException {
    return new Checkpoint(
        JobId.of(row.getString("job_id")),
        row.getString("part"),
        row.getLong("token"),
        row.getString("state"),
        new JobTotals(
            row.getLong("done"), row.getLong("failed"), JobRows.counts(row.getString("items"))),
        JobRows.time(row, "updated_at"),
        row.getString("estimator"));
  }
}
