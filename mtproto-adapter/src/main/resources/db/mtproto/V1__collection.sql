-- What a collector keeps of Telegram channels, and the audit log under its documented name.

CREATE TABLE mtproto_channel (
  channel_id   bigint      PRIMARY KEY,
  title        text        NOT NULL,
  kind         text        NOT NULL,
  -- Newest message id ever seen; ids above it have not been looked at.
  top_id       bigint      NOT NULL,
  -- Rows of mtproto_message and mtproto_dead_letter, raised in the transaction that inserts them.
  stored       bigint      NOT NULL DEFAULT 0,
  dead_letters bigint      NOT NULL DEFAULT 0,
  updated_at   timestamptz NOT NULL DEFAULT now()
);

-- Which ids have been asked for. Intervals of a channel neither overlap nor touch. An id inside an
-- interval without a message was deleted on the server; an id outside is still to be fetched.
CREATE TABLE mtproto_coverage (
  channel_id bigint NOT NULL REFERENCES mtproto_channel,
  lo         bigint NOT NULL,
  hi         bigint NOT NULL,
  PRIMARY KEY (channel_id, lo),
  CHECK (1 <= lo AND lo <= hi)
);

CREATE TABLE mtproto_message (
  channel_id bigint      NOT NULL,
  id         bigint      NOT NULL,
  kind       text        NOT NULL,
  date       timestamptz,
  edited     timestamptz,
  text       text        NOT NULL,
  album_id   bigint,
  reply_to   bigint,
  views      bigint,
  forwards   bigint,
  replies    bigint,
  -- Reaction to count, such as {"👍": 3, "custom:5368": 1, "paid": 2}.
  reactions  jsonb       NOT NULL,
  -- The message as the source gave it.
  raw        jsonb       NOT NULL,
  PRIMARY KEY (channel_id, id)
);

-- Messages that could not be read or stored. They never hold up the others.
CREATE TABLE mtproto_dead_letter (
  channel_id bigint      NOT NULL,
  -- Tells one broken message from another, also where it has no id: a hash of id and excerpt.
  digest     uuid        NOT NULL,
  message_id bigint,
  reason     text        NOT NULL,
  excerpt    text        NOT NULL,
  seen_at    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (channel_id, digest)
);

-- Percentages are cut, not rounded: 100.0 is for what is complete. None passes 100, and where the
-- total is unknown there is none.
CREATE VIEW mtproto_audit_log AS
SELECT "timestamp",
       user_id,
       channel_id,
       action,
       CASE action
         WHEN 'collection_progress_detail' THEN
           jsonb_build_object(
             'channel_id', channel_id,
             'phase', phase,
             'messages_current', done,
             'messages_total', total,
             'progress_percent', CASE WHEN done > total THEN 100.0
               ELSE trunc(100.0 * done / nullif(total, 0), 1) END,
             'session_current', step_number,
             'session_total', step_count,
             'session_progress_percent', CASE WHEN step_number > step_count THEN 100.0
               ELSE trunc(100.0 * step_number / nullif(step_count, 0), 1) END,
             'session_messages_current', step_done,
             'session_messages_limit', step_total,
             'session_messages_percent', CASE WHEN step_done > step_total THEN 100.0
               ELSE trunc(100.0 * step_done / nullif(step_total, 0), 1) END,
             'speed_messages_per_second', round(rate::numeric, 1),
             'eta_seconds', round(eta_seconds::numeric),
             'eta_minutes', round((eta_seconds / 60)::numeric, 1))
         ELSE '{}'::jsonb
       END || coalesce(extras, '{}'::jsonb) AS metadata,
       event_id
FROM progress_event;
