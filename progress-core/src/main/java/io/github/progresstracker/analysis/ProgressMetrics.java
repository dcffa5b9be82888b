package io.github.progresstracker.analysis;

import io.github.progresstracker.ItemsSnapshot;
import io.github.progresstracker.Outcomes;
import io.github.progresstracker.PhaseSnapshot;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.Total;
import io.github.progresstracker.TrackerState;
import io.github.progresstracker.UsageSnapshot;
import io.github.progresstracker.analysis.MetricError.Code;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks numbers that come from anywhere: another process, a store, a test, a program that makes
 * its own snapshots. What the library publishes passes, with two exceptions that are the host's: a
 * total that was too low (the work goes on beyond it), and a wall clock that was set back.
 *
 * <pre>{@code
 * ProgressMetrics.Validation validation = ProgressMetrics.validate(tracker.snapshot());
 * for (MetricError error : validation.errors()) {
 *   log.warn(error.message());
 * }
 * }</pre>
 *
 * <p>Never throws, whatever the snapshot holds. Rates and estimates check themselves when they are
 * made and need no check here.
 */
public final class ProgressMetrics {

  /** Of sums of weights that have been through floating point. */
  private static final double ROUNDING = 1e-9;

  private final List<MetricError> errors = new ArrayList<>();
  private final ProgressSnapshot tracker;

  private ProgressMetrics(ProgressSnapshot tracker) {
    this.tracker = tracker;
  }

  /**
   * Checks a tracker and everything below it.
   *
   * @param snapshot any
   * @return what is wrong, in the order of the tree
   */
  public static Validation validate(ProgressSnapshot snapshot) {
    List<MetricError> errors = new ArrayList<>();
    Deque<ProgressSnapshot> left = new ArrayDeque<>();
    left.push(snapshot);
    while (!left.isEmpty()) {
      ProgressSnapshot next = left.pop();
      ProgressMetrics check = new ProgressMetrics(next);
      check.all();
      errors.addAll(check.errors);
      childrenOf(next).forEach(left::addLast);
    }
    return new Validation(errors);
  }

  /**
   * Checks a snapshot and that it can have followed another one of the same tracker: counts,
   * percentage and times of a run only rise, and what has ended does not change its state.
   *
   * @param earlier the one before
   * @param later the one to check, with everything below it
   * @return what is wrong with the later one
   */
  public static Validation validate(ProgressSnapshot earlier, ProgressSnapshot later) {
    List<MetricError> errors = new ArrayList<>(validate(later).errors());
    ProgressMetrics check = new ProgressMetrics(later);
    if (check.isThere() && new ProgressMetrics(earlier).isThere()) {
      check.follows(earlier);
    }
    errors.addAll(check.errors);
    return new Validation(errors);
  }

  /** A snapshot made by hand may have no list at all. */
  private static List<ProgressSnapshot> childrenOf(ProgressSnapshot tracker) {
    return isNull(tracker.children())
        ? List.of()
        : tracker.children().stream().filter(Objects::nonNull).toList();
  }

  private void all() {
    if (!isThere()) {
      return;
    }
    counts();
    percent();
    times();
    outcomes(tracker.outcomes());
    items(tracker.items());
    usage(tracker.usage());
    phases();
    parts();
  }

  /** Values that are never null when the library makes a snapshot; without them no check works. */
  private boolean isThere() {
    int before = errors.size();
    require("id", tracker.id());
    require("name", tracker.name());
    require("state", tracker.state());
    require("unit", tracker.unit());
    require("total", tracker.total());
    require("startedAt", tracker.startedAt());
    require("at", tracker.at());
    require("elapsed", tracker.elapsed());
    require("active", tracker.active());
    require("phases", tracker.phases());
    require("outcomes", tracker.outcomes());
    require("items", tracker.items());
    require("usage", tracker.usage());
    require("activity", tracker.activity());
    require("rates", tracker.rates());
    require("eta", tracker.eta());
    require("labels", tracker.labels());
    require("alerts", tracker.alerts());
    require("children", tracker.children());
    return errors.size() == before;
  }

  private void require(String name, @Nullable Object value) {
    if (value == null) {
      wrong(Code.MISSING_VALUE, name + " is missing");
    }
  }

  private static boolean isNull(@Nullable Object value) {
    return value == null;
  }

  private void counts() {
    notNegative("done", tracker.done());
    notNegative("offset", tracker.offset());
    if (tracker.done() < tracker.offset()) {
      wrong(
          Code.DONE_BELOW_OFFSET,
          "done must be >= offset, was " + tracker.done() + " below " + tracker.offset());
    }
    if (tracker.total() instanceof Total.Exact exact && tracker.done() > exact.value()) {
      wrong(
          Code.DONE_BEYOND_TOTAL,
          "done must be <= an exact total, was " + tracker.done() + " of " + exact.value());
    }
  }

  private void percent() {
    Double percent = tracker.percent();
    if (percent == null) {
      return;
    }
    if (!inRange("percent", percent, 100, Code.PERCENT_OUT_OF_RANGE)) {
      return;
    }
    boolean completed = tracker.state() == TrackerState.COMPLETED;
    if (percent >= 100 && !completed) {
      wrong(
          Code.COMPLETE_BEFORE_ITS_END,
          "percent must be < 100 until completed, was 100 while " + tracker.state());
    } else if (percent < 100 && completed) {
      wrong(Code.INCOMPLETE_AT_ITS_END, "percent must be 100 when completed, was " + percent);
    }
  }

  private void times() {
    notNegative("elapsed", tracker.elapsed());
    notNegative("active", tracker.active());
    if (tracker.active().compareTo(tracker.elapsed()) > 0) {
      wrong(
          Code.PARTS_EXCEED_WHOLE,
          "active must be <= elapsed, was " + tracker.active() + " of " + tracker.elapsed());
    }
    if (tracker.at().isBefore(tracker.startedAt())) {
      wrong(
          Code.TIME_GOES_BACK,
          "at must not be before startedAt, was "
              + tracker.at()
              + " after a start at "
              + tracker.startedAt());
    }
  }

  private void outcomes(Outcomes outcomes) {
    notNegative("succeeded", outcomes.succeeded());
    notNegative("failed", outcomes.failed());
    notNegative("skipped", outcomes.skipped());
    notNegative("retried", outcomes.retried());
    double told = (double) outcomes.succeeded() + outcomes.skipped();
    double worked = (double) tracker.done() - tracker.offset();
    if (told > worked) {
      wrong(
          Code.PARTS_EXCEED_WHOLE,
          "succeeded and skipped must be at most the work of this run, were "
              + outcomes.succeeded()
              + " and "
              + outcomes.skipped()
              + " of "
              + (tracker.done() - tracker.offset()));
    }
  }

  private void items(ItemsSnapshot items) {
    notNegative("pending items", items.pending());
    notNegative("items in processing", items.processing());
    notNegative("completed items", items.completed());
    notNegative("failed items", items.failed());
    if (!isNull(items.inFlight()) && items.inFlight().size() > Math.max(0, items.processing())) {
      wrong(
          Code.PARTS_EXCEED_WHOLE,
          "items in flight must be at most those in processing, were "
              + items.inFlight().size()
              + " of "
              + items.processing());
    }
  }

  private void usage(UsageSnapshot usage) {
    notNegative("tokens", usage.tokens());
    notNegative("apiCallsSucceeded", usage.apiCallsSucceeded());
    notNegative("apiCallsFailed", usage.apiCallsFailed());
    notNegative("rateLimitHits", usage.rateLimitHits());
    require("cost", usage.cost());
    require("rateLimitDelay", usage.rateLimitDelay());
    if (!isNull(usage.cost()) && usage.cost().signum() < 0) {
      wrong(Code.NEGATIVE_COUNT, "cost must be >= 0, was " + usage.cost());
    }
    if (!isNull(usage.rateLimitDelay())) {
      notNegative("rateLimitDelay", usage.rateLimitDelay());
    }
  }

  private void phases() {
    double weights = 0;
    for (PhaseSnapshot phase : tracker.phases()) {
      notNegative("done of phase " + phase.name(), phase.done());
      Double weight = phase.weight();
      if (weight != null
          && inRange("weight of phase " + phase.name(), weight, 1, Code.SHARE_OUT_OF_RANGE)) {
        weights += weight;
      }
    }
    if (weights > 1 + ROUNDING) {
      wrong(Code.PARTS_EXCEED_WHOLE, "weights of phases must add up to 1 at most, were " + weights);
    }
  }

  /** Counts are not compared: a split counts in units of its own. */
  private void parts() {
    Set<String> ids = new HashSet<>();
    for (ProgressSnapshot part : tracker.children()) {
      if (isNull(part) || isNull(part.id())) {
        wrong(Code.MISSING_VALUE, "a part or its id is missing");
        continue;
      }
      if (!ids.add(part.id())) {
        wrong(Code.DUPLICATE_ID, "parts must have ids of their own, two are " + part.id());
      }
    }
  }

  private void follows(ProgressSnapshot earlier) {
    if (!earlier.id().equals(tracker.id()) || !earlier.startedAt().equals(tracker.startedAt())) {
      wrong(
          Code.ANOTHER_TRACKER,
          "must follow a snapshot of the same run of " + tracker.id() + ", was of " + earlier.id());
      return;
    }
    if (tracker.at().isBefore(earlier.at())) {
      wrong(
          Code.TIME_GOES_BACK,
          "at must not go back, was " + tracker.at() + " after " + earlier.at());
    }
    rises("done", (double) earlier.done(), (double) tracker.done());
    rises("failed", (double) earlier.outcomes().failed(), (double) tracker.outcomes().failed());
    rises("elapsed", seconds(earlier.elapsed()), seconds(tracker.elapsed()));
    rises("active", seconds(earlier.active()), seconds(tracker.active()));
    Double before = earlier.percent();
    Double now = tracker.percent();
    if (before != null && now != null) {
      rises("percent", before, now);
    }
    if (earlier.state().isFinal() && tracker.state() != earlier.state()) {
      wrong(
          Code.PROGRESS_GOES_BACK,
          "what has ended must stay so, was " + tracker.state() + " after " + earlier.state());
    }
  }

  private void rises(String name, double before, double now) {
    if (now < before) {
      wrong(
          Code.PROGRESS_GOES_BACK,
          name + " must not fall, was " + number(now) + " after " + number(before));
    }
  }

  private static String number(double value) {
    return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
  }

  private static double seconds(Duration duration) {
    return duration.getSeconds() + duration.getNano() / 1e9;
  }

  private void notNegative(String name, long count) {
    if (count < 0) {
      wrong(Code.NEGATIVE_COUNT, name + " must be >= 0, was " + count);
    }
  }

  private void notNegative(String name, Duration duration) {
    if (duration.isNegative()) {
      wrong(Code.NEGATIVE_DURATION, name + " must be >= 0, was " + duration);
    }
  }

  private boolean inRange(String name, double value, double most, Code code) {
    if (!Double.isFinite(value)) {
      wrong(Code.NOT_A_NUMBER, name + " must be a finite number, was " + value);
    } else if (value < 0 || value > most) {
      wrong(code, name + " must be 0 to " + number(most) + ", was " + value);
    }
    return value >= 0 && value <= most;
  }

  private void wrong(Code code, String message) {
    String id = isNull(tracker.id()) ? "" : tracker.id();
    String name = isNull(tracker.name()) ? "nameless" : tracker.name();
    errors.add(new MetricError(code, id, message + " (" + name + ")"));
  }

  /**
   * What came of a check.
   *
   * @param errors what is wrong; empty if nothing is
   */
  public record Validation(List<MetricError> errors) {
    /**
     * Copies the list.
     *
     * @param errors what is wrong
     */
    public Validation {
      errors = List.copyOf(errors);
    }

    /**
     * Whether nothing is wrong.
     *
     * @return true if there are no errors
     */
    public boolean isValid() {
      return errors.isEmpty();
    }
  }
}
