package io.github.progresstracker.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.progresstracker.eta.Eta;
import io.github.progresstracker.eta.EtaBasis;
import io.github.progresstracker.eta.EtaFactors;
import io.github.progresstracker.eta.EtaMethod;
import java.time.Duration;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class HeldEtaTest {

  private final HeldEta held = new HeldEta(Duration.ofSeconds(10));
  private int asked;

  private static long nanos(long seconds) {
    return Duration.ofSeconds(seconds).toNanos();
  }

  private Supplier<Eta> estimate(long low, long remaining, long high) {
    return () -> {
      asked++;
      return new Eta(
          EtaBasis.MEASURED,
          EtaMethod.LINEAR,
          Duration.ofSeconds(remaining),
          Duration.ofSeconds(low),
          Duration.ofSeconds(high),
          0.5,
          EtaFactors.NONE);
    };
  }

  @Test
  void in_between_the_last_estimate_counts_down_to_the_same_end() {
    held.at(nanos(100), "a", estimate(3, 60, 90));
    Eta later = held.at(nanos(104), "a", estimate(1, 1, 1));
    assertThat(asked).isEqualTo(1);
    assertThat(later.remaining()).isEqualTo(Duration.ofSeconds(56));
    assertThat(later.low()).as("never below zero").isEqualTo(Duration.ZERO);
    assertThat(later.high()).isEqualTo(Duration.ofSeconds(86));
    assertThat(later.confidence()).isEqualTo(0.5);
  }

  @Test
  void after_its_interval_it_asks_again() {
    held.at(nanos(100), "a", estimate(1, 60, 90));
    Eta later = held.at(nanos(110), "a", estimate(1, 40, 90));
    assertThat(asked).isEqualTo(2);
    assertThat(later.remaining()).isEqualTo(Duration.ofSeconds(40));
  }

  @Test
  void in_another_situation_it_asks_at_once() {
    held.at(nanos(100), "a", estimate(1, 60, 90));
    held.at(nanos(101), "b", estimate(1, 40, 90));
    held.forget();
    held.at(nanos(101), "b", estimate(1, 40, 90));
    assertThat(asked).isEqualTo(3);
  }

  @Test
  void an_estimate_that_has_run_out_is_asked_anew_and_never_says_zero() {
    held.at(nanos(100), "a", estimate(1, 2, 3));
    Eta later = held.at(nanos(102), "a", estimate(1, 5, 9));
    assertThat(asked).isEqualTo(2);
    assertThat(later.remaining()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void what_is_unknown_stays_unknown() {
    Eta unknown = Eta.warmingUp(EtaMethod.LINEAR);
    held.at(nanos(100), "a", () -> unknown);
    assertThat(held.at(nanos(105), "a", estimate(1, 2, 3))).isEqualTo(unknown);
    assertThat(asked).isZero();
  }

  @Test
  void a_moment_in_the_past_gets_the_estimate_as_it_was() {
    Eta first = held.at(nanos(100), "a", estimate(1, 60, 90));
    assertThat(held.at(nanos(90), "a", estimate(1, 1, 1))).isEqualTo(first);
  }
}
