package io.github.progresstracker.eta.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.progresstracker.eta.Eta;
import io.github.progresstracker.eta.EtaBasis;
import io.github.progresstracker.eta.EtaEstimator;
import io.github.progresstracker.eta.EtaReading;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What trackers and readers of an {@link Eta} expect of an estimator. An estimator's test extends
 * this class and makes the estimator.
 */
public abstract class EtaEstimatorContract {

  private static final int STREAMS = 300;
  private static final int READINGS = 60;

  private static final double[] ODD_NUMBERS = {
    0,
    -0.0,
    -1,
    1,
    1e-320,
    1e-9,
    1e18,
    1e300,
    Double.MAX_VALUE,
    Double.MIN_VALUE,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY
  };

  private static final double[] NO_WORK = {
    Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -1, 0, 19, 20
  };

  private static final double[] NO_TOTAL = {
    Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0, -7
  };

  private static final long[] ODD_TIMES = {
    0, 1, -1, 1_000_000_000L, Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE / 2, 60_000_000_000L
  };

  /** For subclasses. */
  protected EtaEstimatorContract() {}

  /**
   * Makes an estimator that has seen nothing.
   *
   * @return a new estimator at each call
   */
  protected abstract EtaEstimator newEstimator();

  @Test
  @DisplayName("before anything is done the remaining time is unknown, unless earlier runs tell it")
  void knowsNothingAtFirst() {
    EtaEstimator estimator = newEstimator();
    assertThat(isUnknownOrPrior(estimator.estimate(0))).as("unfed").isTrue();
    estimator.observe(seconds(1), 0, 100);
    assertThat(isUnknownOrPrior(estimator.estimate(seconds(1)))).as("nothing done").isTrue();
  }

  private static boolean isUnknownOrPrior(Eta eta) {
    return eta.remaining() == null || eta.basis() == EtaBasis.PRIOR;
  }

  @Test
  @DisplayName("of even work it tells the end, give or take half")
  void estimatesEvenWork() {
    EtaEstimator estimator = steady(50, 100);
    Eta eta = estimator.estimate(seconds(50));
    assertThat(eta.basis()).isEqualTo(EtaBasis.MEASURED);
    assertThat(eta.remaining()).isBetween(Duration.ofSeconds(25), Duration.ofSeconds(75));
  }

  @Test
  @DisplayName("what is done is done, with nothing remaining")
  void endsWithZero() {
    for (double done : new double[] {100, 250}) {
      EtaEstimator estimator = steady(50, 100);
      estimator.observe(seconds(100), done, 100);
      Eta eta = estimator.estimate(seconds(100));
      assertThat(eta.basis()).isEqualTo(EtaBasis.DONE);
      assertThat(eta.remaining()).isZero();
    }
  }

  @Test
  @DisplayName("done is not the last word: if the total grows, the job goes on")
  void goesOnWhenTheTotalGrows() {
    EtaEstimator estimator = steady(100, 100);
    estimator.observe(seconds(100), 100, 200);
    assertThat(estimator.estimate(seconds(100)).remaining()).isPositive();
  }

  @Test
  @DisplayName("a total that is no positive number is unknown, and so is the remaining time")
  void knowsNoTotal() {
    for (double bad : NO_TOTAL) {
      EtaEstimator estimator = steady(10, 100);
      estimator.observe(seconds(10), 10, bad);
      Eta eta = estimator.estimate(seconds(10));
      assertThat(eta.basis()).as("total %s", bad).isEqualTo(EtaBasis.UNKNOWN_TOTAL);
      assertThat(eta.remaining()).isNull();
    }
  }

  @Test
  @DisplayName("work that is no number or goes backwards changes nothing")
  void ignoresWorkThatIsNone() {
    EtaEstimator estimator = steady(20, 100);
    for (double bad : NO_WORK) {
      estimator.observe(seconds(25), bad, 100);
    }
    assertThat(estimator.estimate(seconds(25))).isEqualTo(steady(20, 100).estimate(seconds(25)));
  }

  @Test
  @DisplayName("a time before the latest one is read as the latest one")
  void readsEarlierTimesAsTheLatest() {
    EtaEstimator backwards = steady(20, 100);
    backwards.observe(seconds(3), 30, 100);
    EtaEstimator atOnce = steady(20, 100);
    atOnce.observe(seconds(20), 30, 100);
    assertThat(backwards.estimate(seconds(-5))).isEqualTo(atOnce.estimate(seconds(20)));
  }

  @Test
  @DisplayName("looking twice at one moment shows the same twice")
  void isNotChangedByLooking() {
    EtaEstimator estimator = steady(20, 100);
    assertThat(estimator.estimate(seconds(22))).isEqualTo(estimator.estimate(seconds(22)));
  }

  @Test
  @DisplayName("writes into a reading of the caller what it estimates, known or not")
  void writesIntoAReading() {
    EtaReading reading = new EtaReading();
    for (EtaEstimator estimator : List.of(steady(50, 100), newEstimator(), steady(100, 100))) {
      estimator.estimate(seconds(101), reading);
      Eta eta = estimator.estimate(seconds(101));
      assertThat(reading.basis()).isEqualTo(eta.basis());
      assertThat(reading.isKnown()).as("%s", eta).isEqualTo(eta.remaining() != null);
      assertThat(reading.remainingNanos()).isEqualTo(nanos(eta.remaining()));
      assertThat(reading.lowNanos()).isEqualTo(nanos(eta.low()));
      assertThat(reading.highNanos()).isEqualTo(nanos(eta.high()));
      assertThat(reading.confidence()).isEqualTo(eta.confidence());
    }
  }

  private static long nanos(@Nullable Duration duration) {
    return duration == null ? 0 : duration.toNanos();
  }

  @Test
  @DisplayName("says one method, and each estimate says the same")
  void hasOneMethod() {
    EtaEstimator estimator = newEstimator();
    assertThat(estimator.method()).isNotNull().isEqualTo(newEstimator().method());
    assertThat(estimator.estimate(0).method()).isEqualTo(estimator.method());
    assertThat(steady(5, 10).estimate(seconds(5)).method()).isEqualTo(estimator.method());
  }

  @Test
  @DisplayName("takes any wait, the current one without an end, and a thousand years of silence")
  void takesWaitsAndSilence() {
    for (long odd : ODD_TIMES) {
      EtaEstimator estimator = steady(20, 1e18);
      assertThatCode(() -> estimator.waits(1, odd, odd)).doesNotThrowAnyException();
      assertWellFormed(estimator.estimate(Long.MAX_VALUE));
      assertWellFormed(estimator.estimate(odd));
    }
  }

  @Test
  @DisplayName(
      "whatever comes in, an estimate is in order: 0 <= low <= remaining <= high, or unknown")
  void isAlwaysInOrder() {
    for (int seed = 0; seed < STREAMS; seed++) {
      feed(newEstimator(), new SplittableRandom(seed));
    }
  }

  @Test
  @DisplayName("after reset it is as good as new")
  void resets() {
    for (int seed = 0; seed < STREAMS; seed++) {
      EtaEstimator used = newEstimator();
      feed(used, new SplittableRandom(seed));
      used.reset();
      Eta again = feed(used, new SplittableRandom(-seed - 1));
      assertThat(again).isEqualTo(feed(newEstimator(), new SplittableRandom(-seed - 1)));
    }
  }

  /** One unit a second. */
  private EtaEstimator steady(int units, double total) {
    EtaEstimator estimator = newEstimator();
    for (int i = 1; i <= units; i++) {
      estimator.observe(seconds(i), i, total);
    }
    return estimator;
  }

  /** Plays a random run, wild or tame, and gives the last estimate. */
  private static Eta feed(EtaEstimator estimator, SplittableRandom random) {
    double wildness = random.nextDouble();
    long now = 0;
    double done = 0;
    for (int i = 0; i < READINGS; i++) {
      boolean wild = random.nextDouble() < wildness;
      now = wild ? oddTime(random) : now + random.nextLong(5_000_000_000L);
      done = wild ? oddNumber(random) : done + random.nextDouble(10);
      estimator.observe(now, done, random.nextInt(8) == 0 ? oddNumber(random) : 500);
      if (random.nextInt(6) == 0) {
        estimator.waits(random.nextInt(-1, 4), oddTime(random), oddTime(random));
      }
      assertWellFormed(estimator.estimate(wild ? oddTime(random) : now));
    }
    return estimator.estimate(now);
  }

  private static double oddNumber(SplittableRandom random) {
    return ODD_NUMBERS[random.nextInt(ODD_NUMBERS.length)];
  }

  private static long oddTime(SplittableRandom random) {
    return ODD_TIMES[random.nextInt(ODD_TIMES.length)];
  }

  /** The constructor of {@link Eta} refuses numbers that are none, negative or out of order. */
  private static void assertWellFormed(Eta eta) {
    boolean mustBeUnknown =
        eta.basis() == EtaBasis.UNKNOWN_TOTAL || eta.basis() == EtaBasis.WARMING_UP;
    boolean mayBeUnknown = mustBeUnknown || eta.basis() == EtaBasis.WAITING;
    if (eta.remaining() == null) {
      assertThat(mayBeUnknown).as("unknown: %s", eta).isTrue();
    } else {
      assertThat(mustBeUnknown).as("known: %s", eta).isFalse();
      assertThat(eta.low()).as("low of %s", eta).isBetween(Duration.ZERO, eta.remaining());
      assertThat(eta.high()).as("high of %s", eta).isBetween(eta.remaining(), Eta.LONGEST);
    }
  }

  private static long seconds(long seconds) {
    return seconds * 1_000_000_000L;
  }
}
