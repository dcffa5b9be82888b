-- Parts of a job that go from one writer to another, such as channels and partitions: how far each
-- has come, whoever worked on it. Where a job has any, its units are their sum, because no sum of
-- what its writers have counted could be right.
create table progress_part (
  job_id     text        not null,
  part       text        not null,
  epoch      bigint      not null,
  done       bigint      not null,
  total      bigint,
  updated_at timestamptz not null default now(),
  primary key (job_id, part)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);

comment on column progress_part.epoch is 'fencing token: who has a lower one changes nothing any more';
comment on column progress_part.done is 'never less than before';

-- The job as one row, with the documented names. LEAST would take null for the other number, so that
-- of a job whose total nobody knows the total was the largest there is.
create or replace view progress_job_state as
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
    'processedItems', least(coalesce(max(s.done), sum(w.processed)), 9223372036854775807),
    'totalItems', coalesce(
      (array_agg(w.total_items order by w.updated_at desc, w.writer_id desc)
        filter (where w.total_items is not null))[1]::numeric,
      case
        when max(s.done) is not null then max(s.total)
        when count(w.own_total) > 0 then least(sum(w.own_total), 9223372036854775807) end),
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
cross join lateral (
  select sum(p.done) as done,
    case when count(p.total) = count(*) and count(*) > 0
      then least(sum(p.total), 9223372036854775807) end as total
  from progress_part p where p.job_id = j.job_id) s
group by j.job_id;
