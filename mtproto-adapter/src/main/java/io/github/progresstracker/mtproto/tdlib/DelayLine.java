package io.github.progresstracker.mtproto.tdlib;

import io.github.progresstracker.mtproto.HiddenWait;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the one line of TDLib's log that matters here: {@code NetQueryDelayer} writes it when it
 * begins to sit out a wait, and there is no other way to learn of it before it is over.
 */
final class DelayLine {

  private static final Pattern DELAY =
      Pattern.compile(
          "Delay: .*\\[timeout:(\\d{1,7})(?:\\.\\d+)?].*because of \\[Error : (\\d+) : ([A-Z_]*)");

  private DelayLine() {}

  /** The wait that a log message announces, if it does. */
  static Optional<HiddenWait> parse(String message) {
    Matcher delay = DELAY.matcher(message);
    if (!delay.find()) {
      return Optional.empty();
    }
    String name = delay.group(3).replaceAll("_+$", "");
    String reason = delay.group(2).startsWith("5") || name.isEmpty() ? "SERVER_BUSY" : name;
    return Optional.of(new HiddenWait(reason, Duration.ofSeconds(Long.parseLong(delay.group(1)))));
  }
}
