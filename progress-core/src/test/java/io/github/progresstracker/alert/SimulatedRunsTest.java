package io.github.progresstracker.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.progresstracker.alert.SimulatedRun.Sickness;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The standard rules on hundreds of jobs: silent on the healthy ones, not on the sick ones. */
class SimulatedRunsTest {

  private static final int HEALTHY_RUNS = 200;
  private static final int SICK_RUNS = 25;

  @Test
  @DisplayName(
      "healthy runs raise nothing, but for an end that was foretold wrongly, in one of 100")
  void healthy_runs_raise_nothing() throws InterruptedException {
    List<String> falseAlarms = new ArrayList<>();
    int movedEnds = 0;
    for (int seed = 0; seed < HEALTHY_RUNS; seed++) {
      List<String> raised = new SimulatedRun(seed, Sickness.NOTHING).alerts();
      movedEnds += raised.contains("eta-deviation") ? 1 : 0;
      for (String rule : raised) {
        if (!rule.equals("eta-deviation")) {
          falseAlarms.add(seed + " " + rule);
        }
      }
    }
    assertThat(falseAlarms)
        .as("%d false alarms in %d healthy runs", falseAlarms.size(), HEALTHY_RUNS)
        .isEmpty();
    assertThat(movedEnds)
        .as("%d of %d healthy runs with a moved end", movedEnds, HEALTHY_RUNS)
        .isLessThanOrEqualTo(HEALTHY_RUNS / 100);
  }

  @ParameterizedTest(name = "{0} is found by {1}")
  @CsvSource({
    "HANGS, stalled",
    "FAILS, high-error-rate",
    "IS_REFUSED, rate-limiting",
    "SLOWS_DOWN, eta-deviation"
  })
  void sick_runs_raise_the_alert_of_their_sickness_once(Sickness sickness, String rule)
      throws InterruptedException {
    int found = 0;
    int repeated = 0;
    for (int seed = HEALTHY_RUNS; seed < HEALTHY_RUNS + SICK_RUNS; seed++) {
      int times = Collections.frequency(new SimulatedRun(seed, sickness).alerts(), rule);
      found += times > 0 ? 1 : 0;
      repeated += times > 1 ? 1 : 0;
    }
    assertThat(found)
        .as("%s found in %d of %d sick runs", sickness, found, SICK_RUNS)
        .isGreaterThanOrEqualTo(SICK_RUNS * 19 / 20);
    assertThat(repeated)
        .as("%s raised again in %d of %d sick runs", sickness, repeated, SICK_RUNS)
        .isLessThanOrEqualTo(SICK_RUNS / 20);
  }
}
