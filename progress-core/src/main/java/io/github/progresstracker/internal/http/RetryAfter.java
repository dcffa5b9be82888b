package io.github.progresstracker.internal.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The header {@code Retry-After} (RFC 9110, 10.2.3): seconds, or a date. */
final class RetryAfter {

  private static final Pattern SECONDS = Pattern.compile("[0-9]+");

  private RetryAfter() {}

  /**
   * How long to wait.
   *
   * @param header as it is, or null
   * @param now the present time
   * @param limit never longer than this
   * @return from zero to the limit; zero also for what makes no sense
   */
  static Duration parse(@Nullable String header, Instant now, Duration limit) {
    Duration asked = header == null ? Duration.ZERO : parse(header.strip(), now);
    if (asked.isNegative()) {
      return Duration.ZERO;
    }
    return asked.compareTo(limit) > 0 ? limit : asked;
  }

  private static Duration parse(String header, Instant now) {
    try {
      return SECONDS.matcher(header).matches()
          ? Duration.ofSeconds(seconds(header))
          : Duration.between(
              now, DateTimeFormatter.RFC_1123_DATE_TIME.parse(header, Instant::from));
    } catch (DateTimeException | ArithmeticException e) {
      return Duration.ZERO;
    }
  }

  private static long seconds(String digits) {
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE; // only digits, so it can only be too many
    }
  }
}
