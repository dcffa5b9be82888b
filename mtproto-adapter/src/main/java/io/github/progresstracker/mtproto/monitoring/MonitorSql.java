package io.github.progresstracker.mtproto.monitoring;

/** Every statement of {@link CollectionMonitor}. */
final class MonitorSql {

  /** One step into the index of migration 2 for each channel, however long its history is. */
  static final String PROGRESS =
      """
      SELECT c.channel_id, c.title, d."timestamp", d.phase, d.done, d.total,
             (CASE WHEN d.done > d.total THEN 100.0
                   ELSE trunc(100.0 * d.done / nullif(d.total, 0), 1) END)::float8 AS percent,
             d.step_number, d.step_count, round(d.rate::numeric, 1)::float8 AS rate,
             least(round(d.eta_seconds), 9e15)::bigint AS eta_seconds,
             (SELECT max(s."timestamp") FROM progress_event s
               WHERE s.user_id IS NOT DISTINCT FROM d.user_id AND s.action = 'collection_start'
                 AND s.job_id = d.job_id AND s."timestamp" <= d."timestamp"
                 AND s."timestamp" >= now() - make_interval(secs => :window)) AS started_at
        FROM mtproto_channel c
       CROSS JOIN LATERAL (
             SELECT * FROM progress_event e
              WHERE e.channel_id = c.channel_id AND e.action = 'collection_progress_detail'
                AND e."timestamp" >= now() - make_interval(secs => :window)
                AND (:user::bigint IS NULL OR e.user_id = :user)
              ORDER BY e."timestamp" DESC, e.event_id DESC LIMIT 1) d
       ORDER BY d."timestamp" DESC, c.channel_id
      """;

  static final String HISTORY =
      """
      SELECT DISTINCT ON (span) "timestamp", done, round(rate::numeric, 1)::float8 AS rate
        FROM (SELECT e.event_id, e."timestamp", e.done, e.rate,
                     date_bin(make_interval(secs => :span), e."timestamp",
                              timestamptz '1970-01-01 00:00:00+00') AS span
                FROM progress_event e
               WHERE e.channel_id = :channel AND e.action = 'collection_progress_detail'
                 AND e."timestamp" >= now() - make_interval(secs => :window)
                 AND (:user::bigint IS NULL OR e.user_id = :user)) points
       ORDER BY span, "timestamp" DESC, event_id DESC
      """;

  private MonitorSql() {}
}
