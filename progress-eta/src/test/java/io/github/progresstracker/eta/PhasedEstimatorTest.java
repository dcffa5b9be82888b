package io.github.progresstracker.eta;

import static io.github.progresstracker.eta.SimulatedRun.nanos;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A job declared as phases with weights")
class PhasedEstimatorTest {

  private static final int SCAN = 0;
  private static final int FETCH = 1;
  private static final List<Double> EVEN =
      IntStream.rangeClosed(0, 16).mapToObj(j -> j / 16.0).toList();

  private static PhasePlan weighing(double weight) {
    return new PhasePlan(weight, RunHistory.none());
  }

  private static PhasedEstimator scanAndFetch(EtaMethod method) {
    return new PhasedEstimator(method, List.of(weighing(1), weighing(9)));
  }

  private static double seconds(Eta eta) {
    return SimulatedRun.seconds(Objects.requireNonNull(eta.remaining()));
  }

  /** Units of one second each, from the given second on. */
  private static void work(PhasedEstimator job, int phase, int from, int units, int total) {
    for (int i = 1; i <= units; i++) {
      job.observe(phase, nanos(from + i), i, total);
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CUSTOM")
  @DisplayName("half of the scan in 50 s: 50 s of scan and 900 s of fetching are left")
  void the_phase_to_come_is_nine_times_the_one_that_runs(EtaMethod method) {
    PhasedEstimator job = scanAndFetch(method);
    job.begin(SCAN, 0);
    work(job, SCAN, 0, 50, 100);

    Eta eta = job.estimate(nanos(50));

    assertThat(seconds(eta)).isCloseTo(950, Percentage.withPercentage(5));
    assertThat(eta.low()).isLessThan(Duration.ofMinutes(10));
    assertThat(eta.high()).isGreaterThan(Duration.ofMinutes(25));
    assertThat(eta.basis()).isEqualTo(EtaBasis.MEASURED);
    assertThat(eta.confidence()).isLessThan(0.5);
    assertThat(job.share()).isCloseTo(0.05, within(1e-12));
  }

  @Test
  void a_phase_that_has_begun_is_measured_and_its_weight_no_longer_matters() {
    PhasedEstimator job = scanAndFetch(EtaMethod.ADAPTIVE);
    job.begin(SCAN, 0);
    work(job, SCAN, 0, 100, 100);
    job.end(SCAN, nanos(100));
    job.begin(FETCH, nanos(100));
    work(job, FETCH, 100, 100, 200);

    Eta eta = job.estimate(nanos(200));

    assertThat(seconds(eta)).isCloseTo(100, Percentage.withPercentage(12));
    assertThat(eta.confidence()).isGreaterThan(0.6);
    assertThat(job.share()).isCloseTo((1 + 4.5) / 10, within(1e-9));
  }

  @Test
  void the_clock_of_a_phase_stands_still_while_it_is_not_open() {
    PhasedEstimator job = scanAndFetch(EtaMethod.LINEAR);
    job.begin(SCAN, 0);
    work(job, SCAN, 0, 100, 100);
    job.end(SCAN, nanos(100));
    job.begin(FETCH, nanos(5000));
    work(job, FETCH, 5000, 50, 100);

    assertThat(seconds(job.estimate(nanos(5050)))).isCloseTo(50, Percentage.withPercentage(15));
  }

  @Test
  void phases_that_are_open_together_run_side_by_side() {
    PhasedEstimator job = scanAndFetch(EtaMethod.LINEAR);
    job.begin(SCAN, 0);
    job.begin(FETCH, 0);
    for (int i = 1; i <= 50; i++) {
      job.observe(SCAN, nanos(i), i, 100);
      job.observe(FETCH, nanos(i), i, 400);
    }

    assertThat(seconds(job.estimate(nanos(50)))).isCloseTo(350, Percentage.withPercentage(15));
  }

  @Test
  void an_open_phase_of_unknown_total_is_judged_by_its_weight() {
    PhasedEstimator job = scanAndFetch(EtaMethod.LINEAR);
    job.begin(SCAN, 0);
    work(job, SCAN, 0, 100, 100);
    job.end(SCAN, nanos(100));
    job.begin(FETCH, nanos(100));
    job.observe(FETCH, nanos(200), 7, Double.NaN);

    assertThat(seconds(job.estimate(nanos(200)))).isCloseTo(800, within(1e-6));
    assertThat(job.share()).isCloseTo(0.1, within(1e-12));
  }

  @Test
  @DisplayName(
      "the first unit of 50 takes 18 s, but the weight said 900 s in all: it is believed yet")
  void the_first_units_of_a_phase_are_held_against_its_weight() {
    PhasedEstimator job = scanAndFetch(EtaMethod.ADAPTIVE);
    job.begin(SCAN, 0);
    work(job, SCAN, 0, 100, 100);
    job.end(SCAN, nanos(100));
    job.begin(FETCH, nanos(100));
    job.observe(FETCH, nanos(118), 1, 50);

    assertThat(seconds(job.estimate(nanos(118)))).isCloseTo(882, Percentage.withPercentage(25));
  }

  @Test
  void a_phase_that_is_overdue_has_ever_more_left() {
    PhasedEstimator job = scanAndFetch(EtaMethod.LINEAR);
    job.begin(SCAN, 0);
    work(job, SCAN, 0, 100, 100);
    job.end(SCAN, nanos(100));
    job.begin(FETCH, nanos(100));
    job.observe(FETCH, nanos(100), 0, 50);

    double atTwice = seconds(job.estimate(nanos(1900)));

    assertThat(atTwice).isGreaterThan(seconds(job.estimate(nanos(1000))));
    assertThat(seconds(job.estimate(nanos(9100)))).isGreaterThan(2 * atTwice);
  }

  @Test
  void before_anything_is_measured_nothing_is_known() {
    PhasedEstimator job = scanAndFetch(EtaMethod.ADAPTIVE);
    job.begin(SCAN, 0);

    Eta eta = job.estimate(nanos(3));

    assertThat(eta.basis()).isEqualTo(EtaBasis.WARMING_UP);
    assertThat(eta.remaining()).isNull();
  }

  @Test
  void earlier_runs_of_the_phases_give_an_estimate_at_once_and_replace_the_weights() {
    RunHistory minute = RunHistory.of(List.of(run(100, 60)));
    RunHistory hour = RunHistory.of(List.of(run(500, 3600)));
    PhasedEstimator job =
        new PhasedEstimator(
            EtaMethod.ADAPTIVE, List.of(new PhasePlan(1, minute), new PhasePlan(1, hour)));
    job.begin(SCAN, 0);
    job.observe(SCAN, 0, 0, 100);

    Eta eta = job.estimate(0);

    assertThat(eta.basis()).isEqualTo(EtaBasis.PRIOR);
    assertThat(seconds(eta)).isCloseTo(3660, Percentage.withPercentage(0.1));
    job.end(SCAN, nanos(60));
    assertThat(job.share()).isCloseTo(60 / 3660.0, within(1e-9));
  }

  private static RunSummary run(double units, double seconds) {
    return new RunSummary(units, nanos(seconds), 0, 0, EVEN);
  }

  @Test
  void an_ended_phase_teaches_later_runs() {
    PhasedEstimator job = scanAndFetch(EtaMethod.ADAPTIVE);
    job.begin(SCAN, 0);
    work(job, SCAN, 0, 64, 100);
    assertThat(job.summary(SCAN)).isEmpty();

    job.end(SCAN, nanos(64));

    RunSummary learned = job.summary(SCAN).orElseThrow();
    assertThat(learned.done()).isEqualTo(64);
    assertThat(learned.activeNanos()).isEqualTo(nanos(64));
    assertThat(job.summary(FETCH)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CUSTOM")
  void a_wait_of_the_whole_job_is_added(EtaMethod method) {
    PhasedEstimator job = scanAndFetch(method);
    job.begin(SCAN, 0);
    work(job, SCAN, 0, 50, 100);
    double before = seconds(job.estimate(nanos(50)));

    job.waits(1, 0, nanos(300));
    Eta waiting = job.estimate(nanos(50));

    assertThat(waiting.basis()).isEqualTo(EtaBasis.WAITING);
    assertThat(seconds(waiting)).isCloseTo(before + 300, Percentage.withPercentage(1));
  }

  @Test
  void waits_that_come_again_and_again_are_expected_to_go_on() {
    PhasedEstimator job = new PhasedEstimator(EtaMethod.LINEAR, List.of(weighing(1)));
    job.begin(SCAN, 0);
    work(job, SCAN, 0, 50, 100);
    job.waits(5, nanos(500), 0);

    Eta eta = job.estimate(nanos(50));

    assertThat(seconds(eta)).as("50 s of work, 500 s of waits").isBetween(500.0, 600.0);
    assertThat(eta.low()).isLessThan(Duration.ofMinutes(5));
    assertThat(eta.high()).isGreaterThan(Duration.ofSeconds(700));
    assertThat(eta.factors().rateLimitingImpact()).isCloseTo(500 / 550.0, within(1e-9));
  }

  @Test
  void the_range_of_a_job_that_waits_begins_after_the_wait() {
    PhasedEstimator job = scanAndFetch(EtaMethod.LINEAR);
    job.begin(SCAN, 0);
    work(job, SCAN, 0, 50, 100);
    Eta before = job.estimate(nanos(50));

    job.waits(1, 0, nanos(300));
    Eta waiting = job.estimate(nanos(50));

    Duration wait = Duration.ofMinutes(5);
    assertThat(waiting.low()).isGreaterThan(Objects.requireNonNull(before.low()).plus(wait));
    assertThat(waiting.high()).isGreaterThan(Objects.requireNonNull(before.high()).plus(wait));
  }

  @Test
  void a_phase_that_begins_again_goes_on_where_it_was() {
    PhasedEstimator job = scanAndFetch(EtaMethod.LINEAR);
    job.begin(SCAN, 0);
    work(job, SCAN, 0, 50, 100);
    assertThat(seconds(job.estimate(nanos(50)))).isCloseTo(950, Percentage.withPercentage(5));
    job.end(SCAN, nanos(50));
    assertThat(seconds(job.estimate(nanos(50)))).as("fetching").isCloseTo(450, within(1.0));

    job.begin(SCAN, nanos(50));

    assertThat(seconds(job.estimate(nanos(50)))).isCloseTo(950, Percentage.withPercentage(5));
  }

  @Test
  void an_open_phase_in_which_nothing_happens_any_more_is_a_stall_of_the_job() {
    PhasedEstimator job = scanAndFetch(EtaMethod.ADAPTIVE);
    job.begin(SCAN, 0);
    work(job, SCAN, 0, 50, 100);
    assertThat(job.estimate(nanos(55)).basis()).isEqualTo(EtaBasis.MEASURED);
    assertThat(job.estimate(nanos(150)).basis()).isEqualTo(EtaBasis.STALLED);
  }

  @Test
  void the_throughput_is_that_of_the_phase_that_was_begun_last() {
    PhasedEstimator job = scanAndFetch(EtaMethod.ADAPTIVE);
    job.begin(SCAN, 0);
    work(job, SCAN, 0, 50, 100);
    assertThat(job.estimate(nanos(50)).factors().averageThroughput()).isEqualTo(1);
    job.end(SCAN, nanos(50));
    job.begin(FETCH, nanos(50));
    job.observe(FETCH, nanos(60), 70, 1000);
    assertThat(job.estimate(nanos(60)).factors().averageThroughput()).isEqualTo(7);
  }

  @Test
  void a_job_is_as_sure_as_the_phase_in_which_most_of_its_time_is_spent() {
    PhasedEstimator job = scanAndFetch(EtaMethod.LINEAR);
    job.begin(SCAN, 0);
    work(job, SCAN, 0, 90, 100);
    double guessing = job.estimate(nanos(90)).confidence();
    job.end(SCAN, nanos(90));
    job.begin(FETCH, nanos(90));
    work(job, FETCH, 90, 400, 1000);
    double measured = job.estimate(nanos(490)).confidence();

    assertThat(guessing).isBetween(0.05, 0.5);
    assertThat(measured).isBetween(0.5, 0.99);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 18, 100})
  @DisplayName(
      "however far the first unit is from what the weight said, the range is on both sides")
  void range_of_a_surprise(int secondsOfFirst) {
    Eta eta = fetching(secondsOfFirst).estimate(nanos(100 + secondsOfFirst));

    double low = SimulatedRun.seconds(Objects.requireNonNull(eta.low()));
    double high = SimulatedRun.seconds(Objects.requireNonNull(eta.high()));
    assertThat(low).isLessThan(0.75 * seconds(eta));
    assertThat(high).isGreaterThan(1.3 * seconds(eta));
  }

  /** 100 s of scanning, so 900 s of fetching by the weights, and the first of 50 units fetched. */
  private static PhasedEstimator fetching(int secondsOfFirst) {
    PhasedEstimator job = scanAndFetch(EtaMethod.ADAPTIVE);
    job.begin(SCAN, 0);
    work(job, SCAN, 0, 100, 100);
    job.end(SCAN, nanos(100));
    job.begin(FETCH, nanos(100));
    job.observe(FETCH, nanos(100 + secondsOfFirst), 1, 50);
    return job;
  }

  @Test
  void a_phase_of_unknown_total_counts_down_by_its_earlier_runs() {
    PhasePlan known = new PhasePlan(1, RunHistory.of(List.of(run(100, 600))));
    PhasedEstimator job = new PhasedEstimator(EtaMethod.ADAPTIVE, List.of(known));
    job.begin(SCAN, 0);
    assertThat(seconds(job.estimate(0))).isCloseTo(600, within(1.0));
    assertThat(seconds(job.estimate(nanos(300)))).isBetween(200.0, 400.0);
  }

  @Test
  void a_phase_that_was_slow_at_its_end_before_is_expected_to_be_so_again() {
    List<Double> slowEnd =
        IntStream.rangeClosed(0, 16)
            .mapToObj(j -> j <= 8 ? j / 80.0 : 0.1 + (j - 8) * 0.9 / 8)
            .toList();
    RunSummary before = new RunSummary(100, nanos(1000), 0, 0, slowEnd);
    PhasePlan known = new PhasePlan(1, RunHistory.of(List.of(before, before, before)));
    PhasedEstimator job = new PhasedEstimator(EtaMethod.ADAPTIVE, List.of(known));
    job.begin(SCAN, 0);
    for (int i = 1; i <= 50; i++) {
      job.observe(SCAN, nanos(2 * i), i, 100);
    }
    assertThat(seconds(job.estimate(nanos(100)))).isBetween(500.0, 1000.0);
  }

  @Test
  void when_every_phase_has_ended_the_job_is_done() {
    PhasedEstimator job = scanAndFetch(EtaMethod.ADAPTIVE);
    job.begin(SCAN, 0);
    job.end(SCAN, nanos(1));
    job.end(FETCH, nanos(1));

    assertThat(job.estimate(nanos(1)).basis()).isEqualTo(EtaBasis.DONE);
    assertThat(job.share()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void a_weight_must_be_a_finite_number_above_zero(double weight) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> weighing(weight))
        .withMessageContaining("weight");
  }

  @Test
  void a_plan_without_phases_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PhasedEstimator(EtaMethod.LINEAR, List.of()));
  }

  @Test
  @DisplayName("whatever comes in, an estimate is well formed (1,000 random streams)")
  void property() {
    double[] numbers = {0, -1, 1, 1e18, Double.NaN, Double.POSITIVE_INFINITY, Double.MAX_VALUE};
    long[] times = {0, -1, nanos(1), Long.MAX_VALUE, Long.MIN_VALUE};
    for (int seed = 0; seed < 1000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      PhasedEstimator job =
          new PhasedEstimator(
              EtaMethod.ADAPTIVE,
              List.of(weighing(1), new PhasePlan(1e300, RunHistory.of(List.of(run(5, 1))))));
      long now = 0;
      for (int i = 0; i < 40; i++) {
        boolean wild = random.nextInt(4) == 0;
        now = wild ? times[random.nextInt(times.length)] : now + random.nextLong(nanos(3));
        int phase = random.nextInt(2);
        switch (random.nextInt(4)) {
          case 0 -> job.begin(phase, now);
          case 1 -> job.end(phase, now);
          case 2 -> job.waits(random.nextInt(-1, 3), now, random.nextLong(nanos(9)));
          default ->
              job.observe(phase, now, numbers[random.nextInt(numbers.length)], random.nextInt(9));
        }
        // The constructor of Eta refuses NaN, negative and disordered values by itself.
        assertThat(job.estimate(now).method()).isEqualTo(EtaMethod.ADAPTIVE);
        assertThat(job.share()).isBetween(0.0, 1.0);
      }
    }
  }
}
