package io.github.progresstracker.eta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
  void equal_gaps_are_the_usual_gap_and_the_gap_at_a_random_moment() {
    SlownessModel model = new SlownessModel();
    for (int i = 1; i <= 8; i++) {
      model.observe(3 * i, i);
    }

    assertThat(model.usualGap()).isCloseTo(3, within(1e-12));
    assertThat(model.gapAtRandomMoment()).isCloseTo(3, within(1e-12));
  }

  @Test
  void checkpoints_span_the_whole_run_whether_the_total_is_known_or_not() {
    for (double total : new double[] {0, 1_000_000}) {
      Checkpoints checkpoints = new Checkpoints();
      checkpoints.total(total);
      int kept = 0;
      for (int i = 1; i <= 1_000_000; i++) {
        if (checkpoints.due(i)) {
          checkpoints.add(i, i);
          kept++;
        }
      }
      assertThat(kept).as("checkpoints written, total %s", total).isBetween(64, 400);
    }
  }
}
