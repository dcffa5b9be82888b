package io.github.progresstracker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressFormatTest {

  @ParameterizedTest
  @CsvSource({
    "0, '0'",
    "999, '999'",
    "1000, '1,000'",
    "672000, '672,000'",
    "1000000, '1,000,000'",
    "9223372036854775807, '9,223,372,036,854,775,807'",
    "-1, '0'",
    "-9223372036854775808, '0'"
  })
  @DisplayName("groups counts by commas in every locale and never shows a negative one")
  void groups(long count, String text) {
    assertThat(ProgressFormat.grouped(count)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "999, 999",
    "1000, 1.0K",
    "4000, 4.0K",
    "4999, 4.9K",
    "5000, 5.0K",
    "9999, 9.9K",
    "10000, 10K",
    "672000, 672K",
    "999999, 999K",
    "1000000, 1M",
    "1200000, 1.2M",
    "12345678, 12M",
    "1200000000, 1.2B",
    "3000000000000, 3T",
    "9223372036854775807, '9,223,372T'",
    "-5, 0",
    "-9223372036854775808, 0"
  })
  @DisplayName("makes counts short and never rounds one up to what is not there yet")
  void compacts(long count, String text) {
    assertThat(ProgressFormat.compact(count)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0 seconds, 0s",
    "PT0.000000001S, less than 1 second, <1s",
    "PT0.999S, less than 1 second, <1s",
    "PT1S, 1 second, 1s",
    "PT38.9S, 38 seconds, 38s",
    "PT60S, 1 minute, 1m",
    "PT61S, 1 minute 1 second, 1m 1s",
    "PT12M34S, 12 minutes 34 seconds, 12m 34s",
    "PT1H, 1 hour, 1h",
    "PT1H59S, 1 hour, 1h",
    "PT2H15M, 2 hours 15 minutes, 2h 15m",
    "PT23H59M59S, 23 hours 59 minutes, 23h 59m",
    "P1DT1H, 1 day 1 hour, 1d 1h",
    "P3DT4H5M, 3 days 4 hours, 3d 4h",
    "P30D, 30 days, 30d",
    "PT-0.5S, 0 seconds, 0s",
    "PT-543S, 0 seconds, 0s"
  })
  @DisplayName("says durations in the largest unit and the one below it")
  void saysDurations(Duration duration, String inWords, String inShort) {
    assertThat(ProgressFormat.duration(duration)).isEqualTo(inWords);
    assertThat(ProgressFormat.durationShort(duration)).isEqualTo(inShort);
  }

  @Test
  @DisplayName("takes the longest and the shortest duration there is, and none")
  void takesAnyDuration() {
    Duration longest = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);
    Duration shortest = Duration.ofSeconds(Long.MIN_VALUE);
    assertThat(ProgressFormat.duration(longest)).isEqualTo("106,751,991,167,300 days 15 hours");
    assertThat(ProgressFormat.durationShort(longest)).isEqualTo("106,751,991,167,300d 15h");
    assertThat(ProgressFormat.duration(shortest)).isEqualTo("0 seconds");
    assertThat(ProgressFormat.durationRange(shortest, longest))
        .isEqualTo("0s–106,751,991,167,300d 15h");
    assertThat(ProgressFormat.duration(null)).isEqualTo("–");
    assertThat(ProgressFormat.durationShort(null)).isEqualTo("–");
  }

  @ParameterizedTest
  @CsvSource({
    "PT12M, PT15M, 12–15 min",
    "PT15M, PT12M, 12–15 min",
    "PT11M40S, PT15M20S, 12–15 min",
    "PT40S, PT80S, 40–80 s",
    "PT3S, PT3S, about 3 s",
    "PT2.6S, PT3.4S, about 3 s",
    "PT0S, PT3S, 0–3 s",
    "PT0S, PT0S, less than 1 s",
    "PT0.1S, PT0.4S, less than 1 s",
    "PT1M59.9S, PT1M59.9S, about 120 s",
    "PT10M, PT1H59M59S, 10–120 min",
    "PT2H15M, PT2H45M, 2h 15m–2h 45m",
    "PT50M, P1DT2H, 50m–1d 2h",
    "PT5H, PT5H30S, about 5h",
    "PT-5S, PT2S, 0–2 s",
    "PT-5S, PT-2S, less than 1 s",
    ", PT2S, –",
    "PT2S, , –",
    ", , –"
  })
  @DisplayName("says an interval in one unit, and one value if the ends would read the same")
  void saysRanges(@Nullable Duration low, @Nullable Duration high, String text) {
    assertThat(ProgressFormat.durationRange(low, high)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "45.3, 45.3/s",
    "1, 1.0/s",
    "999.94, 999.9/s",
    "1234.4, '1,234/s'",
    "345678, '345,678/s'",
    "20000000, 20M/s",
    "0.0534, 3.2/min",
    "0.999, 59.9/min",
    "0.000417, 1.5/h",
    "0.0004, 1.4/h",
    "0.02, 1.2/min",
    "0.0000347223, 3.0/day",
    "0.00001, 0.9/day",
    "0.0000001, <0.1/day",
    "4.9E-324, <0.1/day",
    "0, 0/s",
    "-0.0, 0/s",
    "-3, 0/s",
    "1.7976931348623157E308, '9,223,372T/s'",
    "NaN, –",
    "Infinity, –",
    "-Infinity, –"
  })
  @DisplayName("says rates per second, minute, hour or day, whichever makes it at least one")
  void saysRates(double perSecond, String text) {
    assertThat(ProgressFormat.rate(perSecond)).isEqualTo(text);
  }

  @Test
  @DisplayName("says what a rate counts")
  void saysUnitsOfRates() {
    assertThat(ProgressFormat.rate(45.3, "messages")).isEqualTo("45.3 messages/s");
    assertThat(ProgressFormat.rate(0.0534, "files")).isEqualTo("3.2 files/min");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.0 %",
    "64.8, 64.8 %",
    "64.89, 64.8 %",
    "28.999999999999996, 29.0 %",
    "99.89999999999999, 99.9 %",
    "99.96, 99.9 %",
    "99.99999999999999, 99.9 %",
    "100, 100.0 %",
    "120, 100.0 %",
    "Infinity, 100.0 %",
    "-3, 0.0 %",
    "4.9E-324, 0.0 %",
    "NaN, –",
    ", –"
  })
  @DisplayName("cuts percentages, so that only 100 reads as 100")
  void saysPercent(@Nullable Double percent, String text) {
    assertThat(ProgressFormat.percent(percent)).isEqualTo(text);
  }

  @Test
  @DisplayName("says the percentage of any n of m as whole-number arithmetic would")
  void percentAgreesWithExactArithmetic() {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 10_000; i++) {
      long total = random.nextLong(1, 1_000_000);
      long done = random.nextLong(0, total + 1);
      long tenths = done * 1_000 / total;
      assertThat(ProgressFormat.percent(100.0 * done / total))
          .as("%s of %s", done, total)
          .isEqualTo(tenths / 10 + "." + tenths % 10 + " %");
    }
  }

  @Test
  @DisplayName("offers all of its texts in ASCII")
  void hasAnAsciiForm() {
    String range = ProgressFormat.durationRange(Duration.ofMinutes(12), Duration.ofMinutes(15));
    assertThat(ProgressFormat.ascii(range)).isEqualTo("12-15 min");
    assertThat(ProgressFormat.ascii(ProgressFormat.UNKNOWN)).isEqualTo("-");
  }

  @ParameterizedTest
  @CsvSource({
    "'Session 134', 'Session 134'",
    "'', ''",
    "'two\nlines\r\n\tor three', 'two\\nlines\\r\\n\\tor three'",
    "'\u001b[2J\u0007', '\\u001b[2J\\u0007'",
    "'\u009b31m', '\\u009b31m'",
    "'\u202egnp.exe\u2066', '\\u202egnp.exe\\u2066'",
    "'a\u2028b\u2029c\u0085d', 'a\\u2028b\\u2029c\\u0085d'",
    "'\uDB40\uDC01', '\\udb40\\udc01'",
    "'אבג 測試 ñ', 'אבג 測試 ñ'",
    "'\uD83D\uDC69\u200D\uD83D\uDCBB', '\uD83D\uDC69\u200D\uD83D\uDCBB'"
  })
  @DisplayName("shows what could break a line or steer a terminal as its escape")
  void makesTextSafe(String text, String safe) {
    assertThat(ProgressFormat.singleLine(text, 100)).isEqualTo(safe);
  }

  @Test
  @DisplayName("escapes NUL and half a surrogate pair")
  void escapesWhatIsNoText() {
    assertThat(ProgressFormat.singleLine("a\u0000b\uD83D", 100)).isEqualTo("a\\u0000b\\ud83d");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  @DisplayName("cuts between characters, not within an emoji")
  void cutsBetweenCharacters(int length) {
    String text = "\uD83D\uDE80a\uD83D\uDE80b";
    int end = text.offsetByCodePoints(0, length);
    assertThat(ProgressFormat.singleLine(text, length)).isEqualTo(text.substring(0, end) + "...");
    assertThat(ProgressFormat.singleLine(text, 4)).isEqualTo(text);
  }
}
