package io.github.progresstracker.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.progresstracker.benchmarks.soak.Fault.Kind;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The plan of faults")
class FaultPlanTest {

  private static final Duration MINUTES = Duration.ofMinutes(3);

  private static List<Fault> plan(long seed, Duration duration) {
    return FaultPlan.of(
        seed, duration, List.of("b", "c"), List.of("b", "w"), List.of("a", "b", "c", "w"));
  }

  @Test
  @DisplayName("is the same for the same seed, and another one for another")
  void seeded() {
    assertThat(plan(7, MINUTES)).isEqualTo(plan(7, MINUTES)).isNotEqualTo(plan(8, MINUTES));
  }

  @Test
  @DisplayName("has every kind of fault, several times in minutes")
  void everyKind() {
    List<Fault> plan = plan(7, MINUTES);
    for (Kind kind : Kind.values()) {
      assertThat(plan).filteredOn(fault -> fault.kind() == kind).hasSizeGreaterThan(4);
    }
  }

  @Test
  @DisplayName("never has two faults of one thing at once, and is over in time")
  void apart() {
    for (long seed = 1; seed <= 100; seed++) {
      Map<String, Duration> ends = new HashMap<>();
      for (Fault fault : plan(seed, Duration.ofSeconds(60))) {
        assertThat(fault.at()).isGreaterThanOrEqualTo(ends.getOrDefault(fault.scope(), fault.at()));
        ends.put(fault.scope(), fault.end());
        assertThat(fault.end()).isLessThanOrEqualTo(Duration.ofSeconds(60));
      }
    }
  }

  @Test
  @DisplayName("kills only those that may be killed")
  void mortals() {
    assertThat(plan(7, MINUTES))
        .filteredOn(fault -> fault.kind() == Kind.KILLED)
        .extracting(Fault::target)
        .containsOnly("b", "c");
  }
}
