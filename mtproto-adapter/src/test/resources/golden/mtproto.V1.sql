insert into mtproto_channel (channel_id, title, kind, top_id, stored, dead_letters, updated_at)
values (1002678877654, 'ABC LEGACY NEWS', 'BROADCAST', 100, 1, 1, '2025-11-10T12:45:23Z');

insert into mtproto_coverage (channel_id, lo, hi) values (1002678877654, 90, 100);

insert into mtproto_message (channel_id, id, kind, date, edited, text, album_id, reply_to, views, forwards, replies,
  reactions, raw)
values (1002678877654, 95, 'CONTENT', '2024-09-29T14:14:24Z', '2024-09-29T15:00:00Z', 'Good evening', 77, 41, 11296, 740, 74,
  '{"👍": 3, "paid": 7}', '{"id": 95}');

insert into mtproto_dead_letter (channel_id, digest, message_id, reason, excerpt, seen_at)
values (1002678877654, 'fdc2b758-d43e-3b8f-868e-e58aae2b543c', 93, 'a date in 1952', '{"id": 93}', '2025-11-10T12:45:23Z');

insert into progress_event (event_id, "timestamp", job_id, tracker_id, user_id, channel_id, action, phase, done, total,
  step_number, step_count, step_done, step_total, rate, eta_seconds, extras)
values ('00000000-0000-7000-0000-000000000002', '2025-11-10T12:45:23.123456Z', 'collect-42', 'collect-42/134', 844338517,
  1002678877654, 'collection_progress_detail', 'processing', 669240, 1000000, 134, 200, 3240, 5000, 45.3, 7307,
  '{}');
