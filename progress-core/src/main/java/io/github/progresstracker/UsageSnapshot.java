package io.github.progresstracker;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the work of this run has used, that of the children included.
 *
 * @param tokens of a language model or another metered service, {@code >= 0}
 * @param cost in the host's currency, {@code >= 0}, to nine decimals
 * @param apiCallsSucceeded calls that were answered as hoped, {@code >= 0}
 * @param apiCallsFailed all other calls, {@code >= 0}
 * @param rateLimitHits how often a service said "too many requests", {@code >= 0}
 * @param rateLimitDelay how long it told us to wait, in all
 * @see Usage
 */
public record UsageSnapshot(
    long tokens,
    BigDecimal cost,
    long apiCallsSucceeded,
    long apiCallsFailed,
    long rateLimitHits,
    Duration rateLimitDelay) {

  /** Nothing used, or nothing said. */
  public static final UsageSnapshot NONE =
      new UsageSnapshot(0, BigDecimal.ZERO, 0, 0, 0, Duration.ZERO);

  /**
   * All calls.
   *
   * @return succeeded and failed, {@code >= 0}
   */
  public long apiCalls() {
    long calls = apiCallsSucceeded + apiCallsFailed;
    return calls < 0 ? Long.MAX_VALUE : calls;
  }

  /**
   * The share of calls that were answered as hoped.
   *
   * @return succeeded ÷ all, 0 to 1; null while there was no call
   */
  public @Nullable Double apiSuccessRate() {
    double calls = (double) apiCallsSucceeded + apiCallsFailed;
    return calls == 0 ? null : apiCallsSucceeded / calls;
  }

  /**
   * What the calls are worth: the share that succeeded times the share of the time in which no rate
   * limit held the work up (quality × availability, two factors of the overall equipment
   * effectiveness of ISO 22400-2).
   *
   * @param elapsed how long the run has taken
   * @return 0 to 1; null while there was no call
   */
  public @Nullable Double apiEfficiency(Duration elapsed) {
    Double successRate = apiSuccessRate();
    if (successRate == null) {
      return null;
    }
    double all = Math.max(seconds(elapsed), seconds(rateLimitDelay));
    double available = all == 0 ? 1 : 1 - seconds(rateLimitDelay) / all;
    return successRate * available;
  }

  /**
   * Tokens per piece of work.
   *
   * @param pieces how many have been worked on, such as the succeeded and failed of {@link
   *     Outcomes}
   * @return tokens ÷ pieces; null if {@code pieces} is not positive
   */
  public @Nullable Double tokensPer(long pieces) {
    return pieces <= 0 ? null : (double) tokens / pieces;
  }

  /**
   * Money per piece of work.
   *
   * @param pieces how many have been worked on, such as the succeeded and failed of {@link
   *     Outcomes}
   * @return cost ÷ pieces, to nine decimals; null if {@code pieces} is not positive
   */
  public @Nullable BigDecimal costPer(long pieces) {
    return pieces <= 0
        ? null
        : cost.divide(BigDecimal.valueOf(pieces), 9, RoundingMode.HALF_UP).stripTrailingZeros();
  }

  private static double seconds(Duration duration) {
    return duration.toSeconds() + duration.toMillisPart() / 1e3;
  }
}
