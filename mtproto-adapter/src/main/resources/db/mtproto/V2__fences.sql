-- The highest fencing token a channel was opened with. Who held the channel before and does not know
-- that he has lost it has a lower one, and writes no more.
ALTER TABLE mtproto_channel ADD COLUMN fence bigint NOT NULL DEFAULT 0;
