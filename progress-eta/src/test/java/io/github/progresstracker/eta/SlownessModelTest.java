package io.github.progresstracker.eta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Slowness averaged over progress")
class SlownessModelTest {

  @Test
  @DisplayName("each kernel is the exact mean of seconds per unit, the unit at u weighing u^k")
  void kernels() {
    SlownessModel model = new SlownessModel();
    SplittableRandom random = new SplittableRandom(5);
    double[] sums = new double[SlownessModel.KERNELS];
    double time = 0;
    double done = 0;
    for (int step = 0; step < 200; step++) {
      double pace = 0.5 + random.nextDouble(4);
      double next = done + 1 + random.nextInt(20);
      for (int i = 0; i < SlownessModel.KERNELS; i++) {
        int exponent = 1 << i;
        sums[i] += pace * (Math.pow(next, exponent) - Math.pow(done, exponent));
      }
      time += pace * (next - done);
      done = next;
      model.observe(time, done);
    }

    double[] logs = new double[SlownessModel.EXPERTS];
    model.logSlowness(0, logs);

    for (int i = 0; i < SlownessModel.KERNELS; i++) {
      assertThat(Math.exp(logs[i])).isCloseTo(sums[i] / Math.pow(done, 1 << i), within(1e-9));
    }
    assertThat(logs[SlownessModel.KERNELS]).isCloseTo(2 * logs[1] - logs[0], within(1e-9));
  }

  @Test
  void a_stall_is_dear_work_at_the_present_position() {
    SlownessModel model = new SlownessModel();
    for (int i = 1; i <= 10; i++) {
      model.observe(i, i);
    }
    double[] logs = new double[SlownessModel.EXPERTS];

    model.logSlowness(5, logs);

    for (int i = 0; i < SlownessModel.KERNELS; i++) {
      assertThat(Math.exp(logs[i])).isCloseTo(1 + (1 << i) * 5 / 10.0, within(1e-9));
    }
  }

  @Test
  void lumpiness_is_one_over_the_number_of_equal_gaps() {
    SlownessModel model = new SlownessModel();
    for (int i = 1; i <= 8; i++) {
      model.observe(3 * i, i);
    }

    assertThat(model.lumpiness(24)).isCloseTo(1 / 8.0, within(1e-12));
    assertThat(model.usualGap()).isCloseTo(3, within(1e-12));
    assertThat(model.gapAtRandomMoment()).isCloseTo(3, within(1e-12));
  }

  @Test
  void a_forecast_that_came_true_has_no_loss() {
    SlownessModel model = new SlownessModel();
    model.total(1000);
    for (int i = 1; i <= 500; i++) {
      model.observe(i, i);
    }
    double[] recent = new double[SlownessModel.EXPERTS];
    double[] far = new double[SlownessModel.EXPERTS];

    assertThat(model.checkpoints().backTest(500, 500, recent, far)).isTrue();
    assertThat(Arrays.stream(recent).max()).hasValueCloseTo(0.0, within(1e-9));
    assertThat(Arrays.stream(far).max()).hasValueCloseTo(0.0, within(1e-9));
  }

  @Test
  void a_forecast_that_was_wrong_by_a_factor_of_four_has_a_loss_of_ln_4() {
    Checkpoints checkpoints = new Checkpoints();
    double[] oneSecondPerUnit = new double[SlownessModel.EXPERTS];
    checkpoints.add(10, 10, oneSecondPerUnit);
    double[] recent = new double[SlownessModel.EXPERTS];
    double[] far = new double[SlownessModel.EXPERTS];

    assertThat(checkpoints.backTest(20, 50, recent, far)).isTrue();
    assertThat(recent).containsOnly(Math.log(4));
    assertThat(far).containsOnly(Math.log(4));
  }

  @Test
  void nothing_is_tested_while_every_checkpoint_is_too_young() {
    Checkpoints checkpoints = new Checkpoints();
    checkpoints.add(100, 100, new double[SlownessModel.EXPERTS]);
    double[] untouched = {7, 7, 7, 7, 7, 7};

    assertThat(checkpoints.backTest(104, 104, untouched, untouched)).isFalse();
    assertThat(untouched).containsOnly(7);
  }

  @Test
  void checkpoints_span_the_whole_run_whether_the_total_is_known_or_not() {
    for (double total : new double[] {0, 1_000_000}) {
      Checkpoints checkpoints = new Checkpoints();
      checkpoints.total(total);
      int kept = 0;
      for (int i = 1; i <= 1_000_000; i++) {
        if (checkpoints.due(i)) {
          checkpoints.add(i, i, new double[SlownessModel.EXPERTS]);
          kept++;
        }
      }
      assertThat(kept).as("checkpoints written, total %s", total).isBetween(64, 400);
    }
  }
}
