package io.github.progresstracker.benchmarks.accuracy;

import io.github.progresstracker.eta.EtaEstimator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Who takes part, under what name, and in which traces.
 *
 * @param name as in the tables and files
 * @param peer whether it is another library's formula
 * @param maker a new estimator for a run; empty where it does not take part
 */
record Entrant(String name, boolean peer, Function<Trace, Optional<Contender>> maker) {

  static final String LINEAR = "linear";
  static final String EXPONENTIAL = "exponential";
  static final String ADAPTIVE = "adaptive";
  static final String WITH_PAUSES = "adaptive+pauses";
  static final String WITH_HISTORY = "adaptive+history";

  /** The overall average as peers compute it: what the targets mean by linear. */
  static final String AVERAGE = "average";

  /** Ours first, then the peers. */
  static List<Entrant> all(EarlierRuns history) {
    List<Entrant> all = new ArrayList<>();
    all.add(ours(LINEAR, EtaEstimator::linear));
    all.add(ours(EXPONENTIAL, EtaEstimator::exponential));
    all.add(ours(ADAPTIVE, EtaEstimator::adaptive));
    all.add(new Entrant(WITH_PAUSES, false, Entrant::withPauses));
    all.add(new Entrant(WITH_HISTORY, false, trace -> withHistory(trace, history)));
    all.addAll(peers());
    return all;
  }

  private static List<Entrant> peers() {
    return List.of(
        peer(AVERAGE, AveragePeer::new),
        new Entrant("me.tongfei", true, t -> Optional.of(Contender.of(new MeTongfeiPeer(t)))),
        peer("tqdm", TqdmPeer::new),
        peer("rich", RichPeer::new),
        peer("indicatif", IndicatifPeer::new),
        peer("alive-progress", AliveProgressPeer::new),
        peer("mpb-ewma", MpbEwmaPeer::new),
        peer("schollz", SchollzPeer::new),
        peer("window-5s", WindowPeer::new));
  }

  private static Entrant ours(String name, Supplier<EtaEstimator> maker) {
    return new Entrant(name, false, trace -> Optional.of(OurContender.untold(trace, maker.get())));
  }

  private static Entrant peer(String name, DoubleFunction<PeerEstimator> maker) {
    return new Entrant(name, true, trace -> Optional.of(Contender.of(maker.apply(trace.total()))));
  }

  private static Optional<Contender> withPauses(Trace trace) {
    return trace.pauses().isEmpty()
        ? Optional.empty()
        : Optional.of(OurContender.told(trace, EtaEstimator.adaptive()));
  }

  private static Optional<Contender> withHistory(Trace trace, EarlierRuns history) {
    return history.estimator(trace).map(estimator -> OurContender.untold(trace, estimator));
  }
}
