package io.github.progresstracker.eta;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("Memory")
class AllocationTest {

  private static final int CALLS = 200_000;

  /** Far below one byte a call, far above what the test itself may need. */
  private static final long SLACK = 4_096;

  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CUSTOM")
  void an_observation_allocates_nothing(EtaMethod method) {
    EtaEstimator estimator = ProgressEstimator.of(method);
    observe(estimator, 0);

    long before = allocated();
    observe(estimator, CALLS);

    assertThat(allocated() - before).isLessThan(SLACK);
  }

  private static void observe(EtaEstimator estimator, int from) {
    for (int i = 1; i <= CALLS; i++) {
      estimator.observe((from + i) * 1_000_000L, from + i, 3.0 * CALLS);
      estimator.waits(1, i, 0);
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CUSTOM")
  void an_estimate_into_a_reading_allocates_nothing(EtaMethod method) {
    EtaEstimator estimator = ProgressEstimator.of(method);
    EtaReading reading = new EtaReading();
    observe(estimator, 0);
    read(estimator, reading);

    long before = allocated();
    read(estimator, reading);

    assertThat(allocated() - before).isLessThan(SLACK);
    assertThat(reading.isKnown()).isTrue();
  }

  private static void read(EtaEstimator estimator, EtaReading reading) {
    for (int i = 0; i < CALLS; i++) {
      estimator.estimate(CALLS * 1_000_000L + i, reading);
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CUSTOM")
  @DisplayName("an estimate allocates itself, its factors and three durations")
  void an_estimate_allocates_only_what_it_returns(EtaMethod method) {
    EtaEstimator estimator = ProgressEstimator.of(method);
    observe(estimator, 0);
    estimate(estimator);

    long before = allocated();
    estimate(estimator);

    assertThat((allocated() - before) / CALLS).isLessThanOrEqualTo(48 + 56 + 3 * 24);
  }

  private static void estimate(EtaEstimator estimator) {
    double sum = 0;
    for (int i = 0; i < CALLS; i++) {
      sum += estimator.estimate(CALLS * 1_000_000L + i).confidence();
    }
    assertThat(sum).isPositive();
  }

  private static long allocated() {
    return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
  }
}
