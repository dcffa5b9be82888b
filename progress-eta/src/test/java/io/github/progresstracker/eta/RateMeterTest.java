package io.github.progresstracker.eta;

import static io.github.progresstracker.eta.SimulatedRun.nanos;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.data.Percentage.withPercentage;

import io.github.progresstracker.eta.ThroughputTrend.Direction;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A rate meter")
class RateMeterTest {

  /** How often a sampler looks. */
  private static final double LOOK_SECONDS = 0.25;

  private final RateMeter meter = new RateMeter();
  private double now;
  private double done;

  /** Works for some seconds, looked at four times a second; units come whole. */
  private void work(double seconds, double perSecond) {
    double from = now;
    double before = done;
    for (int look = 1; look <= seconds / LOOK_SECONDS; look++) {
      now = from + look * LOOK_SECONDS;
      done = before + Math.floor((now - from) * perSecond + 1e-9);
      meter.observe(nanos(now), done);
    }
  }

  @Test
  void knows_nothing_at_first() {
    assertThat(meter.rates()).isEqualTo(Rates.NONE);
    meter.observe(0, 0);
    assertThat(meter.rates()).isEqualTo(Rates.NONE);
  }

  @Test
  void of_even_work_says_the_same_three_times() {
    work(100, 20);
    Rates rates = meter.rates();
    assertThat(rates.current()).isCloseTo(20, within(1e-9));
    assertThat(rates.average()).isCloseTo(20, within(1e-9));
    assertThat(rates.peak()).isCloseTo(20, within(1e-9));
    assertThat(Objects.requireNonNull(rates.trend()).direction()).isEqualTo(Direction.STEADY);
    assertThat(rates.averageProcessingTime()).contains(Duration.ofMillis(50));
  }

  @Test
  @DisplayName("reads a unit in five minutes as that all the time, not as a spike now and then")
  void slow_units() {
    work(600, 1 / 300.0);
    for (int look = 0; look < 10_000; look++) {
      now += LOOK_SECONDS;
      meter.observe(nanos(now), Math.floor(now / 300));
      assertThat(meter.rates().current()).isCloseTo(1 / 300.0, withPercentage(1));
    }
    assertThat(meter.rates().peak()).isCloseTo(1 / 300.0, withPercentage(1));
    assertThat(meter.rates().history().perSecond())
        .allSatisfy(rate -> assertThat(rate).isCloseTo(1 / 300.0, withPercentage(1)));
  }

  @Test
  @DisplayName("reads pages of 100 every two seconds as 50 a second")
  void pages() {
    work(10, 0);
    for (int page = 1; page <= 60; page++) {
      work(1.75, 0);
      now += LOOK_SECONDS;
      done += 100;
      meter.observe(nanos(now), done);
    }
    assertThat(meter.rates().current()).isCloseTo(50, withPercentage(1));
    work(1.75, 0);
    assertThat(meter.rates().current()).as("just before a page").isCloseTo(50, withPercentage(1));
  }

  @Test
  @DisplayName("learns the rhythm of bursts: a second of work, then nine of silence")
  void bursts() {
    for (int burst = 0; burst < 30; burst++) {
      work(1, 100);
      work(9, 0);
    }
    double lowest = Double.MAX_VALUE;
    double highest = 0;
    for (int burst = 0; burst < 6; burst++) {
      for (int look = 0; look < 40; look++) {
        work(LOOK_SECONDS, look < 4 ? 100 : 0);
        lowest = Math.min(lowest, meter.rates().current());
        highest = Math.max(highest, meter.rates().current());
      }
    }
    assertThat(lowest).isGreaterThan(6);
    assertThat(highest).isLessThan(14);
  }

  @Test
  @DisplayName("lets a burst count for as long as it lasted")
  void one_burst() {
    work(50, 10);
    done += 500;
    work(LOOK_SECONDS, 10);
    assertThat(meter.rates().current())
        .as("500 units within a quarter of a second")
        .isBetween(10.0, 150.0);
    work(60, 10);
    assertThat(meter.rates().current()).isCloseTo(10, withPercentage(1));
    assertThat(meter.rates().peak()).isBetween(50.0, 150.0);
  }

  @Test
  @DisplayName("falls to nothing in a stall and is back soon after it, however long it was")
  void stalls() {
    for (double stall : new double[] {60, 3_600, 1e6}) {
      meter.reset();
      now = 0;
      done = 0;
      work(100, 100);
      now += stall;
      meter.observe(nanos(now), done);
      assertThat(meter.rates().current()).as("in a stall of %s s", stall).isLessThan(3);
      work(120, 100);
      assertThat(meter.rates().current()).as("after %s s", stall).isCloseTo(100, withPercentage(5));
      assertThat(meter.rates().peak()).isCloseTo(100, withPercentage(5));
    }
  }

  @Test
  @DisplayName("does not show a slow start for long")
  void slow_start() {
    work(100, 0);
    work(60, 100);
    assertThat(meter.rates().current()).isCloseTo(100, withPercentage(5));
    assertThat(meter.rates().average()).isCloseTo(6_000 / 160.0, within(1e-9));
  }

  @Test
  @DisplayName("follows a change within a minute, also after a day")
  void follows() {
    for (int tenSeconds = 0; tenSeconds < 24 * 360; tenSeconds++) {
      now += 10;
      done += 500;
      meter.observe(nanos(now), done);
    }
    work(300, 50);
    work(120, 5);
    assertThat(meter.rates().current()).isCloseTo(5, withPercentage(25));
  }

  @Test
  @DisplayName("takes no peak from the luck of the first sample")
  void first_sample() {
    meter.observe(1_000_000, 50);
    meter.observe(1_100_000, 60);
    now = 0.0011;
    done = 60;
    work(30, 1);
    assertThat(meter.rates().peak()).isLessThan(40);
  }

  @Test
  @DisplayName("gives at once what the first reading says")
  void first_reading() {
    meter.observe(nanos(10), 5);
    Rates rates = meter.rates();
    assertThat(rates.current()).isCloseTo(0.5, within(1e-12));
    assertThat(rates.average()).isCloseTo(0.5, within(1e-12));
    assertThat(rates.peak()).isCloseTo(0.5, within(1e-12));
  }

  @Test
  @DisplayName("counts work in no time with the next step that takes time")
  void no_time() {
    meter.observe(0, 5);
    assertThat(meter.rates().current()).isZero();
    assertThat(meter.rates().average()).isZero();
    meter.observe(nanos(1), 10);
    meter.observe(nanos(1), 20);
    meter.observe(nanos(2), 20);
    assertThat(meter.rates().average()).isCloseTo(10, within(1e-12));
    assertThat(meter.rates().current()).isCloseTo(10, within(1e-9));
  }

  @Test
  @DisplayName("keeps a history of 30 to 60 stretches that spans the run, whatever its length")
  void history_spans_the_run() {
    for (double seconds : new double[] {5, 20, 100, 1_000, 30_000}) {
      meter.reset();
      for (int i = 1; i <= 10_000; i++) {
        meter.observe(nanos(seconds * i / 10_000), i * 7.0);
      }
      ThroughputHistory history = meter.rates().history();
      assertThat(history.perSecond().size()).isBetween(seconds < 15 ? 1 : 30, 60);
      double span = history.bucket().toMillis() / 1e3 * history.perSecond().size();
      assertThat(span).isBetween(seconds * 0.93, seconds);
      assertThat(history.perSecond())
          .allSatisfy(rate -> assertThat(rate).isCloseTo(70_000 / seconds, withPercentage(1e-6)));
    }
  }

  @Test
  @DisplayName("shows in the history when it was fast and when it stood still")
  void history_shows_the_run() {
    work(10, 100);
    work(10, 0);
    work(10, 20);
    ThroughputHistory history = meter.rates().history();
    assertThat(history.bucket()).isEqualTo(Duration.ofSeconds(1));
    assertThat(history.perSecond()).hasSize(30);
    assertThat(history.perSecond().get(5)).isCloseTo(100, within(1e-9));
    assertThat(history.perSecond().get(15)).isLessThan(1);
    assertThat(history.perSecond().get(25)).isCloseTo(20, within(1e-9));
    assertThat(Objects.requireNonNull(meter.rates().trend()).direction())
        .isEqualTo(Direction.FALLING);
  }

  @Test
  @DisplayName("shows a stall in the history while it lasts")
  void history_of_a_stall() {
    work(10, 100);
    work(10, 0);
    List<Double> rates = meter.rates().history().perSecond();
    assertThat(rates.get(rates.size() - 1)).isZero();
  }

  @Test
  @DisplayName("gives consecutive looks the same history, so that keeping snapshots is cheap")
  void history_is_shared() {
    work(100, 20);
    ThroughputHistory before = meter.rates().history();
    work(0.5, 20);
    assertThat(meter.rates().history()).isSameAs(before);
    work(4, 20);
    assertThat(meter.rates().history()).isNotSameAs(before);
  }

  @Test
  @DisplayName("says the same however often somebody looked")
  void looking_changes_nothing() {
    for (int seed = 0; seed < 300; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      RateMeter seldom = new RateMeter();
      RateMeter often = new RateMeter();
      long time = 0;
      double work = 0;
      for (int step = 0; step < 200; step++) {
        long gap = 1 + random.nextLong(2_000_000_000L);
        for (int look = 1; look < 4; look++) {
          often.observe(time + gap * look / 4, work);
          assertThat(often.rates().average()).isNotNegative();
        }
        time += gap;
        work += random.nextDouble(10);
        often.observe(time, work);
        seldom.observe(time, work);
      }
      assertThat(often.rates()).isEqualTo(seldom.rates());
    }
  }

  @Test
  @DisplayName("puts all work into the history, and none twice (300 random runs)")
  void history_adds_up() {
    for (int seed = 0; seed < 300; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      RateMeter random1 = new RateMeter();
      long time = 0;
      double work = 0;
      int steps = 1 + random.nextInt(400);
      for (int step = 0; step < steps; step++) {
        time += 1 + random.nextLong(3_000_000_000L);
        work += random.nextDouble(10);
        random1.observe(time, work);
      }
      Rates rates = random1.rates();
      double bucket = rates.history().bucket().toNanos() / 1e9;
      double sum = rates.history().perSecond().stream().mapToDouble(rate -> rate * bucket).sum();
      int shown = rates.history().perSecond().size();
      assertThat(sum).isLessThanOrEqualTo(work * (1 + 1e-9));
      assertThat(time / 1e9 - shown * bucket).as("left out").isBetween(0.0, bucket);
      assertThat(rates.peak()).isGreaterThanOrEqualTo(rates.average());
    }
  }

  @Test
  @DisplayName("tells a run that slows down from a steady one (1,000 random runs)")
  void trends() {
    int steady = 0;
    int falling = 0;
    for (int seed = 0; seed < 1_000; seed++) {
      steady += direction(seed, share -> 1) == Direction.STEADY ? 1 : 0;
      falling += direction(seed, share -> 1 - 0.7 * share) == Direction.FALLING ? 1 : 0;
    }
    assertThat(steady).isGreaterThan(900);
    assertThat(falling).isGreaterThan(900);
  }

  private static Direction direction(int seed, DoubleUnaryOperator speed) {
    SplittableRandom random = new SplittableRandom(seed);
    RateMeter meter = new RateMeter();
    double seconds = 0;
    int units = 1_000;
    for (int unit = 1; unit <= units; unit++) {
      double mean = 0.5 / speed.applyAsDouble((double) unit / units);
      seconds += -mean * Math.log(1 - random.nextDouble());
      meter.observe(nanos(seconds), unit);
    }
    return Objects.requireNonNull(meter.rates().trend()).direction();
  }

  @Test
  @DisplayName("reads a time before the latest one as the latest one")
  void time_backwards() {
    RateMeter backwards = new RateMeter();
    backwards.observe(nanos(10), 100);
    backwards.observe(nanos(3), 200);
    backwards.observe(-1, 200);
    backwards.observe(nanos(20), 300);
    RateMeter forwards = new RateMeter();
    forwards.observe(nanos(10), 100);
    forwards.observe(nanos(10), 200);
    forwards.observe(nanos(20), 300);
    assertThat(backwards.rates()).isEqualTo(forwards.rates());
  }

  @Test
  @DisplayName("takes work that is no number or goes backwards for no work")
  void bad_work() {
    work(10, 10);
    Rates before = meter.rates();
    for (double bad :
        new double[] {
          Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -1, 0, 99, 100
        }) {
      meter.observe(nanos(10), bad);
    }
    assertThat(meter.rates()).isEqualTo(before);
  }

  @Test
  @DisplayName("counts a million million million units, and a thousand years of silence after them")
  void extremes() {
    for (int i = 1; i <= 100; i++) {
      meter.observe(nanos(i), i * 1e16);
    }
    assertThat(meter.rates().average()).isCloseTo(1e16, withPercentage(1e-9));
    assertThat(meter.rates().current()).isCloseTo(1e16, withPercentage(1e-9));

    meter.observe(Long.MAX_VALUE, 1e18);

    Rates silent = meter.rates();
    assertThat(silent.current()).isZero();
    assertThat(silent.average()).isCloseTo(1e18 / (Long.MAX_VALUE / 1e9), withPercentage(1e-9));
    assertThat(silent.history().perSecond()).hasSizeBetween(30, 60);
    assertThat(silent.history().perSecond().get(0)).isPositive();
    assertThat(silent.history().perSecond().get(1)).isZero();
  }

  @Test
  @DisplayName("never says NaN, infinity or less than zero (2,000 random streams)")
  void never_no_number() {
    for (int seed = 0; seed < 2_000; seed++) {
      // The constructors of Rates and its parts refuse what is no number.
      assertThat(feed(new RateMeter(), seed)).isNotNull();
    }
  }

  @Test
  @DisplayName("is as good as new after a reset")
  void resets() {
    for (int seed = 0; seed < 500; seed++) {
      RateMeter used = new RateMeter();
      feed(used, seed);
      used.reset();
      assertThat(used.rates()).isEqualTo(Rates.NONE);
      assertThat(feed(used, -seed - 1)).isEqualTo(feed(new RateMeter(), -seed - 1));
    }
  }

  private static final double[] ODD_NUMBERS = {
    0,
    -1,
    1e-320,
    1e-9,
    1,
    1e18,
    1e300,
    Double.MAX_VALUE,
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY
  };

  private static final long[] ODD_TIMES = {
    0, 1, 2, -1, 1_000_000_000L, Long.MAX_VALUE / 2, Long.MAX_VALUE - 1, Long.MAX_VALUE
  };

  private static Rates feed(RateMeter meter, int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double wildness = random.nextDouble(0.3);
    long time = 0;
    double work = 0;
    for (int i = 0; i < 100; i++) {
      boolean wild = random.nextDouble() < wildness;
      time = wild ? ODD_TIMES[random.nextInt(ODD_TIMES.length)] : time + random.nextInt(1 << 30);
      work = wild ? ODD_NUMBERS[random.nextInt(ODD_NUMBERS.length)] : work + random.nextDouble(9);
      meter.observe(time, work);
      meter.rates();
    }
    return meter.rates();
  }
}
