package io.github.progresstracker.eta;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How long a job still takes, how sure that is, and what it rests on. Immutable.
 *
 * <pre>{@code
 * long activeNanos = Duration.ofSeconds(40).toNanos();
 * EtaEstimator estimator = EtaEstimator.linear();
 * estimator.observe(activeNanos, 250, 1_000);
 * Eta eta = estimator.estimate(activeNanos);
 * EtaBasis basis = eta.basis();             // what it rests on, or why there is none
 * EtaMethod method = eta.method();
 * EtaFactors factors = eta.factors();
 * eta.completionAt(Instant.now()).ifPresent(end -> System.out.println("done at " + end));
 * }</pre>
 *
 * <p>Unknown is {@code null}, never zero and never negative. Either all three durations are known
 * or none is. {@code low <= remaining <= high} always holds; {@code low} to {@code high} is meant
 * to hold the true remaining time in 80 of 100 looks. No duration is longer than {@link #LONGEST}:
 * what is longer is cut, so that {@link Duration#toNanos()} never overflows.
 *
 * @param basis what the estimate rests on
 * @param method how it was made
 * @param remaining expected time to the end, waits included; null if unknown
 * @param low lower end of the 80 % interval; null if unknown
 * @param high upper end of the 80 % interval; null if unknown
 * @param confidence 0 to 1: the probability that the true remaining time is within 25 % of {@code
 *     remaining}, if the job goes on in the manner in which it has gone so far. Over 54 recorded
 *     jobs about half of the looks with a confidence of 0.5 were, and three quarters of those with
 *     one of 0.75; a job that slowly becomes another kind of job is trusted too much. 1 when done,
 *     0 when unknown
 * @param factors what drove the estimate
 */
public record Eta(
    EtaBasis basis,
    EtaMethod method,
    @Nullable Duration remaining,
    @Nullable Duration low,
    @Nullable Duration high,
    double confidence,
    EtaFactors factors) {

  /** The longest duration an estimate gives, about 292 years. */
  public static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

  /**
   * Checks the parts against each other and cuts durations to {@link #LONGEST}.
   *
   * @param basis what the estimate rests on
   * @param method how it was made
   * @param remaining expected time to the end, or null
   * @param low lower end of the interval, or null
   * @param high upper end of the interval, or null
   * @param confidence 0 to 1
   * @param factors what drove the estimate
   * @throws IllegalArgumentException if only some of the durations are known, if one is negative,
   *     if they are out of order, or if the confidence is not between 0 and 1
   */
  public Eta {
    Objects.requireNonNull(basis, "basis");
    Objects.requireNonNull(method, "method");
    Objects.requireNonNull(factors, "factors");
    requireOrdered(low, remaining, high);
    if (!(confidence >= 0 && confidence <= 1)) {
      throw new IllegalArgumentException("confidence must be between 0 and 1, was " + confidence);
    }
    remaining = cut(remaining);
    low = cut(low);
    high = cut(high);
  }

  /**
   * The estimate of a job of which nobody knows how much there is to do.
   *
   * @param method the method that was asked
   * @param factors the rates measured so far
   * @return an estimate without durations
   */
  public static Eta unknownTotal(EtaMethod method, EtaFactors factors) {
    return new Eta(EtaBasis.UNKNOWN_TOTAL, method, null, null, null, 0, factors);
  }

  /**
   * The estimate of a job that has done nothing yet.
   *
   * @param method the method that was asked
   * @return an estimate without durations
   */
  public static Eta warmingUp(EtaMethod method) {
    return new Eta(EtaBasis.WARMING_UP, method, null, null, null, 0, EtaFactors.NONE);
  }

  /**
   * The estimate of a job that has done everything.
   *
   * @param method the method that was asked
   * @param factors the rates of the run
   * @return an estimate of zero, with full confidence
   */
  public static Eta done(EtaMethod method, EtaFactors factors) {
    return new Eta(EtaBasis.DONE, method, Duration.ZERO, Duration.ZERO, Duration.ZERO, 1, factors);
  }

  /**
   * When the job will be complete.
   *
   * @param now the instant for which this estimate was made
   * @return {@code now} plus the remaining time; empty if that is unknown
   * @throws java.time.DateTimeException if {@code now} is so near to {@link Instant#MAX} that the
   *     result is not an instant
   */
  public Optional<Instant> completionAt(Instant now) {
    return Optional.ofNullable(remaining).map(now::plus);
  }

  /**
   * The same estimate with a wait before it, for an estimate that does not know of the wait. What
   * an estimator was told with {@link EtaEstimator#waits} is in its estimate already and must not
   * be added again.
   *
   * @param leftOfWait what is left of the wait, &gt;= 0
   * @return this estimate with the wait added to each duration, on the basis {@link
   *     EtaBasis#WAITING}; unknown stays unknown
   * @throws IllegalArgumentException if {@code leftOfWait} is negative
   */
  public Eta waiting(Duration leftOfWait) {
    if (leftOfWait.isNegative()) {
      throw new IllegalArgumentException("leftOfWait must be >= 0, was " + leftOfWait);
    }
    return new Eta(
        EtaBasis.WAITING,
        method,
        plus(remaining, leftOfWait),
        plus(low, leftOfWait),
        plus(high, leftOfWait),
        confidence,
        factors);
  }

  private static @Nullable Duration plus(@Nullable Duration known, Duration wait) {
    // Both are cut before they are added, so the sum cannot overflow.
    return known == null ? null : known.plus(Objects.requireNonNull(cut(wait)));
  }

  private static @Nullable Duration cut(@Nullable Duration duration) {
    return duration != null && duration.compareTo(LONGEST) > 0 ? LONGEST : duration;
  }

  private static void requireOrdered(
      @Nullable Duration low, @Nullable Duration remaining, @Nullable Duration high) {
    if (low == null && remaining == null && high == null) {
      return;
    }
    if (low == null || remaining == null || high == null) {
      throw new IllegalArgumentException(
          "low, remaining and high must be known together, were " + text(low, remaining, high));
    }
    if (low.isNegative() || low.compareTo(remaining) > 0 || remaining.compareTo(high) > 0) {
      throw new IllegalArgumentException(
          "must be 0 <= low <= remaining <= high, were " + text(low, remaining, high));
    }
  }

  private static String text(
      @Nullable Duration low, @Nullable Duration remaining, @Nullable Duration high) {
    return low + ", " + remaining + ", " + high;
  }
}
