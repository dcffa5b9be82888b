package io.github.progresstracker.jdbc;

import io.github.progresstracker.eta.EtaAccuracy;
import io.github.progresstracker.job.JobInfo;
import io.github.progresstracker.job.JobReport;
import io.github.progresstracker.job.JobTotals;
import io.github.progresstracker.job.ReportedStatus;
import io.github.progresstracker.job.RunFigures;
import io.github.progresstracker.json.JsonMap;
import io.github.progresstracker.json.SafeJson;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The statement that merges reports: {@link io.github.progresstracker.job.Merge} in SQL. Arrays go
 * in, one element for each report; each writer may be there once. The rows of the writers are
 * locked, in the order of their keys, before anything is computed from them, so that the newest
 * version counts and two flushes cannot stand in each other's way for ever.
 */
final class JobSql {

  private static final String MERGE =
      """
      with minute as materialized (
        select date_trunc('minute', now(), 'UTC') as began
      ), incoming as (
        select * from unnest(
          ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::double precision[],
          ?::bigint[], ?::bigint[], ?::jsonb[],
          ?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[],
          ?::text[], ?::bigint[], ?::bigint[],
          ?::double precision[], ?::double precision[], ?::double precision[],
          ?::double precision[], ?::text[], ?::double precision[],
          ?::text[], ?::bigint[], ?::bigint[], ?::jsonb[],
          ?::bigint[], ?::bigint[], ?::jsonb[],
          ?::text[], ?::text[], ?::text[], ?::text[],
          ?::text[], ?::jsonb[], ?::boolean[],
          ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::jsonb[], ?::text[], ?::jsonb[])
        as i (job_id, writer_id, epoch, sequence, alive_seconds,
          done, failed, items,
          total_items, own_total, operation_type, current_data_type, stage, last_processed_id,
          part, parts_done, parts_total,
          rate, eta_seconds, eta_low_seconds, eta_high_seconds, wait_reason, wait_seconds,
          key, more_done, more_failed, more_items,
          base_done, base_failed, base_items,
          status, word, credential, event,
          error, details, on_record,
          name, run_key, user_id, channel_id, labels, unit, run)
      ), job as (
        insert into progress_job as j (job_id, name, run_key, user_id, channel_id, labels, unit)
        select distinct on (job_id) job_id, name, run_key, user_id, channel_id,
          coalesce(labels, '{}'), unit
        from incoming i
        where name is not null
          or not exists (select from progress_job known where known.job_id = i.job_id)
        order by job_id, name nulls last
        on conflict (job_id) do update set
          name = excluded.name, run_key = excluded.run_key, user_id = excluded.user_id,
          channel_id = excluded.channel_id, labels = excluded.labels, unit = excluded.unit
        where excluded.name is not null
          and (j.name, j.run_key, j.labels, j.unit) is distinct from
            (excluded.name, excluded.run_key, excluded.labels, excluded.unit)
      ), old as (
        select w.* from progress_writer w
        join incoming i on w.job_id = i.job_id and w.writer_id = i.writer_id
        order by w.job_id, w.writer_id
        for update of w
      ), fresh as (
        insert into progress_delta (job_id, key)
        select i.job_id, i.key from incoming i
        left join old o on o.job_id = i.job_id and o.writer_id = i.writer_id and o.status <> 'new'
        where i.key is not null
          and (i.done is null or o.job_id is null or (i.epoch, i.sequence) > (o.epoch, o.sequence))
        order by i.job_id, i.key
        on conflict do nothing
        returning job_id, key
      ), news as (
        select i.*,
          i.key is not null
            and exists (select from fresh f where f.job_id = i.job_id and f.key = i.key) as adds,
          o.job_id is not null as known,
          o.job_id is not null and (i.done is null or o.epoch = i.epoch) as same,
          o.epoch as o_epoch, o.sequence as o_sequence, o.status as o_status,
          o.credential as o_credential, o.done as o_done, o.failed as o_failed,
          o.items as o_items, o.base_done as o_base_done, o.base_failed as o_base_failed,
          o.base_items as o_base_items, o.processed as o_processed,
          o.total_items as o_total_items, o.own_total as o_own_total,
          o.operation_type as o_operation_type, o.current_data_type as o_current_data_type,
          o.stage as o_stage, o.last_processed_id as o_last_processed_id, o.part as o_part,
          o.parts_done as o_parts_done, o.parts_total as o_parts_total, o.error as o_error,
          o.active_seconds as o_active_seconds,
          o.started_at as o_started_at, o.epoch_started_at as o_epoch_started_at,
          o.advanced_at as o_advanced_at, o.finished_at as o_finished_at,
          o.bucket as o_bucket, o.bucket_done as o_bucket_done,
          o.bucket_failed as o_bucket_failed, o.rate as o_rate, o.eta_seconds as o_eta_seconds,
          o.eta_low_seconds as o_eta_low_seconds, o.eta_high_seconds as o_eta_high_seconds,
          o.wait_reason as o_wait_reason, o.wait_until as o_wait_until,
          greatest(o.bucket, minute.began) as this_bucket
        from incoming i
        cross join minute
        left join old o on o.job_id = i.job_id and o.writer_id = i.writer_id and o.status <> 'new'
        where case
          when i.done is null
            then exists (select from fresh f where f.job_id = i.job_id and f.key = i.key)
          else o.job_id is null or (i.epoch, i.sequence) > (o.epoch, o.sequence)
        end
      ), counted as (
        select n.*,
          case when n.done is null then coalesce(n.o_done, 0)
            when n.same then greatest(n.o_done, n.done) else n.done end as n_done,
          case when n.done is null then coalesce(n.o_failed, 0)
            when n.same then greatest(n.o_failed, n.failed) else n.failed end as n_failed,
          case when n.done is null then coalesce(n.o_items, '{}')
            when not n.same or n.o_items = '{}' then n.items
            when n.items = '{}' then n.o_items
            else (
              select jsonb_object_agg(k, greatest(
                (n.o_items ->> k)::bigint, (n.items ->> k)::bigint))
              from jsonb_object_keys(n.o_items || n.items) k) end as n_items,
          case when n.same then n.o_base_done
            when n.base_done is not null then n.base_done
            when n.known then least(n.o_base_done, 9223372036854775807 - n.o_done) + n.o_done
            else 0 end as t_base_done,
          case when n.same then n.o_base_failed
            when n.base_done is not null then n.base_failed
            when n.known then least(n.o_base_failed, 9223372036854775807 - n.o_failed) + n.o_failed
            else 0 end as t_base_failed,
          case when n.same then n.o_base_items
            when n.base_done is not null then n.base_items
            when n.known then
              (select coalesce(jsonb_object_agg(s.key, s.sum), '{}') from (
                select b.key, least(sum(b.value::numeric), 9223372036854775807) as sum from (
                  select * from jsonb_each_text(n.o_base_items)
                  union all select * from jsonb_each_text(n.o_items)) b group by b.key) s)
            else '{}' end as t_base_items,
          case when n.same and n.o_status in ('completed', 'failed') then n.o_status
            when n.word is null then n.o_status
            when n.status is not null then n.status
            when n.o_status = 'paused' then 'paused'
            else 'processing' end as n_status
        from news n
      ), added as (
        select c.*,
          case when c.adds
            then least(c.t_base_done, 9223372036854775807 - c.more_done) + c.more_done
            else c.t_base_done end as n_base_done,
          case when c.adds
            then least(c.t_base_failed, 9223372036854775807 - c.more_failed) + c.more_failed
            else c.t_base_failed end as n_base_failed,
          case when not c.adds or c.more_items = '{}' then c.t_base_items
            when c.t_base_items = '{}' then c.more_items
            else (
              select jsonb_object_agg(k, least(
                coalesce((c.t_base_items -> k)::numeric, 0) + coalesce((c.more_items -> k)::numeric, 0),
                9223372036854775807))
              from jsonb_object_keys(c.t_base_items || c.more_items) k) end as n_base_items
        from counted c
      ), merged as (
        select c.*,
          greatest(
            c.o_processed,
            least(c.n_base_done, 9223372036854775807 - c.n_done) + c.n_done) as processed,
          least(c.o_base_failed, 9223372036854775807 - c.o_failed) + c.o_failed as o_all_failed,
          nullif(coalesce(c.operation_type, c.o_operation_type), '') as n_operation_type,
          nullif(coalesce(c.current_data_type, c.o_current_data_type), '')
            as n_current_data_type,
          nullif(coalesce(c.stage, c.o_stage), '') as n_stage,
          not c.same or c.o_status <> c.n_status as changed,
          not c.same or c.o_status not in ('completed', 'failed') as was_open
        from added c
      ), applied as (
        insert into progress_writer as w (
          job_id, writer_id, epoch, sequence, status, credential, done, failed, items,
          base_done, base_failed, base_items, processed, total_items, own_total,
          operation_type, current_data_type, stage, last_processed_id,
          part, parts_done, parts_total, rate, eta_seconds, eta_low_seconds, eta_high_seconds,
          wait_reason, wait_until, error, active_seconds, started_at, epoch_started_at, updated_at,
          advanced_at, alive_until, finished_at, bucket, bucket_done, bucket_failed)
        select
          m.job_id, m.writer_id,
          case when m.done is null then coalesce(m.o_epoch, 0) else m.epoch end,
          case when m.done is null then coalesce(m.o_sequence, 0) else m.sequence end,
          m.n_status, coalesce(m.credential, m.o_credential), m.n_done, m.n_failed, m.n_items,
          m.n_base_done, m.n_base_failed, m.n_base_items, m.processed,
          coalesce(m.total_items, m.o_total_items), coalesce(m.own_total, m.o_own_total),
          m.n_operation_type, m.n_current_data_type, m.n_stage,
          nullif(coalesce(m.last_processed_id, m.o_last_processed_id), ''),
          nullif(coalesce(m.part, case when m.same then m.o_part end), ''),
          coalesce(m.parts_done, case when m.same then m.o_parts_done end),
          coalesce(m.parts_total, case when m.same then m.o_parts_total end),
          case when m.word is null then m.o_rate else m.rate end,
          case when m.word is null then m.o_eta_seconds else m.eta_seconds end,
          case when m.word is null then m.o_eta_low_seconds else m.eta_low_seconds end,
          case when m.word is null then m.o_eta_high_seconds else m.eta_high_seconds end,
          case when m.word is null then m.o_wait_reason else nullif(m.wait_reason, '') end,
          case when m.word is null then m.o_wait_until
            else now() + make_interval(secs => m.wait_seconds) end,
          coalesce(m.error, m.o_error),
          coalesce((m.run ->> 'active_seconds')::double precision,
            case when m.same then m.o_active_seconds end),
          coalesce(m.o_started_at, now()),
          case when m.same then m.o_epoch_started_at else now() end, now(),
          case when m.processed > coalesce(m.o_processed, -1) then now()
            else m.o_advanced_at end,
          now() + make_interval(secs => m.alive_seconds),
          case when m.n_status not in ('completed', 'failed') then null
            when m.same then coalesce(m.o_finished_at, now()) else now() end,
          m.this_bucket,
          case when not m.known then m.n_base_done
            when m.o_bucket = m.this_bucket then m.o_bucket_done else m.o_processed end
          -- What a part that changed hands brings along was not done now.
            + case when not m.known or m.same or m.base_done is null
                or m.n_base_done <= m.o_processed then 0
                when exists (select from progress_part p where p.job_id = m.job_id)
                  then m.n_base_done - m.o_processed
                else 0 end,
          case when not m.known then m.n_base_failed
            when m.o_bucket = m.this_bucket then m.o_bucket_failed
            else m.o_all_failed end
        from merged m
        order by m.job_id, m.writer_id
        on conflict (job_id, writer_id) do update set
          epoch = excluded.epoch, sequence = excluded.sequence, status = excluded.status,
          credential = excluded.credential, done = excluded.done, failed = excluded.failed,
          items = excluded.items, base_done = excluded.base_done,
          base_failed = excluded.base_failed, base_items = excluded.base_items,
          processed = excluded.processed, total_items = excluded.total_items,
          own_total = excluded.own_total, operation_type = excluded.operation_type,
          current_data_type = excluded.current_data_type, stage = excluded.stage,
          last_processed_id = excluded.last_processed_id, part = excluded.part,
          parts_done = excluded.parts_done, parts_total = excluded.parts_total,
          rate = excluded.rate, eta_seconds = excluded.eta_seconds,
          eta_low_seconds = excluded.eta_low_seconds, eta_high_seconds = excluded.eta_high_seconds,
          wait_reason = excluded.wait_reason, wait_until = excluded.wait_until,
          error = excluded.error, active_seconds = excluded.active_seconds,
          started_at = excluded.started_at,
          epoch_started_at = excluded.epoch_started_at, updated_at = excluded.updated_at,
          advanced_at = excluded.advanced_at, alive_until = excluded.alive_until,
          finished_at = excluded.finished_at, bucket = excluded.bucket,
          bucket_done = excluded.bucket_done, bucket_failed = excluded.bucket_failed
        where w.status = 'new'
          or (w.epoch, w.sequence) < (excluded.epoch, excluded.sequence)
          or exists (select from fresh f where f.job_id = excluded.job_id)
        returning w.job_id, w.writer_id
      ), timeline as (
        insert into progress_timeline (job_id, writer_id, event, details)
        select m.job_id, m.writer_id, e.event, e.details
        from merged m
        join applied a on a.job_id = m.job_id and a.writer_id = m.writer_id
        cross join lateral (
          select
            case
              when m.event is not null then m.event
              when not m.changed and not m.on_record then null
              when m.changed and m.n_status = 'completed' then 'completion'
              when m.changed and m.n_status = 'failed' then 'error'
              when m.n_operation_type = 'discovery' then 'discovery_progress'
              else 'progress_update' end as main,
            jsonb_strip_nulls(jsonb_build_object(
              'status', m.word, 'processedItems', m.processed,
              'currentDataType', m.n_current_data_type, 'stage', m.n_stage,
              'error', m.error)) as facts) f
        cross join lateral (values
          (1, f.main, f.facts || coalesce(m.details, '{}')),
          (2, case when m.n_stage is distinct from m.o_stage and m.n_stage is not null
              then 'stage_change' end,
            jsonb_strip_nulls(jsonb_build_object('from', m.o_stage, 'to', m.n_stage))),
          (3, case when m.error is not null and f.main is distinct from 'error'
              then 'error' end, f.facts)) e (place, event, details)
        where e.event is not null
        order by m.job_id, m.writer_id, e.place
      ), history as (
        insert into progress_history (job_id, bucket, writer_id, worked, failed, rate, eta_seconds)
        select m.job_id, m.o_bucket, m.writer_id, m.o_processed - m.o_bucket_done,
          greatest(0, m.o_all_failed - m.o_bucket_failed), m.o_rate, m.o_eta_seconds
        from merged m
        join applied a on a.job_id = m.job_id and a.writer_id = m.writer_id
        where m.o_bucket < m.this_bucket
        on conflict do nothing
      ), ended as (
        insert into progress_job_run (
          job_id, writer_id, epoch, user_id, run_key, status, started_at, finished_at, done, failed,
          active_seconds, succeeded, skipped, retried, quality, tokens, cost,
          api_calls_succeeded, api_calls_failed, eta_error, eta_coverage, eta_jitter)
        select m.job_id, m.writer_id,
          case when m.done is null then coalesce(m.o_epoch, 0) else m.epoch end,
          case when m.name is null then j.user_id else m.user_id end,
          case when m.name is null then j.run_key else m.run_key end, m.n_status,
          case when m.same then m.o_epoch_started_at else now() end, now(), m.n_done, m.n_failed,
          r.active_seconds, r.succeeded, r.skipped, r.retried, r.quality, r.tokens, r.cost,
          r.api_calls_succeeded, r.api_calls_failed, r.eta_error, r.eta_coverage, r.eta_jitter
        from merged m
        join applied a on a.job_id = m.job_id and a.writer_id = m.writer_id
        left join progress_job j on j.job_id = m.job_id
        left join lateral jsonb_to_record(m.run) as r (
          active_seconds double precision, succeeded bigint, skipped bigint, retried bigint,
          quality double precision, tokens bigint, cost numeric, api_calls_succeeded bigint,
          api_calls_failed bigint, eta_error double precision, eta_coverage double precision,
          eta_jitter double precision) on true
        where m.was_open and m.n_status in ('completed', 'failed')
        on conflict do nothing
      )
      select job_id, writer_id from applied\
      """;

  /**
   * Cheaper than to truncate the time of each row: a time zone costs more than the row's update.
   */
  static final String SAME_MINUTE = " w.bucket > now() - interval '1 minute' ";

  /**
   * What most reports are: the writer goes on, and nothing has happened but that it got further.
   * All others find no row here and go the long way, whose plan alone costs ten times as much.
   */
  private static final String GO_ON =
      """
      update progress_writer w set
        sequence = i.sequence,
        done = greatest(w.done, i.done),
        failed = greatest(w.failed, i.failed),
        items = case
          when i.items = '{}' then w.items
          when w.items = '{}' then i.items
          else (
            select jsonb_object_agg(k, greatest(w.items -> k, i.items -> k))
            from jsonb_object_keys(w.items || i.items) k) end,
        processed = greatest(w.processed, least(
          w.base_done + greatest(w.done, i.done)::numeric, 9223372036854775807)::bigint),
        advanced_at = case
          when w.base_done + greatest(w.done, i.done)::numeric > w.processed then now()
          else w.advanced_at end,
        total_items = coalesce(i.total_items, w.total_items),
        own_total = coalesce(i.own_total, w.own_total),
        operation_type = nullif(coalesce(i.operation_type, w.operation_type), ''),
        current_data_type = nullif(coalesce(i.current_data_type, w.current_data_type), ''),
        last_processed_id = nullif(coalesce(i.last_processed_id, w.last_processed_id), ''),
        part = nullif(coalesce(i.part, w.part), ''),
        parts_done = coalesce(i.parts_done, w.parts_done),
        parts_total = coalesce(i.parts_total, w.parts_total),
        rate = i.rate, eta_seconds = i.eta_seconds, eta_low_seconds = i.eta_low_seconds,
        eta_high_seconds = i.eta_high_seconds, wait_reason = nullif(i.wait_reason, ''),
        wait_until = now() + make_interval(secs => i.wait_seconds),
        updated_at = now(), alive_until = now() + make_interval(secs => i.alive_seconds)
      from unnest(
        ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::double precision[],
        ?::bigint[], ?::bigint[], ?::jsonb[],
        ?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[],
        ?::text[], ?::bigint[], ?::bigint[],
        ?::double precision[], ?::double precision[], ?::double precision[],
        ?::double precision[], ?::text[], ?::double precision[])
      as i (job_id, writer_id, epoch, sequence, alive_seconds,
        done, failed, items,
        total_items, own_total, operation_type, current_data_type, stage, last_processed_id,
        part, parts_done, parts_total,
        rate, eta_seconds, eta_low_seconds, eta_high_seconds, wait_reason, wait_seconds)
      where w.job_id = i.job_id and w.writer_id = i.writer_id
        and w.epoch = i.epoch and w.sequence < i.sequence and w.status = 'processing'
        and coalesce(i.stage, w.stage, '') = coalesce(w.stage, '') and\
      """
          + SAME_MINUTE
          + "returning w.job_id, w.writer_id, w.xmin, w.done, w.failed, w.items::text as items";

  /** Rows to be locked: without them two deltas of a new writer would both begin at nothing. */
  private static final String MAKE_ROOM =
      """
      insert into progress_writer (
        job_id, writer_id, epoch, sequence, status, done, failed, items, base_done, base_failed,
        base_items, processed, started_at, epoch_started_at, updated_at, advanced_at, alive_until,
        bucket, bucket_done, bucket_failed)
      select job_id, writer_id, 0, 0, 'new', 0, 0, '{}', 0, 0, '{}', 0, now(), now(), now(), now(),
        now(), now(), 0, 0
      from unnest(?::text[], ?::text[]) as i (job_id, writer_id)
      order by job_id, writer_id
      on conflict do nothing\
      """;

  private static final String CLEAR_ROOM =
      """
      delete from progress_writer w
      using unnest(?::text[], ?::text[]) as i (job_id, writer_id)
      where w.job_id = i.job_id and w.writer_id = i.writer_id and w.status = 'new'\
      """;

  private JobSql() {}

  /** Takes those that only go on; returns the others. No two may be of one writer. */
  static List<JobReport> goOn(Handle handle, List<JobReport> reports, FollowUps followUps)
      throws SQLException {
    List<JobReport> plain = reports.stream().filter(JobSql::isPlain).toList();
    if (plain.isEmpty()) {
      return reports;
    }
    Map<List<String>, JobReport> left = new LinkedHashMap<>();
    reports.forEach(report -> left.put(key(report), report));
    try (PreparedStatement statement = prepare(handle, GO_ON)) {
      bindState(new Columns<>(statement, plain));
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          JobReport taken = left.remove(key(row));
          if (taken != null) {
            followUps.remember(taken, row);
          }
        }
      }
    }
    return List.copyOf(left.values());
  }

  private static PreparedStatement prepare(Handle handle, String sql) throws SQLException {
    return handle.getConnection().prepareStatement(TableNames.of(handle).sql(sql));
  }

  static boolean isPlain(JobReport report) {
    return report.status() == ReportedStatus.PROCESSING
        && report.added() == null
        && !report.onRecord()
        && report.error() == null
        && report.info() == null
        && report.run() == null;
  }

  private static List<String> key(ResultSet row) throws SQLException {
    return List.of(row.getString(1), row.getString(2));
  }

  /**
   * Merges reports of which no two are of one writer; returns those whose totals changed nothing,
   * and deltas that were there.
   *
   * @param there keys of writers whose rows are known to be there
   */
  static List<JobReport> merge(Handle handle, List<JobReport> reports, Set<List<String>> there)
      throws SQLException {
    List<JobReport> adding = reports.stream().filter(report -> report.added() != null).toList();
    List<JobReport> unknown =
        adding.stream().filter(report -> !there.contains(key(report))).toList();
    if (!unknown.isEmpty()) {
      room(handle, MAKE_ROOM, unknown);
    }
    List<JobReport> old = merge(handle, reports, true);
    List<JobReport> late = old.stream().flatMap(report -> late(report).stream()).toList();
    if (!late.isEmpty()) {
      List<JobReport> unused = merge(handle, late, false);
    }
    if (!unknown.isEmpty() && old.stream().anyMatch(JobReport::isDelta)) {
      room(handle, CLEAR_ROOM, unknown);
    }
    return old;
  }

  /** What of a report counts although its totals do not. */
  private static Optional<JobReport> late(JobReport report) {
    String key = report.idempotencyKey();
    JobTotals more = report.more();
    return key == null || more == null
        ? Optional.empty()
        : Optional.of(
            JobReport.of(report.job(), report.writer())
                .idempotencyKey(key)
                .totals(more)
                .keepAlive(report.keepAlive())
                .onRecord(false)
                .build());
  }

  /**
   * Runs the merge.
   *
   * @param whole whether reports tell anything but what they add
   */
  private static List<JobReport> merge(Handle handle, List<JobReport> reports, boolean whole)
      throws SQLException {
    Set<List<String>> applied = new HashSet<>();
    try (PreparedStatement statement = prepare(handle, MERGE)) {
      bind(new Columns<>(statement, reports), whole);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          applied.add(key(row));
        }
      }
    }
    return reports.stream().filter(report -> !applied.contains(key(report))).toList();
  }

  static List<String> key(JobReport report) {
    return List.of(report.job().value(), report.writer().value());
  }

  private static void room(Handle handle, String sql, List<JobReport> reports) throws SQLException {
    try (PreparedStatement statement = prepare(handle, sql)) {
      bindNames(new Columns<>(statement, reports));
      statement.executeUpdate();
    }
  }

  private static Columns<JobReport> bindNames(Columns<JobReport> columns) throws SQLException {
    return columns.texts(r -> r.job().value()).texts(r -> r.writer().value());
  }

  private static void bind(Columns<JobReport> columns, boolean whole) throws SQLException {
    bindState(columns);
    bindAdded(columns);
    bindBase(columns);
    columns
        .texts(r -> whole ? word(r.status().status()) : null)
        .texts(r -> whole ? r.status().word() : null)
        .texts(r -> word(r.status().credential()))
        .texts(r -> r.status().event())
        .texts(JobReport::error)
        .texts(r -> json(r.details()))
        .flags(JobReport::onRecord);
    bindInfo(columns);
    columns.texts(r -> run(r.run()));
  }

  /** Who it is and how far it has come; a delta says nothing of its counts. */
  private static void bindState(Columns<JobReport> columns) throws SQLException {
    bindNames(columns)
        .numbers(JobReport::epoch)
        .numbers(JobReport::sequence)
        .reals(r -> seconds(r.keepAlive()))
        .counts(r -> r.isDelta() ? null : r.totals().done())
        .counts(r -> r.isDelta() ? null : r.totals().failed())
        .texts(r -> r.isDelta() ? null : items(r.totals()));
    bindFacts(columns);
  }

  private static void bindFacts(Columns<JobReport> columns) throws SQLException {
    columns
        .counts(r -> r.facts().totalItems())
        .counts(r -> r.facts().ownTotal())
        .texts(r -> r.facts().operationType())
        .texts(r -> r.facts().currentDataType())
        .texts(r -> r.facts().stage())
        .texts(r -> r.facts().lastProcessedId())
        .texts(r -> r.facts().part())
        .counts(r -> r.facts().partsDone())
        .counts(r -> r.facts().partsTotal())
        .reals(r -> r.facts().rate())
        .reals(r -> r.facts().etaSeconds())
        .reals(r -> r.facts().etaLowSeconds())
        .reals(r -> r.facts().etaHighSeconds())
        .texts(r -> r.facts().waitReason())
        .reals(r -> seconds(r.facts().waitLeft()));
  }

  private static void bindAdded(Columns<JobReport> columns) throws SQLException {
    columns
        .texts(JobReport::idempotencyKey)
        .counts(r -> of(r.added(), JobTotals::done))
        .counts(r -> of(r.added(), JobTotals::failed))
        .texts(r -> of(r.added(), JobSql::items));
  }

  private static void bindBase(Columns<JobReport> columns) throws SQLException {
    columns
        .counts(r -> of(base(r), JobTotals::done))
        .counts(r -> of(base(r), JobTotals::failed))
        .texts(r -> of(base(r), JobSql::items));
  }

  private static @Nullable JobTotals base(JobReport report) {
    return report.isDelta() ? null : report.base();
  }

  private static void bindInfo(Columns<JobReport> columns) throws SQLException {
    columns
        .texts(r -> of(r.info(), JobInfo::name))
        .texts(r -> of(r.info(), JobInfo::key))
        .counts(r -> of(r.info(), JobInfo::userId))
        .counts(r -> of(r.info(), JobInfo::channelId))
        .texts(r -> of(r.info(), info -> SafeJson.write(info.labels())))
        .texts(r -> of(r.info(), JobInfo::unit));
  }

  private static <A, V> @Nullable V of(@Nullable A value, Function<A, @Nullable V> part) {
    return value == null ? null : part.apply(value);
  }

  static String items(JobTotals totals) {
    return totals.itemsByType().isEmpty() ? "{}" : JsonMap.writeCounts(totals.itemsByType());
  }

  private static @Nullable String json(Map<String, @Nullable Object> details) {
    return details.isEmpty() ? null : SafeJson.write(details);
  }

  private static @Nullable String run(@Nullable RunFigures run) {
    if (run == null) {
      return null;
    }
    Map<String, @Nullable Object> figures = new HashMap<>();
    figures.put("active_seconds", seconds(run.active()));
    figures.put("succeeded", run.outcomes().succeeded());
    figures.put("skipped", run.outcomes().skipped());
    figures.put("retried", run.outcomes().retried());
    figures.put("quality", run.outcomes().qualityScore());
    figures.put("tokens", run.tokens());
    figures.put("cost", run.cost());
    figures.put("api_calls_succeeded", run.apiCallsSucceeded());
    figures.put("api_calls_failed", run.apiCallsFailed());
    EtaAccuracy accuracy = run.etaAccuracy();
    if (accuracy != null) {
      figures.put("eta_error", accuracy.error());
      figures.put("eta_coverage", accuracy.coverage());
      figures.put("eta_jitter", accuracy.jitter());
    }
    return SafeJson.write(figures);
  }

  private static @Nullable String word(@Nullable Enum<?> value) {
    return value == null ? null : value.name().toLowerCase(Locale.ROOT);
  }

  static @Nullable Double seconds(@Nullable Duration duration) {
    return duration == null ? null : duration.toNanos() / 1e9;
  }
}
