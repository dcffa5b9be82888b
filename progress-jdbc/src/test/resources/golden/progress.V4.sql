insert into progress_checkpoint (job_id, part, token, state, done, failed, items, updated_at)
values ('export-42', 'main', 5, 'page 7', 250, 0, '{}', '2025-11-10T12:45:23Z');

insert into progress_delta (job_id, key, seen_at)
values ('export-42', 'once', '2025-11-10T12:45:23Z');

insert into progress_epoch (job_id, writer_id, epoch)
values ('export-42', 'shard 1', 1);

insert into progress_history (job_id, bucket, writer_id, worked, failed)
values ('export-42', date_trunc('minute', now() - interval '1 hour'), 'shard 1', 30, 0);

insert into progress_item (job_id, item_id, status, percent, stage, stage_percent, message, updated_at)
values ('upload-7', 'b.pdf', 'processing', 40, 'embedding', 50, 'slow', '2025-11-10T12:45:23Z');

insert into progress_job (job_id, labels, created_at, control_number)
values ('channels', '{}', '2025-11-10T12:45:23Z', 0);

insert into progress_job (job_id, name, run_key, user_id, labels, created_at, control, control_reason, control_number, control_at)
values ('export-42', 'Export', 'nightly', 7, '{"team": "a", "user_id": "7"}', '2025-11-10T12:45:23Z', 'pause', 'lunch', 1, '2025-11-10T12:45:23Z');

insert into progress_job (job_id, name, run_key, user_id, labels, created_at, control_number)
values ('import-1', 'Import', 'nightly', 7, '{"user_id": "7"}', '2025-11-10T12:45:23Z', 0);

insert into progress_job (job_id, labels, created_at, control_number)
values ('upload-7', '{}', '2025-11-10T12:45:23Z', 0);

insert into progress_job_run (job_id, writer_id, epoch, user_id, run_key, status, started_at, finished_at, done, failed, active_seconds, succeeded,
  skipped, retried, quality, tokens, cost, api_calls_succeeded, api_calls_failed, eta_error, eta_coverage, eta_jitter)
values ('import-1', 'shard 1', 1, 7, 'nightly', 'completed', now() - interval '1 hour 10 seconds', now() - interval '1 hour', 500, 0, 10, 490, 3, 4,
  0.972, 1000, 0.25, 9, 1, 0.0712, 0.81, 0.4);

insert into progress_lease (name, owner, token, acquired_at, until)
values ('account 1', 'host', 1, '2025-11-10T12:45:23Z', '2025-11-10T12:46:23Z');

insert into progress_quota (service, user_id, window_start, window_end, used, failed, quota)
values ('api', 7, '2025-01-01T00:00:00Z', '2026-01-01T00:00:00Z', 3, 1, 10);

insert into progress_schedule (worker, user_id, interval_seconds, last_run, next_run, updated_at)
values ('nightly', 7, 86400, '2025-11-10T12:45:23Z', '2025-11-11T11:45:23Z', '2025-11-10T12:45:23Z');

insert into progress_timeline (job_id, writer_id, at, event, details)
values ('export-42', 'shard 1', '2025-11-10T12:45:23Z', 'progress_update', '{"status": "started", "processedItems": 30}');

insert into progress_timeline (job_id, writer_id, at, event, details)
values ('export-42', 'shard 1', '2025-11-10T12:45:23Z', 'discovery_progress',
  '{"stage": "resolving users", "status": "processing", "processedItems": 300, "currentDataType": "issues"}');

insert into progress_timeline (job_id, writer_id, at, event, details)
values ('export-42', 'shard 1', '2025-11-10T12:45:23Z', 'stage_change', '{"to": "resolving users"}');

insert into progress_timeline (job_id, writer_id, at, event, details)
values ('export-42', 'shard 2', '2025-11-10T12:45:23Z', 'progress_update', '{"status": "processing", "processedItems": 7}');

insert into progress_timeline (job_id, writer_id, at, event, details)
values ('channels', 'shard 1', '2025-11-10T12:45:23Z', 'progress_update', '{"status": "processing", "processedItems": 650}');

insert into progress_timeline (job_id, writer_id, at, event, details)
values ('import-1', 'shard 1', '2025-11-10T12:45:23Z', 'completion', '{"status": "completed", "processedItems": 500}');

insert into progress_writer (job_id, writer_id, epoch, sequence, status, done, failed, items, base_done, base_failed, base_items, processed,
  started_at, epoch_started_at, updated_at, advanced_at, alive_until, bucket, bucket_done, bucket_failed)
values ('channels', 'shard 1', 1, 1, 'processing', 650, 0, '{}', 0, 0, '{}', 650, '2025-11-10T12:45:23Z', '2025-11-10T12:45:23Z',
  '2025-11-10T12:45:23Z', '2025-11-10T12:45:23Z', '2025-11-10T12:47:23Z', '2025-11-10T12:45:00Z', 0, 0);

insert into progress_writer (job_id, writer_id, epoch, sequence, status, done, failed, items, base_done, base_failed, base_items, processed,
  total_items, own_total, operation_type, current_data_type, stage, last_processed_id, part, parts_done, parts_total, rate, eta_seconds,
  eta_low_seconds, eta_high_seconds, wait_reason, wait_until, started_at, epoch_started_at, updated_at, advanced_at, alive_until, bucket,
  bucket_done, bucket_failed)
values ('export-42', 'shard 1', 1, 2, 'processing', 300, 2, '{"issues": 5}', 0, 0, '{}', 300, 1000, 600, 'discovery', 'issues', 'resolving users',
  'issue-17', 'News', 3, 9, 12.5, 80, 70, 95, 'flood wait', '2025-11-10T12:50:23Z', '2025-11-10T12:45:23Z', '2025-11-10T12:45:23Z',
  '2025-11-10T12:45:23Z', '2025-11-10T12:45:23Z', '2025-11-10T12:47:23Z', '2025-11-10T12:45:00Z', 30, 0);

insert into progress_writer (job_id, writer_id, epoch, sequence, status, done, failed, items, base_done, base_failed, base_items, processed,
  started_at, epoch_started_at, updated_at, advanced_at, alive_until, bucket, bucket_done, bucket_failed)
values ('export-42', 'shard 2', 0, 0, 'processing', 0, 0, '{}', 7, 0, '{"groups": 3}', 7, '2025-11-10T12:45:23Z', '2025-11-10T12:45:23Z',
  '2025-11-10T12:45:23Z', '2025-11-10T12:45:23Z', '2025-11-10T12:47:23Z', '2025-11-10T12:45:00Z', 7, 0);

insert into progress_writer (job_id, writer_id, epoch, sequence, status, done, failed, items, base_done, base_failed, base_items, processed,
  started_at, epoch_started_at, updated_at, advanced_at, alive_until, finished_at, bucket, bucket_done, bucket_failed)
values ('import-1', 'shard 1', 1, 1, 'completed', 500, 0, '{}', 0, 0, '{}', 500, '2025-11-10T12:45:23Z', '2025-11-10T12:45:23Z',
  '2025-11-10T12:45:23Z', '2025-11-10T12:45:23Z', '2025-11-10T12:47:23Z', '2025-11-10T12:45:23Z', '2025-11-10T12:45:00Z', 0, 0);
