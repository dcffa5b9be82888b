package io.github.progresstracker.eta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Contrasts between equal pieces of work")
class ContrastsTest {

  private final Contrasts contrasts = new Contrasts();

  /** 160 units, unit {@code i} taking that many seconds, a checkpoint at each tenth. */
  private void work(IntToDoubleFunction seconds) {
    Checkpoints checkpoints = new Checkpoints();
    double now = 0;
    for (int i = 1; i <= 160; i++) {
      now += seconds.applyAsDouble(i);
      if (i % 10 == 0 && i < 160) {
        checkpoints.add(i, now);
      }
    }
    contrasts.measure(checkpoints, 160, now);
  }

  @Test
  void an_even_job_has_none() {
    work(i -> 3);

    assertThat(contrasts.sumOfMeanSquares()).isCloseTo(0, within(1e-18));
    assertThat(contrasts.meanSize()).isCloseTo(0, within(1e-9));
    assertThat(contrasts.timeAt(8)).isCloseTo(240, within(1e-9));
  }

  @Test
  @DisplayName(
      "quarters that take 1, 3, 1, 3 times as long differ by ln 3, nearly, at one scale only")
  void at_one_scale() {
    work(i -> (i - 1) / 40 % 2 == 0 ? 1 : 3);

    double least = 0.025 * 4;
    double contrast = Math.log((3 + least) / (1 + least));
    assertThat(contrasts.sumOfMeanSquares()).isCloseTo(contrast * contrast, within(1e-9));
    assertThat(contrasts.meanSize()).isCloseTo(contrast / 3, within(1e-9));
  }

  @Test
  void one_change_of_pace_in_the_middle_is_no_lasting_unevenness() {
    work(i -> i <= 80 ? 1 : 5);

    assertThat(contrasts.sumOfMeanSquares()).isCloseTo(0, within(1e-18));
  }

  @Test
  void a_piece_that_took_no_time_is_a_large_but_finite_contrast() {
    work(i -> (i - 1) / 10 % 2 == 0 ? 0 : 1);

    assertThat(contrasts.sumOfMeanSquares()).isBetween(13.0, 14.0);
  }

  @Test
  void work_without_any_time_has_no_contrasts() {
    work(i -> 0);

    assertThat(contrasts.sumOfMeanSquares()).isZero();
  }

  @Test
  void what_has_passed_since_the_last_checkpoint_belongs_to_the_work_since() {
    Checkpoints checkpoints = new Checkpoints();
    checkpoints.add(80, 80);
    contrasts.measure(checkpoints, 160, 400);

    assertThat(contrasts.timeAt(8)).isEqualTo(80);
    assertThat(contrasts.timeAt(12)).isEqualTo(240);
    assertThat(contrasts.timeAt(16)).isEqualTo(400);
  }
}
