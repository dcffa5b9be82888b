package io.github.progresstracker.mtproto;

import java.util.OptionalLong;

/**
 * A channel as it was when it was resolved.
 *
 * <p>One rule for ids, whatever the source: {@code id = serverId + 1,000,000,000,000}, without a
 * sign. That is the "marked" id that Telethon and TDLib show as {@code -100…}, printed positive;
 * the server id is what Telegram Desktop writes as {@code id} and Telethon as {@code
 * peer_id.channel_id}.
 *
 * @param id the marked id, such as {@code 1002678877654}
 * @param title the title for people; not unique
 * @param kind what sort of channel it is
 * @param topId the highest message id seen by the source, 0 when the channel has no message
 * @param exactCount the number of readable messages if the source knows it; absent means only an
 *     estimate is possible
 * @see HistorySource
 */
public record Channel(long id, String title, Kind kind, long topId, OptionalLong exactCount) {

  /** What is added to a server id to mark it as a channel's. */
  public static final long MARK = 1_000_000_000_000L;

  /** The sorts of channel. */
  public enum Kind {
    /** A broadcast channel: only its owners post. */
    BROADCAST,
    /** A supergroup: members post. */
    SUPERGROUP,
    /** The source does not say, or says something this version has no word for. */
    UNKNOWN
  }

  /**
   * Checks the ids and the count.
   *
   * @param id the marked id
   * @param title the title
   * @param kind what sort of channel it is
   * @param topId the highest message id, 0 for none
   * @param exactCount the number of readable messages, if known
   * @throws IllegalArgumentException when the id is not a marked channel id, or a number is
   *     negative
   */
  public Channel {
    if (!isServerId(id - MARK)) {
      throw new IllegalArgumentException(
          "a channel's id must be its server id + " + MARK + ", was " + id);
    }
    if (topId < 0) {
      throw new IllegalArgumentException("topId must be >= 0, was " + topId + " (" + title + ")");
    }
    if (exactCount.isPresent() && exactCount.getAsLong() < 0) {
      throw new IllegalArgumentException(
          "exactCount must be >= 0, was " + exactCount.getAsLong() + " (" + title + ")");
    }
  }

  /**
   * Marks a server id.
   *
   * @param serverId the id the server uses, 1 to 999,999,999,999
   * @return the marked id
   * @throws IllegalArgumentException when the server id is out of range
   */
  public static long markedId(long serverId) {
    if (!isServerId(serverId)) {
      throw new IllegalArgumentException(
          "a channel's server id must be between 1 and " + (MARK - 1) + ", was " + serverId);
    }
    return MARK + serverId;
  }

  /**
   * The id the server uses.
   *
   * @return {@code id - MARK}
   */
  public long serverId() {
    return id - MARK;
  }

  /**
   * Whether a reference gives a channel's id: the server's, or marked, with or without the sign.
   */
  static boolean isNamedBy(ChannelRef ref, long serverId) {
    String digits = ref.name().startsWith("-") ? ref.name().substring(1) : ref.name();
    return digits.equals(Long.toString(MARK + serverId))
        || ref.name().equals(Long.toString(serverId));
  }

  /**
   * Whether a number can be a channel's server id.
   *
   * @param number any number
   * @return true from 1 to 999,999,999,999
   */
  public static boolean isServerId(long number) {
    return number >= 1 && number < MARK;
  }
}
