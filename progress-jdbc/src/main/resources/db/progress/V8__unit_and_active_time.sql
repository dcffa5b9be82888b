-- What a job counts, and how long a life of one of its writers was at work: so that a job that has
-- ended can tell how fast it was. The second is told with the last report of a life.
alter table progress_job add column unit text;
alter table progress_writer add column active_seconds double precision;

comment on column progress_job.unit is 'what is counted, such as messages';
comment on column progress_writer.active_seconds is 'time of this epoch that was neither wait nor pause';
