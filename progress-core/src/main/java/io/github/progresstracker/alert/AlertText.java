package io.github.progresstracker.alert;

import io.github.progresstracker.ProgressFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Numbers and times in the messages of alerts. */
final class AlertText {

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
  private static final DateTimeFormatter DAY_AND_TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);
  private static final double NANOS = 1e9;

  private AlertText() {}

  /** A time of day, with the day unless it is today; in UTC, which is said. */
  static String clock(Instant when, Instant now) {
    ZonedDateTime then = when.atZone(ZoneOffset.UTC);
    boolean today = then.toLocalDate().equals(now.atZone(ZoneOffset.UTC).toLocalDate());
    return (today ? TIME : DAY_AND_TIME).format(then) + " UTC";
  }

  /** Two times, or one if they read the same. */
  static String clock(Instant earliest, Instant latest, Instant now) {
    String first = clock(earliest, now);
    String last = clock(latest, now);
    return first.equals(last) ? "about " + first : "between " + first + " and " + last;
  }

  /** A duration; in milliseconds below ten seconds, where a whole second is too coarse. */
  static String time(double nanos) {
    if (nanos < 10 * NANOS) {
      return ProgressFormat.grouped(Math.round(nanos / 1e6)) + " ms";
    }
    return ProgressFormat.durationShort(Duration.ofNanos((long) nanos));
  }

  /** A number: whole ones and large ones without decimals, others with two. */
  static String number(double value) {
    return value >= 1_000 || value == Math.rint(value)
        ? ProgressFormat.grouped((long) value)
        : String.format(Locale.ROOT, "%.2f", Math.max(0, value));
  }
}
