package io.github.progresstracker.eta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Posterior of the log of remaining over elapsed time")
class PosteriorTest {

  private final Posterior posterior = new Posterior();

  @Test
  void a_sure_measurement_is_believed() {
    posterior.at(1.5, 0.0001);

    assertThat(posterior.peak()).isCloseTo(1.5, within(0.001));
    assertThat(posterior.spread()).isCloseTo(0.01, within(0.0001));
  }

  @Test
  @DisplayName("a vague one gives way to what any look at a random moment knows: half is over")
  void vague() {
    posterior.at(6, 9);

    assertThat(posterior.peak()).isBetween(-1.5, 1.0);
    assertThat(posterior.spread()).isLessThan(3);
  }

  @Test
  void half_done_is_half_done_however_vague_the_measurement() {
    posterior.at(0, 4);

    assertThat(posterior.peak()).isZero();
  }

  @Test
  void too_long_and_too_short_are_treated_alike() {
    posterior.at(2, 1);
    double far = posterior.peak();
    posterior.at(-2, 1);

    assertThat(posterior.peak()).isCloseTo(-far, within(1e-9));
  }

  @Test
  void the_peak_is_where_the_density_is_highest() {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 1000; i++) {
      double measured = random.nextDouble(-8, 8);
      double variance = random.nextDouble(0.01, 9);
      posterior.at(measured, variance);
      double peak = posterior.peak();

      double highest = logDensity(peak, measured, variance);
      assertThat(highest).isGreaterThan(logDensity(peak - 0.02, measured, variance));
      assertThat(highest).isGreaterThan(logDensity(peak + 0.02, measured, variance));
    }
  }

  private static double logDensity(double y, double measured, double variance) {
    double off = y - measured;
    return -off * off / (2 * variance) + 1.5 * (y - 2 * Math.log1p(Math.exp(y)));
  }

  @Test
  void it_stays_finite_at_the_edges_of_arithmetic() {
    for (double measured : new double[] {-60, 60}) {
      posterior.at(measured, 9);
      assertThat(posterior.peak()).isBetween(-60.0, 60.0);
      assertThat(posterior.spread()).isBetween(0.1, 3.0);
    }
  }
}
