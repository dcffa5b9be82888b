package io.github.progresstracker.eta;

import static io.github.progresstracker.eta.SimulatedRun.nanos;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An accuracy meter")
class AccuracyMeterTest {

  private static final int MOMENTS = 200;

  /** One estimate, as shown to people; NaN for none. */
  private record Look(double at, double remaining, double low, double high) {}

  /** What there is to be seen at any moment of a run. */
  private interface Display {
    Look at(double seconds);
  }

  @Test
  @DisplayName("finds nothing wrong with estimates that were right")
  void perfect() {
    AccuracyMeter meter = new AccuracyMeter();
    for (int i = 0; i < 400; i++) {
      double remaining = 100 - i * 0.25;
      meter.look(nanos(i * 0.25), remaining, remaining, remaining);
    }
    EtaAccuracy accuracy = meter.accuracy(nanos(100)).orElseThrow();
    assertThat(accuracy.looks()).isEqualTo(400);
    assertThat(accuracy.error()).isCloseTo(0, within(1e-9));
    assertThat(accuracy.medianRatio()).isCloseTo(1, within(1e-9));
    assertThat(accuracy.jitter()).isCloseTo(0, within(1e-9));
    assertThat(accuracy.winkler()).isCloseTo(0, within(1e-9));
    assertThat(accuracy.unanswered()).isZero();
  }

  @Test
  @DisplayName("says by what share of the run a constant error was off")
  void constant_error() {
    AccuracyMeter meter = new AccuracyMeter();
    for (int i = 0; i < 400; i++) {
      double truth = 100 - i * 0.25;
      meter.look(nanos(i * 0.25), truth + 10, truth - 5, truth + 15);
    }
    EtaAccuracy accuracy = meter.accuracy(nanos(100)).orElseThrow();
    assertThat(accuracy.error()).isCloseTo(0.1, within(1e-9));
    assertThat(accuracy.jitter()).isCloseTo(0, within(1e-9));
    assertThat(accuracy.coverage()).isEqualTo(1);
    assertThat(accuracy.width()).isCloseTo(0.2, within(1e-3));
    assertThat(accuracy.winkler()).isCloseTo(accuracy.width(), within(1e-9));
    assertThat(accuracy.medianRatio()).isCloseTo(1.2, within(0.01));
  }

  @Test
  @DisplayName("takes what the estimator says as it is")
  void etas() {
    AccuracyMeter meter = new AccuracyMeter();
    for (int i = 0; i <= 200; i++) {
      meter.look(nanos(i), i < 100 ? Eta.warmingUp(EtaMethod.LINEAR) : measured(200 - i));
    }
    EtaAccuracy accuracy = meter.accuracy(nanos(200)).orElseThrow();
    assertThat(accuracy.unanswered()).isCloseTo(0.5, within(0.01));
    assertThat(accuracy.coverage()).isCloseTo(0.5, within(0.01));
    assertThat(accuracy.error()).as("unanswered means no time left").isCloseTo(0.36, within(0.01));
    assertThat(accuracy.jitter()).as("of looks with an estimate").isCloseTo(0, within(1e-9));
  }

  private static Eta measured(long seconds) {
    Duration remaining = Duration.ofSeconds(seconds);
    return new Eta(
        EtaBasis.MEASURED,
        EtaMethod.LINEAR,
        remaining,
        remaining.dividedBy(2),
        remaining.multipliedBy(2),
        0.5,
        EtaFactors.NONE);
  }

  @Test
  @DisplayName("of 200 even looks gives the plain formula (500 random runs)")
  void plain_formula() {
    for (int seed = 0; seed < 500; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      double length = Math.exp(random.nextDouble(-3, 15));
      AccuracyMeter meter = new AccuracyMeter();
      Look[] looks = new Look[MOMENTS];
      for (int i = 0; i < MOMENTS; i++) {
        looks[i] = randomLook(random, length, evenly(length, i));
        meter.look(nanos(looks[i].at), looks[i].remaining, looks[i].low, looks[i].high);
      }
      assertSame(meter.accuracy(nanos(length)).orElseThrow(), plain(length, looks), 1e-6);
    }
  }

  private static double evenly(double length, int i) {
    return nanos(length * (0.05 + 0.90 * i / (MOMENTS - 1))) / 1e9;
  }

  private static Look randomLook(SplittableRandom random, double length, double at) {
    if (random.nextInt(10) == 0) {
      return new Look(at, Double.NaN, Double.NaN, Double.NaN);
    }
    double remaining = (length - at) * Math.exp(random.nextDouble(-2, 2));
    return new Look(
        at, remaining, remaining * random.nextDouble(), remaining * (1 + random.nextDouble(2)));
  }

  /** The definitions, written down a second time and in another way. */
  private static EtaAccuracy plain(double length, Look[] looks) {
    double[] errors = new double[looks.length];
    double[] ratios = new double[looks.length];
    double[] hits = new double[looks.length];
    double[] widths = new double[looks.length];
    double[] scores = new double[looks.length];
    double[] moves = new double[looks.length];
    double[] missing = new double[looks.length];
    for (int i = 0; i < looks.length; i++) {
      Look look = looks[i];
      boolean none = Double.isNaN(look.remaining);
      double truth = length - look.at;
      double guess = none ? 0 : look.remaining;
      double low = none ? 0 : look.low;
      double high = none ? 0 : look.high;
      errors[i] = Math.min(2, Math.abs(guess - truth) / length);
      double a = Math.max(guess, length / 200);
      double b = Math.max(truth, length / 200);
      ratios[i] = a > b ? a / b : b / a;
      hits[i] = truth >= low && truth <= high ? 1 : 0;
      widths[i] = (high - low) / length;
      double miss = truth < low ? low - truth : truth > high ? truth - high : 0;
      scores[i] = Math.min(10, (high - low + 2 / 0.2 * miss) / length);
      if (i > 0 && !none && !Double.isNaN(looks[i - 1].remaining)) {
        double finishBefore = looks[i - 1].at + looks[i - 1].remaining;
        moves[i] = Math.abs(look.at + look.remaining - finishBefore) / length;
      }
      missing[i] = none ? 1 : 0;
    }
    Arrays.sort(ratios);
    return new EtaAccuracy(
        looks.length,
        mean(errors),
        (ratios[looks.length / 2 - 1] + ratios[looks.length / 2]) / 2,
        mean(moves) * looks.length,
        mean(hits),
        mean(widths),
        mean(scores),
        mean(missing));
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static void assertSame(EtaAccuracy actual, EtaAccuracy expected, double tolerance) {
    assertThat(actual.error()).isCloseTo(expected.error(), within(tolerance));
    assertThat(actual.medianRatio()).isCloseTo(expected.medianRatio(), within(tolerance));
    assertThat(actual.jitter()).isCloseTo(expected.jitter(), within(20 * tolerance));
    assertThat(actual.coverage()).isCloseTo(expected.coverage(), within(tolerance));
    assertThat(actual.width()).isCloseTo(expected.width(), within(tolerance));
    assertThat(actual.winkler()).isCloseTo(expected.winkler(), within(tolerance * 10));
    assertThat(actual.unanswered()).isCloseTo(expected.unanswered(), within(tolerance));
  }

  @Test
  @DisplayName("comes close to the plain formula however often and unevenly it was looked at")
  void any_looks() {
    for (int seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      double length = 1_000;
      Display display = drifting(random, length);
      Look[] even = new Look[MOMENTS];
      Arrays.setAll(even, i -> display.at(evenly(length, i)));
      AccuracyMeter meter = new AccuracyMeter();
      double mean = Math.exp(random.nextDouble(-4, 1));
      for (double at = 0; at < length; at += random.nextDouble(2 * mean)) {
        Look look = display.at(at);
        meter.look(nanos(at), look.remaining, look.low, look.high);
      }
      assertSame(meter.accuracy(nanos(length)).orElseThrow(), plain(length, even), 0.02);
    }
  }

  /** A display that is wrong in a slowly changing way and silent at first. */
  private static Display drifting(SplittableRandom random, double length) {
    double wrongness = random.nextDouble(0.1, 0.6);
    double phase = random.nextDouble(Math.PI);
    double silent = random.nextDouble(0.2) * length;
    return at -> {
      if (at < silent) {
        return new Look(at, Double.NaN, Double.NaN, Double.NaN);
      }
      double wrong = wrongness * Math.sin(phase + 3 * Math.PI * at / length);
      double remaining = (length - at) * Math.exp(wrong);
      return new Look(at, remaining, 0.7 * remaining, 1.3 * remaining);
    };
  }

  @Test
  @DisplayName("gives a hundred thousand looks at one moment the weight of one")
  void crowds() {
    AccuracyMeter meter = new AccuracyMeter();
    for (int i = 0; i < 1_000; i++) {
      meter.look(nanos(i), 1_000 - i, 1_000 - i, 1_000 - i);
      for (int crowd = 1; i == 500 && crowd <= 100_000; crowd++) {
        meter.look(nanos(500) + crowd * 1_000L, 1_000_000, 1_000_000, 1_000_000);
      }
    }
    EtaAccuracy accuracy = meter.accuracy(nanos(1_000)).orElseThrow();
    assertThat(accuracy.looks()).isEqualTo(101_000);
    assertThat(accuracy.error()).isLessThan(0.05);
    assertThat(accuracy.medianRatio()).isCloseTo(1, within(0.01));
  }

  @Test
  @DisplayName("has nothing to say of a run without estimates, or with too few looks")
  void nothing_to_judge() {
    AccuracyMeter meter = new AccuracyMeter();
    assertThat(meter.accuracy(nanos(10))).isEmpty();
    for (int i = 0; i < 100; i++) {
      meter.look(nanos(i), Eta.unknownTotal(EtaMethod.ADAPTIVE, EtaFactors.NONE));
    }
    assertThat(meter.accuracy(nanos(100))).isEmpty();
    meter.reset();
    for (int i = 1; i <= 9; i++) {
      meter.look(nanos(i), 10 - i, 10 - i, 10 - i);
    }
    assertThat(meter.accuracy(nanos(10))).as("nine looks").isEmpty();
    meter.look(nanos(9.2), 0.8, 0.8, 0.8);
    assertThat(meter.accuracy(nanos(10))).as("ten looks").isPresent();
    assertThat(meter.accuracy(0)).isEmpty();
    assertThat(meter.accuracy(-1)).isEmpty();
  }

  @Test
  @DisplayName("does not judge by looks at the first and the last twentieth of the run")
  void middle() {
    AccuracyMeter meter = new AccuracyMeter();
    for (int i = 0; i < 49; i++) {
      meter.look(nanos(i), 1000 - i, 1000 - i, 1000 - i);
    }
    for (int i = 1; i <= 9; i++) {
      meter.look(nanos(100 * i), 1000 - 100 * i, 0, 1000);
    }
    for (int i = 951; i < 1000; i++) {
      meter.look(nanos(i), 1000 - i, 1000 - i, 1000 - i);
    }
    assertThat(meter.accuracy(nanos(1000))).as("nine looks in between").isEmpty();
    meter = new AccuracyMeter();
    meter.look(nanos(4.9), 1e6, 1e6, 1e6);
    for (int i = 5; i <= 95; i++) {
      meter.look(nanos(i), 100 - i, 100 - i, 100 - i);
    }
    meter.look(nanos(95.1), 1e6, 1e6, 1e6);
    assertThat(meter.accuracy(nanos(100)).orElseThrow().error()).isCloseTo(0, within(0.01));
  }

  @Test
  @DisplayName("repairs looks that are out of order or no numbers")
  void bad_looks() {
    AccuracyMeter bad = new AccuracyMeter();
    AccuracyMeter good = new AccuracyMeter();
    for (int i = 1; i < 100; i++) {
      bad.look(nanos(i), 50, Double.NaN, Double.NEGATIVE_INFINITY);
      bad.look(nanos(i) - 5, -3, 7, -9);
      good.look(nanos(i), 0, 0, 0);
    }
    assertThat(bad.accuracy(nanos(100)).orElseThrow().error())
        .isEqualTo(good.accuracy(nanos(100)).orElseThrow().error());
    bad.look(Long.MAX_VALUE, Double.POSITIVE_INFINITY, 0, Double.POSITIVE_INFINITY);
    assertThat(bad.accuracy(nanos(100))).isPresent();
  }

  @Test
  @DisplayName("gives numbers in their ranges or nothing at all (1,000 random streams)")
  void never_no_number() {
    for (int seed = 0; seed < 1_000; seed++) {
      AccuracyMeter meter = new AccuracyMeter();
      long latest = feed(meter, seed);
      // The constructor of EtaAccuracy refuses what is no number or out of its range.
      for (long end : new long[] {latest, latest / 2, 1, 100, Long.MAX_VALUE, Long.MIN_VALUE}) {
        assertThat(meter.accuracy(end)).isNotNull();
      }
    }
  }

  @Test
  @DisplayName("is as good as new after a reset")
  void resets() {
    for (int seed = 0; seed < 200; seed++) {
      AccuracyMeter used = new AccuracyMeter();
      feed(used, seed);
      used.reset();
      AccuracyMeter fresh = new AccuracyMeter();
      long latest = feed(fresh, -seed - 1);
      feed(used, -seed - 1);
      assertThat(used.accuracy(latest)).isEqualTo(fresh.accuracy(latest));
    }
  }

  private static final double[] ODD_NUMBERS = {
    0,
    -1,
    1e-300,
    1e300,
    Double.MAX_VALUE,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY
  };

  private static long feed(AccuracyMeter meter, int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double wildness = random.nextDouble(0.2);
    long latest = 0;
    for (int i = 0; i < 1_500; i++) {
      boolean wild = random.nextDouble() < wildness;
      long time = wild ? random.nextLong(-5, 1L << random.nextInt(1, 40)) : latest + (1 << 20);
      latest = Math.max(latest, time);
      meter.look(time, number(random, wild), number(random, wild), number(random, wild));
    }
    return latest;
  }

  private static double number(SplittableRandom random, boolean wild) {
    return wild ? ODD_NUMBERS[random.nextInt(ODD_NUMBERS.length)] : random.nextDouble(100);
  }

  @Test
  @DisplayName("refuses scores that cannot be")
  void ranges() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EtaAccuracy(10, Double.NaN, 1, 0, 0, 0, 0, 0))
        .withMessageContaining("error must be between 0.0 and 2.0, was NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EtaAccuracy(0, 0, 1, 0, 0, 0, 0, 0))
        .withMessageContaining("looks");
    assertRefused("medianRatio", () -> new EtaAccuracy(10, 0, 0.9, 0, 0, 0, 0, 0));
    assertRefused("jitter", () -> new EtaAccuracy(10, 0, 1, Double.NaN, 0, 0, 0, 0));
    assertRefused("coverage", () -> new EtaAccuracy(10, 0, 1, 0, 1.1, 0, 0, 0));
    assertRefused("width", () -> new EtaAccuracy(10, 0, 1, 0, 0, -0.1, 0, 0));
    assertRefused("winkler", () -> new EtaAccuracy(10, 0, 1, 0, 0, 0, 10.1, 0));
    assertRefused("unanswered", () -> new EtaAccuracy(10, 0, 1, 0, 0, 0, 0, -0.1));
  }

  private static void assertRefused(String score, ThrowingCallable made) {
    assertThatIllegalArgumentException().isThrownBy(made).withMessageStartingWith(score + " must");
  }
}
