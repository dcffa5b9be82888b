package io.github.progresstracker.benchmarks.accuracy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.progresstracker.benchmarks.accuracy.Trace.Step;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each formula beside numbers worked out by hand. */
class PeersTest {

  private static final Offset<Double> EXACTLY = within(1e-9);

  static List<PeerEstimator> peers() {
    return List.of(
        new AveragePeer(100),
        new MeTongfeiPeer(Traces.steady("t", 100)),
        new TqdmPeer(100),
        new RichPeer(100),
        new IndicatifPeer(100),
        new AliveProgressPeer(100),
        new SchollzPeer(100),
        new MpbEwmaPeer(100),
        new WindowPeer(100));
  }

  @ParameterizedTest
  @MethodSource("peers")
  @DisplayName("without progress no peer shows an estimate")
  void nothingFromNothing(PeerEstimator peer) {
    assertThat(peer.remaining(1)).isNaN();
    peer.observe(2, 0);
    assertThat(peer.remaining(3)).isNaN();
  }

  @ParameterizedTest
  @MethodSource("peers")
  @DisplayName("a steady job is no problem to any peer")
  void steadyJob(PeerEstimator peer) {
    for (int second = 0; second <= 40; second++) {
      peer.observe(second, second);
    }
    assertThat(peer.remaining(40)).isCloseTo(60, within(2.5));
  }

  @Test
  @DisplayName("average: elapsed / done * left, and it grows in a silence")
  void average() {
    AveragePeer peer = new AveragePeer(100);
    peer.observe(10, 25);

    assertThat(peer.remaining(10)).isCloseTo(30, EXACTLY);
    assertThat(peer.remaining(20)).isCloseTo(60, EXACTLY);
  }

  @Test
  @DisplayName("me.tongfei: the library's own code gives the same")
  void meTongfei() {
    MeTongfeiPeer peer = new MeTongfeiPeer(Traces.steady("t", 100));
    peer.observe(10, 25);

    assertThat(peer.remaining(10)).isCloseTo(30, within(1e-6));
    assertThat(peer.remaining(20)).isCloseTo(60, within(1e-6));
  }

  @Test
  @DisplayName("me.tongfei: fractions are reported in thousandths, an overflow is no estimate")
  void meTongfeiAtItsLimits() {
    MeTongfeiPeer fractions = new MeTongfeiPeer(trace(1, new Step(5, 0.5), new Step(10, 1)));
    fractions.observe(5, 0.5);
    assertThat(fractions.remaining(5)).isCloseTo(5, EXACTLY);

    MeTongfeiPeer huge = new MeTongfeiPeer(trace(9e18, new Step(1e6, 1), new Step(2e6, 9e18)));
    huge.observe(1e6, 1);
    assertThat(huge.remaining(1e6)).isNaN();
  }

  @Test
  @DisplayName("tqdm: averages of units and of seconds per redraw, weight 0.3, start-up bias out")
  void tqdm() {
    TqdmPeer peer = new TqdmPeer(100);
    peer.observe(1, 10);
    assertThat(peer.remaining(1)).isCloseTo(90 / 10.0, EXACTLY);

    peer.observe(2, 40);
    // (0.7 * 0.3 * 10 + 0.3 * 30) / (0.7 * 0.3 * 1 + 0.3 * 1) units a second
    assertThat(peer.remaining(2)).isCloseTo(60 / (11.1 / 0.51), EXACTLY);
  }

  @Test
  @DisplayName("tqdm: within 0.1 s, or below its own limit of units, there is no redraw")
  void tqdmSkipsRedraws() {
    TqdmPeer peer = new TqdmPeer(10_000);
    peer.observe(1, 1000);
    peer.observe(1.05, 2000);
    assertThat(peer.remaining(1.05)).isCloseTo(8.0, EXACTLY);

    peer.observe(5, 1050);
    assertThat(peer.remaining(5)).isCloseTo(8.95, EXACTLY);
  }

  @Test
  @DisplayName("tqdm: its monitor lifts the limit when ten seconds go by without a redraw")
  void tqdmMonitor() {
    TqdmPeer peer = new TqdmPeer(10_000);
    peer.observe(1, 1000);
    peer.observe(19.9, 1050);
    assertThat(peer.remaining(19.9)).isCloseTo(8.95, EXACTLY);

    peer.observe(21, 1060);
    // (0.21 * 1000 + 0.3 * 60) / (0.21 * 1 + 0.3 * 20) units a second
    assertThat(peer.remaining(21)).isCloseTo(8940 / (228 / 6.21), EXACTLY);
  }

  @Test
  @DisplayName("rich: units after the first report over the time between first and last")
  void rich() {
    RichPeer peer = new RichPeer(100);
    peer.observe(1, 10);
    assertThat(peer.remaining(1)).isNaN();

    peer.observe(3, 30);
    assertThat(peer.remaining(3)).isCloseTo(7, EXACTLY);
    assertThat(peer.remaining(29)).as("a silence is not seen").isCloseTo(7, EXACTLY);
  }

  @Test
  @DisplayName("rich: reports older than 30 s, or beyond the last 1,000, are forgotten")
  void richForgets() {
    RichPeer peer = new RichPeer(100);
    peer.observe(1, 10);
    peer.observe(3, 30);
    peer.observe(40, 40);
    assertThat(peer.remaining(40)).isNaN();

    RichPeer busy = new RichPeer(10_000);
    busy.observe(0, 1000);
    for (int i = 1; i <= 1000; i++) {
      busy.observe(10 + i / 1000.0, 1000 + i);
    }
    assertThat(busy.remaining(11)).isCloseTo(8000 / (999 / 0.999), within(1e-6));
  }

  @Test
  @DisplayName("rich: done is zero remaining")
  void richDone() {
    RichPeer peer = new RichPeer(10);
    peer.observe(1, 10);
    assertThat(peer.remaining(1)).isZero();
  }

  @Test
  @DisplayName("indicatif: 15 s old weighs 0.1, twice, each divided by the weight there is")
  void indicatif() {
    IndicatifPeer peer = new IndicatifPeer(16);
    for (int second = 1; second <= 15; second++) {
      peer.observe(second, second);
    }
    assertThat(peer.remaining(15)).isCloseTo(1, EXACTLY);

    // After as long a silence: 90 % nothing, 9 % one a second, 1 % before the start.
    double once = 0.09 / 0.99;
    double twice = (0.9 * once + 0.09) / 0.99;
    assertThat(peer.remaining(30)).isCloseTo(1 / twice, EXACTLY);
  }

  @Test
  @DisplayName("indicatif: progress that goes back starts the rate anew")
  void indicatifStartsAnew() {
    IndicatifPeer peer = new IndicatifPeer(10);
    peer.observe(1, 5);
    peer.observe(2, 1);
    assertThat(peer.remaining(2)).isNaN();

    peer.observe(3, 2);
    assertThat(peer.remaining(3)).isCloseTo(8, EXACTLY);
  }

  @Test
  @DisplayName(
      "alive-progress: overall rate smoothed 0.3, then the estimate smoothed 0.5, by frame")
  void aliveProgress() {
    AliveProgressPeer peer = new AliveProgressPeer(100);
    peer.observe(0, 0);
    peer.observe(0.05, 10);
    assertThat(peer.remaining(0.1)).as("first frame: 100 a second").isCloseTo(0.9, EXACTLY);

    double frame = 0.1 + 1 / (2 + 58 * Math.log10(101) / Math.log10(1e6 + 1));
    double rate = 100 + 0.3 * (10 / frame - 100);
    double expected = 0.9 + 0.5 * (90 / rate - 0.9);
    assertThat(peer.remaining(0.14)).as("between frames").isCloseTo(0.9, EXACTLY);
    assertThat(peer.remaining(0.15)).as("second frame").isCloseTo(expected, EXACTLY);
  }

  @Test
  @DisplayName("schollz: mean of the rates of the last ten spans above half a second")
  void schollz() {
    SchollzPeer peer = new SchollzPeer(100);
    peer.observe(0.4, 4);
    assertThat(peer.remaining(0.4)).as("no span yet: overall").isCloseTo(9.6, EXACTLY);

    peer.observe(1, 10);
    peer.observe(2, 40);
    assertThat(peer.remaining(2)).as("10 and 30 a second").isCloseTo(60 / 20.0, EXACTLY);
  }

  @Test
  @DisplayName("schollz: the eleventh rate pushes the first out")
  void schollzForgets() {
    SchollzPeer peer = new SchollzPeer(1000);
    peer.observe(1, 100);
    for (int i = 1; i <= 10; i++) {
      peer.observe(1 + i, 100 + i);
    }
    assertThat(peer.remaining(11)).isCloseTo(890, EXACTLY);
  }

  @Test
  @DisplayName("mpb EWMA: seconds per unit, weight 2/31 an increment")
  void mpbEwma() {
    MpbEwmaPeer peer = new MpbEwmaPeer(100);
    peer.observe(1, 10);
    assertThat(peer.remaining(1)).isCloseTo(9, EXACTLY);

    peer.observe(3, 20);
    double average = 0.2 * 2 / 31 + 0.1 * 29 / 31;
    assertThat(peer.remaining(3)).isCloseTo(80 * average, EXACTLY);

    peer.observe(3, 30);
    assertThat(peer.remaining(3))
        .as("same stamp: no increment yet")
        .isCloseTo(70 * average, EXACTLY);
    peer.observe(4, 40);
    average = 0.05 * 2 / 31 + average * 29 / 31;
    assertThat(peer.remaining(4)).as("both in one").isCloseTo(60 * average, EXACTLY);
  }

  @Test
  @DisplayName("window: rate since five samples ago, samples a second apart")
  void window() {
    WindowPeer peer = new WindowPeer(100);
    for (int second = 0; second <= 5; second++) {
      peer.observe(second, 10 * second);
    }
    assertThat(peer.remaining(5)).isCloseTo(50 / 10.0, EXACTLY);

    peer.observe(6, 51);
    assertThat(peer.remaining(6)).isCloseTo(49 / (41 / 5.0), EXACTLY);
    peer.observe(6.5, 52);
    assertThat(peer.remaining(6.5))
        .as("counted, but no sample")
        .isCloseTo(48 / (42 / 5.5), EXACTLY);
  }

  private static Trace trace(double total, Step... steps) {
    return new Trace("t", "made-up", total, null, List.of(steps), List.of());
  }
}
