package io.github.progresstracker.benchmarks.accuracy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.progresstracker.eta.Eta;
import io.github.progresstracker.eta.EtaEstimator;
import io.github.progresstracker.eta.EtaMethod;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ReplayTest {

  @Test
  @DisplayName("200 looks, evenly from 5 % to 95 % of the run")
  void looks() {
    List<Look> looks = Replay.play(Traces.steady("t", 1000), Contender.of(new AveragePeer(1000)));

    assertThat(looks).hasSize(200);
    assertThat(looks.get(0).seconds()).isCloseTo(50, within(1e-9));
    assertThat(looks.get(199).seconds()).isCloseTo(950, within(1e-9));
    assertThat(looks.get(100).seconds() - looks.get(99).seconds())
        .isCloseTo(900 / 199.0, within(1e-9));
  }

  @Test
  @DisplayName("at each look everything up to it was observed, and nothing after it")
  void nobodySeesTheFuture() {
    Trace trace = Traces.steady("t", 1000);
    double[] seen = {-1};
    Replay.play(
        trace,
        new Contender() {
          @Override
          public void observe(double seconds, double done) {
            assertThat(seconds).isEqualTo(seen[0] + 1);
            seen[0] = seconds;
          }

          @Override
          public Look look(double nowSeconds) {
            assertThat(seen[0]).isEqualTo(Math.floor(nowSeconds));
            return Look.bare(nowSeconds, 1);
          }
        });
  }

  @Test
  @DisplayName("untold of the waits, all time is active time")
  void untold() {
    Recorder recorder = new Recorder();
    Contender contender = OurContender.untold(Traces.waiting("t"), recorder);
    contender.observe(20, 20);
    contender.look(25);

    assertThat(recorder.calls).containsExactly("observe 20.0 s: 20.0 of 100.0", "estimate 25.0 s");
  }

  @Test
  @DisplayName("told of the waits: how many, how long, how much is left, and active time only")
  void told() {
    Recorder recorder = new Recorder();
    Contender contender = OurContender.told(Traces.waiting("t"), recorder);
    contender.observe(19, 19);
    contender.look(24);
    contender.observe(31, 21);
    contender.look(51);

    assertThat(recorder.calls)
        .containsExactly(
            "waits 0: 0.0 s, left 0.0 s",
            "observe 19.0 s: 19.0 of 100.0",
            "waits 1: 4.0 s, left 6.0 s",
            "estimate 20.0 s",
            "waits 1: 10.0 s, left 0.0 s",
            "observe 21.0 s: 21.0 of 100.0",
            "waits 2: 11.0 s, left 9.0 s",
            "estimate 40.0 s");
  }

  /** An estimator that only writes down what it is told. */
  private static final class Recorder implements EtaEstimator {

    private final List<String> calls = new ArrayList<>();

    @Override
    public EtaMethod method() {
      return EtaMethod.CUSTOM;
    }

    @Override
    public void observe(long activeNanos, double done, double total) {
      calls.add("observe " + activeNanos / 1e9 + " s: " + done + " of " + total);
    }

    @Override
    public void waits(int count, long totalNanos, long leftNanos) {
      calls.add("waits " + count + ": " + totalNanos / 1e9 + " s, left " + leftNanos / 1e9 + " s");
    }

    @Override
    public Eta estimate(long activeNanos) {
      calls.add("estimate " + activeNanos / 1e9 + " s");
      return Eta.warmingUp(EtaMethod.CUSTOM);
    }

    @Override
    public void reset() {
      calls.clear();
    }
  }
}
