package io.github.progresstracker.eta;

import static io.github.progresstracker.eta.SimulatedRun.nanos;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Linear: elapsed time per unit, times units left")
class LinearEstimateTest {

  private final EtaEstimator linear = EtaEstimator.linear();

  @Test
  void a_quarter_done_in_ten_seconds_leaves_thirty() {
    linear.observe(nanos(10), 25, 100);

    Eta eta = linear.estimate(nanos(10));

    assertThat(eta.remaining()).isEqualTo(Duration.ofSeconds(30));
    assertThat(eta.basis()).isEqualTo(EtaBasis.MEASURED);
    assertThat(eta.method()).isEqualTo(EtaMethod.LINEAR);
    assertThat(eta.factors().averageThroughput()).isEqualTo(2.5);
    assertThat(eta.completionAt(Instant.EPOCH)).contains(Instant.ofEpochSecond(30));
  }

  @Test
  void silence_counts_as_time_spent_on_what_is_done() {
    linear.observe(nanos(10), 25, 100);

    assertThat(linear.estimate(nanos(20)).remaining()).isEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void it_is_exact_for_any_stream_of_observations() {
    SplittableRandom random = new SplittableRandom(17);
    double now = 0;
    double done = 0;
    for (int i = 0; i < 1000; i++) {
      now += random.nextDouble(5);
      done += random.nextDouble(9);
      linear.observe(nanos(now), done, 10_000);

      double expected = now / done * (10_000 - done);
      assertThat(SimulatedRun.seconds(linear.estimate(nanos(now)).remaining()))
          .isCloseTo(expected, Percentage.withPercentage(1e-6));
    }
  }

  @Test
  void it_has_an_interval_and_a_confidence_too() {
    for (int i = 1; i <= 50; i++) {
      linear.observe(nanos(i), i, 100);
    }

    Eta eta = linear.estimate(nanos(50));

    assertThat(eta.low()).isLessThan(Duration.ofSeconds(50));
    assertThat(eta.high()).isGreaterThan(Duration.ofSeconds(50));
    assertThat(eta.confidence()).isBetween(0.8, 0.9);
  }

  @Test
  void after_a_reset_it_knows_nothing() {
    linear.observe(nanos(10), 25, 100);
    linear.waits(1, nanos(5), nanos(5));

    linear.reset();

    assertThat(linear.estimate(nanos(10)))
        .isEqualTo(Eta.unknownTotal(EtaMethod.LINEAR, EtaFactors.NONE));
    linear.observe(nanos(4), 1, 2);
    assertThat(linear.estimate(nanos(4)).remaining()).isEqualTo(Duration.ofSeconds(4));
  }
}
