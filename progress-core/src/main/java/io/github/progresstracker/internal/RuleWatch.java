package io.github.progresstracker.internal;

import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.TrackerState;
import io.github.progresstracker.alert.Alert;
import io.github.progresstracker.alert.AlertRule;
import io.github.progresstracker.alert.AlertSeverity;
import io.github.progresstracker.alert.Finding;
import io.github.progresstracker.alert.Hysteresis;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One rule on one tracker: asks the rule at each look, and makes one alert out of many findings.
 * Stands between the sampler and a rule that may be the host's: one that throws is not asked again.
 * Confined to the sampler; times are nanoseconds.
 */
final class RuleWatch {

  private static final Logger LOG = LoggerFactory.getLogger("io.github.progresstracker");

  private static final long NOT = -1;

  private final AlertRule rule;
  private final String name;
  private final Hysteresis hysteresis;
  private final Function<Instant, String> ids;
  private AlertRule.@Nullable Watch watch;
  private boolean begun;

  private @Nullable Alert alert;
  private long raisedNanos;
  private long clearedNanos;
  private boolean cleared;

  /** For how long there has been a finding, a worse one, none: at every look, or {@link #NOT}. */
  private long found = NOT;

  private long worse = NOT;
  private long gone = NOT;
  private AlertSeverity mildest = AlertSeverity.CRITICAL;

  private boolean counted;
  private long elapsed;
  private long active;

  /**
   * A watch.
   *
   * @param ids makes the id of an alert from the time of its raising
   */
  RuleWatch(AlertRule rule, Function<Instant, String> ids) {
    this.rule = rule;
    this.name = rule.name();
    this.hysteresis = rule.hysteresis();
    this.ids = ids;
  }

  /** Name of the rule. */
  String name() {
    return name;
  }

  /** Whether the first finding is an alert. */
  boolean isSure() {
    return hysteresis.raiseAfter().isZero();
  }

  /** What is wrong, or null. */
  @Nullable Alert alert() {
    return alert;
  }

  /** Looks; {@link #alert} then says how things stand. */
  void look(ProgressSnapshot now, Moment moment) {
    Finding finding = ask(now);
    if (watch == null) {
      alert = null;
      return;
    }
    boolean counts = counts(now.state());
    long step = step(now, counts);
    if (counts) {
      judge(finding, step, now, moment);
    }
  }

  /**
   * Takes note that somebody knows.
   *
   * @param seen the alert as they saw it
   * @return whether it is this one, was not dismissed before and has not become worse since
   */
  boolean dismiss(Alert seen, Instant at) {
    if (alert == null
        || !alert.id().equals(seen.id())
        || alert.severity() != seen.severity()
        || alert.isDismissed()) {
      return false;
    }
    alert = with(alert, alert.severity(), alert.message(), alert.advice(), at);
    return true;
  }

  /** Ends the alert, if there is one, with the watch. */
  void end() {
    alert = null;
  }

  /** How long the latest alert has lasted, or had lasted when it was cleared. */
  Duration lasted(Moment moment) {
    return Duration.ofNanos(Math.max(0, moment.nanos() - raisedNanos));
  }

  private @Nullable Finding ask(ProgressSnapshot now) {
    try {
      if (!begun) {
        begun = true;
        watch = rule.watch();
      }
      return watch == null ? null : watch.look(now);
    } catch (RuntimeException | Error e) {
      LOG.error("alert rule {} went wrong and no longer watches {}", name, now.name(), e);
      watch = null;
      return null;
    }
  }

  private boolean counts(TrackerState state) {
    return state == TrackerState.RUNNING || (state == TrackerState.WAITING && hysteresis.inWaits());
  }

  /** The time since the look before, as far as it counts for this rule. */
  private long step(ProgressSnapshot now, boolean counts) {
    long newElapsed = now.elapsed().toNanos();
    long newActive = now.active().toNanos();
    boolean whole = hysteresis.inWaits() && counted && counts;
    long step = whole ? newElapsed - elapsed : newActive - active;
    elapsed = newElapsed;
    active = newActive;
    counted = counts;
    return Math.max(0, step);
  }

  private void judge(@Nullable Finding finding, long step, ProgressSnapshot now, Moment moment) {
    if (alert == null) {
      raise(finding, step, now, moment);
    } else if (finding == null) {
      clear(step, moment);
    } else {
      keep(alert, finding, step);
    }
  }

  private void raise(@Nullable Finding finding, long step, ProgressSnapshot now, Moment moment) {
    if (finding == null) {
      found = NOT;
      mildest = AlertSeverity.CRITICAL;
      return;
    }
    mildest = min(mildest, finding.severity());
    found = longer(found, step);
    if (found >= Nanos.of(hysteresis.raiseAfter()) && isCool(moment)) {
      alert = raised(finding, mildest, now, moment);
      raisedNanos = moment.nanos();
      found = NOT;
      mildest = AlertSeverity.CRITICAL;
    }
  }

  private boolean isCool(Moment moment) {
    return !cleared || moment.nanos() - clearedNanos >= Nanos.of(hysteresis.cooldown());
  }

  private Alert raised(
      Finding finding, AlertSeverity severity, ProgressSnapshot now, Moment moment) {
    return new Alert(
        ids.apply(moment.at()),
        name,
        now.id(),
        severity,
        finding.category(),
        finding.message(),
        finding.advice(),
        moment.at(),
        null);
  }

  private void clear(long step, Moment moment) {
    worse = NOT;
    gone = longer(gone, step);
    if (gone >= Nanos.of(hysteresis.clearAfter())) {
      alert = null;
      cleared = true;
      clearedNanos = moment.nanos();
      gone = NOT;
    }
  }

  /** What is dismissed was dismissed at its severity, and is back when it gets worse. */
  private void keep(Alert now, Finding finding, long step) {
    gone = NOT;
    boolean isWorse = finding.severity().compareTo(now.severity()) > 0;
    worse = isWorse ? longer(worse, step) : NOT;
    if (isWorse && worse >= Nanos.of(hysteresis.raiseAfter())) {
      worse = NOT;
      alert = with(now, finding.severity(), finding.message(), finding.advice(), null);
    } else {
      refresh(now, finding);
    }
  }

  /** The time for which something has been so, one look later. */
  private static long longer(long lasted, long step) {
    return lasted == NOT ? 0 : lasted + step;
  }

  private void refresh(Alert now, Finding finding) {
    if (!now.message().equals(finding.message())) {
      alert = with(now, now.severity(), finding.message(), finding.advice(), now.dismissedAt());
    }
  }

  private static Alert with(
      Alert alert,
      AlertSeverity severity,
      String message,
      String advice,
      @Nullable Instant dismissedAt) {
    return new Alert(
        alert.id(),
        alert.rule(),
        alert.trackerId(),
        severity,
        alert.category(),
        message,
        advice,
        alert.raisedAt(),
        dismissedAt);
  }

  private static AlertSeverity min(AlertSeverity one, AlertSeverity other) {
    return one.compareTo(other) <= 0 ? one : other;
  }
}
