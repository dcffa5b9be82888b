insert into progress_checkpoint (job_id, part, token, state, done, failed, items, updated_at, estimator)
values ('channels', 'news', 5, 'page 9', 10, 0, '{}', '2025-11-10T12:45:23Z', 'ADAPTIVE 5 5.0 0 0 99.0');
