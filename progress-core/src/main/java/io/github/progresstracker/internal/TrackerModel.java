package io.github.progresstracker.internal;

import io.github.progresstracker.ActivitySnapshot;
import io.github.progresstracker.ItemsSnapshot;
import io.github.progresstracker.Outcomes;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.Total;
import io.github.progresstracker.TrackerSpec;
import io.github.progresstracker.TrackerState;
import io.github.progresstracker.UsageSnapshot;
import io.github.progresstracker.eta.Eta;
import io.github.progresstracker.eta.EtaBasis;
import io.github.progresstracker.history.StoredRun;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 *
 * <p>A sample has two halves. {@link #readAll} and {@link #feed} are cheap, and every tracker gets
 * them with every sample; {@link #show} estimates, builds a snapshot and asks the alert rules.
 */
final class TrackerModel {

  /** In place of a share: a tracker whose units are its parent's. */
  static final long SAME_UNIT = -1;

  /** What a tracker in work shows at the most: 100 is for what is complete. */
  private static final double ALMOST_DONE_PERCENT = 99.9;

  private final TrackerHandle handle;
  private final String id;
  private final @Nullable TrackerModel parent;

  /** Units of its parent that this tracker is as a whole, or {@link #SAME_UNIT}. */
  private final long share;

  private final TimeAccount time;
  private final Meters meters;
  private final Instant startedAt;

  /** These three are there when they are needed: most trackers have none of it. */
  private Set<TrackerModel> children = Set.of();

  private Phases phases = Phases.NONE;
  private Map<Object, Wait> waits = Map.of();

  private Total total;
  private @Nullable TrackerState end;
  private @Nullable String message;
  private @Nullable AlertDesk desk;
  private boolean paused;
  private boolean stopRequested;
  private long pausedAt;
  private long own;
  private long below;
  private @Nullable Ledger ledger;
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

  /**
   * A tracker that has done nothing yet, known to its parent from now on.
   *
   * @param share units of its parent that it is, or {@link #SAME_UNIT}
   * @param started when it was started
   */
  TrackerModel(
      TrackerHandle handle,
      @Nullable TrackerModel parent,
      long share,
      Forecast forecast,
      Moment started) {
    this.handle = handle;
    this.id = handle.id();
    this.parent = parent;
    this.share = share;
    this.startedAt = started.at();
    this.total = handle.spec().total();
    this.time =
        parent == null ? new TimeAccount(started.nanos()) : parent.time.partFrom(started.nanos());
    this.meters = new Meters(handle.config(), parent == null, forecast, time, workTotal());
    if (parent != null) {
      parent.adopt(this);
    }
    reach();
  }

  private void adopt(TrackerModel child) {
    if (children.isEmpty()) {
      children = new LinkedHashSet<>(4);
    }
    children.add(child);
  }

  TrackerHandle handle() {
    return handle;
  }

  String id() {
    return id;
  }

  @Nullable TrackerModel parent() {
    return parent;
  }

  /** The job that it is a part of, or itself. */
  TrackerModel root() {
    TrackerModel root = this;
    for (TrackerModel above = parent; above != null; above = above.parent) {
      root = above;
    }
    return root;
  }

  /** A copy, because ending one of them takes it away. */
  List<TrackerModel> children() {
    return List.copyOf(children);
  }

  /** How many trackers it is, with everything below it. */
  int size() {
    int size = 1;
    for (TrackerModel child : children) {
      size += child.size();
    }
    return size;
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

  // ---- counts --------------------------------------------------------------------------------

  /** Units done in this run, by this tracker and everything below it. */
  private long worked() {
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

  /** Units to do in this run; NaN if unknown. */
  private double workTotal() {
    return total.isKnown() ? total.valueOr(0) - (double) handle.spec().offset() : Double.NaN;
  }

  /** The ledger of this tracker, which is there from now on, and those of all above it. */
  private Ledger ledger() {
    if (ledger == null) {
      ledger = new Ledger(parent == null ? null : parent.ledger(), !isSplit());
    }
    return ledger;
  }

  /**
   * Hands over the marks that the counters' owners could not see, of this tracker and everything
   * below it.
   */
  void pollMarks(MarkListener listener) {
    if (handle.counter().hasMarks()) {
      handle.counter().pollMarks(counted -> listener.marked(this, null, counted));
    }
    phases.pollMarks((phase, counted) -> listener.marked(this, phase, counted));
    for (TrackerModel child : children) {
      child.pollMarks(listener);
    }
  }

  /** Lets the counters of this tracker, its phases and its children go of threads that died. */
  void reclaim() {
    handle.reclaim();
    phases.reclaim();
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
    phases.read();
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
    for (TrackerModel child : children) {
      child.readAll();
    }
    reach();
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
   * Tells those above how much of its share is done; after its own splits, which are part of it.
   */
  private void reach() {
    PlannedPhases plan = meters.plan();
    if (isSplit() && (plan != null || total.isKnown())) {
      long offset = handle.spec().offset();
      double free = plan == null ? fraction(offset + free()) : plan.doneBefore();
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
    if (more > 0) {
      own += more;
      for (TrackerModel above = above(); above != null; above = above.above()) {
        above.below = Counter.saturated(above.below, more);
      }
    }
    if (ledger != null) {
      ledger.counted(own);
    }
  }

  // ---- what happens to it --------------------------------------------------------------------

  void beginPhase(PhaseHandle phase, Moment moment) {
    phases().begin(phase, meters.active(moment));
  }

  /**
   * Ends a phase.
   *
   * @param cutOff whether it has ended because the tracker did, and not as it should
   */
  void endPhase(PhaseHandle phase, boolean cutOff, Moment moment) {
    phases().end(phase, cutOff, meters.active(moment));
  }

  private Phases phases() {
    if (phases == Phases.NONE) {
      phases = new Phases(meters.plan());
    }
    return phases;
  }

  void beginWait(Object wait, Wait opened, long nanos) {
    if (waits.isEmpty()) {
      waits = new LinkedHashMap<>(4);
    }
    waits.put(wait, opened);
    forSubtree(model -> model.time.beginWait(nanos));
  }

  /** Ends a wait; null if it is not open. */
  @Nullable Wait endWait(Object wait, long nanos) {
    Wait closed = waits.isEmpty() ? null : waits.remove(wait);
    if (closed != null) {
      forSubtree(model -> model.time.endWait(nanos));
    }
    return closed;
  }

  /** The waits that are open, of this tracker itself. */
  List<Object> openWaits() {
    return List.copyOf(waits.keySet());
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

  /** What its estimator knows, for a later life of this run; empty if it cannot tell. */
  Optional<SavedEstimator> savedEstimator() {
    return meters.saved();
  }

  /** Forgets the pace so far, and no count. */
  void resetEta(Moment moment) {
    observe(workedExactly(), moment);
    phases.observe(meters.active(moment));
    meters.reset(costlyWork() + partlyDone(), situation().longestWait() != null, moment);
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

  /** Ends the tracker, which from now on belongs to nothing; what it counted stays above it. */
  void end(TrackerState state, @Nullable String why, Moment moment) {
    end = state;
    message = why;
    if (state == TrackerState.COMPLETED) {
      meters.judge(moment);
    }
    if (state == TrackerState.COMPLETED && isSplit()) {
      reach(1, reachedFree);
    }
    reach();
    phases.closeAll();
    if (parent != null) {
      parent.children.remove(this);
    }
  }

  /** What is to be kept of the run for later ones, by key. */
  Map<String, StoredRun> runs(Moment moment) {
    return end == TrackerState.COMPLETED ? meters.runs(costlyWork(), moment) : Map.of();
  }

  private void forSubtree(Consumer<TrackerModel> action) {
    action.accept(this);
    children.forEach(child -> child.forSubtree(action));
  }

  // ---- what is made of it --------------------------------------------------------------------

  /** Feeds the meters of this tracker and everything below it with what has been read. */
  void feed(Moment moment) {
    for (TrackerModel child : children) {
      child.feed(moment);
    }
    lookAtItems(moment);
    reach();
    meters.learn();
    phases.observe(meters.active(moment));
    observe(workedExactly(), moment);
  }

  private void observe(double worked, Moment moment) {
    double costly = Math.max(0, worked - free());
    meters.observe(costly, partlyDone(), workTotal() - free(), moment);
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

  /**
   * Builds the snapshots of this tracker and everything below it, asks the alert rules and
   * publishes.
   */
  ProgressSnapshot show(Moment moment) {
    return show(moment, situationAbove());
  }

  private ProgressSnapshot show(Moment moment, Situation above) {
    Situation situation = situation(above);
    List<ProgressSnapshot> parts = List.of();
    if (!children.isEmpty()) {
      List<ProgressSnapshot> built = new ArrayList<>(children.size());
      for (TrackerModel child : children) {
        built.add(child.show(moment, situation));
      }
      parts = Collections.unmodifiableList(built);
    }
    ProgressSnapshot snapshot = snapshot(moment, situation, 0, null, 0, parts);
    if (desk != null && desk.look(snapshot, moment)) {
      snapshot = snapshot(moment, situation, 0, null, 0, parts);
    }
    if (end == null) {
      meters.told(snapshot.eta(), moment);
    }
    handle.publish(snapshot);
    return snapshot;
  }

  /** What a tracker shows that has nothing but a count, when it stands there. */
  ProgressSnapshot glance(long counted, Moment moment) {
    count(counted);
    return snapshot(moment, Situation.FREE, 0, null, 0, List.of());
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
      Moment moment, long beyond, @Nullable PhaseHandle marked, long counted) {
    TrackerModel[] path = path();
    int nearest = path.length - 1;
    while (nearest > 0 && !path[nearest].isSplit()) {
      nearest--;
    }
    ProgressSnapshot[] lineage = new ProgressSnapshot[path.length];
    Situation situation = Situation.FREE;
    for (int i = 0; i < path.length; i++) {
      situation = path[i].situation(situation);
      PhaseHandle here = path[i] == this ? marked : null;
      long beyondHere = i < nearest ? 0 : beyond;
      lineage[i] = path[i].snapshot(moment, situation, beyondHere, here, counted, List.of());
    }
    return List.of(lineage);
  }

  /** From the root to this one. */
  private TrackerModel[] path() {
    int depth = 0;
    for (TrackerModel model = this; model != null; model = model.parent) {
      depth++;
    }
    TrackerModel[] path = new TrackerModel[depth];
    for (TrackerModel model = this; model != null; model = model.parent) {
      path[--depth] = model;
    }
    return path;
  }

  private ProgressSnapshot snapshot(
      Moment moment,
      Situation situation,
      long beyond,
      @Nullable PhaseHandle marked,
      long counted,
      List<ProgressSnapshot> parts) {
    TrackerSpec spec = handle.spec();
    long worked = worked() - beyond;
    long done = Counter.saturated(spec.offset(), worked);
    Wait wait = situation.longestWait();
    return new ProgressSnapshot(
        id,
        spec.name(),
        state(situation),
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
        phases.current(),
        phases.snapshots(marked, counted),
        outcomes(worked),
        ledger == null ? ItemsSnapshot.NONE : ledger.items(),
        ledger == null ? UsageSnapshot.NONE : ledger.usage(),
        ledger == null ? ActivitySnapshot.NONE : ledger.activity(),
        meters.rates(),
        eta(done, situation, moment),
        meters.accuracy(),
        spec.labels(),
        situation.stopRequested(),
        desk == null ? List.of() : desk.alerts(),
        message,
        parts);
  }

  private Outcomes outcomes(long worked) {
    boolean quality = handle.config().enableQualityTracking();
    return ledger == null
        ? new Outcomes(worked, 0, 0, 0, quality)
        : ledger.outcomes(worked, quality);
  }

  private TrackerState state(Situation situation) {
    if (end != null) {
      return end;
    }
    if (situation.paused()) {
      return TrackerState.PAUSED;
    }
    return situation.longestWait() == null ? TrackerState.RUNNING : TrackerState.WAITING;
  }

  private Eta eta(long done, Situation situation, Moment moment) {
    if (end != null) {
      return meters.settled(end == TrackerState.COMPLETED ? EtaBasis.DONE : EtaBasis.STALLED);
    }
    return meters.eta(total, done, situation, moment);
  }

  /** Never goes back: when the total grows, the percentage waits for the work to catch up. */
  private @Nullable Double percent(long beyond) {
    if (end == TrackerState.COMPLETED) {
      return 100.0;
    }
    if (meters.plan() == null && !total.isKnown()) {
      return null;
    }
    double exactly = handle.spec().offset() + workedExactly() + partlyDone() - beyond;
    percent = Math.max(percent, Math.min(ALMOST_DONE_PERCENT, 100 * fraction(exactly)));
    return percent;
  }

  /** Which part of the whole so many units are; of a plan, which part is done. */
  private double fraction(double done) {
    PlannedPhases plan = meters.plan();
    if (plan != null) {
      return plan.share();
    }
    if (spread != null && done >= spread.done()) {
      return spread.percent(done) / 100;
    }
    long of = total.valueOr(0);
    return of == 0 ? 0 : done / of;
  }

  private Situation situation() {
    return situation(situationAbove());
  }

  private Situation situationAbove() {
    Situation situation = Situation.FREE;
    TrackerModel[] path = path();
    for (int i = 0; i < path.length - 1; i++) {
      situation = path[i].situation(situation);
    }
    return situation;
  }

  /** What holds for this tracker, from what holds for the one above it. */
  private Situation situation(Situation above) {
    if (waits.isEmpty() && !paused && !stopRequested) {
      return above;
    }
    Wait longest = above.longestWait();
    for (Wait wait : waits.values()) {
      longest = wait.isLongerThan(longest) ? wait : longest;
    }
    return new Situation(above.paused() || paused, above.stopRequested() || stopRequested, longest);
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
}
