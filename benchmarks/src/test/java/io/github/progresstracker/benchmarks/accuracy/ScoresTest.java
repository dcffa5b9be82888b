package io.github.progresstracker.benchmarks.accuracy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Each score beside numbers worked out by hand, for a job of 100 seconds. */
class ScoresTest {

  private static final double DURATION = 100;
  private static final Offset<Double> EXACTLY = within(1e-12);

  @Test
  @DisplayName("what is always right scores perfectly")
  void perfect() {
    Scores scores = score(look(20, 80, 80, 80), look(60, 40, 40, 40));

    assertThat(scores).isEqualTo(new Scores(0, 1, 0, 0, 1, 0, 0, 0));
  }

  @Test
  @DisplayName("error: mean distance as a share of the duration; late error: of the second half")
  void error() {
    Scores scores = score(look(20, 100), look(50, 40), look(80, 25));

    assertThat(scores.error()).isCloseTo((0.20 + 0.10 + 0.05) / 3, EXACTLY);
    assertThat(scores.lateError()).isCloseTo((0.10 + 0.05) / 2, EXACTLY);
  }

  @Test
  @DisplayName("error: one look costs at most two durations")
  void errorIsCapped() {
    assertThat(score(look(20, 1e9), look(60, 40)).error()).isCloseTo(1, EXACTLY);
  }

  @Test
  @DisplayName("ratio: median of times too long or too short")
  void ratio() {
    assertThat(score(look(20, 160), look(60, 10), look(80, 20)).ratio()).isCloseTo(2, EXACTLY);
  }

  @Test
  @DisplayName("ratio: both sides are at least half a percent of the duration")
  void ratioHasAFloor() {
    assertThat(score(look(99, 0)).ratio()).isCloseTo(1 / 0.5, EXACTLY);
    assertThat(score(look(99.9, 1)).ratio()).isCloseTo(1 / 0.5, EXACTLY);
  }

  @Test
  @DisplayName("jitter: moves of the predicted finish in durations; a countdown has none")
  void jitter() {
    assertThat(score(look(20, 50), look(30, 40), look(40, 30)).jitter()).isCloseTo(0, EXACTLY);
    assertThat(score(look(20, 50), look(30, 60), look(40, 30)).jitter())
        .as("finish 70, 90, 70")
        .isCloseTo(0.40, EXACTLY);
  }

  @Test
  @DisplayName("jitter: a prediction counts as at most three durations")
  void jitterIsCapped() {
    assertThat(score(look(20, 80), look(30, 1e30), look(40, 60)).jitter())
        .as("finish 100, 330, 100")
        .isCloseTo(4.60, EXACTLY);
  }

  @Test
  @DisplayName("no estimate counts as zero remaining, everywhere, and is counted")
  void noEstimate() {
    Scores scores = score(Look.bare(20, Double.NaN), look(60, 40, 30, 50));

    assertThat(scores.noEstimate()).isCloseTo(0.5, EXACTLY);
    assertThat(scores.error()).isCloseTo(0.80 / 2, EXACTLY);
    assertThat(scores.jitter()).as("finish 20, 100").isCloseTo(0.80, EXACTLY);
    assertThat(scores.coverage()).isCloseTo(0.5, EXACTLY);
    assertThat(scores.width()).isCloseTo(0.20 / 2, EXACTLY);
    assertThat(scores.winkler()).isCloseTo((10 * 0.80 + 0.20) / 2, EXACTLY);
  }

  @Test
  @DisplayName("an endless estimate is none")
  void endlessIsNone() {
    assertThat(Look.bare(20, Double.POSITIVE_INFINITY).isEstimate()).isFalse();
  }

  @Test
  @DisplayName("coverage: the ends belong to the interval")
  void coverage() {
    Scores scores =
        score(look(20, 90, 80, 95), look(40, 50, 40, 60), look(60, 50, 41, 60), look(80, 9, 5, 19));

    assertThat(scores.coverage()).isCloseTo(0.5, EXACTLY);
    assertThat(scores.width()).isCloseTo((0.15 + 0.20 + 0.19 + 0.14) / 4, EXACTLY);
  }

  @Test
  @DisplayName("Winkler: width plus ten times the miss on either side, at most ten")
  void winkler() {
    assertThat(Scores.winkler(30, 50, 40, DURATION)).isCloseTo(0.20, EXACTLY);
    assertThat(Scores.winkler(45, 50, 40, DURATION)).isCloseTo(0.05 + 10 * 0.05, EXACTLY);
    assertThat(Scores.winkler(30, 38, 40, DURATION)).isCloseTo(0.08 + 10 * 0.02, EXACTLY);
    assertThat(Scores.winkler(0, 1e9, 40, DURATION)).isCloseTo(10, EXACTLY);
  }

  @Test
  @DisplayName("who gives no intervals has no score for them")
  void withoutIntervals() {
    Scores scores = Scores.of(DURATION, List.of(Look.bare(20, 80)), false);

    assertThat(scores.coverage()).isNaN();
    assertThat(scores.width()).isNaN();
    assertThat(scores.winkler()).isNaN();
  }

  private static Scores score(Look... looks) {
    return Scores.of(DURATION, List.of(looks), true);
  }

  private static Look look(double seconds, double remaining) {
    return look(seconds, remaining, remaining, remaining);
  }

  private static Look look(double seconds, double remaining, double low, double high) {
    return new Look(seconds, remaining, low, high, 0.5);
  }
}
