-- How far each channel has come is asked for by every monitoring page, every few seconds: one step
-- into this index for each channel, however long its history is. Ids of events grow within one time.
CREATE INDEX mtproto_channel_progress ON progress_event (channel_id, "timestamp" DESC, event_id DESC)
  WHERE action = 'collection_progress_detail';
