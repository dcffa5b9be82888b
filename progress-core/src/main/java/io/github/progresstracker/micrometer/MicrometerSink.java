package io.github.progresstracker.micrometer;

import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.TrackerState;
import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.event.Transition;
import io.github.progresstracker.sink.ProgressSink;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Shows jobs as Micrometer meters.
 *
 * <pre>{@code
 * ProgressRegistry progress = ProgressRegistry.builder()
 *     .sink(MicrometerSink.to(meterRegistry))
 *     .build();
 * new SinkHealthMetrics(progress).bindTo(meterRegistry);   // the health of the library itself
 * }</pre>
 *
 * <table>
 * <caption>Meters. Those marked * are of live state: they go when the last run of their job ends.
 * The numbers are those of whole jobs; parts have no meters of their own</caption>
 * <tr><th>meter</th><th>type</th><th>tags</th><th>value; of several runs of one job</th></tr>
 * <tr><td>{@code progress.jobs}</td><td>gauge</td><td>{@code status}</td><td>jobs that are {@code
 * running}, {@code waiting}, {@code paused}</td></tr>
 * <tr><td>{@code progress.ratio} *</td><td>gauge</td><td>{@code job}</td><td>0 to 1; the
 * smallest</td></tr>
 * <tr><td>{@code progress.expected} *</td><td>gauge</td><td>{@code job}</td><td>units to do, those
 * that an earlier run did included; the sum</td></tr>
 * <tr><td>{@code progress.throughput} *</td><td>gauge</td><td>{@code job}</td><td>units per second of
 * late; the sum</td></tr>
 * <tr><td>{@code progress.eta}, {@code progress.eta.lower}, {@code progress.eta.upper}
 * *</td><td>time gauge</td><td>{@code job}</td><td>remaining time and its 80 % interval; the
 * longest</td></tr>
 * <tr><td>{@code progress.update.age} *</td><td>time gauge</td><td>{@code job}</td><td>time since
 * this sink last heard of the job, which is once a second even of a job that does nothing; the
 * longest</td></tr>
 * <tr><td>{@code progress.items}</td><td>counter</td><td>{@code job}, {@code
 * outcome}</td><td>units of work that are a {@code success}, {@code failed}, {@code skipped}, over all
 * runs. It never goes back: a unit that counted as a success and fails afterwards is in
 * both</td></tr>
 * <tr><td>{@code progress.run}</td><td>timer</td><td>{@code job}, {@code outcome}</td><td>duration of
 * runs that {@code completed}, {@code failed} or were {@code abandoned}</td></tr>
 * <tr><td>{@code progress.run.active} *</td><td>long task timer</td><td>{@code job}</td><td>runs that
 * have not ended</td></tr>
 * <tr><td>{@code progress.alerts}</td><td>counter</td><td>{@code job}, {@code type}, {@code
 * severity}</td><td>alerts raised, by the name of their rule</td></tr>
 * <tr><td>{@code progress.alerts.active} *</td><td>gauge</td><td>{@code job}, {@code type}, {@code
 * severity}</td><td>alerts that are not over and that nobody has dismissed, of the first 100
 * rules; the sum</td></tr>
 * <tr><td>{@code progress.eta.error}</td><td>distribution summary</td><td>{@code job}, {@code
 * estimator}, {@code at}</td><td>{@code |estimated - true| / T} at 0.25, 0.5 and 0.75 of the whole
 * duration {@code T}, pauses left out, recorded when a run has completed: 0 is perfect, 2 the most;
 * nothing where there was no estimate</td></tr>
 * </table>
 *
 * <p>What is counted for the first time appears with its first count, where Prometheus' {@code
 * increase} sees no rise: to be told of an alert ask for {@code progress_alerts_active > 0}. Runs
 * are counted from 0, as their timers are there from the first start of their job on.
 *
 * <p>What is not known, such as the ratio of a job of unknown total, is NaN. A run for which it is
 * known goes before one for which it is not.
 *
 * <p><b>Tags are few.</b> {@code job} is the name of the job, never the id of a run: a name with a
 * date or an id in it makes a new time series for each run. The first 100 names, or as many as
 * {@link #maxJobs} says, have meters of their own; all later ones are {@code job="other"} together.
 * Names of rules are bounded in the same way. Texts are cut to 100 characters.
 *
 * <p><b>Observations.</b> With {@link #observing} each run is a Micrometer observation.
 *
 * <p>Meters appear when the first event arrives, and live ones are removed when the registry
 * closes. All meters are fed by one thread of the sink's own and may be read by any. Two progress
 * registries need two meter registries, or the meters of one of them stand still. Meters hold what
 * they read strongly, so nobody has to keep the sink.
 */
public final class MicrometerSink implements ProgressSink {

  /** Names of jobs that have meters of their own, unless told otherwise. */
  public static final int DEFAULT_MAX_JOBS = 100;

  private static final int MOST_RULES = 100;
  private static final List<TrackerState> LIVE =
      List.of(TrackerState.RUNNING, TrackerState.WAITING, TrackerState.PAUSED);

  private final MeterRegistry meters;
  private final ObservationRegistry observations;
  private final int mostJobs;
  private final TagValues jobNames;
  private final TagValues rules = new TagValues(MOST_RULES);
  private final Map<String, JobMeters> jobs = new HashMap<>();
  private final Map<String, Run> runs = new ConcurrentHashMap<>();
  private final List<Meter> states = new ArrayList<>();

  private MicrometerSink(MeterRegistry meters, ObservationRegistry observations, int mostJobs) {
    this.meters = Objects.requireNonNull(meters, "meters");
    this.observations = Objects.requireNonNull(observations, "observations");
    this.mostJobs = mostJobs;
    this.jobNames = new TagValues(mostJobs);
  }

  /**
   * Feeds the given registry.
   *
   * @param meters where the meters shall be
   * @return the sink
   */
  public static MicrometerSink to(MeterRegistry meters) {
    return new MicrometerSink(meters, ObservationRegistry.NOOP, DEFAULT_MAX_JOBS);
  }

  /**
   * Changes how many names of jobs have meters of their own.
   *
   * @param count 1 or more; a name keeps its place for as long as the sink lives
   * @return the changed copy, to be used instead of this sink
   * @throws IllegalArgumentException if {@code count} is less
   */
  public MicrometerSink maxJobs(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("maxJobs must be >= 1, was " + count);
    }
    return new MicrometerSink(meters, observations, count);
  }

  /**
   * Makes each run an observation {@code progress.run}, from which the handlers of the host make a
   * timer, a span or both. It takes the place of the two meters {@code progress.run} and {@code
   * progress.run.active}: a {@code DefaultMeterObservationHandler} makes them under the same names,
   * with the tags {@code progress.job}, {@code progress.outcome} and {@code error}.
   *
   * <p>Low-cardinality keys are {@code progress.job} and {@code progress.outcome}, as in the tags
   * {@code job} and {@code outcome} of {@code progress.run}; the high-cardinality key {@code
   * progress.run.id} is the id of the run, so a span can be found by it. A run that fails has an
   * error. Events of the observation are {@code phase.started}, {@code phase.finished}, {@code
   * stage.changed}, {@code wait.started}, {@code wait.ended}, {@code paused}, {@code resumed},
   * {@code alert.raised}, {@code alert.cleared} and {@code alert.dismissed}, of the job and its
   * parts, at most 100 of a kind in one run; an update is not one.
   *
   * <p>Observations are started and stopped on the thread of the sink. So they open no scope and
   * have no parent, and, because an observation cannot be told when it began, start and end are
   * late by as much as the sink is, usually less than the sampling interval. Events have their own
   * time.
   *
   * @param registry of the host's observations; one that is {@linkplain
   *     ObservationRegistry#isNoop() no-op} changes nothing
   * @return the changed copy, to be used instead of this sink
   */
  public MicrometerSink observing(ObservationRegistry registry) {
    return new MicrometerSink(meters, registry, mostJobs);
  }

  @Override
  public String name() {
    return "micrometer";
  }

  /**
   * Brings the meters up to date. A meter registry or a handler that throws costs what it threw on
   * and no other event.
   *
   * @param events in the order of their sequence
   */
  @Override
  public void deliver(List<ProgressEvent> events) {
    if (states.isEmpty()) {
      LIVE.forEach(state -> states.add(jobsIn(state)));
    }
    RuntimeException failure = null;
    for (ProgressEvent event : events) {
      try {
        take(event);
      } catch (RuntimeException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private Gauge jobsIn(TrackerState state) {
    Supplier<Number> count =
        () -> runs.values().stream().filter(run -> run.job().state() == state).count();
    return Gauge.builder("progress.jobs", count)
        .description("Jobs that have not ended")
        .tag("status", TagValues.of(state))
        .register(meters);
  }

  private void take(ProgressEvent event) {
    ProgressSnapshot job = event.job();
    String id = event.header().jobId();
    long now = meters.config().clock().monotonicTime();
    Run run = runs.get(id);
    if (run == null && !job.state().isFinal()) {
      run = begin(id, job, now);
    }
    try {
      if (run != null) {
        run.take(event, now);
      }
      countAlert(event);
    } finally {
      if (job.state().isFinal()) {
        end(id);
      }
    }
  }

  private void countAlert(ProgressEvent event) {
    if (event instanceof Transition.AlertRaised raised) {
      metersOf(event.job()).alert(rules.of(raised.alert().rule()), raised.alert());
    }
  }

  private Run begin(String id, ProgressSnapshot job, long now) {
    JobMeters jobMeters = metersOf(job);
    RunTiming timing =
        observations.isNoop()
            ? new MeteredRun(jobMeters)
            : new ObservedRun(observations, jobMeters.job(), id);
    Run run = new Run(jobMeters, timing, job, now);
    runs.put(id, run);
    run.begin();
    return run;
  }

  /** The last update of a job says that it has ended, before its last transition does. */
  private void end(String id) {
    Run run = runs.remove(id);
    if (run != null) {
      TrackerState state = run.job().state();
      run.end(TagValues.of(state.isFinal() ? state : TrackerState.ABANDONED));
    }
  }

  private JobMeters metersOf(ProgressSnapshot job) {
    return jobs.computeIfAbsent(jobNames.of(job.name()), tag -> new JobMeters(meters, tag));
  }

  /** Ends what has not ended and removes the meters of live state; counters and timers stay. */
  @Override
  public void close() {
    runs.keySet().forEach(this::end);
    states.forEach(meters::remove);
    states.clear();
  }
}
