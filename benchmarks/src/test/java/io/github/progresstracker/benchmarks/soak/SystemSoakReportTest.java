package io.github.progresstracker.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.progresstracker.benchmarks.soak.Fault.Kind;
import io.github.progresstracker.benchmarks.soak.Oracle.Finding;
import io.github.progresstracker.benchmarks.soak.SystemSoak.Outcome;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A few seconds of the real thing, with a fault of each kind. Whether anything grows takes minutes
 * to tell, so that is for the committed report.
 */
@DisplayName("The soak of the whole system")
class SystemSoakReportTest {

  /** Of a plan that has every kind of fault in so short a time. */
  private static final long SEED = 276;

  private static final Duration FAULTS = Duration.ofSeconds(7);
  private static final Duration QUIET = Duration.ofSeconds(1);

  @Test
  @Timeout(120)
  @DisplayName("loses nothing, counts nothing twice, and says so")
  void shortRun() throws Exception {
    try (SystemSoak soak = new SystemSoak(SEED, FAULTS, QUIET, QUIET)) {
      Outcome outcome = soak.run();
      SystemSoakReport report = new SystemSoakReport(outcome);
      String text = report.text(FAULTS, SEED);
      Set<Kind> kinds = EnumSet.allOf(Kind.class);
      if (!outcome.diskFull()) {
        kinds.remove(Kind.DISK_FULL);
      }
      assertThat(outcome.faults()).as(text).containsOnlyKeys(kinds);
      assertThat(outcome.findings())
          .as(text)
          .filteredOn(finding -> !finding.wrong())
          .filteredOn(finding -> !finding.what().contains("again"))
          .allSatisfy(finding -> assertThat(finding.count()).as(finding.what()).isPositive());
      assertThat(outcome.findings()).as(text).noneMatch(Finding::isFailure);
      assertThat(outcome.unrecovered()).as(text).isEmpty();
      assertThat(text).contains("| acknowledged reports lost | **0.000** | ≤ 0.000 | PASS |");
    }
  }
}
