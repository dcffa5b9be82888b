package io.github.progresstracker;

import io.github.progresstracker.eta.RateUnit;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Numbers and durations as people like to read them, the same everywhere: in a terminal, a log and
 * a page.
 *
 * <pre>{@code
 * ProgressFormat.count(672_000, "messages");          // 672,000 messages
 * ProgressFormat.compact(672_000);                    // 672K
 * ProgressFormat.percent(64.87);                      // 64.8 %
 * ProgressFormat.duration(Duration.ofSeconds(754));   // 12 minutes 34 seconds
 * ProgressFormat.rate(45.3, "messages");              // 45.3 messages/s
 * }</pre>
 *
 * <p>Four promises hold for every method. The text never depends on the default locale. It never
 * shows a negative value: a count or duration below zero reads as zero. It never promises more than
 * there is: counts, durations and percentages are cut, not rounded up, so 99.96 % does not read as
 * 100 %, and 4,999 of 5,000 does not read as "5.0K/5.0K". And what is not known reads as {@link
 * #UNKNOWN}, not as a number.
 *
 * <p>The only character outside ASCII is the dash, which {@link #ascii} replaces.
 */
public final class ProgressFormat {

  /** The text for what is not known: an en dash. */
  public static final String UNKNOWN = "–";

  private static final String[] COMPACT_SUFFIXES = {"T", "B", "M", "K"};

  /** The largest number there is, grouped. */
  private static final int LONGEST_COUNT = 26;

  private static final long MINUTE = 60;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;
  private static final long[] SECONDS_PER_UNIT = {DAY, HOUR, MINUTE, 1};
  private static final String[] LONG_UNITS = {" day", " hour", " minute", " second"};
  private static final String[] SHORT_UNITS = {"d", "h", "m", "s"};

  private ProgressFormat() {}

  /**
   * A count with its thousands apart, such as {@code 672,000}.
   *
   * @param count any count; below zero reads as 0
   * @return the text
   */
  public static String grouped(long count) {
    if (count < 1_000) {
      return Long.toString(Math.max(0, count));
    }
    StringBuilder text = new StringBuilder(LONGEST_COUNT);
    appendGrouped(text, count);
    return text.toString();
  }

  /**
   * The same for a text in the making.
   *
   * @param text where it goes to
   * @param count any count; below zero reads as 0
   */
  public static void appendGrouped(StringBuilder text, long count) {
    int start = text.length();
    text.append(Math.max(0, count));
    for (int at = text.length() - 3; at > start; at -= 3) {
      text.insert(at, ',');
    }
  }

  /**
   * A count as its unit is read, without the unit: {@code 672,000} of messages, but {@code 1.5 GiB}
   * of {@linkplain ByteUnits bytes}.
   *
   * @param count any count; below zero reads as 0
   * @param unit what is counted
   * @return the text, cut and never rounded up
   */
  public static String grouped(long count, String unit) {
    ByteUnits bytes = ByteUnits.of(unit).orElse(null);
    return bytes == null ? grouped(count) : bytes.format(count);
  }

  /**
   * A count with what is counted: {@code 672,000 messages}, but {@code 1.5 GiB} of {@linkplain
   * ByteUnits bytes}.
   *
   * @param count any count; below zero reads as 0
   * @param unit what is counted, such as {@code messages}
   * @return the text, cut and never rounded up
   */
  public static String count(long count, String unit) {
    return withUnit(grouped(count, unit), unit);
  }

  /**
   * Numbers with what is counted: {@code 4,000/5,000} becomes {@code 4,000/5,000 messages}, and
   * {@code 1.1 GiB/1.5 GiB} stays as it is.
   *
   * @param numbers texts of {@link #grouped(long, String)} for the same unit
   * @param unit what is counted, such as {@code messages}
   * @return the text
   */
  public static String withUnit(String numbers, String unit) {
    return ByteUnits.of(unit).isPresent() ? numbers : numbers + " " + unit;
  }

  /**
   * A count in two to four characters, such as {@code 950}, {@code 4.0K}, {@code 672K}, {@code 1M}
   * or {@code 1.2B}; T is the largest unit. Below ten of a unit there is one decimal, which
   * thousands always show and larger units only if it is not zero.
   *
   * @param count any count; below zero reads as 0
   * @return the text, cut and never rounded up
   */
  public static String compact(long count) {
    long unit = 1_000_000_000_000L;
    for (String suffix : COMPACT_SUFFIXES) {
      if (count >= unit) {
        return compact(count, unit, suffix);
      }
      unit /= 1_000;
    }
    return grouped(count);
  }

  private static String compact(long count, long unit, String suffix) {
    long whole = count / unit;
    long tenth = count % unit / (unit / 10);
    if (whole < 10 && (tenth > 0 || unit == 1_000)) {
      return whole + "." + tenth + suffix;
    }
    return whole < 1_000 ? whole + suffix : grouped(whole) + suffix;
  }

  /**
   * A duration in words, such as {@code 12 minutes 34 seconds} or {@code 2 hours 15 minutes}: the
   * largest unit and the one below it, unless that is zero.
   *
   * @param duration any duration; below zero reads as zero, null as {@link #UNKNOWN}
   * @return the text; {@code less than 1 second} for what is longer than nothing and shorter than
   *     that
   */
  public static String duration(@Nullable Duration duration) {
    if (duration == null) {
      return UNKNOWN;
    }
    return isBelowOneSecond(duration)
        ? "less than 1 second"
        : twoUnits(Math.max(0, duration.toSeconds()), LONG_UNITS, true);
  }

  /**
   * A duration in few characters, such as {@code 12m 34s}, {@code 2h 15m}, {@code 38s} or {@code 3d
   * 4h}.
   *
   * @param duration any duration; below zero reads as zero, null as {@link #UNKNOWN}
   * @return the text; {@code <1s} for what is longer than nothing and shorter than a second
   */
  public static String durationShort(@Nullable Duration duration) {
    if (duration == null) {
      return UNKNOWN;
    }
    return isBelowOneSecond(duration)
        ? "<1s"
        : twoUnits(Math.max(0, duration.toSeconds()), SHORT_UNITS, false);
  }

  private static boolean isBelowOneSecond(Duration duration) {
    return duration.toSeconds() == 0 && !duration.isZero();
  }

  private static String twoUnits(long seconds, String[] names, boolean plurals) {
    int largest = 0;
    while (largest < 3 && seconds < SECONDS_PER_UNIT[largest]) {
      largest++;
    }
    String text = amount(seconds / SECONDS_PER_UNIT[largest], names[largest], plurals);
    if (largest == 3) {
      return text;
    }
    long next = seconds % SECONDS_PER_UNIT[largest] / SECONDS_PER_UNIT[largest + 1];
    return next == 0 ? text : text + " " + amount(next, names[largest + 1], plurals);
  }

  private static String amount(long count, String name, boolean plurals) {
    return grouped(count) + name + (plurals && count != 1 ? "s" : "");
  }

  /**
   * An interval of time in one unit that suits it, such as {@code 40–80 s} or {@code 12–15 min};
   * from two hours on each end has two units, as in {@code 2h 15m–2h 45m}. Ends that would read the
   * same make one value, {@code about 3 s}.
   *
   * @param low the shorter end, below zero reads as zero
   * @param high the longer end
   * @return the text, the ends rounded to the nearest unit; {@link #UNKNOWN} if an end is null
   */
  public static String durationRange(@Nullable Duration low, @Nullable Duration high) {
    if (low == null || high == null) {
      return UNKNOWN;
    }
    if (low.compareTo(high) > 0) {
      return durationRange(high, low);
    }
    long longest = high.toSeconds();
    if (longest >= 2 * HOUR) {
      return range(durationShort(low), durationShort(high), "");
    }
    return longest < 2 * MINUTE ? range(low, high, 1, " s") : range(low, high, MINUTE, " min");
  }

  private static String range(Duration low, Duration high, long unitSeconds, String unit) {
    long shorter = nearest(low, unitSeconds);
    long longer = nearest(high, unitSeconds);
    return longer == 0
        ? "less than 1" + unit
        : shorter == longer ? "about " + longer + unit : shorter + "–" + longer + unit;
  }

  private static String range(String low, String high, String unit) {
    return low.equals(high) ? "about " + low + unit : low + "–" + high + unit;
  }

  private static long nearest(Duration duration, long unitSeconds) {
    if (duration.isNegative()) {
      return 0;
    }
    long seconds = duration.toSeconds() + (duration.toMillisPart() >= 500 ? 1 : 0);
    return unitSeconds == 1 ? seconds : (duration.toSeconds() + unitSeconds / 2) / unitSeconds;
  }

  /**
   * A rate per second, minute, hour or day, whichever makes it at least one: {@code 45.3/s}, {@code
   * 3.2/min}, {@code 1.5/h}, {@code 3.0/day}.
   *
   * @param perSecond units per second; below zero reads as 0, NaN and infinity as {@link #UNKNOWN}
   * @return the text; {@code <0.1/day} for what is more than nothing and less than that
   */
  public static String rate(double perSecond) {
    return rate(perSecond, "", "");
  }

  /**
   * A rate with what is counted, such as {@code 45.3 messages/s}, or {@code 12.3 MiB/s} of
   * {@linkplain ByteUnits bytes}.
   *
   * @param perSecond units per second; below zero reads as 0, NaN and infinity as {@link #UNKNOWN}
   * @param unit what is counted, such as {@code messages}
   * @return the text
   */
  public static String rate(double perSecond, String unit) {
    ByteUnits bytes = ByteUnits.of(unit).orElse(null);
    return bytes == null ? rate(perSecond, " ", unit) : rate(perSecond, bytes);
  }

  /**
   * A rate for a place that says beside it what is counted: {@code 45.3/s} of messages, but {@code
   * 12.3 MiB/s} of {@linkplain ByteUnits bytes}.
   *
   * @param perSecond units per second; below zero reads as 0, NaN and infinity as {@link #UNKNOWN}
   * @param unit what is counted
   * @return the text
   */
  public static String shortRate(double perSecond, String unit) {
    ByteUnits bytes = ByteUnits.of(unit).orElse(null);
    return bytes == null ? rate(perSecond) : rate(perSecond, bytes);
  }

  private static String rate(double perSecond, String space, String unit) {
    if (!Double.isFinite(perSecond)) {
      return UNKNOWN;
    }
    RateUnit time = RateUnit.of(perSecond);
    double amount = time.convert(Math.max(0, perSecond));
    if (amount >= 0.1 && amount < 1_000) {
      long tenths = Math.round(10 * amount); // by far the most usual; one text less
      return tenths / 10 + "." + tenths % 10 + space + unit + time.suffix();
    }
    return amount(amount) + space + unit + time.suffix();
  }

  /** Below 1,000 bytes the decimal is worth showing, or 0.5 bytes a second would read as none. */
  private static String rate(double perSecond, ByteUnits bytes) {
    double perTime = RateUnit.of(perSecond).convert(Math.max(0, perSecond));
    return !Double.isFinite(perSecond) || perTime < 1_000
        ? rate(perSecond, " ", "B")
        : bytes.format((long) perTime) + RateUnit.of(perSecond).suffix();
  }

  private static String amount(double perTime) {
    if (perTime == 0) {
      return "0";
    }
    if (perTime < 0.1) {
      return "<0.1";
    }
    if (perTime >= 1_000_000) {
      return compact((long) perTime);
    }
    return grouped(Math.round(perTime));
  }

  /**
   * A percentage with one decimal, such as {@code 64.8 %}.
   *
   * @param percent 0 to 100; what lies outside is brought inside, null and NaN read as {@link
   *     #UNKNOWN}
   * @return the text, cut: it says 100.0 only for 100
   */
  public static String percent(@Nullable Double percent) {
    StringBuilder text = new StringBuilder(8);
    appendPercent(text, percent);
    return text.toString();
  }

  /**
   * The same for a text in the making.
   *
   * @param text where it goes to
   * @param percent 0 to 100; what lies outside is brought inside, null and NaN read as {@link
   *     #UNKNOWN}
   */
  public static void appendPercent(StringBuilder text, @Nullable Double percent) {
    if (percent == null || percent.isNaN()) {
      text.append(UNKNOWN);
      return;
    }
    double inside = Math.min(100, Math.max(0, percent));
    // 29 of 100 is 28.999999999999996 in binary; that is an error of arithmetic, not missing work.
    double forgiving = inside >= 99.9 ? inside : inside + 1e-9;
    long tenths = (long) (10 * forgiving);
    text.append(tenths / 10).append('.').append(tenths % 10).append(" %");
  }

  /**
   * Text of this class for a place that only takes ASCII.
   *
   * @param text what another method of this class returned
   * @return the text with {@code -} for the dash
   */
  public static String ascii(String text) {
    return text.replace(UNKNOWN, "-");
  }

  /**
   * Foreign text, such as a job's name, made safe for one line of a terminal or a log: what would
   * break the line, steer a terminal or turn the reading direction is shown as its escape, such as
   * {@code \n} or {@code \u001b}, and what is too long is cut.
   *
   * @param text any text, half a surrogate pair and all
   * @param maxLength characters (code points) of {@code text} to keep, {@code >= 0}
   * @return the text, followed by {@code ...} if it was cut
   */
  public static String singleLine(String text, int maxLength) {
    if (text.length() <= maxLength && isPrintableAscii(text)) {
      return text;
    }
    StringBuilder safe = new StringBuilder(Math.min(text.length(), maxLength) + 3);
    int at = 0;
    for (int kept = 0; at < text.length() && kept < maxLength; kept++) {
      int codePoint = text.codePointAt(at);
      appendSafely(safe, codePoint);
      at += Character.charCount(codePoint);
    }
    return safe.append(at < text.length() ? "..." : "").toString();
  }

  private static boolean isPrintableAscii(String text) {
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c < ' ' || c > '~') {
        return false;
      }
    }
    return true;
  }

  private static void appendSafely(StringBuilder safe, int codePoint) {
    switch (codePoint) {
      case '\n' -> safe.append("\\n");
      case '\r' -> safe.append("\\r");
      case '\t' -> safe.append("\\t");
      default -> {
        if (isPrintable(codePoint)) {
          safe.appendCodePoint(codePoint);
        } else {
          appendEscaped(safe, codePoint);
        }
      }
    }
  }

  private static boolean isPrintable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          false;
      // Joiners make up emoji and Persian words; the other format characters are the bidi controls.
      case Character.FORMAT -> codePoint == 0x200C || codePoint == 0x200D;
      default -> true;
    };
  }

  private static void appendEscaped(StringBuilder safe, int codePoint) {
    for (char unit : Character.toChars(codePoint)) {
      safe.append(String.format(Locale.ROOT, "\\u%04x", (int) unit));
    }
  }
}
