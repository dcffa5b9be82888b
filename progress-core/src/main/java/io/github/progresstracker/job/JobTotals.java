package io.github.progresstracker.job;

import io.github.progresstracker.json.SafeJson;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongBinaryOperator;

/**
 * Counts that grow: a writer's own since it began, or sums of such. Sums stop at {@link
 * Long#MAX_VALUE}.
 *
 * @param done units of work done, {@code >= 0}
 * @param failed pieces of work that went wrong, {@code >= 0}
 * @param itemsByType how many of each type, each {@code >= 0}, beside the progress; types are
 *     cleaned as {@link SafeJson#cleanText} does it
 * @see JobReport
 */
public record JobTotals(long done, long failed, Map<String, Long> itemsByType) {

  /** Nothing yet. */
  public static final JobTotals NONE = new JobTotals(0, 0, Map.of());

  private static final int LONGEST_TYPE = 200;

  /**
   * Checks the counts and copies the map.
   *
   * @param done units of work done
   * @param failed pieces of work that went wrong
   * @param itemsByType how many of each type
   * @throws IllegalArgumentException if a count is negative
   */
  public JobTotals {
    requireCount("done", done);
    requireCount("failed", failed);
    itemsByType = cleaned(itemsByType);
  }

  /**
   * So many units of work.
   *
   * @param done units of work done, {@code >= 0}
   * @return totals of nothing else
   * @throws IllegalArgumentException if {@code done} is negative
   */
  public static JobTotals of(long done) {
    return new JobTotals(done, 0, Map.of());
  }

  /**
   * Adds.
   *
   * @param more what to add
   * @return the sum, count by count
   */
  public JobTotals plus(JobTotals more) {
    return combined(more, JobTotals::sum);
  }

  /**
   * Takes the larger of each count.
   *
   * @param other to compare with
   * @return the maximum, count by count
   */
  public JobTotals max(JobTotals other) {
    return combined(other, Math::max);
  }

  private JobTotals combined(JobTotals other, LongBinaryOperator operator) {
    Map<String, Long> items = new LinkedHashMap<>(itemsByType);
    other.itemsByType.forEach((type, count) -> items.merge(type, count, operator::applyAsLong));
    return new JobTotals(
        operator.applyAsLong(done, other.done), operator.applyAsLong(failed, other.failed), items);
  }

  static long sum(long a, long b) {
    long sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }

  private static Map<String, Long> cleaned(Map<String, Long> given) {
    Map<String, Long> cleaned = new LinkedHashMap<>();
    given.forEach(
        (type, count) -> {
          requireCount("itemsByType." + type, count);
          cleaned.merge(SafeJson.cleanText(type, LONGEST_TYPE), count, JobTotals::sum);
        });
    return Collections.unmodifiableMap(cleaned);
  }

  static void requireCount(String what, long value) {
    if (value < 0) {
      throw new IllegalArgumentException(what + " must be >= 0, was " + value);
    }
  }
}
