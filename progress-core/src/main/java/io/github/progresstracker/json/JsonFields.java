package io.github.progresstracker.json;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.progresstracker.Total;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes fields whose form is the same wherever they are: texts, times, numbers, totals. */
final class JsonFields {

  private static final DateTimeFormatter RFC_3339 =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final Instant FIRST_YEAR = Instant.parse("0000-01-01T00:00:00Z");
  private static final Instant AFTER_LAST_YEAR = Instant.parse("9999-12-31T23:59:59.999Z");
  private static final MathContext SIX_DIGITS = new MathContext(6, RoundingMode.HALF_EVEN);

  private final JsonGenerator out;
  private final boolean exact;

  /**
   * Fields written by a generator.
   *
   * @param exact whether what is read again must equal what was written, to the nanosecond and last
   *     digit
   */
  JsonFields(JsonGenerator out, boolean exact) {
    this.out = out;
    this.exact = exact;
  }

  JsonGenerator out() {
    return out;
  }

  boolean isExact() {
    return exact;
  }

  void text(String key, @Nullable String text) throws IOException {
    out.writeStringField(key, text == null ? null : storable(text));
  }

  void time(String key, @Nullable Instant time) throws IOException {
    out.writeStringField(key, exact ? text(time, DateTimeFormatter.ISO_INSTANT) : text(time));
  }

  static @Nullable String text(@Nullable Instant time) {
    return text(time, RFC_3339);
  }

  private static @Nullable String text(@Nullable Instant time, DateTimeFormatter form) {
    return time != null && isWritable(time) ? form.format(time) : null;
  }

  void seconds(String key, @Nullable Duration duration) throws IOException {
    decimal(key, duration == null ? null : exact ? inNanos(duration) : inMillis(duration));
  }

  void number(String key, double value) throws IOException {
    MathContext digits = exact ? MathContext.UNLIMITED : SIX_DIGITS;
    decimal(key, Double.isFinite(value) ? BigDecimal.valueOf(value).round(digits) : null);
  }

  void optional(String key, @Nullable Double value) throws IOException {
    number(key, value == null ? Double.NaN : value);
  }

  void decimal(String key, @Nullable BigDecimal value) throws IOException {
    if (value == null) {
      out.writeNullField(key);
    } else {
      out.writeNumberField(key, plain(value));
    }
  }

  void percent(@Nullable Double percent) throws IOException {
    if (percent == null || !Double.isFinite(percent)) {
      out.writeNullField("percent");
      return;
    }
    if (exact) {
      decimal("percent", BigDecimal.valueOf(percent));
      return;
    }
    // Cut, because what is not complete must not read as 100; but 28.999999999999996 is 29 of 100.
    double forgiving = percent < 99.9 ? percent + 1e-9 : percent;
    decimal("percent", BigDecimal.valueOf(forgiving).setScale(4, RoundingMode.DOWN));
  }

  void total(String key, Total total) throws IOException {
    out.writeObjectFieldStart(key);
    if (total instanceof Total.Estimate estimate) {
      out.writeStringField("kind", "estimate");
      out.writeNumberField("value", estimate.value());
      out.writeNumberField("low", estimate.low());
      out.writeNumberField("high", estimate.high());
    } else if (total.isKnown()) {
      out.writeStringField("kind", total instanceof Total.Exact ? "exact" : "atLeast");
      out.writeNumberField("value", total.valueOr(0));
    } else {
      out.writeStringField("kind", "unknown");
      out.writeNullField("value");
    }
    out.writeEndObject();
  }

  static String storable(String text) {
    return SafeJson.cleanText(text, SafeJson.MAX_TEXT);
  }

  static boolean isWritable(Instant time) {
    return !time.isBefore(FIRST_YEAR) && !time.isAfter(AFTER_LAST_YEAR);
  }

  static BigDecimal plain(BigDecimal value) {
    BigDecimal shortest = value.stripTrailingZeros();
    return shortest.scale() < 0 ? shortest.setScale(0) : shortest;
  }

  private static BigDecimal inNanos(Duration duration) {
    return BigDecimal.valueOf(duration.toSeconds())
        .add(BigDecimal.valueOf(duration.toNanosPart(), 9));
  }

  private static BigDecimal inMillis(Duration duration) {
    return BigDecimal.valueOf(duration.toSeconds())
        .add(BigDecimal.valueOf(duration.toMillisPart(), 3));
  }
}
