package io.github.progresstracker.mtproto;

/** Every statement of {@link PostgresMessageStore}. */
final class MessageSql {

  static final String OPEN_CHANNEL =
      """
      INSERT INTO mtproto_channel (channel_id, title, kind, top_id, fence)
      VALUES (:channel_id, :title, :kind, :top_id, :token)
      ON CONFLICT (channel_id) DO UPDATE
         SET title = excluded.title,
             kind = excluded.kind,
             top_id = greatest(mtproto_channel.top_id, excluded.top_id),
             fence = greatest(mtproto_channel.fence, excluded.fence),
             updated_at = now()
      RETURNING stored, dead_letters, fence
      """;

  /** Makes two collectors of one channel take turns, page by page, and says who may write. */
  static final String LOCK_CHANNEL =
      "SELECT fence FROM mtproto_channel WHERE channel_id = :channel_id FOR UPDATE";

  static final String INSERT_MESSAGES =
      """
      INSERT INTO mtproto_message
        (channel_id, id, kind, date, edited, text, album_id, reply_to,
         views, forwards, replies, reactions, raw)
      SELECT :channel_id, m.id, m.kind, m.date, m.edited, m.text, m.album_id, m.reply_to,
             m.views, m.forwards, m.replies, m.reactions::jsonb, m.raw::jsonb
        FROM unnest(:id::bigint[], :kind::text[], :date::timestamptz[], :edited::timestamptz[],
                    :text::text[], :album_id::bigint[], :reply_to::bigint[], :views::bigint[],
                    :forwards::bigint[], :replies::bigint[], :reactions::text[], :raw::text[])
          AS m(id, kind, date, edited, text, album_id, reply_to,
               views, forwards, replies, reactions, raw)
      ON CONFLICT (channel_id, id) DO NOTHING
      """;

  static final String INSERT_DEAD_LETTER =
      """
      INSERT INTO mtproto_dead_letter (channel_id, digest, message_id, reason, excerpt)
      VALUES (:channel_id, :digest, :message_id, :reason, :excerpt)
      ON CONFLICT (channel_id, digest) DO NOTHING
      """;

  /** Replaces every interval that overlaps or touches the new one by their union. */
  static final String COVER =
      """
      WITH touching AS (
        DELETE FROM mtproto_coverage
         WHERE channel_id = :channel_id AND lo <= :hi + 1 AND hi >= :lo - 1
        RETURNING lo, hi)
      INSERT INTO mtproto_coverage (channel_id, lo, hi)
      SELECT :channel_id, least(:lo, min(lo)), greatest(:hi, max(hi)) FROM touching
      """;

  static final String COUNT_STORED =
      """
      UPDATE mtproto_channel
         SET stored = stored + :stored, dead_letters = dead_letters + :dead_letters,
             fence = greatest(fence, :token), updated_at = now()
       WHERE channel_id = :channel_id
      RETURNING stored, dead_letters, fence
      """;

  static final String COVERAGE =
      "SELECT lo, hi FROM mtproto_coverage WHERE channel_id = :channel_id ORDER BY lo";

  private MessageSql() {}
}
