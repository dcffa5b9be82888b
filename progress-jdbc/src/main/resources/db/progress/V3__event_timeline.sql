-- The log as a timeline of each job: what happened, and how far the job was. An update has exactly
-- the details status, processedItems, currentDataType and stage, as far as they are known; what
-- else happens has what was said about it, too, and that wins.

create view progress_event_timeline as
select
  job_id,
  "timestamp",
  action as event,
  jsonb_strip_nulls(jsonb_build_object(
    'status', case
      when action in ('started', 'paused') and tracker_id = job_id then action
      when action = 'completion' and tracker_id = job_id then 'completed'
      when action = 'error' and tracker_id = job_id then 'failed'
      else 'processing' end,
    'processedItems', done,
    'currentDataType', extras -> 'current_data_type',
    'stage', coalesce(extras ->> 'stage', phase)))
  || case action
    when 'progress_update' then '{}'::jsonb
    when 'stage_change' then extras - array['current_data_type', 'stage', 'status']
      || jsonb_build_object('stageStatus', extras -> 'status')
    else extras - array['current_data_type', 'stage'] end as details,
  event_id
from progress_event;
