-- Jobs that several processes share. A job is the sum of its writers, and each writer has a row of
-- its own, which nobody else writes: so there is nothing to fight over, and no row of the whole job
-- to stand in line for.

create table progress_job (
  job_id         text        primary key,
  name           text,
  run_key        text,
  user_id        bigint,
  channel_id     bigint,
  labels         jsonb       not null default '{}',
  created_at     timestamptz not null default now(),
  control        text,
  control_reason text,
  control_number bigint      not null default 0,
  control_at     timestamptz
) with (fillfactor = 80);

comment on table progress_job is 'what a job is, and what somebody wants it to do; hardly ever changes';
comment on column progress_job.control is 'pause, resume or stop, obeyed at the next safe point';

create index progress_job_user on progress_job (user_id, created_at desc);
create index progress_job_created on progress_job (created_at desc);

-- The rows that are updated all the time. No index but the key, and half of each page left free, so
-- that PostgreSQL can put the new version beside the old one and touch no index at all (HOT).
create table progress_writer (
  job_id            text        not null,
  writer_id         text        not null,
  epoch             bigint      not null,
  sequence          bigint      not null,
  status            text        not null,
  credential        text,
  done              bigint      not null,
  failed            bigint      not null,
  items             jsonb       not null,
  base_done         bigint      not null,
  base_failed       bigint      not null,
  base_items        jsonb       not null,
  processed         bigint      not null,
  total_items       bigint,
  own_total         bigint,
  operation_type    text,
  current_data_type text,
  stage             text,
  last_processed_id text,
  part              text,
  parts_done        bigint,
  parts_total       bigint,
  rate              double precision,
  eta_seconds       double precision,
  eta_low_seconds   double precision,
  eta_high_seconds  double precision,
  wait_reason       text,
  wait_until        timestamptz,
  error             text,
  started_at        timestamptz not null,
  epoch_started_at  timestamptz not null,
  updated_at        timestamptz not null,
  advanced_at       timestamptz not null,
  alive_until       timestamptz not null,
  finished_at       timestamptz,
  bucket            timestamptz not null,
  bucket_done       bigint      not null,
  bucket_failed     bigint      not null,
  primary key (job_id, writer_id)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);

comment on column progress_writer.done is 'counted in this epoch';
comment on column progress_writer.base_done is 'what counts besides: earlier epochs, or a checkpoint, and deltas';
comment on column progress_writer.processed is 'done and base_done, and never less than before: what the writer adds to the job';
comment on column progress_writer.bucket_done is 'processed when the minute of bucket began';

-- Keys of deltas that have been added. The library forgets them after a week.
create table progress_delta (
  job_id  text        not null,
  key     text        not null,
  seen_at timestamptz not null default now(),
  primary key (job_id, key)
);

create table progress_timeline (
  entry_id  bigint      generated always as identity,
  job_id    text        not null,
  writer_id text        not null,
  at        timestamptz not null default now(),
  event     text        not null,
  details   jsonb       not null,
  primary key (job_id, entry_id)
);

-- For graphs: one row a minute and writer, written when the minute is over. The minute that is
-- going on is in progress_writer.
create table progress_history (
  job_id      text        not null,
  bucket      timestamptz not null,
  writer_id   text        not null,
  worked      bigint      not null,
  failed      bigint      not null,
  rate        double precision,
  eta_seconds double precision,
  primary key (job_id, bucket, writer_id)
);

comment on column progress_history.worked is 'units done from bucket on, until the next row';

-- One row for each life of a writer, when it ends.
create table progress_job_run (
  job_id              text        not null,
  writer_id           text        not null,
  epoch               bigint      not null,
  user_id             bigint,
  run_key             text,
  status              text        not null,
  started_at          timestamptz not null,
  finished_at         timestamptz not null,
  done                bigint      not null,
  failed              bigint      not null,
  active_seconds      double precision,
  succeeded           bigint,
  skipped             bigint,
  retried             bigint,
  quality             double precision,
  tokens              bigint,
  cost                numeric,
  api_calls_succeeded bigint,
  api_calls_failed    bigint,
  eta_error           double precision,
  eta_coverage        double precision,
  eta_jitter          double precision,
  primary key (job_id, writer_id, epoch)
);

create index progress_job_run_user on progress_job_run (user_id, finished_at desc);
create index progress_job_run_finished on progress_job_run (finished_at desc);

create table progress_checkpoint (
  job_id     text        not null,
  part       text        not null,
  token      bigint      not null,
  state      text        not null,
  done       bigint      not null,
  failed     bigint      not null,
  items      jsonb       not null,
  updated_at timestamptz not null,
  primary key (job_id, part)
) with (fillfactor = 70);

comment on column progress_checkpoint.token is 'fencing token: who has a lower one writes no more';

-- Rows stay when a lease is released, or tokens could come again.
create table progress_lease (
  name        text        primary key,
  owner       text        not null,
  token       bigint      not null,
  acquired_at timestamptz not null,
  until       timestamptz not null
) with (fillfactor = 50);

create table progress_epoch (
  job_id    text   not null,
  writer_id text   not null,
  epoch     bigint not null,
  primary key (job_id, writer_id)
);

-- The pieces of a job one by one, for those who want to see each file of an upload. A job that is
-- not there is made with its first item.
create table progress_item (
  job_id         text        not null,
  item_id        text        not null,
  status         text        not null,
  percent        double precision,
  stage          text,
  stage_percent  double precision,
  message        text,
  updated_at     timestamptz not null,
  primary key (job_id, item_id)
) with (fillfactor = 70);

-- What a service has been asked for, by the window its limit is about.
create table progress_quota (
  service       text        not null,
  user_id       bigint      not null default 0,
  window_start  timestamptz not null,
  window_end    timestamptz not null,
  used          bigint      not null,
  failed        bigint      not null,
  quota         bigint,
  primary key (service, user_id, window_start)
) with (fillfactor = 70);

-- When workers run, as instants: "next run" can never be negative.
create table progress_schedule (
  worker           text        primary key,
  user_id          bigint,
  interval_seconds double precision,
  last_run         timestamptz,
  next_run         timestamptz,
  updated_at       timestamptz not null
) with (fillfactor = 70);

-- The job as one row, with the documented names.
create view progress_job_state as
select
  j.job_id as id,
  case
    when bool_or(w.status = 'processing') then 'processing'
    when bool_and(w.status = 'started') then 'started'
    when bool_or(w.status = 'started') then 'processing'
    when bool_or(w.status = 'paused') then 'paused'
    when bool_or(w.status = 'failed') then 'failed'
    else 'completed'
  end as status,
  j.name,
  j.user_id,
  j.channel_id,
  j.labels,
  jsonb_strip_nulls(jsonb_build_object(
    'processedItems', least(sum(w.processed), 9223372036854775807),
    'totalItems', coalesce(
      (array_agg(w.total_items order by w.updated_at desc, w.writer_id desc)
        filter (where w.total_items is not null))[1]::numeric,
      least(sum(w.own_total), 9223372036854775807)),
    'itemsByType', (
      select jsonb_object_agg(t.type, t.count) from (
        select i.key as type, least(sum(i.value::numeric), 9223372036854775807) as count
        from progress_writer p,
          lateral (
            select * from jsonb_each_text(p.items)
            union all
            select * from jsonb_each_text(p.base_items)) i
        where p.job_id = j.job_id
        group by i.key) t),
    'currentDataType', (array_agg(w.current_data_type order by w.updated_at desc, w.writer_id desc)
      filter (where w.current_data_type is not null))[1],
    'operationType', (array_agg(w.operation_type order by w.updated_at desc, w.writer_id desc)
      filter (where w.operation_type is not null))[1],
    'stage', (array_agg(w.stage order by w.updated_at desc, w.writer_id desc)
      filter (where w.stage is not null))[1],
    'lastProcessedId', (array_agg(w.last_processed_id order by w.updated_at desc, w.writer_id desc)
      filter (where w.last_processed_id is not null))[1]
  )) as progress,
  (select jsonb_build_object('state', c.state, 'done', c.done)
    from progress_checkpoint c
    where c.job_id = j.job_id and c.part = 'main' and c.state <> '') as resume_state,
  min(w.started_at) as started_at,
  case when bool_and(w.status in ('completed', 'failed')) then max(w.finished_at) end as finished_at,
  max(w.updated_at) as updated_at
from progress_job j join progress_writer w using (job_id)
group by j.job_id;

-- A batch session is a job with items.
create view progress_batch_session as
select
  j.job_id as session_id,
  j.name,
  j.user_id,
  j.created_at,
  max(i.updated_at) as updated_at,
  count(*) as items,
  count(*) filter (where i.status = 'pending') as pending,
  count(*) filter (where i.status = 'processing') as processing,
  count(*) filter (where i.status = 'completed') as completed,
  count(*) filter (where i.status = 'failed') as failed
from progress_job j join progress_item i using (job_id)
group by j.job_id;
