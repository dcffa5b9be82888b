package io.github.progresstracker.alert;

import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.ProgressTracker;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * The rules that come with the library. Each may be given to {@linkplain
 * ProgressRegistry.Builder#rule all jobs of a registry} or to {@linkplain ProgressTracker#watch one
 * tracker}. None judges before there is something to judge by, and none while the work is paused.
 *
 * <pre>{@code
 * ProgressRegistry.builder()
 *     .rules(AlertRules.standard())
 *     .rule(AlertRules.stalled(Duration.ofMinutes(10)));           // instead of the one of the set
 * tracker.watch(AlertRules.deadline(Duration.ofHours(6)));
 * }</pre>
 *
 * <p>"Recent" means the last five minutes of active time or the last 20 tries, whichever is longer,
 * unless said otherwise.
 */
public final class AlertRules {

  /** What moves with the whole run should not ring at its first swing. */
  private static final Hysteresis UNHURRIED =
      Hysteresis.DEFAULT.raiseAfter(Duration.ofSeconds(30)).cooldown(Duration.ofMinutes(10));

  private AlertRules() {}

  /**
   * The rules that need to know nothing about a job to judge it: {@link #stalled()}, {@link
   * #highErrorRate()}, {@link #qualityDegradation()}, {@link #rateLimiting()}, {@link
   * #etaDeviation()} and, for a job that says by a label when it is too late, {@link #deadline()}.
   * What is slow and how much is too dear differ from job to job, and what the process uses is no
   * matter of a job.
   *
   * @return the rules
   */
  public static List<AlertRule> standard() {
    return List.of(
        stalled(),
        highErrorRate(),
        qualityDegradation(),
        rateLimiting(),
        etaDeviation(),
        deadline());
  }

  /**
   * The rules that have one number, with numbers of the host's.
   *
   * @param thresholds the numbers
   * @return {@link #slowProcessing(Duration)}, {@link #highErrorRate(double)}, {@link
   *     #lowThroughput(double)}, {@link #etaDeviation(double)} and {@link
   *     #qualityDegradation(double)}
   */
  public static List<AlertRule> of(AlertThresholds thresholds) {
    return List.of(
        slowProcessing(Duration.ofMillis(thresholds.slowProcessingMs())),
        highErrorRate(thresholds.highErrorRate()),
        lowThroughput(thresholds.lowThroughput()),
        etaDeviation(thresholds.etaDeviationPercent()),
        qualityDegradation(thresholds.qualityScoreThreshold()));
  }

  /**
   * {@link #slowProcessing(Duration)} with {@link AlertThresholds#DEFAULT}.
   *
   * @return the rule {@code slow-processing}
   */
  public static AlertRule slowProcessing() {
    return slowProcessing(Duration.ofMillis(AlertThresholds.DEFAULT.slowProcessingMs()));
  }

  /**
   * A unit of work takes longer than it may: nine tenths of the items, if items are measured (at
   * least ten), or else the average unit of the last two minutes and ten units, in active time of
   * the whole job. Also known as {@code slowProcessingMs}.
   *
   * @param limit how long a unit may take, above zero
   * @return the rule {@code slow-processing}
   * @throws IllegalArgumentException if {@code limit} is not above zero
   */
  public static AlertRule slowProcessing(Duration limit) {
    requireAboveZero("slow-processing limit", limit);
    return rule("slow-processing", Hysteresis.DEFAULT, () -> new SlowProcessing(limit));
  }

  /**
   * {@link #highErrorRate(double)} with {@link AlertThresholds#DEFAULT}.
   *
   * @return the rule {@code high-error-rate}
   */
  public static AlertRule highErrorRate() {
    return highErrorRate(AlertThresholds.DEFAULT.highErrorRate());
  }

  /**
   * More of the recent tries fail than may, and not by chance: the lower end of the one-sided 99 %
   * confidence interval (Wilson 1927) is above the limit. Critical when it is above one half.
   *
   * @param share of tries that may fail, between 0 and 1; also known as {@code highErrorRate}
   * @return the rule {@code high-error-rate}
   * @throws IllegalArgumentException if {@code share} is not between 0 and 1
   */
  public static AlertRule highErrorRate(double share) {
    Limits.requireShare("highErrorRate", share);
    return rule("high-error-rate", Hysteresis.DEFAULT, () -> new HighErrorRate(share));
  }

  /**
   * {@link #lowThroughput(double)} with {@link AlertThresholds#DEFAULT}.
   *
   * @return the rule {@code low-throughput}
   */
  public static AlertRule lowThroughput() {
    return lowThroughput(AlertThresholds.DEFAULT.lowThroughput());
  }

  /**
   * Less is done per minute of active time than should be, by the current rate. It judges after a
   * minute, or after the time of three units if that is longer, and not before the first unit: what
   * counts in its phases alone, or in a mode without rates, has no throughput.
   *
   * @param unitsPerMinute the least that should be done, above zero; also known as {@code
   *     lowThroughput}
   * @return the rule {@code low-throughput}
   * @throws IllegalArgumentException if {@code unitsPerMinute} is not finite and above zero
   */
  public static AlertRule lowThroughput(double unitsPerMinute) {
    Limits.requireAbove("lowThroughput", unitsPerMinute, 0);
    return rule("low-throughput", UNHURRIED, () -> new LowThroughput(unitsPerMinute));
  }

  /**
   * {@link #qualityDegradation(double)} with {@link AlertThresholds#DEFAULT}.
   *
   * @return the rule {@code quality-degradation}
   */
  public static AlertRule qualityDegradation() {
    return qualityDegradation(AlertThresholds.DEFAULT.qualityScoreThreshold());
  }

  /**
   * The {@linkplain io.github.progresstracker.Outcomes#qualityScore() quality score} of the recent
   * tries is below what it should be, and not by chance: by the same interval as {@link
   * #highErrorRate(double)}.
   *
   * @param score the least it should be, between 0 and 1; also known as {@code
   *     qualityScoreThreshold}
   * @return the rule {@code quality-degradation}
   * @throws IllegalArgumentException if {@code score} is not between 0 and 1
   */
  public static AlertRule qualityDegradation(double score) {
    Limits.requireShare("qualityScoreThreshold", score);
    return rule("quality-degradation", Hysteresis.DEFAULT, () -> new QualityDegradation(score));
  }

  /**
   * {@link #rateLimiting(double, double)} for half of the time in waits, or 30 hits a minute.
   *
   * @return the rule {@code rate-limiting}
   */
  public static AlertRule rateLimiting() {
    return rateLimiting(0.5, 30);
  }

  /**
   * A service holds the work up: of the last 15 minutes (at least 5), pauses left out, more than a
   * share were announced waits, or rate limit hits were reported more often than so many a minute.
   *
   * @param share of the time that may be waits, between 0 and 1
   * @param hitsPerMinute rate limit hits that may be, above zero
   * @return the rule {@code rate-limiting}
   * @throws IllegalArgumentException if {@code share} is not between 0 and 1, or {@code
   *     hitsPerMinute} not finite and above zero
   */
  public static AlertRule rateLimiting(double share, double hitsPerMinute) {
    Limits.requireShare("share of the time in waits", share);
    Limits.requireAbove("hitsPerMinute", hitsPerMinute, 0);
    return rule(
        "rate-limiting", UNHURRIED.alsoInWaits(), () -> new RateLimiting(share, hitsPerMinute));
  }

  /**
   * {@link #etaDeviation(double)} with {@link AlertThresholds#DEFAULT}.
   *
   * @return the rule {@code eta-deviation}
   */
  public static AlertRule etaDeviation() {
    return etaDeviation(AlertThresholds.DEFAULT.etaDeviationPercent());
  }

  /**
   * The end has moved by more than a part of the expected duration, and by more than the
   * uncertainty of both estimates explains. Compared is with the first estimate of a confidence of
   * one half, not before the second minute unless it rests on earlier runs. A tenth of the run
   * later (at least five minutes) the new end is what is expected, and the alert is over.
   *
   * @param percent of the expected duration, above zero; also known as {@code etaDeviationPercent}
   * @return the rule {@code eta-deviation}; a later end is a warning, an earlier one for
   *     information
   * @throws IllegalArgumentException if {@code percent} is not finite and above zero
   */
  public static AlertRule etaDeviation(double percent) {
    Limits.requireAbove("etaDeviationPercent", percent, 0);
    return rule("eta-deviation", UNHURRIED, () -> new EtaDeviation(percent));
  }

  /**
   * No work is done for far longer than this job ever takes: five times the gap between two signs
   * of work in which 95 % of its active time lies, three times its longest item if items are at
   * work, and a minute. Work is judged by what has been done, not by signs of life: counts,
   * failures, phases and items, of the tracker and its children. It judges after five such gaps in
   * a phase, never in a wait or a pause, and not when all is done. Critical after three times as
   * long.
   *
   * @return the rule {@code stalled}
   */
  public static AlertRule stalled() {
    return stalled(Double.POSITIVE_INFINITY);
  }

  /**
   * {@link #stalled()} that also judges a job, and a phase, that has not shown five gaps yet.
   *
   * @param patience how long it may do nothing until then, above zero; a minute at least counts
   * @return the rule {@code stalled}
   * @throws IllegalArgumentException if {@code patience} is not above zero
   */
  public static AlertRule stalled(Duration patience) {
    requireAboveZero("patience", patience);
    return stalled((double) patience.toSeconds());
  }

  private static AlertRule stalled(double patience) {
    Hysteresis soon =
        Hysteresis.DEFAULT.raiseAfter(Duration.ofSeconds(5)).clearAfter(Duration.ofSeconds(10));
    return rule("stalled", soon, () -> new Stalled(patience));
  }

  /**
   * The work will not be done in time. A warning when the deadline lies within the 80 % interval of
   * the estimated end, critical when it lies before it or has passed. It judges after 30 seconds of
   * work, and in waits, too.
   *
   * @param deadline by when the work must be done
   * @return the rule {@code deadline}
   */
  public static AlertRule deadline(Instant deadline) {
    Objects.requireNonNull(deadline, "deadline");
    return rule("deadline", UNHURRIED.alsoInWaits(), () -> new Deadline(now -> deadline));
  }

  /**
   * {@link #deadline(Instant)} for a deadline that counts from the start of each tracker.
   *
   * @param fromStart how long the work may take, waits and pauses included, above zero
   * @return the rule {@code deadline}
   * @throws IllegalArgumentException if {@code fromStart} is not above zero
   */
  public static AlertRule deadline(Duration fromStart) {
    requireAboveZero("deadline", fromStart);
    return rule(
        "deadline",
        UNHURRIED.alsoInWaits(),
        () -> new Deadline(now -> now.startedAt().plus(fromStart)));
  }

  /**
   * {@link #deadline(Instant)} for the deadline in the label {@code deadline} of each tracker: a
   * time as in RFC 3339, such as {@code 2026-03-01T18:00:00+01:00}, or an ISO 8601 duration from
   * the start of the tracker, such as {@code PT2H30M}. A tracker without that label has no
   * deadline; neither has one whose label says something else, which is said in the log once.
   *
   * @return the rule {@code deadline}
   */
  public static AlertRule deadline() {
    return rule("deadline", UNHURRIED.alsoInWaits(), () -> new Deadline(new LabelledDeadline()));
  }

  /**
   * The {@linkplain io.github.progresstracker.UsageSnapshot#cost() cost} will exceed a budget; see
   * {@link #quota}.
   *
   * @param cost the budget in the host's currency, above zero
   * @return the rule {@code budget}
   * @throws IllegalArgumentException if {@code cost} is not above zero
   */
  public static AlertRule budget(BigDecimal cost) {
    return quota("budget", now -> now.usage().cost().doubleValue(), cost.doubleValue());
  }

  /**
   * The {@linkplain io.github.progresstracker.UsageSnapshot#tokens() tokens} will exceed a budget;
   * see {@link #quota}.
   *
   * @param tokens the budget, above zero
   * @return the rule {@code token-budget}
   * @throws IllegalArgumentException if {@code tokens} is not above zero
   */
  public static AlertRule tokenBudget(long tokens) {
    return quota("token-budget", now -> (double) now.usage().tokens(), (double) tokens);
  }

  /**
   * Something that the work uses will not last until its end. A warning when what a unit has used
   * so far, times the units left, is more than there is left; it says when all will be used up,
   * with the 80 % interval of the remaining time behind it. It judges after 20 units and a
   * twentieth of the work. While the total is unknown it warns when nine tenths are used. Critical
   * when all is used.
   *
   * @param name of the rule, and what is limited in its messages, with spaces for its dashes; such
   *     as {@code api-quota}
   * @param meter how much of it this run has used; not going back
   * @param limit how much of it may be used, finite and above zero
   * @return the rule of that name
   * @throws IllegalArgumentException if {@code name} is blank or {@code limit} not finite and above
   *     zero
   */
  public static AlertRule quota(
      String name, ToDoubleFunction<ProgressSnapshot> meter, double limit) {
    Objects.requireNonNull(meter, "meter");
    Limits.requireAbove(name, limit, 0);
    String what = name.replace('-', ' ');
    return rule(name, UNHURRIED, () -> new Quota(what, meter, limit));
  }

  /**
   * {@link #resources(Supplier)} for this process.
   *
   * @return the rule {@code resources}
   */
  public static AlertRule resources() {
    return resources(ResourceUsage::ofThisProcess);
  }

  /**
   * The process is short of memory (nine tenths of the heap in use after garbage collection,
   * critical), of files (nine tenths of what it may open, critical) or of processors (95 % busy,
   * for information: a batch wants that). It is read once a second at the most, and of all trackers
   * with this very rule one at a time has the alert. The network is not among the resources: the
   * JDK tells neither how much of it a process uses nor how much there is.
   *
   * @param meter reads the usage, quickly; NaN is what it does not know
   * @return the rule {@code resources}
   */
  public static AlertRule resources(Supplier<ResourceUsage> meter) {
    Objects.requireNonNull(meter, "meter");
    Resources resources = new Resources(meter);
    return rule(
        "resources", UNHURRIED.raiseAfter(Duration.ofMinutes(1)).alsoInWaits(), resources::watch);
  }

  private static AlertRule rule(
      String name, Hysteresis hysteresis, Supplier<AlertRule.Watch> watches) {
    return new NamedRule(name, hysteresis, watches);
  }

  private static void requireAboveZero(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + " must be > 0, was " + value);
    }
  }
}
