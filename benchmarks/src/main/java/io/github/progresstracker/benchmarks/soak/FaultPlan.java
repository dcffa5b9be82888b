package io.github.progresstracker.benchmarks.soak;

import io.github.progresstracker.benchmarks.soak.Fault.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Chooses by a seed what goes wrong when. Each round has each kind once, in another order; faults
 * of different things overlap.
 */
final class FaultPlan {

  private static final Duration REST = Duration.ofMillis(500);
  private static final int LEAST_GAP_MILLIS = 1_600;
  private static final int MOST_GAP_MILLIS = 4_000;
  private static final int GAPS_OF_A_RUN = 50;
  private static final int DAYS_OFF = 3;

  private final Random random;
  private final Duration duration;
  private final List<String> mortal;
  private final List<String> writers;
  private final List<String> all;
  private final List<Fault> faults = new ArrayList<>();
  private final Map<String, Duration> free = new HashMap<>();

  private FaultPlan(
      long seed, Duration duration, List<String> mortal, List<String> writers, List<String> all) {
    this.random = new Random(seed);
    this.duration = duration;
    this.mortal = mortal;
    this.writers = writers;
    this.all = all;
  }

  /**
   * Plans.
   *
   * @param seed decides everything
   * @param duration in which all faults are over
   * @param mortal names of processes that may be killed
   * @param writers names of those that have a clock and a sink of their own
   * @param all names of all processes
   */
  static List<Fault> of(
      long seed, Duration duration, List<String> mortal, List<String> writers, List<String> all) {
    return new FaultPlan(seed, duration, mortal, writers, all).plan();
  }

  private List<Fault> plan() {
    List<Kind> round = new ArrayList<>(List.of(Kind.values()));
    Duration at = Duration.ZERO;
    while (at.compareTo(duration) < 0) {
      Collections.shuffle(round, random);
      for (Kind kind : round) {
        at = at.plusMillis(random.nextInt(longestGapMillis()));
        add(kind, at);
      }
    }
    return List.copyOf(faults);
  }

  /** Short runs have their faults closer together. */
  private int longestGapMillis() {
    long even = duration.toMillis() / GAPS_OF_A_RUN;
    return (int) Math.max(LEAST_GAP_MILLIS, Math.min(MOST_GAP_MILLIS, even));
  }

  private void add(Kind kind, Duration at) {
    String target =
        switch (kind) {
          case KILLED -> one(mortal);
          case FROZEN -> one(all);
          case CLOCK, SINK_HANGS -> one(writers);
          default -> "";
        };
    Fault drawn = new Fault(kind, target, at, lasting(kind), size(kind));
    Duration start = later(at, free.getOrDefault(drawn.scope(), Duration.ZERO));
    Fault fault = new Fault(kind, target, start, drawn.lasting(), drawn.size());
    if (fault.end().compareTo(duration) <= 0) {
      free.put(fault.scope(), fault.end().plus(REST));
      faults.add(fault);
    }
  }

  private String one(List<String> names) {
    return names.get(random.nextInt(names.size()));
  }

  private Duration lasting(Kind kind) {
    return switch (kind) {
      case KILLED, DATABASE_KILLED, DATABASE_STOPPED -> millis(0, 3_000);
      case DISK_FULL -> millis(2_000, 6_000);
      case CLOCK, BROWSERS_STUCK -> Duration.ZERO;
      default -> millis(1_000, 5_000);
    };
  }

  private Duration millis(int from, int to) {
    return Duration.ofMillis(from + random.nextInt(to - from));
  }

  private long size(Kind kind) {
    return switch (kind) {
      case CLOCK -> random.nextLong(-DAYS_OFF * 86_400L, DAYS_OFF * 86_400L);
      case BROWSERS_STUCK -> random.nextLong(2, 6);
      default -> 0;
    };
  }

  private static Duration later(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
