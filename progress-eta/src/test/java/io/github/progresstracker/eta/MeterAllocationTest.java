package io.github.progresstracker.eta;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Memory of the meters")
class MeterAllocationTest {

  private static final int CALLS = 200_000;

  /** Far below one byte a call, far above what the test itself may need. */
  private static final long SLACK = 4_096;

  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  void a_reading_of_work_allocates_nothing() {
    RateMeter meter = new RateMeter();
    observe(meter, 0);

    long before = allocated();
    observe(meter, CALLS);

    assertThat(allocated() - before).isLessThan(SLACK);
  }

  private static void observe(RateMeter meter, int from) {
    for (int i = 1; i <= CALLS; i++) {
      meter.observe((from + i) * 1_000_000L, from + i);
    }
  }

  @Test
  @DisplayName("a million looks take no more than 512 do")
  void looks_are_bounded() {
    AccuracyMeter meter = new AccuracyMeter();
    look(meter, 0);

    long before = allocated();
    look(meter, CALLS);

    assertThat(allocated() - before).isLessThan(SLACK);
  }

  private static void look(AccuracyMeter meter, int from) {
    for (int i = 1; i <= CALLS; i++) {
      meter.look((from + i) * 1_000_000L, CALLS - i, 0, CALLS);
    }
  }

  private static long allocated() {
    return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
  }
}
