package io.github.progresstracker.mtproto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.progresstracker.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** When a worker runs, how fast, and whose turn it is. */
class WorkerPartsTest {

  private final ManualClock clock = new ManualClock(Instant.parse("2025-11-10T12:30:00Z"));

  @Test
  void the_interval_is_from_start_to_start_with_a_cooldown_after_long_runs() {
    Rhythm rhythm = new Rhythm(CollectionSchedule.every(Duration.ofMinutes(10)));
    assertThat(rhythm.next(Duration.ofSeconds(4), false, true))
        .isEqualTo(Duration.parse("PT9M56S"));
    assertThat(rhythm.next(Duration.ofMinutes(15), false, true)).isEqualTo(Duration.parse("PT1M"));
    assertThat(rhythm.next(Duration.ofSeconds(4), true, true)).isEqualTo(Duration.parse("PT1M"));
  }

  @Test
  void with_a_fixed_delay_the_pause_is_always_the_interval() {
    Rhythm rhythm = new Rhythm(CollectionSchedule.every(Duration.ofMinutes(10)).withFixedDelay());
    assertThat(rhythm.next(Duration.ofMinutes(15), true, true)).isEqualTo(Duration.parse("PT10M"));
    assertThat(rhythm.next(Duration.ofSeconds(4), false, false)).isEqualTo(Duration.parse("PT10M"));
  }

  @Test
  void runs_that_find_nothing_come_less_often_up_to_a_bound_until_there_is_something() {
    Rhythm rhythm = new Rhythm(CollectionSchedule.every(Duration.ofMinutes(10)));
    List<Long> minutes = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      minutes.add(rhythm.next(Duration.ZERO, false, false).toSeconds() / 60);
    }
    assertThat(minutes).containsExactly(15L, 22L, 33L, 50L, 60L, 60L, 60L);
    assertThat(rhythm.next(Duration.ZERO, false, true)).isEqualTo(Duration.parse("PT10M"));
  }

  @Test
  void runs_that_take_longer_than_the_interval_are_counted_as_long_as_they_do() {
    Rhythm rhythm = new Rhythm(CollectionSchedule.every(Duration.ofMinutes(10)));
    for (int i = 1; i <= 3; i++) {
      rhythm.next(Duration.ofMinutes(11), true, true);
      assertThat(rhythm.overruns()).isEqualTo(i);
    }
    rhythm.next(Duration.ofMinutes(9), true, true);
    assertThat(rhythm.overruns()).isZero();
  }

  @Test
  void a_schedule_that_cannot_be_kept_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CollectionSchedule.every(Duration.ZERO))
        .withMessageContaining("more than zero");
    CollectionSchedule schedule = CollectionSchedule.every(Duration.ofMinutes(10));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> schedule.longest(Duration.ofMinutes(9)))
        .withMessageContaining("at least PT10M");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> schedule.cooldown(Duration.ofMinutes(-1)));
  }

  @Test
  void a_flood_wait_is_never_shortened_and_a_repeated_one_doubles() {
    FloodGate gate = new FloodGate(clock, new Dice(7));
    assertThat(gate.left()).isZero();
    assertThat(gate.flooded(seconds(60))).isBetween(seconds(61), seconds(63));
    assertThat(gate.flooded(seconds(3))).as("at once again").isGreaterThan(seconds(121));
    clock.advance(seconds(10));
    assertThat(gate.left()).isGreaterThan(seconds(110));
    clock.advance(seconds(120));
    assertThat(gate.left()).isZero();
    assertThat(gate.flooded(seconds(60))).as("after a wait").isGreaterThan(seconds(240));
    clock.advance(seconds(300));
    gate.answered();
    assertThat(gate.flooded(seconds(5))).as("after an answer").isBetween(seconds(6), seconds(8));
    assertThat(gate.flooded(Duration.ofDays(3))).isGreaterThan(Duration.ofDays(3));
    assertThat(gate.flooded(seconds(1))).isGreaterThan(Duration.ofDays(2));
  }

  @Test
  void the_pace_rises_slowly_is_halved_by_a_flood_and_makes_up_for_nothing() throws Exception {
    AccountPace pace = pace(1);
    long start = clock.nanoTime();
    for (int i = 0; i < 10; i++) {
      pace.await();
    }
    assertThat(Duration.ofNanos(clock.nanoTime() - start)).isEqualTo(Duration.parse("PT9S"));
    clock.advance(Duration.ofMinutes(5));
    long later = clock.nanoTime();
    pace.await();
    pace.await();
    assertThat(Duration.ofNanos(clock.nanoTime() - later).toMillis()).isBetween(760L, 790L);
    assertThat(pace.perSecond()).isBetween(1.27, 1.28);
    pace.flooded();
    assertThat(pace.perSecond()).isBetween(0.63, 0.64);
    for (int i = 0; i < 50; i++) {
      pace.flooded();
    }
    assertThat(pace.perSecond()).isEqualTo(1 / 60.0);
    clock.advance(Duration.ofDays(30));
    pace.await();
    assertThat(pace.perSecond()).isEqualTo(5);
  }

  @Test
  void no_page_is_asked_for_before_a_flood_wait_is_over() throws Exception {
    AccountPace pace = pace(0);
    pace.await();
    Duration wait = pace.wait(seconds(70));
    long start = clock.nanoTime();
    pace.await();
    assertThat(Duration.ofNanos(clock.nanoTime() - start))
        .isEqualTo(wait)
        .isGreaterThan(seconds(70));
  }

  @Test
  void one_with_much_holds_up_nobody_and_all_get_the_same() throws Exception {
    Map<Integer, Long> left = new HashMap<>();
    Map<Integer, Long> served = new HashMap<>();
    DeficitRoundRobin<Integer> turns = new DeficitRoundRobin<>(5_000);
    for (int i = 0; i < 1_000; i++) {
      left.put(i, i == 0 ? 10_000_000L : 40_000L + i % 7);
      turns.add(i);
    }
    for (int round = 0; round < 8; round++) {
      turns.round((who, credit) -> serve(who, credit, left, served));
      long most = served.values().stream().mapToLong(Long::longValue).max().orElse(0);
      long least = served.values().stream().mapToLong(Long::longValue).min().orElse(0);
      assertThat(most).isLessThanOrEqualTo(2 * least);
      assertThat(most - least).isLessThanOrEqualTo(5_000 + 100);
    }
    turns.round((who, credit) -> serve(who, credit, left, served));
    assertThat(left.values()).filteredOn(rest -> rest > 0).hasSize(1);
  }

  /** Pages of a hundred, so more than the credit is taken. */
  private static long serve(
      int who, long credit, Map<Integer, Long> left, Map<Integer, Long> served) {
    long taken = 0;
    while (taken < credit && left.getOrDefault(who, 0L) > 0) {
      long page = Math.min(who % 3 == 0 ? 99 : 100, left.getOrDefault(who, 0L));
      left.merge(who, -page, Long::sum);
      taken += page;
    }
    served.merge(who, taken, Long::sum);
    return left.getOrDefault(who, 0L) == 0 ? -1 : taken;
  }

  @Test
  void who_fails_rests_longer_each_time_and_six_hours_at_most() {
    Setbacks setbacks = new Setbacks(clock);
    List<Long> minutes = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      setbacks.failed("a", "private");
      assertThat(setbacks.isNews("a")).isEqualTo(minutes.isEmpty());
      minutes.add(setbacks.left("a").toMinutes());
      assertThat(setbacks.isResting("a")).isTrue();
      assertThat(setbacks.isResting("b")).isFalse();
      clock.advance(setbacks.left("a"));
      assertThat(setbacks.isResting("a")).isFalse();
    }
    assertThat(minutes)
        .containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 360L, 360L, 360L);
    setbacks.failed("a", "gone");
    assertThat(setbacks.isNews("a")).as("another trouble").isTrue();
    setbacks.succeeded("a");
    assertThat(setbacks.isNews("a")).isFalse();
    setbacks.failed("a", "gone");
    setbacks.failed("a", "gone");
    assertThat(setbacks.isNews("a")).as("not told yet").isTrue();
    setbacks.succeeded("a");
    setbacks.failed("a", "gone");
    assertThat(setbacks.left("a").toMinutes()).isEqualTo(1);
  }

  private AccountPace pace(double perSecond) {
    return new AccountPace(perSecond, new FloodGate(clock, new Dice(3)), clock, clock::advance);
  }

  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }
}
