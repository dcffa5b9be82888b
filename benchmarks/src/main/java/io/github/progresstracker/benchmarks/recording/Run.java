package io.github.progresstracker.benchmarks.recording;

import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * One run of a job, and how it differs from the others: in size, in data, and in every third run by
 * another process that takes a share of the machine. All of it follows from key and number.
 *
 * @param key the job
 * @param number of the run, {@code >= 1}
 */
record Run(String key, int number) {

  private static final double LARGEST_CHANGE = 0.4;

  /** How large the run is beside the usual, 0.6 to 1.4; half of the runs are within 10 %. */
  double size() {
    double u = 2 * random("size").nextDouble() - 1;
    return 1 + LARGEST_CHANGE * u * Math.abs(u);
  }

  /** A usual number of something, changed by the size of this run. */
  int scaled(int usual) {
    return (int) Math.round(usual * size());
  }

  /** A source of chance that is the same in each repetition of this run, for one purpose. */
  SplittableRandom random(String purpose) {
    return new SplittableRandom(31L * (31L * key.hashCode() + number) + purpose.hashCode());
  }

  /** A source of chance that all runs of the job share: what stays the same from run to run. */
  SplittableRandom sharedRandom(String purpose) {
    return new SplittableRandom(31L * key.hashCode() + purpose.hashCode());
  }

  /** The process that gets in the way, if one does. */
  Optional<Neighbour> neighbour() {
    if (number % 3 != 0) {
      return Optional.empty();
    }
    SplittableRandom random = random("neighbour");
    return Optional.of(
        new Neighbour(
            random.nextInt(0, 6_000), random.nextInt(4_000, 20_000), random.nextInt(1, 3)));
  }

  /**
   * Another process that keeps processors busy for a part of the run.
   *
   * @param delayMillis from the start of the run
   * @param lengthMillis how long it works
   * @param threads how many processors it keeps busy
   */
  record Neighbour(int delayMillis, int lengthMillis, int threads) {

    String describe() {
      return String.format(
          Locale.ROOT,
          "another process with %d busy thread(s) from %.1f s to %.1f s of the run",
          threads,
          delayMillis / 1e3,
          (delayMillis + lengthMillis) / 1e3);
    }
  }
}
