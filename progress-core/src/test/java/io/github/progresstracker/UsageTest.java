package io.github.progresstracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.progresstracker.testing.ManualClock;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the work uses: tokens, money, calls, and how often it was told to slow down. */
class UsageTest {

  private final ManualClock clock = new ManualClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final ProgressRegistry registry =
      ProgressRegistry.builder().clock(clock).manualSampling().build();
  private final ProgressTracker job = registry.start("embed", 100);

  @AfterEach
  void close() {
    registry.close();
  }

  private UsageSnapshot used() {
    registry.sampleNow();
    return job.snapshot().usage();
  }

  @Test
  void everything_is_counted() {
    Usage usage = job.usage();
    usage.tokens(1_200);
    usage.tokens(34);
    usage.cost(0.25);
    usage.apiCall(true);
    usage.apiCall(true);
    usage.apiCall(true);
    usage.apiCall(false);
    usage.rateLimited(Duration.ofSeconds(30));
    usage.rateLimited(Duration.ofMillis(1_500));

    assertThat(used())
        .isEqualTo(
            new UsageSnapshot(1_234, new BigDecimal("0.25"), 3, 1, 2, Duration.ofMillis(31_500)));
    assertThat(used().apiSuccessRate()).isEqualTo(0.75);
    assertThat(job.usage()).isSameAs(usage);
  }

  @Test
  void a_tracker_that_uses_nothing_says_so() {
    assertThat(used()).isSameAs(UsageSnapshot.NONE);
    job.usage().tokens(0);
    assertThat(used()).isSameAs(UsageSnapshot.NONE);
  }

  @Test
  void ten_tenths_are_one_and_a_millionth_of_a_cent_counts() {
    for (int i = 0; i < 10; i++) {
      job.usage().cost(0.1);
    }
    assertThat(used().cost()).isEqualByComparingTo("1");
    job.usage().cost(new BigDecimal("0.00000001"));
    assertThat(used().cost()).isEqualByComparingTo("1.00000001");
  }

  @Test
  void money_is_rounded_to_nine_decimals_half_up() {
    job.usage().cost(new BigDecimal("0.0000000015"));
    assertThat(used().cost()).isEqualByComparingTo("0.000000002");
    job.usage().cost(new BigDecimal("1E-999999999"));
    assertThat(used().cost()).isEqualByComparingTo("0.000000002");
  }

  @Test
  void sums_stop_at_the_largest_number_there_is() {
    for (int i = 0; i < 3; i++) {
      job.usage().tokens(Long.MAX_VALUE);
      job.usage().cost(new BigDecimal("1E999999999"));
      job.usage().cost(Double.MAX_VALUE);
      job.usage().rateLimited(Duration.ofSeconds(Long.MAX_VALUE));
    }
    assertThat(used().tokens()).isEqualTo(Long.MAX_VALUE);
    assertThat(used().cost()).isEqualByComparingTo("9223372036.854775807");
    assertThat(used().rateLimitDelay()).isEqualTo(Duration.ofNanos(Long.MAX_VALUE));
  }

  @Test
  void parts_add_up_and_what_an_ended_part_used_is_not_forgotten() {
    ProgressTracker ended = job.child("a", 10);
    ended.usage().tokens(100);
    ended.usage().cost(1.5);
    ended.complete();
    job.child("b", 10).child("c", 10).usage().apiCall(true);
    job.usage().tokens(11);

    assertThat(used())
        .isEqualTo(new UsageSnapshot(111, new BigDecimal("1.5"), 1, 0, 0, Duration.ZERO));
    assertThat(used().tokens()).isEqualTo(111);
  }

  @Test
  void use_per_piece_of_work() {
    job.usage().tokens(1_000);
    job.usage().cost(2);
    job.advance(3);
    job.advance(1, Outcome.FAILED);
    UsageSnapshot used = used();
    Outcomes outcomes = job.snapshot().outcomes();
    long pieces = outcomes.succeeded() + outcomes.failed();
    assertThat(used.tokensPer(pieces)).isEqualTo(250.0);
    assertThat(used.costPer(pieces)).isEqualByComparingTo("0.5");
    assertThat(used.costPer(3)).isEqualByComparingTo("0.666666667");
    assertThat(used.tokensPer(0)).isNull();
    assertThat(used.costPer(0)).isNull();
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.01, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void a_cost_that_is_no_amount_of_money_is_refused(double amount) {
    Usage usage = job.usage();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> usage.cost(amount))
        .withMessageContaining(String.valueOf(amount));
    assertThat(used()).isEqualTo(UsageSnapshot.NONE);
  }

  @Test
  void negative_use_is_refused_and_a_negative_delay_is_none() {
    Usage usage = job.usage();
    assertThatIllegalArgumentException().isThrownBy(() -> usage.tokens(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> usage.cost(new BigDecimal("-1")));
    usage.rateLimited(Duration.ofSeconds(-5));
    assertThat(used().rateLimitHits()).isEqualTo(1);
    assertThat(used().rateLimitDelay()).isZero();
  }

  @Test
  void after_the_end_nothing_is_counted_and_the_log_says_so_once() {
    Usage usage = job.usage();
    job.complete();
    String log =
        LogOf.action(
            () -> {
              usage.tokens(5);
              usage.cost(5);
              usage.apiCall(false);
            });
    assertThat(log).containsOnlyOnce("after the end is ignored").contains("usage().tokens");
    assertThat(used()).isEqualTo(UsageSnapshot.NONE);
  }

  @Test
  void a_round_amount_is_written_out() {
    job.usage().cost(100);
    assertThat(used().cost()).isEqualTo(new BigDecimal("100"));
  }
}
