package io.github.progresstracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.progresstracker.event.Transition;
import io.github.progresstracker.sink.InMemorySink;
import io.github.progresstracker.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Shares of a job, given to parts that count in units of their own")
class SplitTest {

  private final ManualClock clock = new ManualClock(Instant.parse("2026-01-05T08:00:00Z"));
  private final InMemorySink sink = new InMemorySink();
  private final ProgressRegistry registry =
      ProgressRegistry.builder().clock(clock).manualSampling().sink(sink).build();
  private final ProgressTracker job = registry.start("restore", 100);

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  @DisplayName("half of the part is half of its share")
  void countsByShare() {
    ProgressTracker part =
        job.split(TrackerSpec.named("archive").total(1_000_000).unit("bytes"), 40);
    part.advance(500_000);
    job.advance(10);
    ProgressSnapshot now = sample();
    assertThat(now.done()).isEqualTo(30);
    assertThat(now.percent()).isCloseTo(30.0, within(1e-9));
    assertThat(now.children().get(0).unit()).isEqualTo("bytes");
    assertThat(now.children().get(0).percent()).isEqualTo(50.0);
  }

  @Test
  @DisplayName("what is not a whole unit yet counts for the percentage, not for the count")
  void keepsFractions() {
    job.split(TrackerSpec.named("a").total(3), 10).advance(1);
    assertThat(sample().done()).isEqualTo(3);
    assertThat(sample().percent()).isCloseTo(100.0 / 30, within(1e-9));
  }

  @Test
  @DisplayName("a part that completes has done its whole share, whatever it counted")
  void closesUnusedShares() {
    ProgressTracker part = job.split("nobody knows how much", 25);
    part.advance(3);
    assertThat(sample().done()).isZero();
    part.complete();
    assertThat(sample().done()).isEqualTo(25);
    assertThat(sample().children()).isEmpty();
  }

  @Test
  @DisplayName(
      "a part that fails leaves the rest of its share to do, and its failures with the job")
  void keepsWhatWasReached() {
    ProgressTracker part = job.split(TrackerSpec.named("part").total(10), 50);
    part.advance(4);
    part.countFailed(2);
    part.fail("disk full");
    assertThat(sample().done()).isEqualTo(20);
    assertThat(sample().outcomes().failed()).isEqualTo(2);
  }

  @Test
  @DisplayName("a count never goes back when a part turns out larger")
  void neverGoesBack() {
    ProgressTracker part = job.split(TrackerSpec.named("part").total(10), 50);
    part.advance(5);
    assertThat(sample().done()).isEqualTo(25);
    part.total(Total.exact(100));
    assertThat(sample().done()).isEqualTo(25);
    part.advance(60);
    assertThat(sample().done()).isEqualTo(32);
  }

  @Test
  @DisplayName("parts of parts of parts add up")
  void nests() {
    ProgressTracker half = job.split(TrackerSpec.named("half").total(4), 50);
    ProgressTracker quarter = half.split(TrackerSpec.named("quarter").total(1_000), 2);
    ProgressTracker same = quarter.child("same unit", 500);
    same.advance(500);
    ProgressSnapshot now = sample();
    assertThat(now.percent()).isCloseTo(12.5, within(1e-9));
    assertThat(now.children().get(0).percent()).isCloseTo(25.0, within(1e-9));
    assertThat(now.children().get(0).children().get(0).done()).isEqualTo(500);
  }

  @Test
  @DisplayName("a split of a part that counts in the job's unit counts for the job, too")
  void countsThroughParts() {
    ProgressTracker part = job.child("part", 100);
    ProgressTracker split = part.split(TrackerSpec.named("split").total(10), 50);
    split.advance(5);
    assertThat(sample().done()).isEqualTo(25);
    assertThat(sample().children().get(0).done()).isEqualTo(25);
    split.complete();
    part.complete();
    assertThat(sample().done()).isEqualTo(50);
  }

  @Test
  @DisplayName("the levels agree in what is told of a part of a split")
  void lineagesAgree() {
    ProgressTracker split = job.split(TrackerSpec.named("split").total(10), 100);
    ProgressTracker part = split.child("part", 5);
    part.advance(5);
    part.complete();
    registry.sampleNow();
    registry.close();
    Transition.Finished end = sink.of(Transition.Finished.class).get(0);
    assertThat(end.lineage()).extracting(ProgressSnapshot::done).containsExactly(50L, 5L, 5L);
  }

  @Test
  @DisplayName("what was skipped in a split is no speed of the job")
  void skipsInSplits() {
    ProgressTracker split = job.split(TrackerSpec.named("split").total(1_000), 50);
    clock.advance(Duration.ofSeconds(10));
    split.skip(900);
    assertThat(sample().done()).isEqualTo(45);
    assertThat(sample().rates().average()).isZero();
    assertThat(sample().rates().peak()).isZero();
  }

  @Test
  @DisplayName("many small steps add up to whole units")
  void addsUp() {
    ProgressTracker split = job.split(TrackerSpec.named("split").total(1_000), 7);
    for (int i = 0; i < 1_000; i++) {
      split.advance();
      registry.sampleNow();
    }
    assertThat(sample().done()).isEqualTo(7);
  }

  @Test
  @DisplayName("a part counts as far as its own percentage says, spread anew or not")
  void countsBySpread() {
    ProgressTracker split = job.split(TrackerSpec.named("split").total(100), 100);
    split.advance(50);
    sample();
    split.remaining(200);
    split.advance(100);
    ProgressSnapshot now = sample();
    assertThat(now.children().get(0).percent()).isCloseTo(75.0, within(1e-9));
    assertThat(now.percent()).isCloseTo(75.0, within(1e-9));
  }

  @Test
  @DisplayName("spreads from where the work is, seen or not yet")
  void spreadsFromNow() {
    job.advance(50);
    job.remaining(50);
    assertThat(sample().percent()).isCloseTo(50.0, within(1e-9));
    job.advance(25);
    assertThat(sample().percent()).isCloseTo(75.0, within(1e-9));
  }

  @Test
  @DisplayName("skipping over a mark is no speed either")
  void skipsOverMarks() {
    ProgressTracker marked =
        registry.start(TrackerSpec.named("marked").total(100_000).reportEvery(1_000));
    for (int i = 0; i < 10; i++) {
      marked.advance(1);
      clock.advance(Duration.ofSeconds(1));
      registry.sampleNow();
    }
    marked.skip(50_000);
    assertThat(sampled(marked).rates().peak()).isLessThan(2);
    assertThat(sampled(marked).eta().remaining()).isGreaterThan(Duration.ofHours(1));
  }

  @Test
  @DisplayName("what a part had done before this run is done, and no speed")
  void resumes() {
    job.split(TrackerSpec.named("part").total(100).startAt(80), 50);
    clock.advance(Duration.ofSeconds(10));
    ProgressSnapshot now = sample();
    assertThat(now.done()).isEqualTo(40);
    assertThat(now.rates().average()).isZero();
  }

  @Test
  @DisplayName("an exact mark of a part says nothing wrong about the job above it")
  void marks() {
    ProgressTracker part = job.split(TrackerSpec.named("part").total(1_000).reportEvery(100), 50);
    part.advance(1_000);
    registry.sampleNow();
    registry.close();
    List<Transition.Marked> marks = sink.of(Transition.Marked.class);
    assertThat(marks).hasSize(10);
    assertThat(marks).allSatisfy(mark -> assertThat(mark.job().done()).isBetween(0L, 50L));
    assertThat(marks.get(4).tracker().done()).isEqualTo(500);
  }

  @Test
  @DisplayName("spreads the rest of the percentage over what is really left")
  void redistributes() {
    job.advance(50);
    assertThat(sample().percent()).isEqualTo(50.0);
    job.remaining(200);
    assertThat(sample().total()).isEqualTo(Total.exact(250));
    assertThat(sample().percent()).isEqualTo(50.0);
    job.advance(100);
    assertThat(sample().percent()).isCloseTo(75.0, within(1e-9));
    job.remaining(0);
    assertThat(sample().total()).isEqualTo(Total.exact(150));
  }

  @Test
  @DisplayName("what open splits have to do stays theirs when the rest is spread")
  void redistributesBesidesSplits() {
    ProgressTracker part = job.split(TrackerSpec.named("part").total(10), 40);
    part.advance(5);
    job.advance(10);
    sample();
    job.remaining(70);
    assertThat(sample().total()).isEqualTo(Total.exact(120));
    part.advance(5);
    job.advance(70);
    assertThat(sample().done()).isEqualTo(120);
    assertThat(sample().percent()).isEqualTo(99.9);
  }

  @Test
  @DisplayName("the percentage stands still when the total grows, and goes back only if told to")
  void correctsTotals() {
    job.advance(50);
    sample();
    job.total(Total.exact(1_000));
    assertThat(sample().percent()).isEqualTo(50.0);
    job.correctTotal(Total.exact(1_000));
    assertThat(sample().percent()).isEqualTo(5.0);
  }

  @Test
  @DisplayName(
      "bad input: negative shares and remainders are refused, after the end all is ignored")
  void badInput() {
    assertThatThrownBy(() -> job.split("x", -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("share must be >= 0, was -1");
    assertThatThrownBy(() -> job.remaining(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("remaining units must be >= 0, was -1");
    job.split("nothing", 0).complete();
    job.split(TrackerSpec.named("too much").total(1), Long.MAX_VALUE).complete();
    assertThat(sample().done()).isEqualTo(Long.MAX_VALUE);
    job.complete();
    job.remaining(5);
    assertThat(job.split("late", 5).snapshot().state()).isEqualTo(TrackerState.ABANDONED);
  }

  @Test
  @DisplayName("counts of random trees add up, and neither count nor percentage ever goes back")
  void randomTrees() {
    for (int seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      ProgressTracker root = registry.start("tree " + seed, 1_000);
      List<ProgressTracker> open = new ArrayList<>(List.of(root));
      long done = 0;
      double percent = 0;
      for (int step = 0; step < 200; step++) {
        ProgressTracker any = open.get(random.nextInt(open.size()));
        switch (random.nextInt(6)) {
          case 0 -> open.add(any.split(TrackerSpec.named("s").total(random.nextInt(50)), 7));
          case 1 -> open.add(any.child("c", random.nextInt(20)));
          case 2 -> any.remaining(random.nextInt(500));
          case 3 -> {
            if (any != root) {
              open.remove(any);
              end(any, random);
            }
          }
          default -> any.advance(random.nextInt(5));
        }
        clock.advance(Duration.ofMillis(random.nextInt(1_000)));
        registry.sampleNow();
        ProgressSnapshot now = root.snapshot();
        assertThat(now.done()).as("seed %s step %s", seed, step).isGreaterThanOrEqualTo(done);
        assertThat(now.percent()).as("seed %s step %s", seed, step).isBetween(percent, 99.9);
        done = now.done();
        percent = Objects.requireNonNull(now.percent());
      }
      root.complete();
      assertThat(sampled(root).percent()).isEqualTo(100.0);
    }
  }

  private static void end(ProgressTracker tracker, Random random) {
    switch (random.nextInt(3)) {
      case 0 -> tracker.complete();
      case 1 -> tracker.fail("bad luck");
      default -> tracker.close();
    }
  }

  private ProgressSnapshot sample() {
    return sampled(job);
  }

  private ProgressSnapshot sampled(ProgressTracker tracker) {
    registry.sampleNow();
    return tracker.snapshot();
  }
}
