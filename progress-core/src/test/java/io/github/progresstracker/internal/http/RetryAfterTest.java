package io.github.progresstracker.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration LIMIT = Duration.ofMinutes(5);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | PT0S",
        "7 | PT7S",
        " 120 | PT2M",
        "300 | PT5M",
        "301 | PT5M",
        "99999999999999999999999999 | PT5M",
        "Sun, 01 Mar 2026 12:00:42 GMT | PT42S",
        "Sun, 01 Mar 2026 13:00:42 GMT | PT5M",
        "Sun, 01 Mar 2026 11:59:59 GMT | PT0S",
        "-3 | PT0S",
        "1.5 | PT0S",
        "٧ | PT0S",
        "soon | PT0S",
        "'' | PT0S",
        "2026-03-01T12:00:42Z | PT0S"
      })
  void is_seconds_or_a_date_within_the_limit_and_otherwise_nothing(String header, Duration wait) {
    assertThat(RetryAfter.parse(header, NOW, LIMIT)).isEqualTo(wait);
  }

  @Test
  void no_header_is_no_wait() {
    assertThat(RetryAfter.parse(null, NOW, LIMIT)).isZero();
  }
}
