insert into progress_run (key, saved_at, run)
values ('nightly', '2025-11-10T12:45:23Z',
  '{"done": 5000.0, "unit": "files", "curve": [0.0, 0.0625, 0.125, 0.1875, 0.25, 0.3125, 0.375, 0.4375, 0.5, 0.5625, 0.625, 0.6875, 0.75, 0.8125, 0.875, 0.9375, 1.0], "waits": 2, "version": 1, "finishedAt": "2026-03-01T12:00:00Z", "activeNanos": 120000000000, "etaAccuracy": {"error": 0.0712, "looks": 240, "width": 0.2, "jitter": 0.4, "winkler": 0.31, "coverage": 0.81, "unanswered": 0.005, "medianRatio": 1.0625}, "waitedNanos": 3000000000}');
