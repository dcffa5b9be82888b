package io.github.progresstracker.mtproto;

import io.github.progresstracker.Total;
import io.github.progresstracker.mtproto.Coverage.Interval;
import io.github.progresstracker.mtproto.MessageStore.ChannelState;
import java.util.stream.Stream;

/**
 * How many messages a channel holds. Where the source does not say, it is what is stored, and of
 * the ids that were not asked for yet as many as of those that were: of real channels a few percent
 * are missing, in runs. What is known of others counts like a few ids that were asked for.
 */
final class ChannelTotal {

  /** What complete histories of real channels have in common, in ids, and those that exist. */
  private static final double PRIOR_IDS = 30;

  private static final double PRIOR_STORED = 0.93 * PRIOR_IDS;

  /** Deletions come in runs, so ids tell as much as a tenth of them would, were they drawn. */
  private static final double RUN = 10;

  /** How much the share of what exists differs between the parts of a channel. */
  private static final double UNEVEN = 0.06;

  /** Of a normal distribution 80 % lie within so many standard deviations. */
  private static final double Z80 = 1.2816;

  /** A new estimate is worth telling if it differs by one in so many. */
  private static final long WORTH = 100;

  private ChannelTotal() {}

  /**
   * What a channel is known to hold. Messages that are stored count even where the source does not
   * have them any more: deleted since, or not part of this export.
   */
  static Total of(Channel channel, ChannelState state) {
    if (channel.exactCount().isPresent()) {
      return Total.exact(Math.max(channel.exactCount().getAsLong(), state.stored()));
    }
    long missing =
        state.coverage().holes(channel.topId()).stream().mapToLong(ChannelTotal::ids).sum();
    return estimate(state.stored(), Math.max(0, channel.topId() - missing), missing);
  }

  private static Total estimate(long stored, long asked, long missing) {
    if (missing == 0) {
      return Total.exact(stored);
    }
    double weight = asked + PRIOR_IDS;
    double share = Math.min(1, (stored + PRIOR_STORED) / weight);
    double variance = RUN * share * (1 - share) * missing * (missing / weight + 1);
    double spread = Z80 * Math.hypot(Math.sqrt(variance), UNEVEN * missing);
    long value = Math.round(share * missing);
    long low = Math.max(0, Math.round(value - spread));
    long high = Math.min(missing, Math.round(value + spread));
    return Total.estimate(stored + value, stored + low, stored + Math.max(value, high));
  }

  private static long ids(Interval interval) {
    return interval.hi() - interval.lo() + 1;
  }

  /** What several channels hold together. */
  static Total sum(Stream<Total> totals) {
    return totals.reduce(Total.exact(0), (one, other) -> plus(one, other, 1));
  }

  /** The sum of which one part is known better by now. */
  static Total replaced(Total sum, Total before, Total after) {
    return plus(plus(sum, before, -1), after, 1);
  }

  private static Total plus(Total one, Total other, int sign) {
    if (!one.isKnown() || !other.isKnown()) {
      return Total.unknown();
    }
    long low = low(one) + sign * low(other);
    long value = one.valueOr(0) + sign * other.valueOr(0);
    long high = high(one) + sign * high(other);
    return low == high ? Total.exact(value) : Total.estimate(value, low, high);
  }

  private static long low(Total total) {
    return total instanceof Total.Estimate estimate ? estimate.low() : total.valueOr(0);
  }

  private static long high(Total total) {
    return total instanceof Total.Estimate estimate ? estimate.high() : total.valueOr(0);
  }

  /** Whether a change is more than the daily noise of estimates. */
  static boolean isNews(Total before, Total after) {
    if (!(after instanceof Total.Estimate estimate)) {
      return !after.equals(before);
    }
    long told = before.valueOr(0);
    return told < estimate.low() || Math.abs(estimate.value() - told) > told / WORTH;
  }
}
