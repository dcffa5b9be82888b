package io.github.progresstracker.benchmarks.accuracy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class StatisticsTest {

  @Test
  void quantilesLieLinearlyBetweenValues() {
    assertThat(Statistics.median(3, 1, 2)).isEqualTo(2);
    assertThat(Statistics.median(4, 1, 2, 3)).isEqualTo(2.5);
    assertThat(Statistics.quantile(0.9, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)).isEqualTo(9);
    assertThat(Statistics.quantile(0.9, 1, 2)).isCloseTo(1.9, within(1e-12));
    assertThat(Statistics.quantile(1, 1, 2)).isEqualTo(2);
  }

  @Test
  void nothingHasNeitherMeanNorMedian() {
    assertThat(Statistics.mean()).isNaN();
    assertThat(Statistics.median()).isNaN();
  }
}
