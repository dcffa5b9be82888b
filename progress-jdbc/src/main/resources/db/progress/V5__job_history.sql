-- A graph reads a row a minute and writer, and those of one minute lie beside those of all other
-- jobs of that minute: a page of the table for each point. With the figures in the index it reads
-- the index alone, in which the minutes of a job lie together.
alter table progress_history drop constraint progress_history_pkey;
alter table progress_history
  add constraint progress_history_pkey primary key (job_id, bucket, writer_id)
  include (worked, failed, eta_seconds);

-- For retention, which looks for what is old: rows come in the order of their times, so a few
-- numbers for each range of pages will do.
create index progress_timeline_at on progress_timeline using brin (at);
create index progress_history_at on progress_history using brin (bucket);
