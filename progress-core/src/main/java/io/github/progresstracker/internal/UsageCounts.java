package io.github.progresstracker.internal;

import io.github.progresstracker.Usage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;

/** The host's side of what a tracker uses. */
final class UsageCounts implements Usage {

  /** Digits of a counted cost behind the point. */
  static final int COST_DECIMALS = 9;

  private static final BigDecimal MOST_COST = BigDecimal.valueOf(Long.MAX_VALUE, COST_DECIMALS);
  private static final BigDecimal LEAST_COST = BigDecimal.valueOf(5, COST_DECIMALS + 1);

  private final TrackerHandle tracker;
  private final Extras extras;

  UsageCounts(TrackerHandle tracker, Extras extras) {
    this.tracker = tracker;
    this.extras = extras;
  }

  @Override
  public void tokens(long count) {
    requireTokens(count);
    count("usage().tokens", Tally.TOKENS, count);
  }

  @Override
  public void cost(double amount) {
    requireCost(amount);
    cost(BigDecimal.valueOf(amount));
  }

  @Override
  public void cost(BigDecimal amount) {
    requireCost(amount);
    count("usage().cost", Tally.COST, counted(amount));
  }

  /** Compared before it is scaled, because to write out 1e999999999 takes all memory there is. */
  private static long counted(BigDecimal amount) {
    if (amount.compareTo(MOST_COST) >= 0) {
      return Long.MAX_VALUE;
    }
    if (amount.compareTo(LEAST_COST) < 0) {
      return 0;
    }
    return amount.setScale(COST_DECIMALS, RoundingMode.HALF_UP).unscaledValue().longValue();
  }

  @Override
  public void apiCall(boolean succeeded) {
    count("usage().apiCall", succeeded ? Tally.API_CALLS_SUCCEEDED : Tally.API_CALLS_FAILED, 1);
  }

  @Override
  public void rateLimited(Duration delay) {
    long nanos = Nanos.of(delay);
    count("usage().rateLimited", Tally.RATE_LIMIT_HITS, 1);
    if (nanos > 0) {
      count("usage().rateLimited", Tally.RATE_LIMIT_NANOS, nanos);
    }
  }

  static void requireTokens(long count) {
    TrackerHandle.requireCount("tokens", count);
  }

  static void requireCost(double amount) {
    if (!(amount >= 0 && amount <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException("cost must be finite and >= 0, was " + amount);
    }
  }

  static void requireCost(BigDecimal amount) {
    if (amount.signum() < 0) {
      throw new IllegalArgumentException("cost must be >= 0, was " + amount);
    }
  }

  /** A counted cost as an amount, written as people do: 100 and not 1E+2. */
  static BigDecimal amount(long counted) {
    BigDecimal shortest = BigDecimal.valueOf(counted, COST_DECIMALS).stripTrailingZeros();
    return shortest.scale() < 0 ? shortest.setScale(0) : shortest;
  }

  private void count(String calledAs, int tally, long more) {
    if (tracker.isOpen(calledAs)) {
      extras.count(tally, more);
    }
  }
}
