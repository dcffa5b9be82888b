package io.github.progresstracker.eta;

import static io.github.progresstracker.eta.SimulatedRun.nanos;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("Bad input gives a defined result and harms nothing")
class BadInputTest {

  private static final double[] NUMBERS = {
    0,
    -0.0,
    -1,
    1,
    2,
    1e-320,
    1e-100,
    1e-9,
    1e9,
    1e18,
    1e300,
    Double.MAX_VALUE,
    Double.MIN_VALUE,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY
  };

  private static final long[] TIMES = {
    0, 1, -1, 1_000_000_000L, Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE / 2, 60_000_000_000L
  };

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CUSTOM")
  void time_that_runs_backwards_is_read_as_the_latest_time(EtaMethod method) {
    EtaEstimator estimator = ProgressEstimator.of(method);
    estimator.observe(nanos(10), 10, 100);
    estimator.observe(nanos(3), 20, 100);

    Eta eta = estimator.estimate(nanos(-5));

    assertThat(eta).isEqualTo(fed(method, 10, 10, 10, 20).estimate(nanos(10)));
  }

  private static EtaEstimator fed(EtaMethod method, double... timesAndDone) {
    EtaEstimator estimator = ProgressEstimator.of(method);
    for (int i = 0; i < timesAndDone.length; i += 2) {
      estimator.observe(nanos(timesAndDone[i]), timesAndDone[i + 1], 100);
    }
    return estimator;
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CUSTOM")
  void work_that_is_no_number_or_goes_backwards_is_ignored(EtaMethod method) {
    EtaEstimator estimator = fed(method, 10, 10, 20, 20);
    Eta before = fed(method, 10, 10, 20, 20).estimate(nanos(25));

    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, -1, 0, 19, 20}) {
      estimator.observe(nanos(25), bad, 100);
    }

    assertThat(estimator.estimate(nanos(25))).isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CUSTOM")
  void a_total_that_is_no_positive_number_is_unknown(EtaMethod method) {
    EtaEstimator estimator = ProgressEstimator.of(method);
    for (double bad :
        new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0, -7}) {
      estimator.observe(nanos(1), 1, 10);
      estimator.observe(nanos(1), 1, bad);
      assertThat(estimator.estimate(nanos(1)).basis()).isEqualTo(EtaBasis.UNKNOWN_TOTAL);
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CUSTOM")
  void more_done_than_there_was_to_do_is_done(EtaMethod method) {
    assertThat(fed(method, 5, 250).estimate(nanos(5)).basis()).isEqualTo(EtaBasis.DONE);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CUSTOM")
  void a_million_million_million_items_are_counted(EtaMethod method) {
    EtaEstimator estimator = ProgressEstimator.of(method);
    for (int i = 1; i <= 500; i++) {
      estimator.observe(nanos(i), i * 1e15, 1e18);
    }

    assertThat(SimulatedRun.seconds(estimator.estimate(nanos(500)).remaining()))
        .isCloseTo(500, Percentage.withPercentage(5));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CUSTOM")
  void one_item_in_an_hour_gives_an_estimate_and_little_confidence(EtaMethod method) {
    Eta eta = fed(method, 3600, 1).estimate(nanos(3600));

    assertThat(eta.remaining()).isGreaterThan(Duration.ofHours(1));
    assertThat(eta.high()).isGreaterThan(Duration.ofHours(24));
    assertThat(eta.confidence()).isLessThan(0.5);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CUSTOM")
  void silence_to_the_end_of_the_clock_is_cut_and_not_infinite(EtaMethod method) {
    EtaEstimator estimator = ProgressEstimator.of(method);
    estimator.observe(1, 1, 1e18);

    Eta eta = estimator.estimate(Long.MAX_VALUE);

    assertThat(eta.basis()).isEqualTo(EtaBasis.STALLED);
    assertThat(eta.remaining()).isBetween(Duration.ofDays(365), Eta.LONGEST);
    assertThat(eta.high()).isEqualTo(Eta.LONGEST);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CUSTOM")
  @DisplayName("whatever comes in, an estimate is well formed (2,000 random streams)")
  void property(EtaMethod method) {
    for (int seed = 0; seed < 2000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      EtaEstimator estimator = ProgressEstimator.of(method);
      double wildness = random.nextDouble();
      long now = 0;
      double done = 0;
      for (int i = 0; i < 60; i++) {
        boolean wild = random.nextDouble() < wildness;
        now = wild ? TIMES[random.nextInt(TIMES.length)] : now + random.nextLong(5_000_000_000L);
        done = wild ? NUMBERS[random.nextInt(NUMBERS.length)] : done + random.nextDouble(10);
        double total = random.nextInt(8) == 0 ? NUMBERS[random.nextInt(NUMBERS.length)] : 500;
        estimator.observe(now, done, total);
        if (random.nextInt(6) == 0) {
          estimator.waits(random.nextInt(-1, 4), time(random, wild), time(random, wild));
        }
        // The constructor of Eta refuses NaN, negative and disordered values by itself.
        assertWellFormed(estimator.estimate(wild ? time(random, true) : now), method);
      }
    }
  }

  private static long time(SplittableRandom random, boolean wild) {
    return wild ? TIMES[random.nextInt(TIMES.length)] : random.nextLong(10_000_000_000L);
  }

  private static void assertWellFormed(Eta eta, EtaMethod method) {
    assertThat(eta.method()).isEqualTo(method);
    boolean mustBeUnknown =
        eta.basis() == EtaBasis.UNKNOWN_TOTAL || eta.basis() == EtaBasis.WARMING_UP;
    boolean mayBeUnknown = mustBeUnknown || eta.basis() == EtaBasis.WAITING;
    if (eta.remaining() == null) {
      assertThat(mayBeUnknown).as("unknown in %s", eta).isTrue();
    } else {
      assertThat(mustBeUnknown).as("known in %s", eta).isFalse();
      assertThat(eta.high()).isLessThanOrEqualTo(Eta.LONGEST);
    }
  }
}
