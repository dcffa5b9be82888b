package io.github.progresstracker;

import java.time.Duration;

/**
 * How long items took, from their beginning to their end, those of failed ones included. Quantiles
 * are nearest ranks, within a twentieth of the truth. Items that ended without ever having begun
 * have no time.
 *
 * @param count how many were measured, {@code >= 1}
 * @param average their mean
 * @param median half of them took no longer
 * @param p90 nine tenths took no longer
 * @param p99 all but a hundredth took no longer
 * @param longest the longest of all, exact
 * @see ItemsSnapshot
 */
public record ItemTimes(
    long count, Duration average, Duration median, Duration p90, Duration p99, Duration longest) {}
