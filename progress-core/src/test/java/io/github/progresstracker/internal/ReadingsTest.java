package io.github.progresstracker.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What was told before can be told again")
class ReadingsTest {

  private static List<Long> told(Readings readings) {
    List<Long> told = new ArrayList<>();
    readings.tell(
        (nanos, done, total) -> {
          assertThat(done).isEqualTo(2.0 * nanos);
          assertThat(total).isEqualTo(3.0 * nanos);
          told.add(nanos);
        });
    return told;
  }

  private static Readings of(int readings) {
    Readings all = new Readings();
    for (int i = 0; i < readings; i++) {
      all.add(i, 2.0 * i, 3.0 * i);
    }
    return all;
  }

  @Test
  void nothing_told_is_nothing_told_again() {
    assertThat(told(of(0))).isEmpty();
  }

  @Test
  void few_readings_are_told_whole_and_the_latest_twice() {
    assertThat(told(of(3))).containsExactly(0L, 1L, 2L, 2L);
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 65, 66, 127, 128, 129, 1_000, 100_000})
  void many_are_thinned_out_evenly_and_end_with_the_latest(int count) {
    List<Long> told = told(of(count));
    assertThat(told).hasSizeBetween(33, 65).isSorted().startsWith(0L).endsWith(count - 1L);
    long gap = told.get(1) - told.get(0);
    for (int i = 1; i < told.size() - 1; i++) {
      assertThat(told.get(i) - told.get(i - 1)).isEqualTo(gap);
    }
    assertThat(count - 1L - told.get(told.size() - 2)).isLessThanOrEqualTo(gap);
  }
}
