package io.github.progresstracker.micrometer;

import io.github.progresstracker.Outcomes;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.alert.Alert;
import io.github.progresstracker.eta.EtaBasis;
import io.github.progresstracker.eta.EtaMethod;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleBinaryOperator;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The meters of all runs with one value of the tag {@code job}. Those of live state exist as long
 * as one of these runs does, and read its last snapshot when they are scraped; counters stay.
 */
final class JobMeters {

  private static final String JOB = "job";

  private static final List<Double> JUDGED_AT = List.of(0.25, 0.5, 0.75);

  private final MeterRegistry meters;
  private final String job;
  private final Set<Run> runs = ConcurrentHashMap.newKeySet();
  private final Set<Meter> live = new HashSet<>();
  private final Set<Tags> alertsShown = new HashSet<>();
  private final Counter succeeded;
  private final Counter failed;
  private final Counter skipped;

  JobMeters(MeterRegistry meters, String job) {
    this.meters = meters;
    this.job = job;
    this.succeeded = items("success");
    this.failed = items("failed");
    this.skipped = items("skipped");
  }

  private Counter items(String outcome) {
    return Counter.builder("progress.items")
        .description("Units of work, over all runs")
        .baseUnit("items")
        .tags(JOB, job, "outcome", outcome)
        .register(meters);
  }

  /** Value of the tag. */
  String job() {
    return job;
  }

  void add(Run run) {
    runs.add(run);
    if (runs.size() == 1) {
      registerLive();
    }
  }

  private void registerLive() {
    gauge("progress.ratio", "Share of the work that is done", Math::min, JobMeters::ratio);
    gauge("progress.expected", "Units of work to do", Double::sum, JobMeters::expected);
    gauge("progress.throughput", "Units per second", Double::sum, JobMeters::throughput);
    eta("progress.eta", "Estimated time to the end", job -> job.eta().remaining());
    eta("progress.eta.lower", "Lower end of its 80 % interval", job -> job.eta().low());
    eta("progress.eta.upper", "Upper end of its 80 % interval", job -> job.eta().high());
    timeGauge(
        "progress.update.age",
        "Time since the job was last heard of",
        TimeUnit.NANOSECONDS,
        this::age);
  }

  private void gauge(
      String name,
      String description,
      DoubleBinaryOperator together,
      ToDoubleFunction<ProgressSnapshot> value) {
    Supplier<Number> now = () -> over(together, run -> value.applyAsDouble(run.job()));
    live.add(Gauge.builder(name, now).description(description).tag(JOB, job).register(meters));
  }

  private void eta(String name, String description, Estimate value) {
    timeGauge(name, description, TimeUnit.SECONDS, run -> seconds(value.of(run.job())));
  }

  private void timeGauge(
      String name, String description, TimeUnit unit, ToDoubleFunction<Run> longest) {
    Supplier<Number> now = () -> over(Math::max, longest);
    live.add(
        TimeGauge.builder(name, now, unit).description(description).tag(JOB, job).register(meters));
  }

  /** One number for all runs, without those that do not know theirs; NaN if none does. */
  private double over(DoubleBinaryOperator together, ToDoubleFunction<Run> value) {
    return runs.stream()
        .mapToDouble(value)
        .filter(number -> !Double.isNaN(number))
        .reduce(together)
        .orElse(Double.NaN);
  }

  private static double ratio(ProgressSnapshot job) {
    Double percent = job.percent();
    return percent == null ? Double.NaN : percent / 100;
  }

  private static double expected(ProgressSnapshot job) {
    return job.total().isKnown() ? job.total().valueOr(0) : Double.NaN;
  }

  private static double throughput(ProgressSnapshot job) {
    EtaBasis basis = job.eta().basis();
    boolean unknown = basis == EtaBasis.NOT_ESTIMATED || basis == EtaBasis.DONE;
    return unknown && job.rates().average() == 0 ? Double.NaN : job.rates().current();
  }

  private static double seconds(@Nullable Duration duration) {
    return duration == null ? Double.NaN : EtaLooks.seconds(duration);
  }

  private double age(Run run) {
    return Math.max(0, meters.config().clock().monotonicTime() - run.heardAt());
  }

  LongTaskTimer active() {
    LongTaskTimer active =
        LongTaskTimer.builder("progress.run.active")
            .description("Runs that have not ended")
            .tag(JOB, job)
            .register(meters);
    live.add(active);
    return active;
  }

  /**
   * Runs that have ended so. Made before the first one has: what asks how much a count has risen
   * must have seen it at 0.
   */
  Timer ended(String outcome) {
    return Timer.builder("progress.run")
        .description("Runs that have ended")
        .tags(JOB, job, "outcome", outcome)
        .register(meters);
  }

  void count(Outcomes before, Outcomes now) {
    succeeded.increment((double) now.succeeded() - before.succeeded());
    failed.increment((double) now.failed() - before.failed());
    skipped.increment((double) now.skipped() - before.skipped());
  }

  void alert(String type, Alert alert) {
    Tags tags = Tags.of(JOB, job, "type", type, "severity", TagValues.of(alert.severity()));
    Counter.builder("progress.alerts")
        .description("Alerts that were raised")
        .tags(tags)
        .register(meters)
        .increment();
    if (!runs.isEmpty() && !type.equals(TagValues.REST) && alertsShown.add(tags)) {
      live.add(activeAlerts(tags, alert));
    }
  }

  private Gauge activeAlerts(Tags tags, Alert like) {
    Supplier<Number> now =
        () -> runs.stream().mapToLong(run -> activeAlerts(run.job(), like)).sum();
    return Gauge.builder("progress.alerts.active", now)
        .description("Alerts that are not over and that nobody has dismissed")
        .tags(tags)
        .register(meters);
  }

  /** Alerts like the given one that a tracker and its parts have now. */
  private static long activeAlerts(ProgressSnapshot tracker, Alert like) {
    long own = tracker.alerts().stream().filter(alert -> isActive(alert, like)).count();
    return own + tracker.children().stream().mapToLong(part -> activeAlerts(part, like)).sum();
  }

  private static boolean isActive(Alert alert, Alert like) {
    return !alert.isDismissed()
        && alert.rule().equals(like.rule())
        && alert.severity() == like.severity();
  }

  /** Judges the estimates of a run that has completed. */
  void judge(EtaLooks looks, EtaMethod method) {
    for (double share : JUDGED_AT) {
      looks
          .errorAt(share)
          .ifPresent(
              error ->
                  DistributionSummary.builder("progress.eta.error")
                      .description("By what share of the run the ETA was off")
                      .tags(JOB, job, "estimator", TagValues.of(method), "at", "" + share)
                      .register(meters)
                      .record(error));
    }
  }

  /** Takes the meters of live state away with the last run, before they have nothing to say. */
  void remove(Run run) {
    if (runs.size() == 1 && runs.contains(run)) {
      live.forEach(meters::remove);
      live.clear();
      alertsShown.clear();
    }
    runs.remove(run);
  }

  /** A part of an estimate. */
  private interface Estimate {
    @Nullable Duration of(ProgressSnapshot job);
  }
}
