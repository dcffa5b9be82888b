package io.github.progresstracker.alert;

import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.WaitScope;
import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.event.Transition.AlertRaised;
import io.github.progresstracker.sink.InMemorySink;
import io.github.progresstracker.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A job of several workers with items of different length, played through a registry in seconds of
 * a manual clock. What it is like follows from a seed; what goes wrong with it, half way, from the
 * test.
 */
final class SimulatedRun {

  /** What goes wrong. */
  enum Sickness {
    NOTHING,
    HANGS,
    FAILS,
    IS_REFUSED,
    SLOWS_DOWN
  }

  private static final int SICK_AFTER_SECONDS = 900;
  private static final int MOST_SECONDS = 5_400;

  private final Random random;
  private final Sickness sickness;
  private final ManualClock clock = new ManualClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final InMemorySink sink = new InMemorySink(10_000);
  private final double itemSeconds;
  private final double spread;
  private final double drift;
  private final double errorRate;
  private final long itemSize;
  private final double[] endsAt;
  private final double waitEvery;
  private final double waitShare;
  private double worked;
  private @Nullable WaitScope wait;
  private double waitEnds;
  private double nextWait;

  SimulatedRun(long seed, Sickness sickness) {
    this.random = new Random(seed);
    this.sickness = sickness;
    this.itemSeconds = Math.exp(random.nextDouble() * 6) / 4;
    this.spread = random.nextDouble();
    this.drift = 0.6 + 0.8 * random.nextDouble();
    this.errorRate = 0.05 * random.nextDouble();
    this.itemSize = random.nextBoolean() ? 1 : 100;
    this.endsAt = new double[1 + random.nextInt(8)];
    this.waitEvery = 120 + 600 * random.nextDouble();
    this.waitShare = random.nextBoolean() ? 0 : 0.3 * random.nextDouble();
    this.nextWait = waitEvery;
    for (int worker = 0; worker < endsAt.length; worker++) {
      endsAt[worker] = itemTime();
    }
  }

  /** The names of the rules whose alerts were raised, once for each alert. */
  List<String> alerts() throws InterruptedException {
    long items = (long) (2_400 * endsAt.length / itemSeconds) + endsAt.length;
    try (ProgressRegistry registry =
        ProgressRegistry.builder()
            .clock(clock)
            .manualSampling()
            .sink(sink)
            .rules(AlertRules.standard())
            .build()) {
      ProgressTracker job = registry.start("simulated", items * itemSize);
      long left = items;
      for (int second = 0; second < MOST_SECONDS && left > 0; second++) {
        clock.advance(Duration.ofSeconds(1));
        left -= second(job, second, left);
        registry.sampleNow();
      }
      job.complete();
      registry.flush(Duration.ofSeconds(10));
    }
    return raised();
  }

  private List<String> raised() {
    Map<String, String> ruleById = new LinkedHashMap<>();
    for (ProgressEvent event : sink.events()) {
      if (event instanceof AlertRaised raised) {
        ruleById.put(raised.alert().id(), raised.alert().rule());
      }
    }
    return List.copyOf(ruleById.values());
  }

  /** Plays a second and gives the number of items that ended in it. */
  private long second(ProgressTracker job, int second, long left) {
    boolean sick = second >= SICK_AFTER_SECONDS;
    if (isWaiting(job, second, sick) || (sick && sickness == Sickness.HANGS)) {
      return 0;
    }
    worked += sick && sickness == Sickness.SLOWS_DOWN ? 0.2 : 1;
    long ended = 0;
    for (int worker = 0; worker < endsAt.length; worker++) {
      while (endsAt[worker] <= worked && ended < left) {
        end(job, sick);
        ended++;
        endsAt[worker] += itemTime();
      }
    }
    return ended;
  }

  private void end(ProgressTracker job, boolean sick) {
    job.advance(itemSize);
    double rate = sick && sickness == Sickness.FAILS ? 0.4 : errorRate;
    if (random.nextDouble() < rate) {
      job.countFailed(itemSize);
    }
  }

  private boolean isWaiting(ProgressTracker job, int second, boolean sick) {
    boolean refused = sick && sickness == Sickness.IS_REFUSED;
    if (wait != null && second >= waitEnds) {
      wait.close();
      wait = null;
      nextWait = second + (refused ? 20 : waitEvery);
    }
    if (wait == null && second >= nextWait && (refused || waitShare > 0)) {
      double length = refused ? 60 : waitEvery * waitShare;
      wait = job.waiting("FLOOD_WAIT", Duration.ofSeconds((long) length));
      waitEnds = second + length;
    }
    return wait != null;
  }

  /** Log-normal, getting longer or shorter over the run. */
  private double itemTime() {
    double trend = 1 + (drift - 1) * Math.min(1, worked / 2_400);
    return itemSeconds * trend * Math.exp(spread * random.nextGaussian() - spread * spread / 2);
  }
}
