package io.github.progresstracker;

import java.math.BigDecimal;
import java.time.Duration;

/**
 * Counts what the work of a tracker uses. What a part uses counts for everything above it as well.
 *
 * <pre>{@code
 * Usage usage = tracker.usage();
 * usage.tokens(1_250);
 * usage.cost(0.0125);
 * usage.apiCall(true);
 * usage.rateLimited(Duration.ofSeconds(30));
 * UsageSnapshot used = tracker.snapshot().usage();                 // as it was sampled last
 * }</pre>
 *
 * <p>All methods may be called by any thread and never wait. Everything after the end of the
 * tracker is ignored and reported once through the log. Sums stop at their largest value: {@link
 * Long#MAX_VALUE} tokens, or some nine thousand million of the currency.
 */
public interface Usage {

  /**
   * Counts tokens of a language model or another metered service.
   *
   * @param count how many, {@code >= 0}
   * @throws IllegalArgumentException if {@code count} is negative
   */
  void tokens(long count);

  /**
   * Counts money, as the decimal number that the amount is written as: 0.1 is a tenth.
   *
   * @param amount in the host's currency, {@code >= 0} and finite; rounded to nine decimals
   * @throws IllegalArgumentException if {@code amount} is negative or not a number
   */
  void cost(double amount);

  /**
   * Counts money.
   *
   * @param amount in the host's currency, {@code >= 0}; rounded to nine decimals
   * @throws IllegalArgumentException if {@code amount} is negative
   */
  void cost(BigDecimal amount);

  /**
   * Counts a call of a service.
   *
   * @param succeeded whether it was answered as hoped
   */
  void apiCall(boolean succeeded);

  /**
   * Counts that a service said "too many requests". This is the count only: for the time that the
   * work stands still, announce a {@linkplain ProgressTracker#waiting wait} as well.
   *
   * @param delay how long it told us to wait; negative is zero
   */
  void rateLimited(Duration delay);
}
