insert into progress_part (job_id, part, epoch, done, total, updated_at)
values ('channels', 'news', 2, 600, 900, '2025-11-10T12:45:23Z');
