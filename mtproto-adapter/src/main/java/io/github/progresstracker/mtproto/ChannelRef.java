package io.github.progresstracker.mtproto;

import java.util.Locale;

/**
 * How a caller names a channel to a source: a title or user name the source knows, or a channel id
 * in decimal.
 *
 * @param name the name, not blank
 * @see HistorySource
 */
public record ChannelRef(String name) {

  /**
   * Checks the name.
   *
   * @param name the name
   * @throws IllegalArgumentException when the name is blank
   */
  public ChannelRef {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a channel's name must not be blank");
    }
  }

  /**
   * Names a channel by its id.
   *
   * @param channelId the marked id or the server id of the channel
   * @return the reference
   */
  public static ChannelRef ofId(long channelId) {
    return new ChannelRef(String.format(Locale.ROOT, "%d", channelId));
  }
}
