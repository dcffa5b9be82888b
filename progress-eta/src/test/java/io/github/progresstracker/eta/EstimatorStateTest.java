package io.github.progresstracker.eta;

import static io.github.progresstracker.eta.SimulatedRun.nanos;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("The state of an estimator, stored and resumed")
class EstimatorStateTest {

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CUSTOM")
  @DisplayName("one that was resumed 20 times estimates like one that never stopped")
  void resumed(EtaMethod method) {
    SplittableRandom random = new SplittableRandom(8);
    EtaEstimator throughout = ProgressEstimator.of(method);
    EtaEstimator resumed = ProgressEstimator.of(method);
    double now = 0;
    for (int i = 1; i <= 400; i++) {
      now += random.nextDouble(3);
      for (EtaEstimator estimator : List.of(throughout, resumed)) {
        estimator.observe(nanos(now), i, 1000);
        int waits = i / 100;
        estimator.waits(waits, nanos(7.0 * waits), 0);
      }
      assertThat(resumed.estimate(nanos(now))).isEqualTo(throughout.estimate(nanos(now)));
      if (i % 20 == 0) {
        resumed = EtaEstimator.resumed(resumed.state().orElseThrow(), RunHistory.none());
      }
    }
    assertThat(resumed.method()).isEqualTo(method);
  }

  @Test
  void a_state_is_small() {
    assertThat(stateOfAJob().numbers()).hasSizeLessThan(100);
  }

  private static EstimatorState stateOfAJob() {
    EtaEstimator estimator = EtaEstimator.adaptive();
    new SimulatedRun(estimator, 1000).work(700, 1).look();
    return estimator.state().orElseThrow();
  }

  @Test
  void what_is_cut_off_overlong_negative_or_of_another_version_is_refused_with_a_cure() {
    List<Double> numbers = stateOfAJob().numbers();
    List<Double> overlong = new ArrayList<>(numbers);
    overlong.add(1.0);
    List<Double> negative = new ArrayList<>(numbers);
    negative.set(5, -1.0);
    List<Double> newer = new ArrayList<>(numbers);
    newer.set(0, EstimatorState.VERSION + 1.0);

    for (List<Double> bad :
        List.of(numbers.subList(0, 40), overlong, negative, newer, List.<Double>of())) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  EtaEstimator.resumed(
                      new EstimatorState(EtaMethod.ADAPTIVE, bad), RunHistory.none()))
          .withMessageContaining("start without it");
    }
  }

  @Test
  void numbers_that_are_none_are_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EstimatorState(EtaMethod.LINEAR, List.of(1.0, Double.NaN)));
  }

  @Test
  @DisplayName("random numbers in the place of a state never harm more than the estimates")
  void property() {
    int size = stateOfAJob().numbers().size();
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 3000; i++) {
      List<Double> numbers = new ArrayList<>(stateOfAJob().numbers());
      for (int k = 0; k < 5; k++) {
        double[] values = {0, 1e-300, 1e300, random.nextDouble(1000), 31, 33};
        numbers.set(random.nextInt(1, size), values[random.nextInt(values.length)]);
      }
      EtaEstimator estimator;
      try {
        estimator =
            EtaEstimator.resumed(
                new EstimatorState(EtaMethod.ADAPTIVE, numbers), RunHistory.none());
      } catch (IllegalArgumentException refused) {
        continue;
      }
      estimator.observe(nanos(800), 800, 1000);
      assertThat(estimator.estimate(nanos(900)).method()).isEqualTo(EtaMethod.ADAPTIVE);
    }
  }
}
