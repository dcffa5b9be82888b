-- Completed runs of jobs and phases by key: the ETA of the next run of the same job learns from
-- them, and each tells how good its own ETA was. The library keeps the newest 32 of each key.

create table progress_run (
  run_id   bigint      generated always as identity primary key,
  key      text        not null,
  saved_at timestamptz not null default now(),
  run      jsonb       not null
);

comment on column progress_run.run is 'duration, units, curve and etaAccuracy, as in the class RunJson';

-- A key may be of any length; a b-tree takes no more than 2,700 bytes.
create index progress_run_key on progress_run using hash (key);
