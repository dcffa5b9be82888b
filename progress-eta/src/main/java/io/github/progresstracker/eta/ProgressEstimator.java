package io.github.progresstracker.eta;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The estimator behind all three methods. They differ in the {@link Outlook} they take on the same
 * {@link SlownessModel}, and in whether the result passes through a {@link SteadyCountdown}.
 *
 * <p>The model runs on active time. The countdown runs on active time plus announced waits, which
 * is the time a person sees pass.
 */
final class ProgressEstimator implements EtaEstimator {

  private static final double NANOS = 1e9;
  private static final double LONGEST_SECONDS = Long.MAX_VALUE / NANOS;

  /**
   * A silence is a stall when it exceeds all four of: ten seconds, beyond which people look for
   * something else to do (Miller 1968) and before which they would not have noticed,
   */
  private static final double STALL_SECONDS = 10;

  /** ten of the job's usual gaps between two steps, */
  private static final double STALL_USUAL_GAPS = 10;

  /** three of the gap in which a random moment lies, for jobs that work in bursts, */
  private static final double STALL_TYPICAL_GAPS = 3;

  /** and a hundredth of the run, because less than that changes nobody's plans. */
  private static final double STALL_SHARE_OF_RUN = 0.01;

  /** Recurring waits may well turn out to be far fewer than expected. */
  private static final double LOW_SHARE_OF_WAITS = 0.3;

  /**
   * Announced waits are taken out of the active time and so of its unevenness; what they add to the
   * estimate moves in lumps, and the display should not follow each.
   */
  private static final double UNEVENNESS_OF_WAITS = 0.06;

  private final EtaMethod method;
  private final Outlook outlook;
  private final @Nullable SteadyCountdown countdown;
  private final SlownessModel model = new SlownessModel();
  private final AnnouncedWaits waits = new AnnouncedWaits();
  private final EtaReading reading = new EtaReading();

  private double total;
  private double done;
  private double latest;

  private ProgressEstimator(
      EtaMethod method, Outlook outlook, @Nullable SteadyCountdown countdown) {
    this.method = method;
    this.outlook = outlook;
    this.countdown = countdown;
  }

  static ProgressEstimator of(EtaMethod method) {
    return new ProgressEstimator(
        method, outlook(method), method == EtaMethod.LINEAR ? null : new SteadyCountdown());
  }

  static ProgressEstimator adaptive(RunHistory history) {
    return new ProgressEstimator(
        EtaMethod.ADAPTIVE, Outlook.adaptive(PastRuns.of(history)), new SteadyCountdown());
  }

  /** For a part of something bigger, which is steadied as a whole. */
  static ProgressEstimator part(EtaMethod method, RunHistory history) {
    return method == EtaMethod.ADAPTIVE
        ? new ProgressEstimator(method, Outlook.adaptive(PastRuns.of(history)), null)
        : unsteadied(method);
  }

  static ProgressEstimator resumed(EstimatorState state, RunHistory history) {
    ProgressEstimator estimator =
        state.method() == EtaMethod.ADAPTIVE ? adaptive(history) : of(state.method());
    estimator.load(state);
    return estimator;
  }

  /** The same estimates as they are, without the steady countdown. */
  static ProgressEstimator unsteadied(EtaMethod method) {
    return new ProgressEstimator(method, outlook(method), null);
  }

  private static Outlook outlook(EtaMethod method) {
    return switch (method) {
      case LINEAR -> Outlook.linear();
      case EXPONENTIAL -> Outlook.exponential();
      case ADAPTIVE -> Outlook.adaptive(PastRuns.NONE);
      case CUSTOM -> throw new IllegalArgumentException("CUSTOM is the host's own estimator");
    };
  }

  @Override
  public EtaMethod method() {
    return method;
  }

  @Override
  public void observe(long activeNanos, double newDone, double newTotal) {
    double now = seconds(activeNanos);
    latest = Math.max(latest, now);
    adopt(isUsable(newTotal) && newTotal > 0 ? newTotal : 0);
    if (isUsable(newDone) && newDone > done) {
      done = newDone;
      model.observe(latest, newDone);
    }
  }

  private void adopt(double newTotal) {
    if (newTotal == total) {
      return;
    }
    if (countdown != null) {
      if (total > done && newTotal > done) {
        countdown.scale(latest + waits.total(), (newTotal - done) / (total - done));
      } else {
        countdown.reset();
      }
    }
    total = newTotal;
    model.total(newTotal);
  }

  @Override
  public void waits(int count, long totalNanos, long leftNanos) {
    double moved = waits.tell(count, totalNanos, leftNanos, done, outlook.past());
    if (countdown != null && moved != 0) {
      countdown.shift(moved);
    }
  }

  @Override
  public Eta estimate(long activeNanos) {
    estimate(activeNanos, reading);
    double now = moment(activeNanos);
    boolean evidence = model.hasEvidence(now);
    return reading.eta(method, evidence ? outlook.factors(waits.impact(now)) : EtaFactors.NONE);
  }

  @Override
  public void estimate(long activeNanos, EtaReading into) {
    double now = moment(activeNanos);
    boolean evidence = model.hasEvidence(now);
    if (evidence) {
      outlook.weigh(model, now);
    }
    if (total > 0 && done >= total) {
      into.known(EtaBasis.DONE, 0, 0, 0, 1);
    } else if (total > 0 && evidence) {
      outlook.project(total - done);
      say(basis(now), now, done, into);
    } else if (total > 0 && outlook.past().any()) {
      outlook.presume(total, now);
      say(waits.left() > 0 ? EtaBasis.WAITING : EtaBasis.PRIOR, now, 0, into);
    } else {
      into.unknown(unmeasuredBasis());
    }
  }

  private double moment(long activeNanos) {
    return Math.max(latest, seconds(activeNanos));
  }

  private EtaBasis unmeasuredBasis() {
    if (waits.left() > 0) {
      return EtaBasis.WAITING;
    }
    return total > 0 ? EtaBasis.WARMING_UP : EtaBasis.UNKNOWN_TOTAL;
  }

  private void say(EtaBasis basis, double now, double finished, EtaReading into) {
    double left = total - finished;
    double known = waits.left();
    double expected = waits.expected(left, finished, now, outlook.past());
    double shown = shown(now, known + expected);
    double low = outlook.low() + known + LOW_SHARE_OF_WAITS * expected;
    double high = outlook.high() + known + waits.possible(left, finished, outlook.past());
    into.known(
        basis,
        nanos(Math.min(low, shown)),
        nanos(shown),
        nanos(Math.max(high, shown)),
        outlook.confidence());
  }

  private double shown(double now, double toWait) {
    double remaining = bounded(outlook.remaining() + toWait);
    if (countdown == null) {
      return remaining;
    }
    double passed = now + waits.total();
    if (outlook.past().any()) {
      double unevenness = waits.any() ? UNEVENNESS_OF_WAITS : outlook.unevenness();
      return countdown.showInformed(passed, remaining, unevenness);
    }
    if (waits.any()) {
      return countdown.showWithWaits(passed, remaining);
    }
    return countdown.show(passed, remaining, bounded(outlook.measured()), outlook.unevenness());
  }

  private EtaBasis basis(double now) {
    if (waits.left() > 0) {
      return EtaBasis.WAITING;
    }
    double silence = now - model.time();
    boolean stalled =
        silence > STALL_SECONDS
            && silence > STALL_USUAL_GAPS * model.usualGap()
            && silence > STALL_TYPICAL_GAPS * model.gapAtRandomMoment()
            && silence > STALL_SHARE_OF_RUN * now;
    return stalled ? EtaBasis.STALLED : EtaBasis.MEASURED;
  }

  @Override
  public Optional<RunSummary> summary() {
    return total > 0 && done >= total ? model.summary(waits) : Optional.empty();
  }

  @Override
  public Optional<EstimatorState> state() {
    EstimatorState.Writer writer = new EstimatorState.Writer();
    writer.all(EstimatorState.VERSION, total, done, latest);
    model.save(writer);
    waits.save(writer);
    if (countdown != null) {
      countdown.save(writer);
    }
    return Optional.of(writer.state(method));
  }

  private void load(EstimatorState state) {
    EstimatorState.Reader reader = new EstimatorState.Reader(state);
    total = reader.notNegative();
    done = reader.notNegative();
    latest = reader.between(0, LONGEST_SECONDS);
    model.load(reader);
    waits.load(reader);
    if (countdown != null) {
      countdown.load(reader);
    }
    reader.end();
  }

  @Override
  public void reset() {
    model.reset();
    waits.reset();
    if (countdown != null) {
      countdown.reset();
    }
    total = 0;
    done = 0;
    latest = 0;
  }

  private static boolean isUsable(double value) {
    return value >= 0 && value <= Double.MAX_VALUE;
  }

  private static double seconds(long nanos) {
    return Math.max(0, nanos) / NANOS;
  }

  private static double bounded(double seconds) {
    return Math.min(LONGEST_SECONDS, seconds);
  }

  private static long nanos(double seconds) {
    assert !Double.isNaN(seconds) : "a time that is no number";
    return (long) (bounded(seconds) * NANOS);
  }
}
