package io.github.progresstracker.job;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What the runs of one key were like. Means are over the runs that know the figure.
 *
 * @param key the key of the runs, or null for those that have none
 * @param runs how many ended
 * @param completed how many of them completed
 * @param done units done in all
 * @param failed pieces of work that went wrong in all
 * @param throughput units per second of active time, over all
 * @param throughputTrend change of the throughput from one run to the next, in units per second, by
 *     least squares; null for fewer than three runs
 * @param quality mean first pass yield, 0 to 1, or null
 * @param tokens used in all
 * @param cost in all, in the host's currency
 * @param etaError mean error of the ETA as a share of the duration, or null
 * @param etaCoverage mean share of the time in which the interval held the truth, or null
 * @see JobReader
 */
public record RunAnalytics(
    @Nullable String key,
    long runs,
    long completed,
    long done,
    long failed,
    @Nullable Double throughput,
    @Nullable Double throughputTrend,
    @Nullable Double quality,
    long tokens,
    BigDecimal cost,
    @Nullable Double etaError,
    @Nullable Double etaCoverage) {}
