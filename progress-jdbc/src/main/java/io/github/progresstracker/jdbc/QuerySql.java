package io.github.progresstracker.jdbc;

/** The statements that people's questions come to; each answers one of them in one round trip. */
final class QuerySql {

  private static final String MOST = "9223372036854775807";
  private static final String TODAY = "date_trunc('day', now(), 'UTC')";

  static final String HISTORY =
      """
      select date_bin(make_interval(secs => :span), bucket, timestamptz '1970-01-01 00:00:00+00')
          as at,
        sum(worked) as worked, sum(failed) as failed,
        (max(array[date_part('epoch', bucket), eta_seconds])
          filter (where eta_seconds is not null))[2] as eta_seconds,
        coalesce((select sum(done) from progress_part where job_id = :job),
          (select sum(processed) from progress_writer where job_id = :job), 0) as total,
        now() as read_at
      from (
        select bucket, worked, failed, eta_seconds from progress_history
        where job_id = :job and bucket >= now() - make_interval(secs => :window)
        union all
        select bucket, processed - bucket_done,
          greatest(
            0, least(base_failed, 9223372036854775807 - failed) + failed - bucket_failed),
          eta_seconds
        from progress_writer
        where job_id = :job and bucket >= now() - make_interval(secs => :window)) points
      group by 1 order by 1\
      """;

  static final String ANALYTICS =
      """
      select run_key, count(*) as runs, count(*) filter (where status = 'completed') as completed,
        least(sum(done), %1$s)::bigint as done, least(sum(failed), %1$s)::bigint as failed,
        sum(done) filter (where active_seconds > 0)
          / nullif(sum(active_seconds), 0)::numeric as throughput,
        regr_slope(done / nullif(active_seconds, 0), place) as trend,
        avg(quality) as quality, least(coalesce(sum(tokens), 0), %1$s)::bigint as tokens,
        coalesce(sum(cost), 0) as cost, avg(eta_error) as eta_error,
        avg(eta_coverage) as eta_coverage
      from (
        select r.*, row_number() over (partition by run_key order by finished_at) as place
        from progress_job_run r
        where finished_at >= now() - make_interval(secs => :window) %%s) runs
      group by run_key order by run_key nulls last\
      """
          .formatted(MOST);

  static final String USERS =
      """
      select user_id, count(*) as jobs, count(*) filter (where alive) as running,
        count(*) filter (where open and not alive) as lost,
        least(sum(done), %1$s)::bigint as done, least(sum(failed), %1$s)::bigint as failed,
        max(updated_at) as updated_at
      from (
        select j.user_id, j.job_id,
          coalesce((select sum(p.done) from progress_part p where p.job_id = j.job_id),
            sum(w.processed)) as done,
          sum(w.base_failed::numeric + w.failed) as failed, max(w.updated_at) as updated_at,
          bool_or(w.status not in ('completed', 'failed')) as open,
          bool_or(w.status not in ('completed', 'failed') and w.alive_until > now()) as alive
        from progress_job j join progress_writer w on w.job_id = j.job_id
        group by j.user_id, j.job_id) jobs
      group by user_id order by user_id nulls last\
      """
          .formatted(MOST);

  private QuerySql() {}

  /** The newest jobs; a condition on the user only where one is asked for, so that its index is. */
  static String latest(boolean ofUser) {
    return """
    select %s from (
      select * from progress_job %s order by created_at desc limit :limit) j
    join progress_writer w on w.job_id = j.job_id %s
    order by j.created_at desc, j.job_id, w.writer_id\
    """
        .formatted(JobRows.COLUMNS, ofUser ? "where user_id = :user" : "", JobRows.PARTS);
  }

  static String errorsToday(boolean ofUser) {
    return """
    (select count(*) from progress_event
      where action in ('error', 'collection_error') and "timestamp" >= %s %s)\
    """
        .formatted(TODAY, ofUser ? "and user_id = :user" : "");
  }

  static String runsToday(boolean ofUser) {
    return "(select count(*) from progress_job_run where finished_at >= %s %s)"
        .formatted(TODAY, ofUser ? "and user_id = :user" : "");
  }

  /** Of the last jobs the one that is alive; where none is, the newest. */
  static String worker(boolean ofUser) {
    String user = ofUser ? "where user_id = :user" : "";
    return """
    with newest as (
      select * from progress_job %2$s order by created_at desc limit 20
    ), current as (
      select n.* from newest n
      order by exists (
        select from progress_writer w
        where w.job_id = n.job_id and w.alive_until > now()
          and w.status not in ('completed', 'failed')) desc, n.created_at desc
      limit 1
    ), planned as (
      select interval_seconds, last_run, next_run from progress_schedule %2$s
      order by updated_at desc limit 1
    )
    select %1$s, now() as read_at, p.interval_seconds, p.next_run,
      coalesce(p.last_run,
        (select max(finished_at) from progress_job_run %2$s)) as last_run,
      %3$s as errors_today, %4$s as runs_today
    from (select) one
    left join planned p on true
    left join current j on true
    left join progress_writer w on w.job_id = j.job_id
    %5$s
    order by w.writer_id\
    """
        .formatted(JobRows.COLUMNS, user, errorsToday(ofUser), runsToday(ofUser), JobRows.PARTS);
  }
}
