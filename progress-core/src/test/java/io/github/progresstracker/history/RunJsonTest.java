package io.github.progresstracker.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.progresstracker.eta.EtaAccuracy;
import io.github.progresstracker.eta.RunSummary;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A stored run as JSON")
class RunJsonTest {

  private static final String GOLDEN =
      "{\"version\":1,\"finishedAt\":\"2026-03-01T12:00:00Z\",\"unit\":\"files\",\"done\":5000.0,"
          + "\"activeNanos\":120000000000,\"waits\":2,\"waitedNanos\":3000000000,\"curve\":[0.0,"
          + "0.0625,0.125,0.1875,0.25,0.3125,0.375,0.4375,0.5,0.5625,0.625,0.6875,0.75,0.8125,"
          + "0.875,0.9375,1.0],\"etaAccuracy\":{\"looks\":240,\"error\":0.07,\"medianRatio\":1.06,"
          + "\"jitter\":0.4,\"coverage\":0.81,\"width\":0.2,\"winkler\":0.31,\"unanswered\":0.0}}";

  static StoredRun even() {
    List<Double> curve = new ArrayList<>();
    for (int j = 0; j <= 16; j++) {
      curve.add(j / 16.0);
    }
    return new StoredRun(
        new RunSummary(5_000, 120_000_000_000L, 2, 3_000_000_000L, curve),
        "files",
        new EtaAccuracy(240, 0.07, 1.06, 0.4, 0.81, 0.2, 0.31, 0),
        Instant.parse("2026-03-01T12:00:00Z"));
  }

  @Test
  @DisplayName("is written as it always was in this version")
  void golden() {
    assertThat(RunJson.write(even())).isEqualTo(GOLDEN);
    assertThat(RunJson.read(GOLDEN)).isEqualTo(even());
  }

  @Test
  @DisplayName("is read back to the last digit")
  void round_trip() {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 1_000; i++) {
      StoredRun run = random(random);
      assertThat(RunJson.read(RunJson.write(run))).isEqualTo(run);
    }
  }

  private static StoredRun random(SplittableRandom random) {
    double[] shares = random.doubles(RunSummary.CURVE_POINTS).sorted().toArray();
    shares[0] = 0;
    shares[RunSummary.CURVE_POINTS - 1] = 1;
    List<Double> curve = new ArrayList<>();
    for (double share : shares) {
      curve.add(share);
    }
    double done = Math.pow(10, random.nextDouble(-100, 100));
    return new StoredRun(
        new RunSummary(
            done, random.nextLong(1, Long.MAX_VALUE), 0, random.nextLong(1 << 20), curve),
        Integer.toString(random.nextInt(), 36),
        null,
        Instant.ofEpochSecond(random.nextLong(1L << 40), random.nextInt(1_000_000_000)));
  }

  @Test
  @DisplayName("may have keys that this version does not know")
  void unknown_keys() {
    assertThat(RunJson.read(GOLDEN.replace("{\"version\"", "{\"new\":{\"a\":[1]},\"version\"")))
        .isEqualTo(even());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"version\":1 | \"version\":2 | version 2 of stored runs is not known",
        "\"version\":1 | \"old\":1 | version must be a whole number, was",
        "5000.0 | \"many\" | done must be a number, was \"many\"",
        "5000.0 | 0 | done must be finite and > 0",
        "5000.0 | 1e999 | done must be finite and > 0",
        "120000000000 | 0.5 | activeNanos must be a whole number, was 0.5",
        "120000000000 | 1e30 | activeNanos must be a whole number",
        "120000000000 | 0 | activeNanos must be > 0",
        "\"waits\":2 | \"waits\":-1 | waits and waitedNanos >= 0",
        "0.9375 | null | that do not decrease",
        "0.9375, | '' | a curve must be 17 shares",
        "\"files\" | 3 | unit must be a text, was 3",
        "2026-03-01T12 | yesterday | finishedAt must be a time in UTC, was yesterday",
        ":0.81 | :81 | coverage must be between 0",
        ":0.81 | :null | coverage must be a number",
      })
  @DisplayName("that is wrong is refused, saying what is wrong")
  void wrong(String part, String instead, String message) {
    String json = GOLDEN.replace(part, instead == null ? "" : instead);
    assertThat(json).isNotEqualTo(GOLDEN);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RunJson.read(json))
        .withMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "{", "null", "[1]", "\"version\"", "{\"version\":1}"})
  @DisplayName("is not anything else")
  void garbage(String json) {
    assertThatIllegalArgumentException().isThrownBy(() -> RunJson.read(json));
  }

  @Test
  @DisplayName("of great depth is refused and overflows nothing")
  void deep() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RunJson.read("[".repeat(1_000_000)))
        .withMessageStartingWith("not JSON: ");
  }

  @Test
  @DisplayName("that waited more often than can be counted has waited that often")
  void many_waits() {
    String json = GOLDEN.replace("\"waits\":2", "\"waits\":99999999999");
    assertThat(RunJson.read(json).run().waits()).isEqualTo(Integer.MAX_VALUE);
  }
}
