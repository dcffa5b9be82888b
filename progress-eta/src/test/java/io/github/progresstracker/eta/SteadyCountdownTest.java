package io.github.progresstracker.eta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The steady countdown")
class SteadyCountdownTest {

  private static final double NARROWEST = 0.015;
  private static final double WIDEST = 1.0 / 3;
  private static final double LATER = 1.5;

  private final SteadyCountdown countdown = new SteadyCountdown();

  /** The caution of the estimate does not matter here. */
  private double show(double now, double remaining, double unevenness) {
    return countdown.show(now, remaining, remaining, unevenness);
  }

  @Test
  void it_begins_with_what_the_work_so_far_says_if_that_is_within_the_band() {
    assertThat(countdown.show(10, 100, 120, 1)).isEqualTo(120);
  }

  @Test
  void it_begins_at_the_edge_of_the_band_if_the_work_so_far_says_something_else_altogether() {
    assertThat(countdown.show(10, 100, 1e9, 1)).isCloseTo(100 * (1 + LATER * WIDEST), within(1e-9));
    countdown.reset();
    assertThat(countdown.show(10, 100, 1, 1)).isCloseTo(100 * (1 - WIDEST), within(1e-9));
  }

  @Test
  void it_counts_down_second_by_second_while_the_estimate_trembles() {
    show(10, 100, 0);
    for (int s = 1; s <= 20; s++) {
      double trembling = 100 - s + (s % 2 == 0 ? 1 : -1);
      assertThat(show(10 + s, trembling, 0)).isEqualTo(100 - s);
    }
  }

  @Test
  void it_follows_a_real_change_to_the_edge_of_the_band() {
    show(100, 100, 0);
    double shown = 0;
    for (int s = 1; s <= 60; s++) {
      shown = show(100 + s, 260 - s, 0);
    }

    assertThat(shown).isCloseTo(200 - NARROWEST * 200, within(0.2));
  }

  @Test
  void it_puts_a_finish_off_sooner_than_it_brings_it_forward() {
    show(100, 100, 0.5);
    assertThat(show(110, 90 / 1.4, 0.5)).as("seems sooner by 40 %").isEqualTo(90);
    assertThat(show(120, 80 * 1.6, 0.5)).as("seems later by 60 %").isGreaterThan(80);
    double after = show(1000, 1000, 0.5);
    assertThat(after).isCloseTo(1000 * (1 - (NARROWEST + 0.55 * 0.5)), within(1.0));
  }

  @Test
  void the_band_is_wider_for_a_job_that_is_hard_to_predict() {
    show(100, 100, 1);

    assertThat(show(110, 130, 1)).isEqualTo(90);
    assertThat(show(120, 200, 1)).isGreaterThan(80);
  }

  @Test
  void a_job_that_was_hard_to_predict_a_moment_ago_still_is() {
    show(100, 100, 1);
    assertThat(show(110, 110, 0)).as("remembered").isEqualTo(90);
    assertThat(show(100_000, 100, 0)).as("forgotten").isCloseTo(98.5, within(2.0));
  }

  @Test
  void expected_waits_put_the_finish_off_and_hardly_bring_it_forward() {
    assertThat(countdown.showWithWaits(100, 100)).isEqualTo(130);
    assertThat(countdown.showWithWaits(110, 95)).as("no wait for a while").isEqualTo(120);
    assertThat(countdown.showWithWaits(120, 200)).as("another wait").isGreaterThan(180);
  }

  @Test
  void an_estimate_that_errs_neither_way_is_followed_alike_both_ways() {
    for (double estimate : new double[] {200, 50}) {
      countdown.reset();
      assertThat(countdown.showInformed(0, 100, 0)).isEqualTo(100);
      double shown = 0;
      for (int s = 1; s <= 20; s++) {
        shown = countdown.showInformed(s, estimate - s, 0);
      }
      double left = estimate - 20;
      assertThat(Math.abs(shown - left)).isCloseTo(NARROWEST * left, within(0.2));
    }
  }

  @Test
  void it_never_shows_less_than_a_quarter_of_the_estimate() {
    show(100, 10, 1);

    assertThat(show(110, 11, 1)).isGreaterThanOrEqualTo(11 / 4.0);
  }

  @Test
  void a_known_change_shows_at_once() {
    show(100, 50, 0);

    countdown.shift(600);
    assertThat(show(100, 650, 0)).isEqualTo(650);

    countdown.scale(100, 2);
    assertThat(show(100, 1300, 0)).isEqualTo(1300);
  }

  @Test
  void after_a_reset_it_starts_anew() {
    show(100, 50, 0);
    countdown.reset();

    assertThat(show(101, 7, 0)).isEqualTo(7);
  }
}
