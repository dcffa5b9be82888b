package io.github.progresstracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.progresstracker.alert.Alert;
import io.github.progresstracker.alert.AlertCategory;
import io.github.progresstracker.alert.AlertRule;
import io.github.progresstracker.alert.AlertSeverity;
import io.github.progresstracker.alert.Finding;
import io.github.progresstracker.alert.Hysteresis;
import io.github.progresstracker.event.Transition;
import io.github.progresstracker.event.Transition.AlertTransition;
import io.github.progresstracker.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How findings become alerts, seen from outside: in snapshots, in events and in the registry. */
class AlertsTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Finding WARM = Finding.warning(AlertCategory.OTHER, "It is warm", "Look");
  private static final Finding HOT = Finding.critical(AlertCategory.OTHER, "It is hot", "Run");

  private final ManualClock clock = new ManualClock(NOON);
  private final RecordingSink sink = new RecordingSink();
  private @Nullable Finding finding;
  private Runnable beforeLook = () -> {};
  private int looks;
  private final AlertRule rule = AlertRule.of("warmth", now -> look());
  private ProgressRegistry registry = registry(rule);

  private ProgressRegistry registry(AlertRule... rules) {
    return ProgressRegistry.builder()
        .clock(clock)
        .manualSampling()
        .sink(sink)
        .rules(List.of(rules))
        .build();
  }

  private @Nullable Finding look() {
    looks++;
    beforeLook.run();
    return finding;
  }

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  @DisplayName("tell what a rule that needs no time finds at the very end")
  void foundAtTheEnd() throws Exception {
    registry.close();
    registry = registry(rule.with(Hysteresis.DEFAULT.raiseAfter(Duration.ZERO)));
    ProgressTracker job = registry.start("job", 10);
    registry.sampleNow();
    finding = WARM;
    job.complete();
    registry.sampleNow();
    registry.flush(Duration.ofSeconds(5));
    assertThat(sink.of(AlertTransition.class))
        .hasExactlyElementsOfTypes(Transition.AlertRaised.class, Transition.AlertCleared.class);
    assertThat(registry.alerts()).isEmpty();
  }

  private void pass(int seconds) {
    for (int second = 0; second < seconds; second++) {
      clock.advance(Duration.ofSeconds(1));
      registry.sampleNow();
    }
  }

  private void pass(int seconds, @Nullable Finding found) {
    finding = found;
    pass(seconds);
  }

  private List<AlertTransition> told() throws InterruptedException {
    registry.flush(Duration.ofSeconds(5));
    return sink.of(AlertTransition.class);
  }

  @Test
  void an_alert_is_raised_when_the_finding_has_held_and_cleared_when_it_has_been_gone()
      throws InterruptedException {
    ProgressTracker job = registry.start("import", 100);
    pass(1, WARM);
    pass(9, WARM);
    assertThat(job.snapshot().alerts()).isEmpty();
    pass(1, WARM);

    Alert alert = job.snapshot().alerts().get(0);
    assertThat(alert.rule()).isEqualTo("warmth");
    assertThat(alert.trackerId()).isEqualTo(job.id());
    assertThat(alert.severity()).isEqualTo(AlertSeverity.WARNING);
    assertThat(alert.category()).isEqualTo(AlertCategory.OTHER);
    assertThat(alert.message()).isEqualTo("It is warm");
    assertThat(alert.advice()).isEqualTo("Look");
    assertThat(alert.raisedAt()).isEqualTo(NOON.plusSeconds(11));
    assertThat(alert.isDismissed()).isFalse();
    assertThat(UUID.fromString(alert.id()).version()).isEqualTo(7);
    assertThat(registry.alerts()).containsExactly(alert);

    pass(60, null);
    assertThat(registry.alerts()).containsExactly(alert);
    pass(1, null);
    assertThat(registry.alerts()).isEmpty();
    assertThat(job.snapshot().alerts()).isEmpty();
    assertThat(told())
        .hasExactlyElementsOfTypes(Transition.AlertRaised.class, Transition.AlertCleared.class);
    assertThat(told().get(0).tracker().alerts()).containsExactly(alert);
    Transition.AlertCleared cleared = (Transition.AlertCleared) told().get(1);
    assertThat(cleared.lasted()).isEqualTo(Duration.ofSeconds(61));
    assertThat(cleared.tracker().alerts()).isEmpty();
  }

  @Test
  void a_finding_that_comes_and_goes_at_random_raises_one_alert_at_the_most()
      throws InterruptedException {
    Random random = new Random(20260301);
    registry.start("import", 100);
    for (int look = 0; look < 20_000; look++) {
      pass(1, random.nextInt(10) < 7 ? WARM : null);
    }
    assertThat(told()).hasSize(1);
  }

  @Test
  void after_an_alert_there_is_a_cooldown() throws InterruptedException {
    registry.start("import", 100);
    pass(11, WARM);
    pass(61, null);
    pass(299, WARM);
    assertThat(registry.alerts()).isEmpty();
    pass(1, WARM);
    assertThat(registry.alerts()).hasSize(1);
    assertThat(told()).hasSize(3);
  }

  @Test
  void waits_and_pauses_raise_nothing_and_clear_nothing() {
    ProgressTracker job = registry.start("import", 100);
    pass(6, WARM);
    WaitScope wait = job.waiting("FLOOD_WAIT", null);
    pass(600, WARM);
    wait.close();
    job.pause();
    pass(600, WARM);
    job.resume();
    pass(4, WARM);
    assertThat(registry.alerts()).isEmpty();
    pass(1, WARM);
    assertThat(registry.alerts()).hasSize(1);

    job.pause();
    pass(600, null);
    assertThat(registry.alerts()).hasSize(1);
    job.resume();
    pass(61, null);
    assertThat(registry.alerts()).isEmpty();
  }

  @Test
  void a_rule_about_waits_raises_in_waits_and_not_in_pauses() {
    registry.close();
    registry = registry(rule.with(Hysteresis.DEFAULT.alsoInWaits()));
    ProgressTracker job = registry.start("import", 100);
    job.pause();
    pass(600, WARM);
    job.resume();
    job.waiting("FLOOD_WAIT", null);
    pass(10, WARM);
    assertThat(registry.alerts()).isEmpty();
    pass(1, WARM);
    assertThat(registry.alerts()).hasSize(1);
  }

  @Test
  void what_gets_worse_is_raised_anew_under_its_id_and_never_gets_milder()
      throws InterruptedException {
    ProgressTracker job = registry.start("import", 100);
    pass(11, WARM);
    pass(1, HOT);
    pass(1, WARM);
    assertThat(told()).hasSize(1);
    pass(11, HOT);
    pass(100, WARM);
    pass(61, null);

    assertThat(told())
        .hasExactlyElementsOfTypes(
            Transition.AlertRaised.class,
            Transition.AlertRaised.class,
            Transition.AlertCleared.class);
    assertThat(told())
        .extracting(event -> event.alert().id())
        .containsOnly(told().get(0).alert().id());
    assertThat(told())
        .extracting(event -> event.alert().severity())
        .containsExactly(AlertSeverity.WARNING, AlertSeverity.CRITICAL, AlertSeverity.CRITICAL);
    assertThat(told().get(1).alert().raisedAt()).isEqualTo(NOON.plusSeconds(11));
    assertThat(job.snapshot().alerts()).isEmpty();
  }

  @Test
  void one_hot_look_among_warm_ones_makes_no_critical_alert() {
    registry.start("import", 100);
    pass(10, WARM);
    pass(1, HOT);
    assertThat(registry.alerts())
        .extracting(Alert::severity)
        .containsExactly(AlertSeverity.WARNING);
  }

  @Test
  void a_new_text_is_shown_and_not_told() throws InterruptedException {
    ProgressTracker job = registry.start("import", 100);
    pass(11, WARM);
    pass(2, Finding.warning(AlertCategory.OTHER, "It is 31 degrees", "Look"));
    assertThat(registry.alerts()).extracting(Alert::message).containsExactly("It is 31 degrees");
    assertThat(job.snapshot().alerts()).isEqualTo(registry.alerts());
    assertThat(told()).hasSize(1);
  }

  @Test
  void a_dismissed_alert_is_marked_and_not_shown_until_it_gets_worse() throws InterruptedException {
    ProgressTracker job = registry.start("import", 100);
    pass(11, WARM);
    String id = registry.alerts().get(0).id();
    assertThat(registry.dismissAlert(id)).isTrue();
    assertThat(registry.dismissAlert(id)).isFalse();
    assertThat(registry.dismissAlert("no such alert")).isFalse();
    assertThat(registry.alerts()).isEmpty();
    pass(1, Finding.warning(AlertCategory.OTHER, "It is 31 degrees", "Look"));
    pass(100);
    assertThat(registry.alerts()).isEmpty();
    assertThat(job.snapshot().alerts())
        .extracting(Alert::dismissedAt)
        .containsExactly(NOON.plusSeconds(11));

    pass(11, HOT);
    assertThat(registry.alerts()).extracting(Alert::id).containsExactly(id);
    assertThat(told())
        .hasExactlyElementsOfTypes(
            Transition.AlertRaised.class,
            Transition.AlertDismissed.class,
            Transition.AlertRaised.class);
  }

  @Test
  void alerts_end_with_their_tracker_and_before_it() throws InterruptedException {
    ProgressTracker job = registry.start("import", 100);
    pass(11, WARM);
    String id = registry.alerts().get(0).id();
    job.complete();
    registry.sampleNow();
    assertThat(registry.alerts()).isEmpty();
    assertThat(registry.dismissAlert(id)).isFalse();
    assertThat(job.snapshot().alerts()).isEmpty();
    registry.flush(Duration.ofSeconds(5));
    assertThat(sink.transitions())
        .hasExactlyElementsOfTypes(
            Transition.Started.class,
            Transition.AlertRaised.class,
            Transition.AlertCleared.class,
            Transition.Finished.class);
  }

  @Test
  void parts_of_a_job_have_no_rules_but_their_own() {
    ProgressTracker job = registry.start("import", 100);
    ProgressTracker part = job.child("part", 10);
    part.watch(AlertRule.of("own", now -> finding));
    pass(11, WARM);
    assertThat(job.snapshot().alerts()).extracting(Alert::rule).containsExactly("warmth");
    assertThat(part.snapshot().alerts()).extracting(Alert::rule).containsExactly("own");
    assertThat(job.snapshot().children().get(0).alerts()).isEqualTo(part.snapshot().alerts());
    assertThat(registry.alerts()).hasSize(2);

    part.complete();
    registry.sampleNow();
    assertThat(registry.alerts()).extracting(Alert::rule).containsExactly("warmth");
  }

  @Test
  void of_two_rules_of_one_name_the_last_counts() throws InterruptedException {
    ProgressTracker job = registry.start("import", 100);
    pass(11, WARM);
    job.watch(AlertRule.of("warmth", now -> null));
    pass(1);
    assertThat(registry.alerts()).isEmpty();
    assertThat(told())
        .hasExactlyElementsOfTypes(Transition.AlertRaised.class, Transition.AlertCleared.class);
    pass(100);
    assertThat(registry.alerts()).isEmpty();
  }

  @Test
  void a_rule_that_throws_is_reported_once_and_the_others_go_on() {
    registry.close();
    AlertRule broken =
        AlertRule.of(
            "broken",
            now -> {
              looks++;
              throw new StackOverflowError("for ever");
            });
    AlertRule empty =
        new AlertRule() {
          @Override
          public String name() {
            return "empty";
          }

          @Override
          public Watch watch() {
            throw new IllegalStateException("no thermometer");
          }
        };
    registry = registry(broken, empty, AlertRule.of("warmth", now -> finding));
    ProgressTracker job = registry.start("import", 100);
    String log = LogOf.action(() -> pass(20, WARM));
    assertThat(log)
        .containsOnlyOnce("alert rule broken went wrong and no longer watches import")
        .containsOnlyOnce("alert rule empty went wrong and no longer watches import");
    assertThat(looks).isEqualTo(1);
    assertThat(job.snapshot().alerts()).extracting(Alert::rule).containsExactly("warmth");
  }

  @Test
  @DisplayName("the alert of a rule that throws is cleared: nobody else could say when it is over")
  void the_alert_of_a_broken_rule_is_cleared() throws InterruptedException {
    registry.close();
    registry =
        registry(
            AlertRule.of(
                "warmth",
                now -> {
                  if (HOT.equals(finding)) {
                    throw new IllegalStateException("burnt");
                  }
                  return finding;
                }));
    registry.start("import", 100);
    pass(11, WARM);
    LogOf.action(() -> pass(2, HOT));
    assertThat(registry.alerts()).isEmpty();
    assertThat(told())
        .hasExactlyElementsOfTypes(Transition.AlertRaised.class, Transition.AlertCleared.class);
  }

  @Test
  void rules_are_asked_once_a_second_however_often_is_sampled() {
    registry.start("import", 100);
    for (int sample = 0; sample <= 400; sample++) {
      registry.sampleNow();
      clock.advance(Duration.ofMillis(25));
    }
    assertThat(looks).isEqualTo(11);
  }

  @Test
  void a_rule_needs_a_name_and_times_that_do_not_run_back() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AlertRule.of(" ", now -> null))
        .withMessage("an alert rule needs a name, was blank");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Hysteresis.DEFAULT.clearAfter(Duration.ofSeconds(-1)))
        .withMessage("clearAfter must be >= 0, was PT-1S");
    AlertRule nameless =
        new AlertRule() {
          @Override
          public String name() {
            return "";
          }

          @Override
          public Watch watch() {
            return now -> null;
          }
        };
    ProgressTracker job = registry.start("import", 100);
    assertThatIllegalArgumentException().isThrownBy(() -> job.watch(nameless));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProgressRegistry.builder().rule(nameless));
  }

  @Test
  void a_watch_on_a_tracker_that_has_ended_is_ignored() {
    ProgressTracker job = registry.start("import", 100);
    job.complete();
    String log = LogOf.action(() -> job.watch(rule));
    assertThat(log).contains("watch() after the end is ignored");
  }

  @Test
  void a_rule_may_call_the_registry_that_runs_it() throws InterruptedException {
    registry.close();
    AlertRule curious =
        AlertRule.of(
            "curious",
            now -> {
              registry.sampleNow();
              registry.cleanupStale(Duration.ofDays(1));
              return look();
            });
    registry = registry(curious);
    registry.start("job", 10);
    pass(3, WARM);
    assertThat(looks).isEqualTo(3);
    assertThat(registry.flush(Duration.ofSeconds(10))).isTrue();
  }

  @Test
  void a_rule_that_hangs_holds_up_neither_flush_nor_close() throws InterruptedException {
    registry.close();
    CountDownLatch hangs = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    registry = registry(hanging(hangs, never));
    registry.start("job", 10);
    clock.advance(Duration.ofSeconds(1));
    Thread sampler = new Thread(registry::sampleNow);
    sampler.start();
    hangs.await();
    assertThat(registry.flush(Duration.ofMillis(50))).isFalse();
    String log = LogOf.action(() -> registry.close(Duration.ofMillis(50)));
    assertThat(log).contains("no sample was taken before the deadline");
    assertThat(sink.isClosed()).isTrue();
    never.countDown();
    sampler.join();
  }

  @Test
  void no_deadline_is_too_short_for_the_last_sample() throws InterruptedException {
    registry.close();
    CountDownLatch sampling = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    registry = registry(hanging(sampling, goOn));
    ProgressTracker job = registry.start("job", 10);
    clock.advance(Duration.ofSeconds(1));
    Thread sampler = new Thread(registry::sampleNow);
    sampler.start();
    sampling.await();
    Thread closer = new Thread(() -> registry.close(Duration.ZERO));
    closer.start();
    while (closer.isAlive() && closer.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    goOn.countDown();
    closer.join();
    sampler.join();
    assertThat(job.snapshot().state()).isEqualTo(TrackerState.ABANDONED);
  }

  @Test
  void an_interrupt_does_not_cost_the_last_sample() {
    ProgressTracker job = registry.start("job", 10);
    job.advance(3);
    Thread.currentThread().interrupt();
    registry.close(Duration.ofSeconds(10));
    assertThat(Thread.interrupted()).as("is passed on").isTrue();
    assertThat(job.snapshot().state()).isEqualTo(TrackerState.ABANDONED);
    assertThat(job.snapshot().done()).isEqualTo(3);
  }

  /** A rule that says when it is asked, and does not answer before it may. */
  private static AlertRule hanging(CountDownLatch asked, CountDownLatch mayAnswer) {
    return AlertRule.of(
        "hanging",
        now -> {
          asked.countDown();
          awaitStubbornly(mayAnswer);
          return null;
        });
  }

  private static void awaitStubbornly(CountDownLatch latch) {
    while (latch.getCount() > 0) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        // Hostile: goes on hanging.
      }
    }
  }

  @Test
  void what_gets_worse_before_its_dismissal_is_handled_is_not_dismissed()
      throws InterruptedException {
    ProgressTracker job = registry.start("import", 100);
    pass(11, WARM);
    pass(10, HOT);
    beforeLook = () -> registry.dismissAlert(registry.alerts().get(0).id());
    pass(1, HOT);
    beforeLook = () -> {};
    pass(2, HOT);
    assertThat(registry.alerts())
        .extracting(Alert::severity)
        .containsExactly(AlertSeverity.CRITICAL);
    assertThat(job.snapshot().alerts()).containsExactlyElementsOf(registry.alerts());
    assertThat(job.snapshot().alerts().get(0).isDismissed()).isFalse();
    assertThat(told())
        .hasExactlyElementsOfTypes(Transition.AlertRaised.class, Transition.AlertRaised.class);
    assertThat(registry.dismissAlert(registry.alerts().get(0).id())).isTrue();
    pass(1, HOT);
    assertThat(job.snapshot().alerts().get(0).isDismissed()).isTrue();
  }
}
