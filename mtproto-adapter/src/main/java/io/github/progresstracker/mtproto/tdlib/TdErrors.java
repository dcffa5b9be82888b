package io.github.progresstracker.mtproto.tdlib;

import io.github.progresstracker.mtproto.SourceException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an error of TDLib's means to a collector. TDLib passes most of the server's errors through
 * with their own code and name, and has some of its own; the same name comes with 400 or 406.
 */
final class TdErrors {

  /** {@code Global::get_retry_after} of TDLib reads it the same way. */
  private static final Pattern RETRY_AFTER =
      Pattern.compile("Too Many Requests: retry after (\\d{1,7})");

  private static final Duration UNKNOWN_FLOOD = Duration.ofMinutes(1);

  /**
   * What {@code messages.getHistory} and {@code contacts.resolveUsername} refuse a channel with.
   */
  private static final String[] UNAVAILABLE = {
    "CHANNEL_INVALID",
    "CHANNEL_PRIVATE",
    "CHANNEL_PUBLIC_GROUP_NA",
    "CHAT_ID_INVALID",
    "FROZEN_PARTICIPANT_MISSING",
    "PEER_ID_INVALID",
    "USERNAME_INVALID",
    "USERNAME_NOT_OCCUPIED",
    "Chat not found",
    "Can't access the chat",
    "Username is invalid",
    "Invalid username"
  };

  private TdErrors() {}

  /**
   * The exception for an error.
   *
   * @param about the channel or the request, for people
   */
  static SourceException of(TdErrorException error, String about) {
    Matcher retry = RETRY_AFTER.matcher(error.text());
    if (error.code() == 429 || error.code() == 420) {
      return new SourceException.FloodWait(
          retry.find() ? Duration.ofSeconds(Long.parseLong(retry.group(1))) : UNKNOWN_FLOOD);
    }
    if (error.says(UNAVAILABLE)) {
      return new SourceException.ChannelUnavailable(about + ": " + error.text());
    }
    if (error.code() == 401) {
      return new SourceException.NotAuthorized(
          "Telegram does not accept this session any more (" + error.text() + "); log in again");
    }
    if (error.code() == 406) {
      // Its text must not be shown to anybody, says td_api.tl of such an error.
      return new SourceException.ChannelUnavailable(about + ": Telegram refuses without a reason");
    }
    return error.code() >= 500
        ? new SourceException.Busy(about + ": " + error.getMessage())
        : new SourceException.Broken(about + ": " + error.getMessage());
  }
}
