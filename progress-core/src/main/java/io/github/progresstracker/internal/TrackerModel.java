package io.github.progresstracker.internal;

import io.github.progresstracker.ActivitySnapshot;
import io.github.progresstracker.ItemsSnapshot;
import io.github.progresstracker.Outcomes;
import io.github.progresstracker.PhaseSnapshot;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.Total;
import io.github.progresstracker.TrackerSpec;
import io.github.progresstracker.TrackerState;
import io.github.progresstracker.TrackingConfig;
import io.github.progresstracker.UsageSnapshot;
import io.github.progresstracker.WaitSnapshot;
import io.github.progresstracker.eta.AccuracyMeter;
import io.github.progresstracker.eta.Eta;
import io.github.progresstracker.eta.EtaAccuracy;
import io.github.progresstracker.eta.EtaBasis;
import io.github.progresstracker.eta.EtaFactors;
import io.github.progresstracker.eta.RateMeter;
import io.github.progresstracker.eta.Rates;
import io.github.progresstracker.history.StoredRun;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the sampler knows of a tracker. Confined to whoever holds the sampling lock.
 *
 * <p>Counts come from two places: from the live counters, read once per sample, and from signals,
 * which carry the count at the moment they were left. Whatever a tracker counts is added at once to
 * everything above it, so the levels of a snapshot always agree, and a child that ends can simply
 * be forgotten, which keeps a job of a million parts small.
 *
 * <p>Work is counted without resume offsets in here; offsets are added when a snapshot is made.
 */
final class TrackerModel {

  /** In place of a share: a tracker whose units are its parent's. */
  static final long SAME_UNIT = -1;

  /** What a tracker in work shows at the most: 100 is for what is complete. */
  private static final double ALMOST_DONE_PERCENT = 99.9;

  private final TrackerHandle handle;
  private final @Nullable TrackerModel parent;

  /** Units of its parent that this tracker is as a whole, or {@link #SAME_UNIT}. */
  private final long share;

  private final TimeAccount time;
  private final Forecast forecast;
  private final Instant startedAt;

  /** Null if nobody wants to know. */
  private final @Nullable RateMeter rate;

  /** Null if estimators are asked whenever somebody looks. */
  private final @Nullable HeldEta heldEta;

  /** Of a job as a whole; its parts come by the thousands and each look takes memory. */
  private final @Nullable AccuracyMeter accuracyMeter;

  private final Set<TrackerModel> children = new LinkedHashSet<>();
  private final Map<PhaseHandle, Phase> phases = new LinkedHashMap<>();
  private final Map<Object, Wait> waits = new LinkedHashMap<>();
  private Total total;
  private @Nullable TrackerState end;
  private @Nullable String message;
  private @Nullable EtaAccuracy accuracy;
  private @Nullable AlertDesk desk;
  private boolean paused;
  private boolean stopRequested;
  private long pausedAt;
  private long own;
  private long below;
  private @Nullable Ledger ledger;
  private long observedAt;
  private double percent;

  /** The largest part of its share that has been seen done, 0 to 1. */
  private double reached;

  /** The part of {@code reached} that cost nothing: skipped, or done before this run. */
  private double reachedFree;

  /** What splits have done, those of its parts included, in units of this tracker. */
  private double sharesDone;

  /** The part of {@code sharesDone} that cost nothing and says nothing about the speed. */
  private double sharesFree;

  private @Nullable Spread spread;

  TrackerModel(
      TrackerHandle handle,
      @Nullable TrackerModel parent,
      long share,
      Forecast forecast,
      long nanos,
      Instant startedAt) {
    this.handle = handle;
    this.parent = parent;
    this.share = share;
    this.forecast = forecast;
    this.startedAt = startedAt;
    this.total = handle.spec().total();
    TrackingConfig config = handle.config();
    this.rate = config.measuresPace() ? new RateMeter(config.throughputWindow()) : null;
    boolean held = config.measuresPace() && !config.etaUpdateInterval().isZero();
    this.heldEta = held ? new HeldEta(config.etaUpdateInterval()) : null;
    boolean judged = parent == null && config.measuresPace() && config.enableAnalytics();
    this.accuracyMeter = judged ? new AccuracyMeter() : null;
    this.time = parent == null ? new TimeAccount(nanos) : parent.time.partFrom(nanos);
    if (parent != null) {
      parent.children.add(this);
    }
    reach();
    forecast.observe(0, 0, workTotal());
  }

  TrackerHandle handle() {
    return handle;
  }

  @Nullable TrackerModel parent() {
    return parent;
  }

  List<TrackerModel> children() {
    return List.copyOf(children);
  }

  /** Its alert rules, or null if it has none. */
  @Nullable AlertDesk desk() {
    return desk;
  }

  void desk(AlertDesk newDesk) {
    desk = newDesk;
  }

  boolean isEnded() {
    return end != null;
  }

  /** Units done in this run, by this tracker and everything below it. */
  long worked() {
    return Counter.saturated(Counter.saturated(own, below), whole(sharesDone));
  }

  /** The same, with what is not a whole unit yet. */
  private double workedExactly() {
    return (double) own + below + sharesDone;
  }

  /** Whole units; many small parts that add up to one are one, whatever rounding has made of it. */
  private static long whole(double units) {
    return (long) (units + Math.min(1e-3, 1e-9 * Math.max(1, units)));
  }

  private boolean isSplit() {
    return share != SAME_UNIT;
  }

  /** The tracker above that counts in the same unit, or null. */
  private @Nullable TrackerModel above() {
    return isSplit() ? null : parent;
  }

  /** Units among them that cost nothing and say nothing about the speed. */
  private long skipped() {
    return ledger == null ? 0 : ledger.skipped();
  }

  /** What was done at no cost in this run, in units. */
  private double free() {
    return skipped() + sharesFree;
  }

  /** What was done in this run and was work. */
  private double costlyWork() {
    return Math.max(0, workedExactly() - free());
  }

  /** Units that items at work have done so far, of this tracker and everything below it. */
  private double partlyDone() {
    return ledger == null ? 0 : ledger.partlyDone();
  }

  /** The ledger of this tracker, which is there from now on, and those of all above it. */
  private Ledger ledger() {
    if (ledger == null) {
      ledger = new Ledger(parent == null ? null : parent.ledger(), !isSplit());
    }
    return ledger;
  }

  /**
   * Hands over the marks that the counters' owners could not see, of this tracker and its phases.
   */
  void pollMarks(MarkListener listener) {
    handle.counter().pollMarks(counted -> listener.marked(this, null, counted));
    for (PhaseHandle phase : phases.keySet()) {
      phase.counter().pollMarks(counted -> listener.marked(this, phase, counted));
    }
  }

  /** Lets the counters of this tracker, its phases and its children go of threads that died. */
  void reclaim() {
    handle.reclaim();
    phases.keySet().forEach(phase -> phase.counter().reclaim());
    children.forEach(TrackerModel::reclaim);
  }

  /** Told of marks found while sampling. */
  interface MarkListener {
    void marked(TrackerModel model, @Nullable PhaseHandle phase, long counted);
  }

  /** Reads the live counters of this tracker, not of its children. */
  void readOwn() {
    long counted = handle.counter().sum();
    readExtras();
    count(counted);
    phases.forEach((phase, state) -> state.read(phase));
  }

  /**
   * What is counted besides the progress. The host raises it before the progress, and it is read
   * after it: units that are skipped are then never taken for work.
   */
  private void readExtras() {
    Extras extras = handle.extrasIfAny();
    if (extras != null) {
      ledger().read(extras);
    }
  }

  /** Reads the live counters of this tracker and everything below it. */
  void readAll() {
    readOwn();
    children.forEach(TrackerModel::readAll);
    reach();
  }

  /**
   * Tells those above how much of its share is done; after its own splits, which are part of it.
   */
  private void reach() {
    if (isSplit() && (forecast.plan() != null || total.isKnown())) {
      long offset = handle.spec().offset();
      double free =
          forecast.plan() == null ? fraction(offset + free()) : forecast.plan().doneBefore();
      reach(fraction(offset + workedExactly() + partlyDone()), free);
    }
  }

  private void reach(double done, double free) {
    double more = Math.max(0, Math.min(1, done) - reached);
    reached += more;
    double moreFree = Math.max(0, Math.min(reached, free) - reachedFree);
    reachedFree += moreFree;
    for (TrackerModel above = parent; above != null; above = above.above()) {
      above.sharesDone += share * more;
      above.sharesFree += share * moreFree;
    }
  }

  /** Reads the live counters of everything above this tracker. */
  void readAbove() {
    reach();
    for (TrackerModel above = parent; above != null; above = above.parent) {
      above.readOwn();
      above.reach();
    }
  }

  /**
   * Takes over the count at a mark.
   *
   * @return how much more than the mark has been seen of the tracker's own count already
   */
  long mark(long counted) {
    readExtras();
    count(counted);
    return own - counted;
  }

  /** Takes over a count, here and in all that is above. */
  private void count(long newOwn) {
    long more = Math.max(0, newOwn - own);
    own += more;
    for (TrackerModel above = above(); above != null; above = above.above()) {
      above.below = Counter.saturated(above.below, more);
    }
    if (ledger != null) {
      ledger.counted(own);
    }
  }

  void beginPhase(PhaseHandle phase, Moment moment) {
    phases.computeIfAbsent(phase, Phase::new).open = true;
    if (forecast.plan() != null) {
      forecast.plan().begin(phase.name(), phase.spec().offset(), active(moment));
    }
  }

  /**
   * Ends a phase.
   *
   * @param cutOff whether it has ended because the tracker did, and not as it should
   */
  void endPhase(PhaseHandle phase, boolean cutOff, Moment moment) {
    Phase state = phases.computeIfAbsent(phase, Phase::new);
    state.open = false;
    if (forecast.plan() != null) {
      observe(phase, state, moment);
      if (!cutOff) {
        forecast.plan().end(phase.name(), active(moment));
      }
    }
  }

  void beginWait(Object wait, Wait opened, long nanos) {
    waits.put(wait, opened);
    forSubtree(model -> model.time.beginWait(nanos));
  }

  /** Ends a wait; null if it is not open. */
  @Nullable Wait endWait(Object wait, long nanos) {
    Wait closed = waits.remove(wait);
    if (closed != null) {
      forSubtree(model -> model.time.endWait(nanos));
    }
    return closed;
  }

  void pause(long nanos) {
    paused = true;
    pausedAt = nanos;
    forSubtree(model -> model.time.beginPause(nanos));
  }

  /** Ends a pause and says how long it was. */
  Duration resume(long nanos) {
    paused = false;
    forSubtree(model -> model.time.endPause(nanos));
    return Duration.ofNanos(Math.max(0, nanos - pausedAt));
  }

  boolean isPaused() {
    return paused;
  }

  /** Takes note that somebody wants the work to stop; false if that is nothing new. */
  boolean requestStop() {
    boolean first = !stopRequested;
    stopRequested = true;
    return first;
  }

  private boolean isAskedToStop() {
    return stopRequested || (parent != null && parent.isAskedToStop());
  }

  /** Forgets the pace so far, and no count. */
  void resetEta(Moment moment) {
    observe(workedExactly(), moment);
    phases.forEach((phase, state) -> observe(phase, state, moment));
    boolean waiting = currentWait() != null;
    forecast.reset(
        active(moment),
        costlyWork() + partlyDone(),
        waiting ? time.waits() - 1 : time.waits(),
        time.waited(moment.nanos()));
    if (heldEta != null) {
      heldEta.forget();
    }
  }

  /**
   * Changes what there is to do.
   *
   * @param mayGoBack whether the percentage may
   * @return the total until now
   */
  Total changeTotal(Total newTotal, boolean mayGoBack) {
    Total before = total;
    total = newTotal;
    spread = null;
    if (mayGoBack) {
      percent = 0;
    }
    return before;
  }

  /**
   * Spreads what is left of the percentage over this many units, besides what open splits have to
   * do.
   *
   * @param beyond work seen since that was said
   * @return the total until now
   */
  Total spread(long units, long beyond) {
    percent(beyond);
    double done = handle.spec().offset() + workedExactly() - beyond;
    double toDo = units + leftInSplits();
    double left = toDo - partlyDone();
    Total before = changeTotal(Total.exact((long) Math.rint(done + toDo)), false);
    spread = left > 0 ? new Spread(percent, done + partlyDone(), left) : null;
    return before;
  }

  /** Units of this tracker that its open splits have still to do, and those of its parts. */
  private double leftInSplits() {
    double left = 0;
    for (TrackerModel child : children) {
      left += child.isSplit() ? child.share * (1 - child.reached) : child.leftInSplits();
    }
    return left;
  }

  /** The waits that are open, of this tracker itself. */
  List<Object> openWaits() {
    return List.copyOf(waits.keySet());
  }

  /** Ends the tracker, which from now on belongs to nothing; what it counted stays above it. */
  void end(TrackerState state, @Nullable String why, Moment moment) {
    end = state;
    if (state == TrackerState.COMPLETED && accuracyMeter != null) {
      accuracy = accuracyMeter.accuracy(unpaused(moment)).orElse(null);
    }
    message = why;
    if (state == TrackerState.COMPLETED && isSplit()) {
      reach(1, reachedFree);
    }
    reach();
    phases.values().forEach(phase -> phase.open = false);
    if (parent != null) {
      parent.children.remove(this);
    }
  }

  /** What is to be kept of the run for later ones, by key. */
  Map<String, StoredRun> runs(Moment moment) {
    return end == TrackerState.COMPLETED
        ? forecast.runs(active(moment), costlyWork(), accuracy, moment.at())
        : Map.of();
  }

  /** This tracker and everything below it; also published to the handles. */
  ProgressSnapshot publish(Moment moment) {
    List<ProgressSnapshot> parts = new ArrayList<>(children.size());
    for (TrackerModel child : children) {
      parts.add(child.publish(moment));
    }
    lookAtItems(moment);
    reach();
    forecast.learn();
    phases.forEach((phase, state) -> observe(phase, state, moment));
    observe(workedExactly(), moment);
    ProgressSnapshot snapshot = snapshot(moment, 0, null, 0, parts);
    if (desk != null && desk.look(snapshot, moment)) {
      snapshot = snapshot(moment, 0, null, 0, parts);
    }
    if (accuracyMeter != null && end == null) {
      accuracyMeter.look(unpaused(moment), snapshot.eta());
    }
    handle.publish(snapshot);
    return snapshot;
  }

  private void lookAtItems(Moment moment) {
    Extras extras = handle.extrasIfAny();
    if (extras != null) {
      ledger().look(extras, own, moment);
      if (end != null) {
        ledger().end(extras);
      }
    }
  }

  /** No estimate can know of a pause: it is somebody's decision, and takes nobody by surprise. */
  private long unpaused(Moment moment) {
    return time.active(moment.nanos()) + time.waited(moment.nanos());
  }

  /** The trackers from the root to this one. */
  List<ProgressSnapshot> lineage(Moment moment) {
    return lineage(moment, 0, null, 0);
  }

  /**
   * The trackers from the root to this one as they stood at a mark.
   *
   * @param beyond work seen since the mark, to be left out of all of them
   */
  List<ProgressSnapshot> lineageAtMark(Moment moment, long beyond) {
    for (TrackerModel model = this; model != null; model = model.above()) {
      model.observe(model.workedExactly() - beyond, moment);
    }
    return lineage(moment, beyond, null, 0);
  }

  /** The trackers from the root to this one as they stood when one of its phases passed a mark. */
  List<ProgressSnapshot> lineageAtPhaseMark(Moment moment, PhaseHandle phase, long counted) {
    return lineage(moment, 0, phase, counted);
  }

  private List<ProgressSnapshot> lineage(
      Moment moment, long beyond, @Nullable PhaseHandle phase, long counted) {
    List<ProgressSnapshot> lineage = new ArrayList<>();
    long beyondHere = beyond;
    for (TrackerModel model = this; model != null; model = model.parent) {
      PhaseHandle marked = model == this ? phase : null;
      lineage.add(model.snapshot(moment, beyondHere, marked, counted, List.of()));
      beyondHere = model.isSplit() ? 0 : beyondHere;
    }
    Collections.reverse(lineage);
    return lineage;
  }

  private ProgressSnapshot snapshot(
      Moment moment,
      long beyond,
      @Nullable PhaseHandle marked,
      long counted,
      List<ProgressSnapshot> parts) {
    TrackerSpec spec = handle.spec();
    long worked = worked() - beyond;
    long done = Counter.saturated(spec.offset(), worked);
    Wait wait = currentWait();
    return new ProgressSnapshot(
        handle.id(),
        spec.name(),
        state(wait),
        spec.unit(),
        spec.offset(),
        done,
        total,
        percent(beyond),
        startedAt,
        moment.at(),
        Duration.ofNanos(time.elapsed(moment.nanos())),
        Duration.ofNanos(time.active(moment.nanos())),
        wait == null || end != null ? null : wait.snapshot(),
        spec.step(),
        currentPhase(),
        phaseSnapshots(marked, counted),
        outcomes(worked),
        ledger == null ? ItemsSnapshot.NONE : ledger.items(),
        ledger == null ? UsageSnapshot.NONE : ledger.usage(),
        ledger == null ? ActivitySnapshot.NONE : ledger.activity(),
        rate == null ? Rates.NONE : rate.rates(),
        eta(done, moment, wait),
        accuracy,
        spec.labels(),
        isAskedToStop(),
        desk == null ? List.of() : desk.alerts(),
        message,
        List.copyOf(parts));
  }

  private Outcomes outcomes(long worked) {
    boolean quality = handle.config().enableQualityTracking();
    return ledger == null
        ? new Outcomes(worked, 0, 0, 0, quality)
        : ledger.outcomes(worked, quality);
  }

  private TrackerState state(@Nullable Wait wait) {
    if (end != null) {
      return end;
    }
    if (isPausedAnywhere()) {
      return TrackerState.PAUSED;
    }
    return wait == null ? TrackerState.RUNNING : TrackerState.WAITING;
  }

  /** Never goes back: when the total grows, the percentage waits for the work to catch up. */
  private @Nullable Double percent(long beyond) {
    if (end == TrackerState.COMPLETED) {
      return 100.0;
    }
    if (forecast.plan() == null && !total.isKnown()) {
      return null;
    }
    double exactly = handle.spec().offset() + workedExactly() + partlyDone() - beyond;
    percent = Math.max(percent, Math.min(ALMOST_DONE_PERCENT, 100 * fraction(exactly)));
    return percent;
  }

  /** Which part of the whole so many units are; of a plan, which part is done. */
  private double fraction(double done) {
    if (forecast.plan() != null) {
      return forecast.plan().share();
    }
    if (spread != null && done >= spread.done()) {
      return spread.percent(done) / 100;
    }
    long of = total.valueOr(0);
    return of == 0 ? 0 : done / of;
  }

  /**
   * Feeds the meters. Only with counts that belong to the moment: a present count at a past moment
   * would look like a burst and then like a stall.
   */
  private void observe(double worked, Moment moment) {
    observedAt = Math.max(observedAt, time.active(moment.nanos()));
    double costly = Math.max(0, worked - free());
    if (rate != null) {
      rate.observe(observedAt, costly);
    }
    forecast.observe(observedAt, costly + partlyDone(), workTotal() - free());
  }

  private void observe(PhaseHandle phase, Phase state, Moment moment) {
    if (forecast.plan() != null) {
      forecast.plan().observe(phase.name(), active(moment), (double) state.seen, total(phase));
    }
  }

  /** Of this run. */
  private static double total(PhaseHandle phase) {
    Total total = phase.spec().total();
    return total.isKnown() ? total.valueOr(0) - (double) phase.spec().offset() : Double.NaN;
  }

  private long active(Moment moment) {
    return Math.max(observedAt, time.active(moment.nanos()));
  }

  private Eta eta(long done, Moment moment, @Nullable Wait wait) {
    if (end != null) {
      return settled(end == TrackerState.COMPLETED ? EtaBasis.DONE : EtaBasis.STALLED);
    }
    if (forecast.plan() == null && total.isKnown() && done >= total.valueOr(0)) {
      boolean estimated = handle.config().measuresPace();
      return settled(
          total instanceof Total.Exact
              ? EtaBasis.DONE
              : estimated ? EtaBasis.UNKNOWN_TOTAL : EtaBasis.NOT_ESTIMATED);
    }
    return heldEta == null
        ? estimate(moment, wait)
        : heldEta.at(
            unpaused(moment),
            Arrays.asList(total, wait, isPausedAnywhere()),
            () -> estimate(moment, wait));
  }

  private Eta estimate(Moment moment, @Nullable Wait wait) {
    long leftOfWait = wait == null ? 0 : wait.left(moment.nanos());
    forecast.waits(time.waits(), time.waited(moment.nanos()), leftOfWait);
    Eta eta = forecast.estimate(active(moment));
    boolean heldUp = wait != null || isPausedAnywhere();
    boolean said = eta.basis() == EtaBasis.WAITING || eta.basis() == EtaBasis.NOT_ESTIMATED;
    return heldUp && !said ? eta.waiting(Duration.ZERO) : eta;
  }

  private double workTotal() {
    return total.isKnown() ? total.valueOr(0) - (double) handle.spec().offset() : Double.NaN;
  }

  private Eta settled(EtaBasis basis) {
    boolean done = basis == EtaBasis.DONE;
    Duration left = done ? Duration.ZERO : null;
    return new Eta(basis, forecast.method(), left, left, left, done ? 1 : 0, EtaFactors.NONE);
  }

  private List<PhaseSnapshot> phaseSnapshots(@Nullable PhaseHandle marked, long counted) {
    List<PhaseSnapshot> all = new ArrayList<>(phases.size());
    phases.forEach(
        (phase, state) -> all.add(snapshot(phase, state, phase == marked ? counted : state.seen)));
    return List.copyOf(all);
  }

  private PhaseSnapshot snapshot(PhaseHandle phase, Phase state, long counted) {
    return new PhaseSnapshot(
        phase.name(),
        Counter.saturated(phase.spec().offset(), counted),
        phase.spec().total(),
        forecast.plan() == null ? null : forecast.plan().weight(phase.name()),
        !state.open);
  }

  private @Nullable String currentPhase() {
    String current = null;
    for (Map.Entry<PhaseHandle, Phase> entry : phases.entrySet()) {
      if (entry.getValue().open) {
        current = entry.getKey().name();
      }
    }
    return current;
  }

  /** The wait, of this tracker or one above it, that will last longest. */
  private @Nullable Wait currentWait() {
    Wait longest = null;
    for (TrackerModel model = this; model != null; model = model.parent) {
      for (Wait wait : model.waits.values()) {
        if (longest == null || wait.untilNanos() - longest.untilNanos() > 0) {
          longest = wait;
        }
      }
    }
    return longest;
  }

  private boolean isPausedAnywhere() {
    return paused || (parent != null && parent.isPausedAnywhere());
  }

  private void forSubtree(Consumer<TrackerModel> action) {
    action.accept(this);
    children.forEach(child -> child.forSubtree(action));
  }

  /** A phase as the sampler sees it. */
  private static final class Phase {
    private boolean open;
    private long seen;

    Phase(PhaseHandle phase) {
      read(phase);
    }

    void read(PhaseHandle phase) {
      seen = Math.max(seen, phase.counter().sum());
    }
  }

  /**
   * How the rest of the percentage is spread over the rest of the work.
   *
   * @param from the percentage where it began
   * @param done units done where it began
   * @param left units from there to 100 %, more than zero
   */
  private record Spread(double from, double done, double left) {
    double percent(double now) {
      return from + (100 - from) * (now - done) / left;
    }
  }

  /**
   * An announced wait.
   *
   * @param nanos monotonic time of its beginning
   * @param untilNanos monotonic time of its expected end; its beginning if nobody knows
   */
  record Wait(String reason, long nanos, long untilNanos, Instant since, @Nullable Instant until) {
    long left(long now) {
      return Math.max(0, untilNanos - now);
    }

    WaitSnapshot snapshot() {
      return new WaitSnapshot(reason, since, until);
    }
  }

  /**
   * One reading of both clocks.
   *
   * @param nanos monotonic
   * @param at wall
   */
  record Moment(long nanos, Instant at) {
    /** The wall-clock time of something that happened earlier, by the monotonic clock. */
    Moment earlier(long then) {
      return new Moment(then, at.minusNanos(Math.max(0, nanos - then)));
    }
  }
}
