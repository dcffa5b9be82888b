package io.github.progresstracker.eta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The steady countdown")
class SteadyCountdownTest {

  private final SteadyCountdown countdown = new SteadyCountdown();

  @Test
  void it_shows_the_first_estimate_as_it_is() {
    assertThat(countdown.show(10, 100, 1)).isEqualTo(100);
  }

  @Test
  void it_counts_down_second_by_second_while_the_estimate_trembles() {
    countdown.show(10, 100, 0);
    for (int s = 1; s <= 20; s++) {
      double trembling = 100 - s + (s % 2 == 0 ? 1 : -1);
      assertThat(countdown.show(10 + s, trembling, 0)).isEqualTo(100 - s);
    }
  }

  @Test
  void it_follows_a_real_change_to_the_edge_of_the_band() {
    countdown.show(100, 100, 0);
    double shown = 0;
    for (int s = 1; s <= 60; s++) {
      shown = countdown.show(100 + s, 260 - s, 0);
    }

    assertThat(shown).isCloseTo(200 - 0.015 * 200, within(0.2));
  }

  @Test
  void the_band_is_wider_for_a_job_that_is_hard_to_predict() {
    countdown.show(100, 100, 1);

    assertThat(countdown.show(110, 130, 1)).isEqualTo(90);
    assertThat(countdown.show(120, 200, 1)).isGreaterThan(80);
  }

  @Test
  void it_never_shows_less_than_a_quarter_of_the_estimate() {
    countdown.show(100, 10, 1);

    assertThat(countdown.show(110, 11, 1)).isGreaterThanOrEqualTo(11 / 4.0);
  }

  @Test
  void a_known_change_shows_at_once() {
    countdown.show(100, 50, 0);

    countdown.shift(600);
    assertThat(countdown.show(100, 650, 0)).isEqualTo(650);

    countdown.scale(100, 2);
    assertThat(countdown.show(100, 1300, 0)).isEqualTo(1300);
  }

  @Test
  void after_a_reset_it_starts_anew() {
    countdown.show(100, 50, 0);
    countdown.reset();

    assertThat(countdown.show(101, 7, 0)).isEqualTo(7);
  }
}
