package io.github.progresstracker.eta;

import static io.github.progresstracker.eta.SimulatedRun.nanos;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What one run teaches later ones")
class RunSummaryTest {

  static final List<Double> EVEN = curve(j -> j / 16.0);

  /** A run without waits whose units all took the same time. */
  static RunSummary even(double units, double seconds) {
    return shaped(units, seconds, EVEN);
  }

  /** A run without waits. */
  static RunSummary shaped(double units, double seconds, List<Double> curve) {
    return new RunSummary(units, nanos(seconds), 0, 0, curve);
  }

  /** The share of the time that has passed at each sixteenth of the work. */
  static List<Double> curve(IntToDoubleFunction share) {
    return IntStream.rangeClosed(0, 16).mapToObj(share::applyAsDouble).toList();
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {0, -0.0, -1, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void work_is_a_positive_number(double done) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RunSummary(done, 1, 0, 0, EVEN))
        .withMessage("done must be finite and > 0, was " + done);
  }

  @Test
  void the_time_worked_is_positive_and_waits_are_not_negative() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RunSummary(1, 0, 0, 0, EVEN))
        .withMessage("activeNanos must be > 0, waits and waitedNanos >= 0, were [0, 0, 0]");
    assertThatIllegalArgumentException().isThrownBy(() -> new RunSummary(1, -1, 0, 0, EVEN));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RunSummary(1, 5, -2, 3, EVEN))
        .withMessageEndingWith("were [5, -2, 3]");
    assertThatIllegalArgumentException().isThrownBy(() -> new RunSummary(1, 5, 2, -3, EVEN));
  }

  @Test
  @DisplayName("the least and the most that a run can be is a run: 1 ns, 292 years, any work")
  void extremes() {
    RunSummary least = new RunSummary(Double.MIN_VALUE, 1, 0, 0, EVEN);
    RunSummary most =
        new RunSummary(Double.MAX_VALUE, Long.MAX_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE, EVEN);

    assertThat(least.done()).isEqualTo(Double.MIN_VALUE);
    assertThat(most.activeNanos()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  @DisplayName("a curve has 17 points")
  void points_of_a_curve() {
    assertThat(RunSummary.CURVE_POINTS).isEqualTo(17);
    assertNoCurve(List.of());
    assertNoCurve(EVEN.subList(0, 16));
    List<Double> tooLong = new ArrayList<>(EVEN);
    tooLong.add(1.0);
    assertNoCurve(tooLong);
  }

  @Test
  @DisplayName("a curve goes from 0 to 1, exactly")
  void ends_of_a_curve() {
    assertNoCurve(curve(j -> j == 0 ? 0.01 : j / 16.0));
    assertNoCurve(curve(j -> j == 0 ? -0.01 : j / 16.0));
    assertNoCurve(curve(j -> j == 16 ? 0.99 : j / 16.0));
    assertNoCurve(curve(j -> j == 16 ? 1.01 : j / 16.0));
  }

  @Test
  void a_curve_does_not_decrease_and_has_no_gaps() {
    assertNoCurve(curve(j -> j == 8 ? 0.40 : j / 16.0));
    for (int hole = 0; hole <= 16; hole++) {
      int at = hole;
      assertNoCurve(curve(j -> j == at ? Double.NaN : j / 16.0));
    }
    List<Double> withNull = new ArrayList<>(EVEN);
    Collections.fill(withNull.subList(3, 4), null);
    assertThatNullPointerException().isThrownBy(() -> shaped(1, 1, withNull));
  }

  @Test
  void a_curve_may_stand_still_as_where_all_the_time_went_into_the_last_piece() {
    List<Double> late = curve(j -> j < 16 ? 0 : 1);
    List<Double> early = curve(j -> j == 0 ? 0 : 1);

    assertThat(shaped(1, 1, late).curve()).isEqualTo(late);
    assertThat(shaped(1, 1, early).curve()).isEqualTo(early);
  }

  @Test
  void what_is_wrong_with_a_curve_can_be_seen_from_the_message() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> shaped(1, 1, List.of(0.0, 0.7, 1.0)))
        .withMessage(
            "a curve must be 17 shares from 0 to 1 that do not decrease, was [0.0, 0.7, 1.0]");
  }

  private static void assertNoCurve(List<Double> curve) {
    assertThatIllegalArgumentException()
        .as("curve %s", curve)
        .isThrownBy(() -> shaped(1, 1, curve))
        .withMessageContaining("curve");
  }

  @Test
  void the_curve_is_copied_and_cannot_be_changed() {
    List<Double> mine = new ArrayList<>(EVEN);
    RunSummary summary = shaped(10, 10, mine);
    mine.set(8, 0.9);

    assertThat(summary.curve()).isEqualTo(EVEN).isUnmodifiable();
  }
}
