package io.github.progresstracker.job;

import java.util.Collection;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The sum over the parts of a job. Sums stop at {@link Long#MAX_VALUE}.
 *
 * @param done units done, {@code >= 0}
 * @param total units there are, or null if that is unknown of a part
 * @see JobState
 */
public record PartTotals(long done, @Nullable Long total) {

  /**
   * Checks the numbers.
   *
   * @param done units done
   * @param total units there are, or null
   * @throws IllegalArgumentException if a number is negative
   */
  public PartTotals {
    JobTotals.requireCount("done", done);
    if (total != null) {
      JobTotals.requireCount("total", total);
    }
  }

  /** Adds up; null where there are no parts. */
  static @Nullable PartTotals of(Collection<PartCount> parts) {
    if (parts.isEmpty()) {
      return null;
    }
    boolean known = parts.stream().allMatch(part -> part.total() != null);
    return new PartTotals(
        parts.stream().map(PartCount::done).reduce(0L, JobTotals::sum),
        known
            ? parts.stream()
                .map(PartCount::total)
                .filter(Objects::nonNull)
                .reduce(0L, JobTotals::sum)
            : null);
  }
}
