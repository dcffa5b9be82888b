insert into progress_event (event_id, "timestamp", job_id, tracker_id, user_id, channel_id, action, phase, done, total, step_number, step_count,
  step_done, step_total, rate, eta_seconds, extras)
values ('00000000-0000-7000-0000-000000000001', '2025-11-10T12:45:23.123456Z', 'job-1', 'job-1/134', 844338517, 1002678877654, 'started', 'fetching',
  669240, 1000000, 134, 200, 3240, 5000, 45.25, 38.5, '{"name": "Session 134", "unit": "messages", "tenant": "a"}');
