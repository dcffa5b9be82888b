package io.github.progresstracker.internal;

import io.github.progresstracker.eta.EstimatorState;
import io.github.progresstracker.eta.EtaMethod;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an estimator knew, and what it had been told last, to go on from in another process.
 *
 * @param state of the estimator
 * @param activeNanos active time so far, in nanoseconds
 * @param done units done so far
 * @param waits announced waits so far
 * @param waitedNanos time spent in them
 */
public record SavedEstimator(
    EstimatorState state, long activeNanos, double done, int waits, long waitedNanos) {

  private static final int WORDS_BEFORE_NUMBERS = 5;

  /**
   * Reads what {@link #text} has written.
   *
   * @param text some ninety words
   * @return the same again
   * @throws IllegalArgumentException if it is something else
   */
  static SavedEstimator of(String text) {
    String[] words = text.split(" ");
    if (words.length <= WORDS_BEFORE_NUMBERS) {
      throw new IllegalArgumentException("'" + text + "' is no state of an estimator");
    }
    return new SavedEstimator(
        new EstimatorState(
            EtaMethod.valueOf(words[0]),
            Arrays.stream(words).skip(WORDS_BEFORE_NUMBERS).map(Double::valueOf).toList()),
        Long.parseLong(words[1]),
        Double.parseDouble(words[2]),
        Integer.parseInt(words[3]),
        Long.parseLong(words[4]));
  }

  /**
   * Writes it down.
   *
   * @return words with a blank between them, less than 3,000 characters
   */
  public String text() {
    return Stream.concat(
            Stream.of(state.method(), activeNanos, done, waits, waitedNanos),
            state.numbers().stream())
        .map(String::valueOf)
        .collect(Collectors.joining(" "));
  }
}
