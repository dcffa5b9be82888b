package io.github.progresstracker.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.progresstracker.Outcomes;
import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.Total;
import io.github.progresstracker.TrackerState;
import io.github.progresstracker.TrackingConfig;
import io.github.progresstracker.TrackingMode;
import io.github.progresstracker.alert.Alert;
import io.github.progresstracker.alert.AlertCategory;
import io.github.progresstracker.alert.AlertSeverity;
import io.github.progresstracker.contract.SampleEvents;
import io.github.progresstracker.contract.SnapshotBuilder;
import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.event.Transition;
import io.github.progresstracker.testing.ManualClock;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MicrometerSinkTest {

  /** Not every look is kept, so the nearest one may be a little before or after the moment. */
  private static final Offset<Double> NEAREST_LOOK = within(0.02);

  private static final Tags STALLED =
      Tags.of("job", "import", "type", "stalled", "severity", "critical");

  private final MockClock clock = new MockClock();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock);
  private final Story story = new Story(MicrometerSink.to(meters));

  @Test
  void a_registry_with_the_sink_has_meters_for_its_jobs() throws InterruptedException {
    ManualClock time = new ManualClock(Instant.parse("2026-03-01T12:00:00Z"));
    try (ProgressRegistry progress =
        ProgressRegistry.builder()
            .clock(time)
            .manualSampling()
            .sink(MicrometerSink.to(meters))
            .build()) {
      ProgressTracker job = progress.start("import", 200);
      for (int second = 1; second <= 50; second++) {
        time.advance(Duration.ofSeconds(1));
        job.advance(1);
        progress.sampleNow();
      }
      assertThat(progress.flush(Duration.ofSeconds(10))).isTrue();
      assertThat(gauge("progress.ratio", "import")).isEqualTo(0.25);
      assertThat(gauge("progress.expected", "import")).isEqualTo(200);
      assertThat(gauge("progress.throughput", "import")).isCloseTo(1, within(0.01));
      assertThat(gauge("progress.eta", "import")).isCloseTo(150, within(15.0));
      assertThat(items("import", "success")).isEqualTo(50);
      assertThat(jobsThatAre("running")).isEqualTo(1);

      job.fail("disk full");
      assertThat(progress.flush(Duration.ofSeconds(10))).isTrue();
      assertThat(jobsThatAre("running")).isZero();
      assertThat(
              meters
                  .get("progress.run")
                  .tags("job", "import", "outcome", "failed")
                  .timer()
                  .totalTime(TimeUnit.SECONDS))
          .isEqualTo(50);
    }
  }

  @Test
  void where_no_rates_are_measured_the_throughput_is_unknown_and_not_zero()
      throws InterruptedException {
    try (ProgressRegistry progress =
        ProgressRegistry.builder()
            .config(TrackingConfig.of(TrackingMode.MINIMAL))
            .manualSampling()
            .sink(MicrometerSink.to(meters))
            .build()) {
      ProgressTracker job = progress.start("import", 200);
      job.advance(100);
      assertThat(progress.flush(Duration.ofSeconds(10))).isTrue();
      assertThat(gauge("progress.throughput", "import")).isNaN();
      assertThat(gauge("progress.ratio", "import")).isEqualTo(0.5);
    }
  }

  @Test
  void runs_of_one_name_show_the_least_ratio_the_longest_eta_and_sums() {
    story
        .started(run("a").counts(80, 100).eta(10, 20, 30).rates(4, 4, 4).outcomes(done(80)))
        .started(run("b").counts(30, 300).eta(15, 25, 26).rates(2, 2, 2).outcomes(done(30)));
    assertThat(gauge("progress.ratio", "import")).isEqualTo(0.1);
    assertThat(gauge("progress.expected", "import")).isEqualTo(400);
    assertThat(gauge("progress.throughput", "import")).isEqualTo(6);
    assertThat(gauge("progress.eta.lower", "import")).isEqualTo(15);
    assertThat(gauge("progress.eta", "import")).isEqualTo(25);
    assertThat(gauge("progress.eta.upper", "import")).isEqualTo(30);
    assertThat(items("import", "success")).isEqualTo(110);
    assertThat(meters.get("progress.run.active").tag("job", "import").longTaskTimer().activeTasks())
        .isEqualTo(2);

    story.finished(run("b").counts(300, 300).state(TrackerState.COMPLETED).outcomes(done(300)));
    assertThat(gauge("progress.ratio", "import")).isEqualTo(0.8);
    assertThat(items("import", "success")).isEqualTo(380);
  }

  @Test
  void meters_of_live_state_go_with_the_last_run_and_counters_stay() {
    story
        .started(run("a").counts(50, 100).outcomes(done(50)))
        .started(run("b").counts(50, 100).outcomes(done(50)))
        .finished(run("a").state(TrackerState.COMPLETED).outcomes(done(100)));
    assertThat(live()).isNotEmpty();
    story.finished(run("b").state(TrackerState.ABANDONED).outcomes(done(60)));
    assertThat(live()).isEmpty();
    assertThat(items("import", "success")).isEqualTo(160);
    assertThat(timed("completed")).isEqualTo(1);
    assertThat(timed("abandoned")).isEqualTo(1);
  }

  @Test
  void the_next_run_of_a_job_counts_on_and_has_its_meters_again() {
    story
        .started(run("a").outcomes(done(10)))
        .finished(run("a").state(TrackerState.COMPLETED).outcomes(done(100)))
        .started(run("b").counts(5, 100).outcomes(done(5)));
    assertThat(items("import", "success")).isEqualTo(105);
    assertThat(gauge("progress.ratio", "import")).isEqualTo(0.05);
  }

  @Test
  void what_is_told_of_an_end_after_the_end_changes_nothing() {
    SnapshotBuilder ended = run("a").state(TrackerState.COMPLETED).outcomes(done(7));
    story.started(run("a")).update(ended).finished(ended).finished(ended);
    assertThat(timed("completed")).isEqualTo(1);
    assertThat(items("import", "success")).isEqualTo(7);
    assertThat(live()).isEmpty();
  }

  @Test
  void a_counter_does_not_go_back_when_a_success_turns_out_to_have_failed() {
    story
        .started(run("a").outcomes(new Outcomes(10, 0, 1, 0)))
        .update(run("a").outcomes(new Outcomes(7, 3, 1, 0)))
        .update(run("a").outcomes(new Outcomes(11, 3, 1, 0)));
    assertThat(items("import", "success")).isEqualTo(11);
    assertThat(items("import", "failed")).isEqualTo(3);
    assertThat(items("import", "skipped")).isEqualTo(1);
  }

  @Test
  void the_unknown_is_not_a_number_and_gives_way_to_the_known() {
    story.started(run("a").counts(10, Total.unknown()));
    assertThat(gauge("progress.ratio", "import")).isNaN();
    assertThat(gauge("progress.expected", "import")).isNaN();
    assertThat(gauge("progress.eta", "import")).isNaN();
    story.started(run("b").counts(10, 40).eta(1, 2, 3));
    assertThat(gauge("progress.ratio", "import")).isEqualTo(0.25);
    assertThat(gauge("progress.expected", "import")).isEqualTo(40);
    assertThat(gauge("progress.eta", "import")).isEqualTo(2);
  }

  @Test
  void a_percentage_that_is_not_a_number_is_unknown() {
    story.started(run("a").counts(0, Total.atLeast(0)).percent(Double.NaN));
    assertThat(gauge("progress.ratio", "import")).isNaN();
  }

  @Test
  void the_age_is_that_of_the_run_that_was_silent_for_longest() {
    story.started(run("a")).started(run("b"));
    clock.add(Duration.ofSeconds(40));
    story.update(run("b"));
    clock.add(Duration.ofSeconds(2));
    assertThat(gauge("progress.update.age", "import")).isEqualTo(42);
  }

  @Test
  void jobs_are_counted_by_state() {
    story
        .started(run("a"))
        .started(run("b"))
        .started(SnapshotBuilder.named("other job").id("c"))
        .update(run("a").waiting("FLOOD_WAIT", null))
        .update(run("b").state(TrackerState.PAUSED));
    assertThat(jobsThatAre("running")).isEqualTo(1);
    assertThat(jobsThatAre("waiting")).isEqualTo(1);
    assertThat(jobsThatAre("paused")).isEqualTo(1);
  }

  @Test
  void alerts_are_counted_when_they_are_raised_and_shown_until_they_are_over() {
    Alert alert = stalled(null);
    Alert dismissed = stalled(SnapshotBuilder.AT);
    story
        .started(run("a"))
        .tell(with(alert), (header, lineage) -> new Transition.AlertRaised(header, lineage, alert));
    assertThat(activeAlerts()).isEqualTo(1);

    story.tell(
        with(dismissed),
        (header, lineage) -> new Transition.AlertDismissed(header, lineage, dismissed));
    assertThat(activeAlerts()).isZero();

    story.tell(
        run("a"),
        (header, lineage) ->
            new Transition.AlertCleared(header, lineage, alert, Duration.ofMinutes(1)));
    assertThat(activeAlerts()).isZero();
    assertThat(meters.get("progress.alerts").tags(STALLED).counter().count()).isEqualTo(1);
  }

  @Test
  void an_alert_of_a_part_is_shown_with_its_job_until_the_last_run_ends() {
    SnapshotBuilder job = run("a").child(with(stalled(null)).build());
    story
        .started(run("a"))
        .tell(job, (header, lineage) -> new Transition.AlertRaised(header, lineage, stalled(null)));
    assertThat(activeAlerts()).isEqualTo(1);

    story.finished(run("a").state(TrackerState.FAILED));
    assertThat(meters.find("progress.alerts.active").meters()).isEmpty();
    assertThat(meters.get("progress.alerts").tags(STALLED).counter().count()).isEqualTo(1);
  }

  @Test
  void runs_are_counted_from_0_so_that_the_first_one_is_seen_to_rise() {
    story.started(run("a"));
    assertThat(timed("completed")).isZero();
    assertThat(timed("failed")).isZero();
    assertThat(timed("abandoned")).isZero();
  }

  @Test
  void estimates_are_judged_at_three_moments_of_the_whole_when_it_has_completed() {
    story.started(run("a"));
    // Says all the time that 50 seconds are left, and then takes 100.
    for (int second = 1; second < 100; second++) {
      story.update(ran(second).eta(50, 50, 50));
    }
    story.finished(ran(100).state(TrackerState.COMPLETED).eta(0, 0, 0));
    assertThat(etaError("0.25")).isCloseTo(0.25, NEAREST_LOOK);
    assertThat(etaError("0.5")).isCloseTo(0.0, NEAREST_LOOK);
    assertThat(etaError("0.75")).isCloseTo(0.25, NEAREST_LOOK);
  }

  @Test
  void a_pause_is_no_part_of_the_duration_that_estimates_are_judged_by() {
    story.started(run("a"));
    for (int second = 1; second <= 60; second++) {
      story.update(ran(second).eta(50, 50, 50));
    }
    story.update(ran(60).state(TrackerState.PAUSED)).update(ran(5_000).state(TrackerState.PAUSED));
    for (int second = 5_000; second < 5_040; second++) {
      story.update(ran(second).eta(50, 50, 50));
    }
    story.finished(ran(5_040).state(TrackerState.COMPLETED));
    assertThat(etaError("0.25")).isCloseTo(0.25, NEAREST_LOOK);
    assertThat(etaError("0.5")).isCloseTo(0.0, NEAREST_LOOK);
  }

  @Test
  void estimates_of_a_long_run_are_judged_from_a_few_that_were_kept() {
    story.started(run("a"));
    for (int second = 1; second < 20_000; second++) {
      story.update(ran(second).eta(0, 20_000 - second, 40_000));
    }
    story.finished(ran(20_000).state(TrackerState.COMPLETED));
    for (String at : List.of("0.25", "0.5", "0.75")) {
      assertThat(etaError(at)).isCloseTo(0, within(1e-9));
    }
  }

  @Test
  void estimates_are_not_judged_where_there_were_none_or_the_run_did_not_complete() {
    story.started(run("a")).update(ran(1)).update(ran(90).eta(10, 10, 10));
    story.finished(ran(100).state(TrackerState.COMPLETED));
    assertThat(meters.find("progress.eta.error").summaries()).isEmpty();
    story.started(run("b"));
    for (int second = 1; second < 100; second++) {
      story.update(ran(second).id("b").eta(50, 50, 50));
    }
    story.finished(ran(100).id("b").state(TrackerState.FAILED));
    assertThat(meters.find("progress.eta.error").summaries()).isEmpty();
  }

  @Test
  void a_thousand_names_share_the_meters_of_other() {
    for (int i = 0; i < 1_000; i++) {
      story.started(SnapshotBuilder.named("job " + i).id("id-" + i).outcomes(done(1)));
    }
    assertThat(tagValues("job")).hasSize(MicrometerSink.DEFAULT_MAX_JOBS + 1).contains("other");
    assertThat(items("job 99", "success")).isEqualTo(1);
    assertThat(items("other", "success")).isEqualTo(900);
    for (int i = 0; i < 1_000; i++) {
      story.finished(SnapshotBuilder.named("job " + i).id("id-" + i).state(TrackerState.COMPLETED));
    }
    assertThat(live()).isEmpty();
  }

  @Test
  void the_number_of_names_can_be_chosen_and_is_at_least_one() {
    MicrometerSink sink = MicrometerSink.to(meters).maxJobs(1);
    new Story(sink).started(run("a")).started(SnapshotBuilder.named("second").id("b"));
    assertThat(tagValues("job")).containsExactlyInAnyOrder("import", "other");
    assertThatThrownBy(() -> sink.maxJobs(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("maxJobs must be >= 1, was 0");
  }

  @Test
  void no_tag_has_the_id_of_a_run_in_it() {
    MicrometerSink sink = MicrometerSink.to(meters);
    sink.deliver(SampleEvents.oneOfEach());
    assertThat(meters.getMeters()).isNotEmpty();
    assertThat(allTagValues()).noneMatch(value -> value.contains(SampleEvents.JOB_ID));
  }

  @Test
  void names_are_cut_and_cannot_break_a_line() {
    String line = "two\nlines \u001b[31m";
    story
        .started(SnapshotBuilder.named("x".repeat(1_000_000)).id("a"))
        .started(SnapshotBuilder.named("\u0000".repeat(100)).id("b"))
        .started(SnapshotBuilder.named(line).id("c"))
        .started(SnapshotBuilder.named("half a pair \ud83d").id("d"))
        .started(SnapshotBuilder.named(" ").id("e"));
    assertThat(tagValues("job"))
        .hasSize(5)
        .contains("two\\nlines \\u001b[31m", "none")
        .allMatch(value -> value.codePointCount(0, value.length()) <= 100)
        .allMatch(value -> value.chars().noneMatch(Character::isISOControl));
  }

  @Test
  void meters_live_when_nobody_holds_the_sink() {
    MicrometerSink dropped = MicrometerSink.to(meters);
    new Story(dropped).started(run("a").counts(1, 4));
    WeakReference<Object> canary = new WeakReference<>(new Object());
    for (int i = 0; i < 100 && canary.get() != null; i++) {
      System.gc();
    }
    assertThat(canary.get()).as("garbage has been collected").isNull();
    assertThat(gauge("progress.ratio", "import")).isEqualTo(0.25);
    assertThat(jobsThatAre("running")).isEqualTo(1);
  }

  @Test
  void closing_ends_what_still_runs() {
    MicrometerSink sink = MicrometerSink.to(meters);
    new Story(sink).started(run("a").outcomes(done(3)));
    sink.close();
    assertThat(live()).isEmpty();
    assertThat(meters.find("progress.jobs").gauges()).isEmpty();
    assertThat(timed("abandoned")).isEqualTo(1);
    assertThat(items("import", "success")).isEqualTo(3);
  }

  @Test
  void a_registry_that_throws_costs_one_event_and_leaves_no_meters_behind() {
    AtomicBoolean hostile = new AtomicBoolean(true);
    meters
        .config()
        .meterFilter(
            new MeterFilter() {
              @Override
              public Meter.Id map(Meter.Id id) {
                if (hostile.get() && id.getName().equals("progress.eta")) {
                  throw new IllegalStateException("no such meters here");
                }
                return id;
              }
            });
    MicrometerSink sink = MicrometerSink.to(meters);
    List<ProgressEvent> batch = new ArrayList<>(SampleEvents.oneOfEach());
    assertThatThrownBy(() -> sink.deliver(batch)).hasMessage("no such meters here");
    assertThat(live()).isEmpty();
    assertThat(jobsThatAre("running")).isZero();
    assertThat(
            meters.get("progress.run").tag("outcome", "failed").timer().totalTime(TimeUnit.SECONDS))
        .isEqualTo(923);
    hostile.set(false);
    new Story(sink).started(run("a").counts(1, 2));
    assertThat(gauge("progress.ratio", "import")).isEqualTo(0.5);
  }

  @Test
  void scraping_while_jobs_come_and_go_sees_sound_numbers() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    ExecutorService scraper = Executors.newSingleThreadExecutor();
    try {
      Future<Long> scrapes = scraper.submit(() -> scrapeUntil(over));
      for (int round = 0; round < 300; round++) {
        story.started(run("a")).started(run("b").counts(0, 10));
        for (int done = 1; done <= 10; done++) {
          story.update(run("a").counts(done, 10).outcomes(done(done)).eta(1, 2, 3));
        }
        story.finished(run("a").state(TrackerState.COMPLETED).outcomes(done(10)));
        story.finished(run("b").state(TrackerState.FAILED));
      }
      over.set(true);
      assertThat(scrapes.get(30, TimeUnit.SECONDS)).isPositive();
      assertThat(items("import", "success")).isEqualTo(3_000);
      assertThat(live()).isEmpty();
    } finally {
      scraper.shutdownNow();
    }
  }

  /** How often all meters were read; fails on the first number that makes no sense. */
  private long scrapeUntil(AtomicBoolean over) {
    long scrapes = 0;
    double itemsBefore = 0;
    do {
      for (Meter meter : meters.getMeters()) {
        // A long task timer says -1 for a task that ends while it is being read.
        double least = meter instanceof LongTaskTimer ? -1 : 0;
        meter
            .measure()
            .forEach(
                measurement ->
                    assertThat(measurement.getValue() < least).as("%s", meter.getId()).isFalse());
      }
      if (meters.find("progress.items").counter() != null) {
        double items = items("import", "success");
        assertThat(items).isGreaterThanOrEqualTo(itemsBefore);
        itemsBefore = items;
        scrapes++;
      }
    } while (!over.get());
    return scrapes;
  }

  private static SnapshotBuilder run(String id) {
    return SnapshotBuilder.named("import").id(id);
  }

  private static SnapshotBuilder ran(int seconds) {
    return run("a").ran(Duration.ofSeconds(seconds), Duration.ofSeconds(seconds));
  }

  private static SnapshotBuilder with(Alert alert) {
    return run("a").alert(alert);
  }

  private static Alert stalled(@Nullable Instant dismissedAt) {
    return new Alert(
        "alert-1",
        "stalled",
        "a",
        AlertSeverity.CRITICAL,
        AlertCategory.STALL,
        "nothing done for 5 minutes",
        "look at the log",
        SnapshotBuilder.AT,
        dismissedAt);
  }

  private double activeAlerts() {
    return meters.get("progress.alerts.active").tags(STALLED).gauge().value();
  }

  private static Outcomes done(long units) {
    return new Outcomes(units, 0, 0, 0);
  }

  private double gauge(String name, String job) {
    return meters.get(name).tag("job", job).gauge().value();
  }

  private double jobsThatAre(String status) {
    return meters.get("progress.jobs").tag("status", status).gauge().value();
  }

  private double items(String job, String outcome) {
    return meters.get("progress.items").tags("job", job, "outcome", outcome).counter().count();
  }

  private long timed(String outcome) {
    return meters.get("progress.run").tags("job", "import", "outcome", outcome).timer().count();
  }

  private double etaError(String at) {
    return meters
        .get("progress.eta.error")
        .tags("job", "import", "estimator", "adaptive", "at", at)
        .summary()
        .totalAmount();
  }

  /** Names of the meters that should be there only as long as their job. */
  private List<String> live() {
    List<String> all =
        List.of(
            "progress.ratio",
            "progress.expected",
            "progress.throughput",
            "progress.eta",
            "progress.eta.lower",
            "progress.eta.upper",
            "progress.update.age",
            "progress.run.active");
    return meters.getMeters().stream()
        .map(meter -> meter.getId().getName())
        .filter(all::contains)
        .toList();
  }

  private List<String> tagValues(String key) {
    return meters.getMeters().stream()
        .map(meter -> meter.getId().getTag(key))
        .filter(value -> value != null)
        .distinct()
        .toList();
  }

  private List<String> allTagValues() {
    return meters.getMeters().stream()
        .flatMap(meter -> meter.getId().getTags().stream())
        .map(Tag::getValue)
        .toList();
  }
}
