package io.github.progresstracker.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.progresstracker.Total;
import io.github.progresstracker.eta.RunHistory;
import io.github.progresstracker.eta.RunSummary;
import io.github.progresstracker.history.StoredRun;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What earlier runs say about a run that begins in the middle")
class EarlierRunsOfPartsTest {

  private static EarlierRuns runs(RunSummary... runs) {
    List<StoredRun> stored = new ArrayList<>();
    for (RunSummary run : runs) {
      stored.add(new StoredRun(run, "rows", null, Instant.EPOCH));
    }
    return new EarlierRuns(Map.of("k", stored));
  }

  /** 100 rows in 100 s, the second half three times as slow as the first. */
  private static RunSummary slowing() {
    List<Double> curve = new ArrayList<>();
    for (int j = 0; j <= 16; j++) {
      curve.add(j <= 8 ? j / 32.0 : 0.25 + (j - 8) * 0.09375);
    }
    return new RunSummary(100, 100_000_000_000L, 4, 40_000_000_000L, curve);
  }

  @Test
  @DisplayName("is what came after as much of their work")
  void second_half() {
    RunSummary rest = runs(slowing()).of("k", "rows", 50, Total.exact(100)).runs().get(0);
    assertThat(rest.done()).isEqualTo(50);
    assertThat(rest.activeNanos()).isEqualTo(75_000_000_000L);
    assertThat(rest.waitedNanos()).isEqualTo(20_000_000_000L);
    assertThat(rest.curve().get(8)).as("even from there on").isCloseTo(0.5, within(1e-9));
  }

  @Test
  @DisplayName("is all of it for one that begins at the beginning")
  void whole() {
    assertThat(runs(slowing()).of("k", "rows", 0, Total.exact(100)).runs())
        .containsExactly(slowing());
  }

  @Test
  @DisplayName("is nothing where nobody knows where it begins, or nothing is left, or took no time")
  void nothing() {
    List<Double> atOnce = new ArrayList<>(slowing().curve());
    for (int j = 8; j <= 16; j++) {
      atOnce.set(j, 1.0);
    }
    RunSummary early = new RunSummary(100, 1, 0, 0, atOnce);
    assertThat(runs(slowing()).of("k", "rows", 50, Total.unknown()).isEmpty()).isTrue();
    assertThat(runs(slowing()).of("k", "rows", 100, Total.exact(100)).isEmpty()).isTrue();
    assertThat(runs(slowing()).of("k", "rows", 150, Total.exact(100)).isEmpty()).isTrue();
    assertThat(runs(slowing()).of("k", "rows", 1, Total.exact(0)).isEmpty()).isTrue();
    assertThat(runs(early).of("k", "rows", 50, Total.exact(100)).isEmpty()).isTrue();
    assertThat(runs(slowing()).of("other", "rows", 0, Total.exact(100)).isEmpty()).isTrue();
    assertThat(runs(slowing()).of("k", "bytes", 0, Total.exact(100)).isEmpty()).isTrue();
  }

  @Test
  @DisplayName("is a sound run, whatever the numbers are")
  void random() {
    for (int seed = 0; seed < 2_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      RunSummary run = run(random);
      long total = random.nextLong(1, 1L << random.nextInt(1, 62));
      RunHistory rest = runs(run).of("k", "rows", random.nextLong(total), Total.exact(total));
      assertThat(rest.runs().size()).isLessThanOrEqualTo(1);
      double most = 1.001 * run.activeNanos();
      assertThat(rest.runs()).allMatch(part -> part.activeNanos() <= most);
    }
  }

  private static RunSummary run(SplittableRandom random) {
    double[] shares = random.doubles(RunSummary.CURVE_POINTS).sorted().toArray();
    shares[0] = 0;
    shares[RunSummary.CURVE_POINTS - 1] = 1;
    List<Double> curve = new ArrayList<>();
    for (double share : shares) {
      curve.add(random.nextInt(4) == 0 && !curve.isEmpty() ? curve.get(curve.size() - 1) : share);
    }
    curve.set(RunSummary.CURVE_POINTS - 1, 1.0);
    double done = Math.pow(10, random.nextDouble(-300, 300));
    return new RunSummary(done, random.nextLong(1, Long.MAX_VALUE), 1, 1, curve);
  }
}
