package io.github.progresstracker.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.progresstracker.ItemTimes;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ItemTimesHistogramTest {

  private final ItemTimesHistogram histogram = new ItemTimesHistogram();

  private ItemTimes times() {
    return Objects.requireNonNull(histogram.times());
  }

  @Test
  void nothing_recorded_is_no_times() {
    assertThat(histogram.times()).isNull();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 15, 16, 17, 31, 32, 999, 1_000_000, 3_600_000_000_000L})
  void one_time_is_all_of_them_within_a_twentieth(long nanos) {
    histogram.record(nanos);
    ItemTimes times = times();
    assertThat(times.count()).isEqualTo(1);
    assertThat(times.longest()).isEqualTo(Duration.ofNanos(nanos));
    assertThat(times.average()).isEqualTo(Duration.ofNanos(nanos));
    assertThat((double) times.median().toNanos()).isBetween(0.95 * nanos, (double) nanos);
    assertThat(times.p99()).isEqualTo(times.median());
  }

  @Test
  void quantiles_are_within_a_twentieth_over_twelve_decades() {
    SplittableRandom random = new SplittableRandom(3);
    long[] all = new long[20_000];
    for (int i = 0; i < all.length; i++) {
      all[i] = (long) Math.pow(10, 2 + 12 * random.nextDouble());
      histogram.record(all[i]);
    }
    Arrays.sort(all);
    ItemTimes times = times();
    assertThat(times.count()).isEqualTo(all.length);
    assertNear(times.median(), all[all.length / 2 - 1]);
    assertNear(times.p90(), all[all.length * 9 / 10 - 1]);
    assertNear(times.p99(), all[all.length * 99 / 100 - 1]);
    assertThat(times.longest().toNanos()).isEqualTo(all[all.length - 1]);
  }

  private static void assertNear(Duration quantile, long truth) {
    assertThat((double) quantile.toNanos()).isBetween(0.95 * truth, 1.05 * truth);
  }

  @Test
  void a_clock_that_goes_back_and_times_beyond_all_bounds_do_no_harm() {
    histogram.record(-5);
    histogram.record(Long.MAX_VALUE);
    histogram.record(Long.MAX_VALUE);
    ItemTimes times = times();
    assertThat(times.count()).isEqualTo(3);
    assertThat(times.longest()).isEqualTo(Duration.ofNanos(Long.MAX_VALUE));
    assertThat(times.median()).isLessThanOrEqualTo(times.longest()).isPositive();
    assertThat(times.average()).isPositive();
  }

  @Test
  void what_is_shown_stands_until_there_is_more() {
    histogram.record(100);
    ItemTimes shown = times();
    assertThat(times()).isSameAs(shown);
    histogram.record(100);
    assertThat(times().count()).isEqualTo(2);
  }
}
