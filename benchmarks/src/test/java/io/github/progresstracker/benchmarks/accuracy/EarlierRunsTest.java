package io.github.progresstracker.benchmarks.accuracy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class EarlierRunsTest {

  private static final Trace FIRST = Traces.run("c", "hash", 1);
  private static final Trace SECOND = Traces.run("b", "hash", 2);
  private static final Trace THIRD = Traces.run("a", "hash", 3);
  private static final Trace OTHER_JOB = Traces.run("d", "compress", 1);
  private static final Trace WITHOUT_KEY = Traces.steady("e", 100);
  private static final EarlierRuns RUNS =
      EarlierRuns.of(List.of(THIRD, SECOND, FIRST, OTHER_JOB, WITHOUT_KEY));

  @Test
  @DisplayName("history is the same key with smaller numbers, oldest first")
  void sameKeySmallerNumber() {
    assertThat(RUNS.before(THIRD)).containsExactly(FIRST, SECOND);
    assertThat(RUNS.before(SECOND)).containsExactly(FIRST);
  }

  @Test
  @DisplayName("the first run, another job and a run without a key have none")
  void noHistory() {
    assertThat(RUNS.before(FIRST)).isEmpty();
    assertThat(RUNS.before(OTHER_JOB)).isEmpty();
    assertThat(RUNS.before(WITHOUT_KEY)).isEmpty();
    assertThat(EarlierRuns.none().before(THIRD)).isEmpty();
  }

  @Test
  @DisplayName("adaptive+history takes part only where there is history")
  void takesPart() {
    Results results = Results.of(List.of(FIRST, SECOND, THIRD, WITHOUT_KEY), Entrant.all(RUNS));

    assertThat(results.tracesOf(Entrant.WITH_HISTORY)).containsExactly(SECOND, THIRD);
    assertThat(results.tracesOf(Entrant.ADAPTIVE)).hasSize(4);
  }
}
