package io.github.progresstracker.jdbc;

/**
 * What one round of upkeep has done, see {@link PostgresProgress#upkeep}.
 *
 * <pre>{@code
 * UpkeepReport report = postgres.upkeep(Duration.ofDays(90));   // each night
 * if (report.partitionsHeld() > 0) {
 *   log.info("{} partitions are being read; they go next time", report.partitionsHeld());
 * }
 * }</pre>
 *
 * @param partitionsMade partitions that were missing for this week and those ahead
 * @param partitionsDropped partitions all rows of which were older than the retention
 * @param partitionsHeld partitions that should have been dropped, and somebody reading the log for
 *     long held it; the next round tries again
 * @param rowsDeleted rows older than the retention that had no partition of their own, with what
 *     jobs have left behind: timelines, minutes of graphs, ended runs, items and quotas
 */
public record UpkeepReport(
    int partitionsMade, int partitionsDropped, int partitionsHeld, long rowsDeleted) {}
