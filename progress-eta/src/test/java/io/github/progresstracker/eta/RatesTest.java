package io.github.progresstracker.eta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.progresstracker.eta.ThroughputTrend.Direction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RatesTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  @ParameterizedTest
  @CsvSource({
    "4, PT0.25S",
    "0.00333333333333333333, PT5M",
    "3e9, PT0S",
    "1e-300, PT2562047H47M16.854775807S"
  })
  void average_processing_time_is_one_by_the_average(double average, Duration perUnit) {
    Rates rates = new Rates(0, average, average, null, ThroughputHistory.EMPTY);
    assertThat(rates.averageProcessingTime()).contains(perUnit);
  }

  @Test
  void without_work_nobody_knows_how_long_a_unit_takes() {
    assertThat(Rates.NONE.averageProcessingTime()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
  void a_rate_is_finite_and_not_negative(double bad) {
    ThroughputHistory none = ThroughputHistory.EMPTY;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Rates(bad, 0, 0, null, none))
        .withMessageContaining("current must be finite and >= 0, was " + bad);
    assertThatIllegalArgumentException().isThrownBy(() -> new Rates(0, bad, 0, null, none));
    assertThatIllegalArgumentException().isThrownBy(() -> new Rates(0, 0, bad, null, none));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ThroughputHistory(SECOND, List.of(1.0, bad)));
  }

  @Test
  void a_history_has_stretches_of_some_length_and_does_not_change() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ThroughputHistory(Duration.ZERO, List.of()))
        .withMessage("bucket must be > 0, was PT0S");
    List<Double> values = new ArrayList<>(List.of(1.0));
    ThroughputHistory history = new ThroughputHistory(SECOND, values);
    values.set(0, 2.0);
    assertThat(history.perSecond()).containsExactly(1.0);
  }

  @Test
  void a_trend_compares_the_halves() {
    assertThat(trend(1, 1, 1, 1, 2, 2, 2, 2))
        .isEqualTo(new ThroughputTrend(Direction.RISING, Math.log(2)));
    assertThat(trend(2, 2, 2, 2, 1, 1, 1, 1))
        .isEqualTo(new ThroughputTrend(Direction.FALLING, -Math.log(2)));
    assertThat(trend(3, 3, 3, 3, 1000, 3, 3, 3, 3))
        .as("the middle of nine belongs to neither half")
        .isEqualTo(new ThroughputTrend(Direction.STEADY, 0));
  }

  @Test
  void less_than_a_tenth_is_steady() {
    assertThat(trend(100, 100, 100, 100, 109, 109, 109, 109).direction())
        .isEqualTo(Direction.STEADY);
    assertThat(trend(100, 100, 100, 100, 111, 111, 111, 111).direction())
        .isEqualTo(Direction.RISING);
    assertThat(trend(111, 111, 111, 111, 100, 100, 100, 100).direction())
        .isEqualTo(Direction.FALLING);
  }

  @Test
  void a_difference_that_is_within_the_scatter_is_steady() {
    ThroughputTrend trend = trend(0, 40, 0, 0, 0, 40, 0, 40);
    assertThat(trend.logRatio()).isEqualTo(Math.log(2));
    assertThat(trend.direction()).isEqualTo(Direction.STEADY);
  }

  @Test
  void a_half_without_work_is_the_steepest_trend() {
    assertThat(trend(0, 0, 0, 0, 5, 5, 5, 5))
        .isEqualTo(new ThroughputTrend(Direction.RISING, ThroughputTrend.STEEPEST));
    assertThat(trend(5, 5, 5, 5, 0, 0, 0, 0))
        .isEqualTo(new ThroughputTrend(Direction.FALLING, -ThroughputTrend.STEEPEST));
  }

  @Test
  void too_little_to_compare_has_no_trend() {
    assertThat(ThroughputTrend.of(ThroughputHistory.EMPTY)).isNull();
    assertThat(ThroughputTrend.of(history(1, 1, 1, 2, 2, 2, 2))).as("seven").isNull();
    assertThat(ThroughputTrend.of(history(0, 0, 0, 0, 0, 0, 0, 0))).as("no work").isNull();
    assertThat(ThroughputTrend.of(history(0, 0, 0, 0, 9, 0, 0, 0, 0))).as("middle").isNull();
  }

  @Test
  void a_trend_of_the_largest_and_smallest_numbers_is_a_number() {
    List<Double> values = new ArrayList<>(Collections.nCopies(30, Double.MAX_VALUE));
    values.addAll(Collections.nCopies(30, Double.MIN_VALUE));
    ThroughputTrend trend = ThroughputTrend.of(new ThroughputHistory(SECOND, values));
    assertThat(trend).isEqualTo(new ThroughputTrend(Direction.FALLING, -ThroughputTrend.STEEPEST));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ThroughputTrend(Direction.STEADY, Double.NaN));
  }

  @Test
  void scatter_around_one_rate_is_mostly_steady_and_a_slope_mostly_is_not() {
    int steady = 0;
    int falling = 0;
    for (int seed = 0; seed < 1_000; seed++) {
      steady += random(seed, 1).direction() == Direction.STEADY ? 1 : 0;
      falling += random(seed, 0.5).direction() == Direction.FALLING ? 1 : 0;
    }
    assertThat(steady).as("of 1,000 runs without a trend").isGreaterThan(930);
    assertThat(falling).as("of 1,000 runs that slow down to half").isGreaterThan(930);
  }

  /** 40 stretches, each between nothing and twice the rate, the second half slower by a factor. */
  private static ThroughputTrend random(int seed, double factor) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] values = new double[40];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextDouble(200) * (i < 20 ? 1 : factor);
    }
    return trend(values);
  }

  private static ThroughputTrend trend(double... values) {
    return Objects.requireNonNull(ThroughputTrend.of(history(values)));
  }

  private static ThroughputHistory history(double... values) {
    List<Double> list = new ArrayList<>();
    for (double value : values) {
      list.add(value);
    }
    return new ThroughputHistory(SECOND, list);
  }
}
