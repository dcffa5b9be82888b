package io.github.progresstracker.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.progresstracker.ItemTimes;
import io.github.progresstracker.ItemsSnapshot;
import io.github.progresstracker.LogOf;
import io.github.progresstracker.Outcomes;
import io.github.progresstracker.PhaseSnapshot;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.Total;
import io.github.progresstracker.TrackerState;
import io.github.progresstracker.UsageSnapshot;
import io.github.progresstracker.contract.SnapshotBuilder;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What each rule sees, and in which words. Time goes by in looks, one a second. */
class AlertRulesTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private Duration elapsed = Duration.ZERO;
  private Duration active = Duration.ZERO;

  /** A tracker so many seconds later. */
  private SnapshotBuilder later(double seconds) {
    return later(seconds, TrackerState.RUNNING);
  }

  private SnapshotBuilder later(double seconds, TrackerState state) {
    Duration step = Duration.ofMillis((long) (1_000 * seconds));
    elapsed = elapsed.plus(step);
    active = state == TrackerState.RUNNING ? active.plus(step) : active;
    return SnapshotBuilder.named("import")
        .unit("files")
        .state(state)
        .at(NOON.plus(elapsed))
        .ran(elapsed, active);
  }

  /** Looks once a second and gives the last finding. */
  private @Nullable Finding look(
      AlertRule.Watch watch, int seconds, UnaryOperator<SnapshotBuilder> what) {
    Finding last = null;
    for (int second = 0; second < seconds; second++) {
      last = watch.look(what.apply(later(1)).build());
    }
    return last;
  }

  private static ItemsSnapshot items(long processing, int count, Duration p90, Duration longest) {
    ItemTimes times =
        new ItemTimes(count, p90.dividedBy(2), p90.dividedBy(2), p90, longest, longest);
    return new ItemsSnapshot(0, processing, count, 0, times, List.of(), List.of());
  }

  // slow processing

  @Test
  void slow_processing_is_about_the_units_of_late() {
    AlertRule.Watch watch = AlertRules.slowProcessing(Duration.ofMillis(1_500)).watch();
    assertThat(watch.look(later(1).counts(1, 1_000).build())).isNull();
    int done = 1;
    for (int second = 0; second < 300; second++) {
      assertThat(watch.look(later(1).counts(++done, 1_000).build())).isNull();
    }
    Finding finding = null;
    for (int unit = 0; unit < 100; unit++) {
      finding = watch.look(later(2).counts(++done, 1_000).build());
    }
    assertThat(finding)
        .isEqualTo(
            Finding.warning(
                AlertCategory.PERFORMANCE,
                "A unit took 2,000 ms on average over the last 61, the limit is 1,500 ms",
                "Look for what has changed: larger units, a slower service, fewer workers"));
  }

  @Test
  void slow_processing_goes_by_the_items_when_they_are_measured() {
    AlertRule.Watch watch = AlertRules.slowProcessing().watch();
    Duration slow = Duration.ofSeconds(45);
    assertThat(watch.look(later(1).items(items(1, 9, slow, slow)).build())).isNull();
    assertThat(watch.look(later(1).items(items(1, 10, slow, slow)).build()))
        .extracting(Finding::message)
        .isEqualTo("One item in ten took longer than 45s, the limit is 30s");
    Duration hardlyBetter = Duration.ofSeconds(28);
    assertThat(watch.look(later(1).items(items(1, 11, hardlyBetter, slow)).build())).isNotNull();
    Duration quick = Duration.ofSeconds(26);
    assertThat(watch.look(later(1).items(items(1, 12, quick, slow)).build())).isNull();
    assertThat(watch.look(later(1).items(items(1, 13, hardlyBetter, slow)).build())).isNull();
  }

  @Test
  void nine_slow_units_are_too_few_to_judge() {
    AlertRule.Watch watch = AlertRules.slowProcessing(Duration.ofSeconds(1)).watch();
    for (int done = 1; done <= 9; done++) {
      assertThat(watch.look(later(100).counts(done, 1_000).build())).isNull();
    }
    assertThat(watch.look(later(100).counts(10, 1_000).build())).isNotNull();
  }

  // high error rate

  private @Nullable Finding tries(AlertRule.Watch watch, long succeeded, long failed) {
    return watch.look(later(1).outcomes(new Outcomes(succeeded, failed, 0, 0)).build());
  }

  /** One try a second, with the failures spread evenly among them. */
  private @Nullable Finding mixed(AlertRule rule, int succeeded, int failed) {
    AlertRule.Watch watch = rule.watch();
    int all = succeeded + failed;
    Finding last = null;
    for (int attempt = 1; attempt <= all; attempt++) {
      long bad = (long) attempt * failed / all;
      last = tries(watch, attempt - bad, bad);
    }
    return last;
  }

  @Test
  void one_failure_of_two_is_no_alarm_and_thirty_of_two_hundred_are_one() {
    assertThat(mixed(AlertRules.highErrorRate(), 1, 1)).isNull();
    assertThat(mixed(AlertRules.highErrorRate(), 0, 19)).isNull();
    assertThat(mixed(AlertRules.highErrorRate(), 171, 29)).isNull();
    assertThat(mixed(AlertRules.highErrorRate(), 170, 30))
        .isEqualTo(
            Finding.warning(
                AlertCategory.ERRORS,
                "15.0 % of the last 200 tries failed, the limit is 10.0 %",
                "Look at the latest failures; if they have one cause, pause the job until it is"
                    + " mended"));
  }

  @Test
  void a_page_that_fails_as_a_whole_is_one_piece_of_evidence() {
    AlertRule.Watch watch = AlertRules.highErrorRate().watch();
    for (int page = 1; page <= 30; page++) {
      int bad = page / 6;
      assertThat(tries(watch, 100L * (page - bad), 100L * bad)).isNull();
    }
  }

  @Test
  void if_most_fails_it_is_critical() {
    assertThat(mixed(AlertRules.highErrorRate(), 40, 160))
        .extracting(Finding::severity)
        .isEqualTo(AlertSeverity.CRITICAL);
  }

  @Test
  void a_late_outbreak_of_errors_is_seen_behind_a_long_good_past_and_its_end_too() {
    AlertRule.Watch watch = AlertRules.highErrorRate().watch();
    long succeeded = 0;
    for (int second = 0; second < 36_000; second++) {
      assertThat(tries(watch, succeeded += 10, 0)).isNull();
    }
    long failed = 0;
    Finding finding = null;
    for (int second = 0; second < 120; second++) {
      finding = tries(watch, succeeded += 5, failed += 5);
    }
    assertThat(finding).isNotNull();
    for (int second = 0; second < 400; second++) {
      finding = tries(watch, succeeded += 10, failed);
    }
    assertThat(finding).isNull();
  }

  @Test
  @DisplayName("a job with a try in ten minutes is judged by twenty tries, not by five minutes")
  void a_slow_job_is_judged_by_its_tries() {
    AlertRule.Watch watch = AlertRules.highErrorRate().watch();
    Finding finding = null;
    for (int attempt = 1; attempt <= 60; attempt++) {
      for (int minute = 0; minute < 10; minute++) {
        Outcomes outcomes = new Outcomes(attempt - attempt / 2, attempt / 2, 0, 0);
        finding = watch.look(later(60).outcomes(outcomes).build());
      }
      assertThat(finding == null).isEqualTo(attempt < 20);
    }
  }

  @Test
  void the_bound_is_that_of_wilson() {
    assertThat(ShareLimit.lowest(0.2, 200)).isCloseTo(0.1425, within(0.0005));
    assertThat(ShareLimit.lowest(0, 50)).isCloseTo(0, within(1e-12));
    assertThat(ShareLimit.lowest(1, 20)).isCloseTo(0.7871, within(0.0005));
  }

  // quality

  @Test
  void many_retries_are_a_loss_of_quality() {
    AlertRule.Watch watch = AlertRules.qualityDegradation().watch();
    for (int n = 1; n <= 10; n++) {
      int tenths = n;
      Outcomes good = new Outcomes(9L * tenths, tenths, 0, tenths);
      assertThat(look(watch, 1, job -> job.outcomes(good))).isNull();
    }
    Finding finding = null;
    for (int n = 1; n <= 100; n++) {
      finding = watch.look(later(1).outcomes(new Outcomes(90 + n, 10, 0, 10 + n)).build());
    }
    assertThat(finding)
        .isEqualTo(
            Finding.warning(
                AlertCategory.QUALITY,
                "The quality score of the last 200 tries is 0.40, it should be at least 0.70",
                "Find out what has to be done again and why; each retry costs as much as the first"
                    + " try"));
  }

  @Test
  void more_retries_than_tries_are_no_share_above_one() {
    AlertRule.Watch watch = AlertRules.qualityDegradation().watch();
    Finding finding = null;
    for (int n = 1; n <= 300; n++) {
      finding = watch.look(later(1).outcomes(new Outcomes(n, 0, 0, 3L * n)).build());
    }
    assertThat(finding)
        .extracting(Finding::message)
        .isEqualTo("The quality score of the last 300 tries is 0.00, it should be at least 0.70");
  }

  // low throughput

  @Test
  void low_throughput_is_per_minute() {
    AlertRule.Watch watch = AlertRules.lowThroughput(30).watch();
    assertThat(look(watch, 59, job -> job.rates(0.4, 0.4, 0.4))).isNull();
    assertThat(look(watch, 1, job -> job.rates(0.4, 0.4, 0.4)))
        .isEqualTo(
            Finding.warning(
                AlertCategory.PERFORMANCE,
                "24 files per minute, there should be at least 30",
                "Look for what holds the workers up, or add some"));
    assertThat(look(watch, 1, job -> job.rates(0.54, 0.5, 0.6))).isNotNull();
    assertThat(look(watch, 1, job -> job.rates(0.56, 0.5, 0.6))).isNull();
    assertThat(look(watch, 1, job -> job.rates(0.51, 0.5, 0.6))).isNull();
  }

  @Test
  void one_unit_in_ten_minutes_is_not_judged_before_three_could_have_been_done() {
    AlertRule.Watch watch = AlertRules.lowThroughput(0.1).watch();
    assertThat(watch.look(later(1_799).rates(0, 0.001, 0.001).build())).isNull();
    assertThat(watch.look(later(1).rates(0, 0.001, 0.001).build()))
        .extracting(Finding::message)
        .isEqualTo("0 files per minute, there should be at least 0.10");
  }

  @Test
  void where_nothing_is_measured_no_throughput_is_low() {
    AlertRule.Watch watch = AlertRules.lowThroughput(30).watch();
    assertThat(look(watch, 600, job -> job.rates(0, 0, 0))).isNull();
  }

  // rate limiting

  @Test
  void rate_limiting_is_the_share_of_recent_time_in_waits() {
    AlertRule.Watch watch = AlertRules.rateLimiting().watch();
    UsageSnapshot usage = new UsageSnapshot(0, BigDecimal.ZERO, 0, 0, 17, Duration.ZERO);
    Finding finding = null;
    for (int second = 0; second < 600; second++) {
      boolean waits = second % 30 >= 10;
      finding =
          watch.look(
              later(1, waits ? TrackerState.WAITING : TrackerState.RUNNING).usage(usage).build());
      assertThat(finding == null).isEqualTo(second < 299);
    }
    assertThat(finding)
        .isEqualTo(
            Finding.warning(
                AlertCategory.RATE_LIMIT,
                "6m 40s of the last 10m were waits, with 17 rate limit hits",
                "Ask for more in each call and make fewer of them, or lower the concurrency"));
    assertThat(look(watch, 400, job -> job)).isNull();
  }

  @Test
  void a_pause_is_no_rate_limit() {
    AlertRule.Watch watch = AlertRules.rateLimiting().watch();
    for (int second = 0; second < 3_000; second++) {
      TrackerState state = second % 600 < 60 ? TrackerState.RUNNING : TrackerState.PAUSED;
      assertThat(watch.look(later(1, state).build())).isNull();
    }
  }

  @Test
  void many_hits_are_rate_limiting_though_nobody_waits() {
    AlertRule.Watch watch = AlertRules.rateLimiting().watch();
    Finding finding = null;
    for (int second = 0; second < 300; second++) {
      UsageSnapshot usage = new UsageSnapshot(0, BigDecimal.ZERO, 0, 0, second, Duration.ZERO);
      finding = watch.look(later(1).usage(usage).build());
    }
    assertThat(finding)
        .extracting(Finding::message)
        .isEqualTo("0s of the last 5m were waits, with 299 rate limit hits");
  }

  // ETA deviation

  private Finding movedEnd(int secondsLeft) {
    AlertRule.Watch watch = AlertRules.etaDeviation().watch();
    assertThat(look(watch, 100, job -> job.eta(800, 900, 1_000))).isNull();
    Finding finding = look(watch, 1, job -> job.eta(secondsLeft, secondsLeft, secondsLeft));
    assertThat(finding).isNotNull();
    return Objects.requireNonNull(finding);
  }

  @Test
  void an_end_that_moves_is_told_with_both_expectations() {
    // The first estimate that counts is the one of the 60th second.
    assertThat(movedEnd(2_000))
        .isEqualTo(
            Finding.warning(
                AlertCategory.ETA,
                "The end has moved to a later time, 12:35 UTC: the run will take 35m 1s instead of"
                    + " 16m",
                "See whether the work has grown or has become slower, and tell those who wait for"
                    + " it"));
    elapsed = Duration.ZERO;
    active = Duration.ZERO;
    assertThat(movedEnd(60))
        .extracting(Finding::severity, Finding::advice)
        .containsExactly(
            AlertSeverity.INFO, "See whether work is left out, and tell those who wait for it");
  }

  @Test
  void an_end_that_moves_within_the_uncertainty_has_not_moved() {
    AlertRule.Watch watch = AlertRules.etaDeviation().watch();
    look(watch, 60, job -> job.eta(300, 900, 2_700));
    assertThat(look(watch, 1, job -> job.eta(3_000, 3_200, 3_400))).isNull();
    AlertRule.Watch certain = AlertRules.etaDeviation().watch();
    look(certain, 60, job -> job.eta(890, 900, 910));
    assertThat(look(certain, 1, job -> job.eta(500, 3_200, 9_000))).isNull();
  }

  @Test
  void after_a_while_the_new_end_is_what_is_expected() {
    AlertRule.Watch watch = AlertRules.etaDeviation().watch();
    look(watch, 100, job -> job.eta(800, 900, 1_000));
    assertThat(look(watch, 301, job -> job.eta(2_000, 2_000, 2_000))).isNotNull();
    assertThat(look(watch, 1, job -> job.eta(2_000, 2_000, 2_000))).isNull();
    assertThat(look(watch, 100, job -> job.eta(2_000, 2_000, 2_000))).isNull();
    assertThat(look(watch, 1, job -> job.eta(9_000, 9_000, 9_000))).isNotNull();
  }

  @Test
  void a_pause_does_not_move_the_end_and_a_wait_does() {
    AlertRule.Watch watch = AlertRules.etaDeviation().watch();
    look(watch, 100, job -> job.eta(800, 900, 1_000));
    watch.look(later(3_600, TrackerState.PAUSED).eta(800, 900, 1_000).build());
    assertThat(look(watch, 1, job -> job.eta(800, 900, 1_000))).isNull();
    watch.look(later(3_600, TrackerState.WAITING).eta(800, 900, 1_000).build());
    assertThat(look(watch, 1, job -> job.eta(800, 900, 1_000))).isNotNull();
  }

  // deadline

  @Test
  void a_deadline_within_the_interval_may_be_missed_and_one_before_it_will_be() {
    Instant deadline = NOON.plusSeconds(3_600);
    AlertRule.Watch watch = AlertRules.deadline(deadline).watch();
    assertThat(look(watch, 29, job -> job.eta(9_000, 9_000, 9_000))).isNull();
    assertThat(look(watch, 1, job -> job.eta(3_000, 3_300, 3_500))).isNull();
    assertThat(look(watch, 1, job -> job.eta(3_000, 3_300, 3_600)))
        .isEqualTo(
            Finding.warning(
                AlertCategory.ETA,
                "May miss the deadline of 13:00 UTC: the end is expected at 12:55 UTC, between"
                    + " 12:50 UTC and 13:00 UTC with 80 % probability",
                "Add workers, leave out what can wait, or tell those who wait for it"));
    assertThat(look(watch, 1, job -> job.eta(3_000, 3_200, 3_300))).isNotNull();
    assertThat(look(watch, 1, job -> job.eta(3_000, 3_100, 3_200))).isNull();
    assertThat(look(watch, 1, job -> job.eta(3_600, 50_000, 90_000)))
        .isEqualTo(
            Finding.critical(
                AlertCategory.ETA,
                "Will miss the deadline of 13:00 UTC: the end is expected at 2026-03-02 01:53 UTC,"
                    + " between 13:00 UTC and 2026-03-02 13:00 UTC with 80 % probability",
                "Add workers, leave out what can wait, or tell those who wait for it"));
    assertThat(watch.look(later(3_600).build()))
        .extracting(Finding::message)
        .isEqualTo("The deadline of 13:00 UTC has passed");
  }

  @Test
  void a_deadline_may_count_from_the_start() {
    AlertRule.Watch watch = AlertRules.deadline(Duration.ofMinutes(10)).watch();
    assertThat(look(watch, 600, job -> job)).isNull();
    assertThat(look(watch, 1, job -> job))
        .extracting(Finding::message)
        .isEqualTo("The deadline of 12:10 UTC has passed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"2026-03-01T12:10:00Z", "2026-03-01T13:10:00.000+01:00", " PT10M ", "pt600s"})
  void a_deadline_may_be_in_a_label(String label) {
    AlertRule.Watch watch = AlertRules.deadline().watch();
    assertThat(look(watch, 600, job -> job.label("deadline", label))).isNull();
    assertThat(look(watch, 1, job -> job.label("deadline", label)))
        .extracting(Finding::message)
        .isEqualTo("The deadline of 12:10 UTC has passed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "tomorrow",
        "2026-03-01",
        "2026-03-01T12:10:00",
        "PT0S",
        "-PT1H",
        "P1Y",
        "PT9223372036854775807S",
        "P\u0000\n"
      })
  void a_label_that_is_no_deadline_is_said_once_and_ignored(String label) {
    AlertRule.Watch watch = AlertRules.deadline().watch();
    String log =
        LogOf.action(
            () -> assertThat(look(watch, 5_000, job -> job.label("deadline", label))).isNull());
    assertThat(log.lines()).hasSize(1);
    assertThat(log).contains("of import is no deadline and is ignored", "PT2H30M");
  }

  @Test
  void without_a_label_there_is_no_deadline_and_no_word_of_it() {
    AlertRule.Watch watch = AlertRules.deadline().watch();
    assertThat(LogOf.action(() -> assertThat(look(watch, 5_000, job -> job)).isNull())).isEmpty();
  }

  // budgets

  private static UsageSnapshot cost(String amount) {
    return new UsageSnapshot(0, new BigDecimal(amount), 0, 0, 0, Duration.ZERO);
  }

  private static UsageSnapshot tokens(long tokens) {
    return new UsageSnapshot(tokens, BigDecimal.ZERO, 0, 0, 0, Duration.ZERO);
  }

  @Test
  void a_budget_that_will_not_do_says_when_it_will_be_used_up() {
    AlertRule.Watch watch = AlertRules.budget(new BigDecimal("10.00")).watch();
    // 100 of 1,000 files have cost 1.25; 700 of the 900 that are left can be paid for.
    ProgressSnapshot now =
        later(60).counts(100, 1_000).usage(cost("1.25")).eta(7_200, 9_000, 10_800).build();
    assertThat(watch.look(now))
        .isEqualTo(
            Finding.warning(
                AlertCategory.BUDGET,
                "The budget of 10 will be used up at 13:57 UTC, between 13:34 UTC and 14:21 UTC"
                    + " with 80 % probability: 1.25 so far, the whole work needs about 12.50",
                "Raise the limit in time, or plan where the job is to stop"));
    assertThat(watch.look(later(1).counts(200, 1_000).usage(cost("1.95")).build())).isNotNull();
    assertThat(watch.look(later(1).counts(200, 1_000).usage(cost("1.90")).build())).isNull();
    assertThat(watch.look(later(1).counts(200, 1_000).usage(cost("1.95")).build())).isNull();
    assertThat(watch.look(later(1).counts(500, 1_000).usage(cost("10.01")).build()))
        .extracting(Finding::severity, Finding::message)
        .containsExactly(AlertSeverity.CRITICAL, "The budget of 10 is used up: 10.01");
  }

  @Test
  void a_budget_is_not_judged_by_the_first_few_units() {
    AlertRule.Watch watch = AlertRules.tokenBudget(1_000_000).watch();
    assertThat(watch.look(later(1).counts(0, 500).usage(tokens(5_000)).build())).isNull();
    assertThat(watch.look(later(1).counts(24, 500).usage(tokens(500_000)).build())).isNull();
    assertThat(watch.look(later(1).counts(25, 500).usage(tokens(500_000)).build()))
        .extracting(Finding::message)
        .isEqualTo(
            "The token budget of 1,000,000 will be used up: 500,000 so far, the whole work needs"
                + " about 10,000,000");
  }

  @Test
  void work_done_by_an_earlier_run_has_used_nothing_of_this_one() {
    AlertRule.Watch watch = AlertRules.tokenBudget(1_000).watch();
    assertThat(watch.look(later(1).offset(800).counts(900, 1_000).usage(tokens(450)).build()))
        .isNull();
    assertThat(watch.look(later(1).offset(800).counts(900, 1_000).usage(tokens(550)).build()))
        .isNotNull();
  }

  @Test
  void while_nobody_knows_how_much_there_is_nine_tenths_are_nearly_all() {
    AlertRule.Watch watch =
        AlertRules.quota("api-quota", now -> now.usage().tokens() + 0.0, 1_000).watch();
    assertThat(watch.look(later(1).usage(tokens(899)).build())).isNull();
    assertThat(watch.look(later(1).usage(tokens(900)).build()))
        .extracting(Finding::message)
        .isEqualTo("The api quota of 1,000 is nearly used up: 900");
  }

  @Test
  void a_meter_that_says_nothing_finds_nothing() {
    AlertRule.Watch watch = AlertRules.quota("quota", now -> Double.NaN, 10).watch();
    assertThat(watch.look(later(1).counts(500, 1_000).build())).isNull();
  }

  // resources

  @Test
  void of_all_jobs_one_has_the_alert_about_the_process() {
    AtomicInteger readings = new AtomicInteger();
    double[] heap = {0.5};
    AlertRule rule =
        AlertRules.resources(
            () -> {
              readings.incrementAndGet();
              return new ResourceUsage(heap[0], 0.2, Double.NaN);
            });
    AlertRule.Watch first = rule.watch();
    AlertRule.Watch second = rule.watch();
    ProgressSnapshot now = later(1).build();
    assertThat(first.look(now)).isNull();
    assertThat(second.look(now)).isNull();
    assertThat(readings).hasValue(1);

    heap[0] = 0.93;
    now = later(1).build();
    assertThat(first.look(now))
        .isEqualTo(
            Finding.critical(
                AlertCategory.RESOURCES,
                "93.0 % of the heap are in use after garbage collection",
                "Give the process more memory, or let it keep less"));
    assertThat(second.look(now)).isNull();
    heap[0] = 0.87;
    now = later(1).build();
    assertThat(first.look(now)).isNotNull();
    // The first ends; after a while the second takes over, if there is still something to say.
    assertThat(second.look(later(11).build())).isNull();
    heap[0] = 0.95;
    assertThat(second.look(later(1).build())).isNotNull();
  }

  @Test
  void files_and_processors_have_words_of_their_own_and_the_unknown_has_none() {
    assertThat(resources(0.1, 0.1, 0.95))
        .extracting(Finding::severity, Finding::message)
        .containsExactly(AlertSeverity.CRITICAL, "95.0 % of the file descriptors are in use");
    assertThat(resources(0.1, 0.99, 0.1))
        .extracting(Finding::severity, Finding::message)
        .containsExactly(AlertSeverity.INFO, "99.0 % of the processor time are in use");
    assertThat(resources(Double.NaN, Double.NaN, Double.NaN)).isNull();
  }

  private @Nullable Finding resources(double heap, double cpu, double files) {
    ResourceUsage usage = new ResourceUsage(heap, cpu, files);
    return AlertRules.resources(() -> usage).watch().look(later(1).build());
  }

  @Test
  void this_process_has_a_heap_of_which_a_part_is_used() {
    System.gc();
    assertThat(ResourceUsage.ofThisProcess().heap()).isStrictlyBetween(0.0, 1.0);
  }

  @Test
  void a_figure_whose_class_is_not_there_is_unknown() {
    assertThat(
            ProcessMeter.known(
                () -> {
                  throw new NoClassDefFoundError("com/sun/management/OperatingSystemMXBean");
                }))
        .isNaN();
    assertThat(ProcessMeter.known(() -> -1)).isNaN();
  }

  // stalled

  /** Works in steps of so many seconds, and says whether it was ever found stalled. */
  private boolean stallsInSteps(AlertRule.Watch watch, int steps, int seconds) {
    boolean stalled = false;
    for (int step = 1; step <= steps; step++) {
      int done = step;
      stalled |= look(watch, seconds, job -> job.counts(done, 100_000)) != null;
    }
    return stalled;
  }

  @Test
  void a_quick_job_is_stalled_after_a_minute() {
    AlertRule.Watch watch = AlertRules.stalled().watch();
    assertThat(stallsInSteps(watch, 100, 1)).isFalse();
    assertThat(look(watch, 60, job -> job.counts(100, 100_000))).isNull();
    assertThat(look(watch, 1, job -> job.counts(100, 100_000)))
        .isEqualTo(
            Finding.warning(
                AlertCategory.STALL,
                "No work for 1m 1s at 100 files; more than 1m is too long for this job",
                "See in a thread dump what the workers wait for; waits that must be are to be"
                    + " announced"));
    assertThat(look(watch, 120, job -> job.counts(100, 100_000)))
        .extracting(Finding::severity)
        .isEqualTo(AlertSeverity.CRITICAL);
    assertThat(look(watch, 1, job -> job.counts(101, 100_000))).isNull();
  }

  @Test
  void a_job_with_items_of_five_minutes_is_not_stalled_after_two() {
    AlertRule.Watch watch = AlertRules.stalled().watch();
    assertThat(stallsInSteps(watch, 20, 300)).isFalse();
    assertThat(look(watch, 120, job -> job.counts(20, 100_000))).isNull();
    assertThat(look(watch, 1_800, job -> job.counts(20, 100_000))).isNotNull();
  }

  @Test
  void ten_workers_that_end_together_every_five_minutes_are_not_stalled() {
    AlertRule.Watch watch = AlertRules.stalled().watch();
    int done = 0;
    for (int round = 0; round < 10; round++) {
      int before = done;
      assertThat(look(watch, 290, job -> job.counts(before, 1_000))).isNull();
      for (int worker = 0; worker < 10; worker++) {
        int now = ++done;
        assertThat(look(watch, 1, job -> job.counts(now, 1_000))).isNull();
      }
    }
  }

  @Test
  void the_longest_item_says_how_long_an_item_may_take() {
    AlertRule.Watch watch = AlertRules.stalled().watch();
    ItemsSnapshot atWork = items(2, 200, Duration.ofSeconds(3), Duration.ofMinutes(4));
    look(watch, 1, job -> job.counts(0, 100_000).items(atWork));
    for (int step = 1; step <= 200; step++) {
      int done = step;
      look(watch, 1, job -> job.counts(done, 100_000).items(atWork));
    }
    assertThat(look(watch, 720, job -> job.counts(200, 100_000).items(atWork))).isNull();
    assertThat(look(watch, 1, job -> job.counts(200, 100_000).items(atWork))).isNotNull();
  }

  @Test
  void four_gaps_are_too_few_to_know_a_job_unless_patience_has_an_end() {
    AlertRule.Watch watch = AlertRules.stalled().watch();
    stallsInSteps(watch, 5, 1);
    assertThat(look(watch, 10_000, job -> job.counts(5, 100_000))).isNull();

    AlertRule.Watch impatient = AlertRules.stalled(Duration.ofMinutes(30)).watch();
    assertThat(look(impatient, 1_801, job -> job)).isNull();
    assertThat(look(impatient, 1, job -> job)).isNotNull();
  }

  @Test
  void waits_and_pauses_are_no_stall() {
    AlertRule.Watch watch = AlertRules.stalled().watch();
    stallsInSteps(watch, 100, 1);
    for (int second = 0; second < 3_600; second++) {
      TrackerState state = second < 1_800 ? TrackerState.WAITING : TrackerState.PAUSED;
      assertThat(watch.look(later(1, state).counts(100, 100_000).build())).isNull();
    }
    assertThat(look(watch, 60, job -> job.counts(100, 100_000))).isNull();
  }

  @Test
  void failures_phases_items_children_and_new_totals_are_signs_of_work() {
    AlertRule.Watch watch = AlertRules.stalled().watch();
    stallsInSteps(watch, 100, 1);
    for (int round = 1; round <= 20; round++) {
      int n = round;
      ProgressSnapshot child = SnapshotBuilder.named("part").counts(n, 50).build();
      PhaseSnapshot phase = new PhaseSnapshot("fetch", n, Total.unknown(), null, true);
      assertThat(look(watch, 40, job -> stillAt100(job).outcomes(new Outcomes(0, n, 0, 0))))
          .isNull();
      assertThat(look(watch, 40, job -> stillAt100(job).phase(phase))).isNull();
      assertThat(look(watch, 40, job -> stillAt100(job).child(child))).isNull();
      assertThat(
              look(
                  watch,
                  40,
                  job -> stillAt100(job).items(items(1, n, Duration.ZERO, Duration.ZERO))))
          .isNull();
      assertThat(look(watch, 40, job -> job.counts(100, Total.atLeast(100_000 + n)))).isNull();
    }
  }

  private static SnapshotBuilder stillAt100(SnapshotBuilder job) {
    return job.counts(100, 100_000);
  }

  @Test
  void another_phase_has_a_rhythm_of_its_own() {
    AlertRule.Watch watch = AlertRules.stalled().watch();
    stallsInSteps(watch, 100, 1);
    PhaseSnapshot indexing = new PhaseSnapshot("indexing", 0, Total.unknown(), null, false);
    assertThat(look(watch, 3_600, job -> stillAt100(job).phase(indexing))).isNull();
  }

  @Test
  void what_comes_after_the_last_unit_is_no_stall() {
    AlertRule.Watch watch = AlertRules.stalled().watch();
    stallsInSteps(watch, 100, 1);
    assertThat(look(watch, 3_600, job -> job.counts(100, 100))).isNull();
  }

  @Test
  void a_job_that_rests_again_and_again_has_a_rhythm_and_no_stall() {
    AlertRule.Watch watch = AlertRules.stalled().watch();
    int done = 0;
    int stalls = 0;
    for (int round = 0; round < 20; round++) {
      for (int unit = 0; unit < 200; unit++) {
        int now = ++done;
        look(watch, 1, job -> job.counts(now, 100_000));
      }
      int now = done;
      stalls += look(watch, 150, job -> job.counts(now, 100_000)) == null ? 0 : 1;
    }
    assertThat(stalls).isEqualTo(1);
  }

  // bad input

  @Test
  void limits_that_cannot_be_are_refused_with_value_and_cure() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AlertRules.highErrorRate(10))
        .withMessage("highErrorRate must lie between 0 and 1, such as 0.1 for a tenth, was 10.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AlertRules.lowThroughput(Double.NaN))
        .withMessage("lowThroughput must be finite and > 0.0, was NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AlertRules.slowProcessing(Duration.ZERO))
        .withMessage("slow-processing limit must be > 0, was PT0S");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AlertRules.budget(BigDecimal.ZERO))
        .withMessage("budget must be finite and > 0.0, was 0.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AlertThresholds(30_000, 0.1, 0.5, 50, 1.5))
        .withMessageStartingWith("qualityScoreThreshold must lie between 0 and 1");
  }

  @Test
  void thresholds_are_changed_one_by_one() {
    assertThat(
            AlertThresholds.DEFAULT
                .slowProcessingMs(1_500)
                .highErrorRate(0.25)
                .lowThroughput(12.5)
                .etaDeviationPercent(30)
                .qualityScoreThreshold(0.9))
        .isEqualTo(new AlertThresholds(1_500, 0.25, 12.5, 30, 0.9));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AlertThresholds.DEFAULT.lowThroughput(-1));
  }

  @Test
  void the_sets_have_the_documented_rules() {
    assertThat(AlertRules.standard())
        .extracting(AlertRule::name)
        .containsExactly(
            "stalled",
            "high-error-rate",
            "quality-degradation",
            "rate-limiting",
            "eta-deviation",
            "deadline");
    assertThat(AlertRules.of(AlertThresholds.DEFAULT))
        .extracting(AlertRule::name)
        .containsExactly(
            "slow-processing",
            "high-error-rate",
            "low-throughput",
            "eta-deviation",
            "quality-degradation");
  }
}
