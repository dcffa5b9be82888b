package io.github.progresstracker.eta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The value of an estimate")
class EtaTest {

  private static Eta eta(
      @Nullable Duration remaining, @Nullable Duration low, @Nullable Duration high) {
    return new Eta(EtaBasis.MEASURED, EtaMethod.CUSTOM, remaining, low, high, 0.5, EtaFactors.NONE);
  }

  private static Eta minutes(long remaining, long low, long high) {
    return eta(Duration.ofMinutes(remaining), Duration.ofMinutes(low), Duration.ofMinutes(high));
  }

  @Test
  void completion_is_now_plus_remaining_and_absent_if_unknown() {
    Instant now = Instant.parse("2026-02-03T04:05:06Z");

    assertThat(minutes(10, 5, 20).completionAt(now)).contains(now.plusSeconds(600));
    assertThat(Eta.warmingUp(EtaMethod.LINEAR).completionAt(now)).isEmpty();
  }

  @Test
  void a_wait_is_added_to_all_three_durations() {
    Eta waiting = minutes(10, 5, 20).waiting(Duration.ofMinutes(7));

    assertThat(waiting.basis()).isEqualTo(EtaBasis.WAITING);
    assertThat(waiting.low()).isEqualTo(Duration.ofMinutes(12));
    assertThat(waiting.remaining()).isEqualTo(Duration.ofMinutes(17));
    assertThat(waiting.high()).isEqualTo(Duration.ofMinutes(27));
    assertThat(waiting.confidence()).isEqualTo(0.5);
  }

  @Test
  void an_unknown_time_stays_unknown_through_a_wait() {
    Eta waiting = Eta.warmingUp(EtaMethod.LINEAR).waiting(Duration.ofMinutes(7));

    assertThat(waiting.basis()).isEqualTo(EtaBasis.WAITING);
    assertThat(waiting.remaining()).isNull();
  }

  @Test
  void durations_are_cut_so_that_their_nanoseconds_fit_a_long() {
    Duration age = Duration.ofDays(365_000_000);
    Eta waiting = eta(age, Duration.ZERO, age).waiting(age);

    assertThat(waiting.high()).isEqualTo(Eta.LONGEST);
    assertThat(Eta.LONGEST.toNanos()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void a_negative_wait_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> minutes(10, 5, 20).waiting(Duration.ofSeconds(-1)))
        .withMessage("leftOfWait must be >= 0, was PT-1S");
  }

  @Test
  void durations_out_of_order_or_negative_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> minutes(10, 11, 20))
        .withMessage("must be 0 <= low <= remaining <= high, were PT11M, PT10M, PT20M");
    assertThatIllegalArgumentException().isThrownBy(() -> minutes(10, 5, 9));
    assertThatIllegalArgumentException().isThrownBy(() -> minutes(10, -1, 20));
  }

  @Test
  void an_estimate_without_its_interval_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> eta(Duration.ofMinutes(1), null, null))
        .withMessage("low, remaining and high must be known together, were null, PT1M, null");
  }

  @Test
  void confidence_is_a_share() {
    for (double bad : new double[] {-0.1, 1.1, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  new Eta(
                      EtaBasis.WARMING_UP,
                      EtaMethod.CUSTOM,
                      null,
                      null,
                      null,
                      bad,
                      EtaFactors.NONE))
          .withMessage("confidence must be between 0 and 1, was " + bad);
    }
  }

  @Test
  void factors_are_in_their_ranges() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EtaFactors(-1, 0, 0, 1, 0))
        .withMessage("currentThroughput must be finite and >= 0, was -1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EtaFactors(0, Double.POSITIVE_INFINITY, 0, 1, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EtaFactors(0, 0, 1.5, 1, 0))
        .withMessage("rateLimitingImpact must be between 0 and 1, was 1.5");
    assertThatIllegalArgumentException().isThrownBy(() -> new EtaFactors(0, 0, 0, Double.NaN, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new EtaFactors(0, 0, 0, 1, 2));
  }
}
