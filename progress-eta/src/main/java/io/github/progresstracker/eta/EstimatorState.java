package io.github.progresstracker.eta;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.DoubleConsumer;

/**
 * All that an estimator knows of a run, as numbers: to be stored with a checkpoint of the job, so
 * that a job that is resumed after a crash does not begin to learn anew. Immutable; the order of
 * the numbers is a matter of this library, and the first one is its version.
 *
 * <pre>{@code
 * EtaEstimator before = EtaEstimator.adaptive();
 * before.observe(Duration.ofMinutes(1).toNanos(), 400, 1_000);
 * Optional<EstimatorState> state = before.state();                 // kept beside the checkpoint
 * EtaEstimator after = state
 *     .map(known -> EtaEstimator.resumed(known, RunHistory.none()))
 *     .orElseGet(EtaEstimator::adaptive);
 * }</pre>
 *
 * @param method how the estimator works
 * @param numbers some ninety finite numbers
 */
public record EstimatorState(EtaMethod method, List<Double> numbers) {

  static final int VERSION = 2;

  /**
   * Copies the numbers.
   *
   * @param method how the estimator works
   * @param numbers finite numbers; copied
   * @throws IllegalArgumentException if one is NaN or infinite
   */
  public EstimatorState {
    numbers = List.copyOf(numbers);
    for (double number : numbers) {
      if (!Double.isFinite(number)) {
        throw new IllegalArgumentException("the state of an estimator is finite, held " + number);
      }
    }
  }

  /** Collects numbers in the order in which they will be read. */
  static final class Writer implements DoubleConsumer {
    private final List<Double> numbers = new ArrayList<>();

    @Override
    public void accept(double number) {
      numbers.add(number);
    }

    void all(double... more) {
      for (double number : more) {
        accept(number);
      }
    }

    EstimatorState state(EtaMethod method) {
      return new EstimatorState(method, numbers);
    }
  }

  /** Gives the numbers out again and refuses what cannot have been written by a {@link Writer}. */
  static final class Reader {
    private final Iterator<Double> numbers;

    Reader(EstimatorState state) {
      numbers = state.numbers.iterator();
      if (next() != VERSION) {
        throw new IllegalArgumentException(
            "the state of an estimator must have version " + VERSION + "; start without it");
      }
    }

    double next() {
      if (!numbers.hasNext()) {
        throw new IllegalArgumentException(
            "the state of an estimator is cut off; start without it");
      }
      return numbers.next();
    }

    double notNegative() {
      double number = next();
      if (number < 0) {
        throw new IllegalArgumentException(
            "the state of an estimator holds " + number + " for what is >= 0; start without it");
      }
      return number;
    }

    /** A number not below a limit, as in a series that does not decrease, nor above another. */
    double between(double least, double most) {
      double number = next();
      if (number < least || number > most) {
        throw new IllegalArgumentException(
            "the state of an estimator is out of order; start without it");
      }
      return number;
    }

    void fill(double[] values, int count) {
      for (int i = 0; i < count; i++) {
        values[i] = notNegative();
      }
    }

    void end() {
      if (numbers.hasNext()) {
        throw new IllegalArgumentException(
            "the state of an estimator holds more than was expected; start without it");
      }
    }
  }
}
