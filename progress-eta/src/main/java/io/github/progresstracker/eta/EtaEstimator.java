package io.github.progresstracker.eta;

import java.util.Optional;

/**
 * Estimates how long one job still takes.
 *
 * <p>An estimator has a single owner: it is not thread-safe, and it belongs to one run of one job.
 * It reads no clock. Its time is the job's <em>active</em> time in nanoseconds since the start or
 * resume: waits and pauses are left out of it by the owner of the clock, who tells of them with
 * {@link #waits}. That way a wait of ten minutes does not make the job look slow.
 *
 * <pre>{@code
 * EtaEstimator estimator = EtaEstimator.adaptive();
 * long start = System.nanoTime();
 * for (int done = 0; done < files.size(); done++) {
 *   long activeNanos = System.nanoTime() - start;
 *   estimator.observe(activeNanos, done, files.size());   // whenever there is news, cheap
 *   Eta eta = estimator.estimate(activeNanos);            // whenever somebody looks
 *   System.out.println(eta.remaining());                  // null until it is known
 *   Files.readString(files.get(done));
 * }
 * }</pre>
 *
 * <p><b>Bad input</b> never throws and never harms later estimates, so that a careless host gets a
 * poor estimate and not a failed import:
 *
 * <ul>
 *   <li>a time before the latest one (or below zero) is read as the latest one;
 *   <li>{@code done} that is NaN, infinite or negative is ignored, and so is one that is not above
 *       the highest so far: progress does not go backwards;
 *   <li>a total that is NaN, infinite, zero or negative means unknown;
 *   <li>{@code done} at or above the total means done, and if the total grows afterwards the job
 *       goes on from where it really is.
 * </ul>
 *
 * <p>The total may change at any time, may become known late and may become unknown again: what was
 * learned is about units of work and stays valid.
 */
public interface EtaEstimator {

  /**
   * How this estimator works.
   *
   * @return the method, the same for ever
   */
  EtaMethod method();

  /**
   * Takes note of how far the job is. Allocates nothing.
   *
   * @param activeNanos active time since the start or resume, in nanoseconds, &gt;= 0, not
   *     decreasing
   * @param done units of work done since the start or resume, &gt;= 0
   * @param total units of work to do since the start or resume; NaN, infinite or &lt;= 0 for
   *     unknown
   */
  void observe(long activeNanos, double done, double total);

  /**
   * Takes note of the announced waits of the whole job. A wait of one of several workers is none.
   * By default nothing is done with it.
   *
   * <p>The estimators of this package add what is left of the current wait to the remaining time,
   * and as much further waiting as comes with the work left at the ratio of waiting to work that
   * was reached at the latest wait. A single wait counts for that only while it is short beside the
   * work before it; otherwise the possibility only raises the upper end of the interval.
   *
   * @param count how many waits there have been, the current one included, &gt;= 0
   * @param totalNanos time spent in them so far, in nanoseconds, the elapsed part of the current
   *     one included, &gt;= 0
   * @param leftNanos what is left of the current wait in nanoseconds; 0 if there is none
   */
  default void waits(int count, long totalNanos, long leftNanos) {}

  /**
   * How long the job still takes, seen from the given moment. Asking teaches the estimator nothing
   * about the job, but the steady countdown of {@link #exponential} and {@link #adaptive} remembers
   * what it showed last and when.
   *
   * @param activeNanos active time since the start or resume, in nanoseconds; it may be later than
   *     the latest observation, and the silence in between is part of the estimate
   * @return the estimate
   */
  Eta estimate(long activeNanos);

  /**
   * The same estimate, written into an object of the caller. The estimators of this package
   * allocate nothing here; others do what {@link #estimate(long)} does.
   *
   * @param activeNanos active time since the start or resume, in nanoseconds
   * @param into gets the estimate, all but its method and factors
   */
  default void estimate(long activeNanos, EtaReading into) {
    into.read(estimate(activeNanos));
  }

  /** Forgets this run, as if newly made; what was given of earlier runs stays. */
  void reset();

  /**
   * What this run teaches later runs of the same job. By default nothing.
   *
   * @return the summary of the run, if it is complete and took any time; else empty
   */
  default Optional<RunSummary> summary() {
    return Optional.empty();
  }

  /**
   * What this estimator knows of the run, to be stored with a checkpoint of the job. By default
   * nothing. What it knows of earlier runs is not part of it.
   *
   * @return the state, which {@link #resumed} takes; empty if the estimator cannot be stored
   */
  default Optional<EstimatorState> state() {
    return Optional.empty();
  }

  /**
   * Elapsed time per unit, times the units left: what most progress bars show. Best for work whose
   * units all cost the same; it never quite forgets a slow start.
   *
   * @return a new estimator
   */
  static EtaEstimator linear() {
    return ProgressEstimator.of(EtaMethod.LINEAR);
  }

  /**
   * Recent work counts more, over a memory that grows with the job, shown as a steady countdown.
   *
   * @return a new estimator
   */
  static EtaEstimator exponential() {
    return ProgressEstimator.of(EtaMethod.EXPONENTIAL);
  }

  /**
   * Several memories at once, drawn to what is plausible as far as this job has proved
   * unpredictable, shown as a steady countdown. The one to use when in doubt.
   *
   * @return a new estimator
   */
  static EtaEstimator adaptive() {
    return ProgressEstimator.of(EtaMethod.ADAPTIVE);
  }

  /**
   * {@link #adaptive()} that knows of earlier runs of the same job. It has an estimate before the
   * first unit is done, on the basis {@link EtaBasis#PRIOR}; as this run shows more of itself, and
   * the more the earlier ones differed, the less they count.
   *
   * @param history completed runs of the very same job, not of similar ones
   * @return a new estimator; the same as {@link #adaptive()} if the history is empty
   */
  static EtaEstimator adaptive(RunHistory history) {
    return ProgressEstimator.adaptive(history);
  }

  /**
   * An estimator that goes on where another one was when its state was taken. Active time and units
   * done go on from there too: both count from the very first start, the time between crash and
   * resume left out.
   *
   * @param state what the other one knew
   * @param history completed runs of the very same job; only used by the adaptive method
   * @return a new estimator
   * @throws IllegalArgumentException if the state is not one of this version of the library; start
   *     without it then
   */
  static EtaEstimator resumed(EstimatorState state, RunHistory history) {
    return ProgressEstimator.resumed(state, history);
  }
}
