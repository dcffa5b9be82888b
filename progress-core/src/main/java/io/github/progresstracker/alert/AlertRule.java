package io.github.progresstracker.alert;

import io.github.progresstracker.ProgressSnapshot;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds one kind of thing that is wrong with a tracker.
 *
 * <p>A rule only says what it sees at a look. The registry looks at most once a second, and turns
 * findings into alerts by the rule's {@link Hysteresis}: raised when the finding has held for long
 * enough, cleared when it has been gone for long enough, never once per look.
 *
 * <pre>{@code
 * AlertRule rule = AlertRule.of("many-retries", job ->
 *     job.outcomes().retried() < 1_000
 *         ? null
 *         : Finding.warning(
 *             AlertCategory.ERRORS, job.outcomes().retried() + " retries", "Look at the service"));
 * ProgressRegistry.builder().rule(rule.with(Hysteresis.DEFAULT.raiseAfter(Duration.ofMinutes(1))));
 * }</pre>
 *
 * <p>Rules run on the sampler's thread, one after the other, so a watch needs no locks. It must not
 * block: while it does, no tracker of the registry is sampled. A rule that throws is reported once
 * in the log and is switched off for that tracker; its alert, if there is one, is cleared.
 */
public interface AlertRule {

  /**
   * What the rule is called. Of several rules of one name the last one counts, so that a host can
   * replace one of a {@linkplain AlertRules#standard() set}.
   *
   * @return a name in {@code kebab-case}, the same for ever
   */
  String name();

  /**
   * Begins to watch a tracker.
   *
   * @return what looks at that tracker and at no other; it may remember what it has seen
   */
  Watch watch();

  /**
   * How findings become alerts.
   *
   * @return {@link Hysteresis#DEFAULT} unless the rule says otherwise
   */
  default Hysteresis hysteresis() {
    return Hysteresis.DEFAULT;
  }

  /**
   * The same rule with another hysteresis.
   *
   * @param hysteresis how findings become alerts
   * @return the changed rule, of the same name
   */
  default AlertRule with(Hysteresis hysteresis) {
    return new NamedRule(name(), hysteresis, this::watch);
  }

  /**
   * A rule that needs no memory.
   *
   * @param name what it is called, not blank
   * @param watch looks at every tracker
   * @return the rule, with {@link Hysteresis#DEFAULT}
   * @throws IllegalArgumentException if {@code name} is blank
   */
  static AlertRule of(String name, Watch watch) {
    Objects.requireNonNull(watch, "watch");
    return new NamedRule(name, Hysteresis.DEFAULT, () -> watch);
  }

  /** What a rule has to do with one tracker. Confined to the sampler. */
  @FunctionalInterface
  interface Watch {
    /**
     * Looks at the tracker. It is called in waits and pauses, too, so that a watch can tell time at
     * work from other time; what is found then raises and clears nothing, see {@link
     * Hysteresis#inWaits}.
     *
     * @param now the tracker and everything below it; not ended
     * @return what is wrong, or null if nothing is
     */
    @Nullable Finding look(ProgressSnapshot now);
  }
}
