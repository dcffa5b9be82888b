package io.github.progresstracker.job;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How far a part of a job has come, whoever has worked on it: a channel, a partition, a file that
 * goes from one writer to another. It is said as it stands and never as what has changed, so it may
 * be said again, late, or by two at once.
 *
 * <pre>{@code
 * JobStore store = postgres.jobStore();
 * PartCount count = new PartCount(JobId.of("crawl-42"), "main", 7, 250, 1_000L);
 * store.countParts(List.of(count));
 * }</pre>
 *
 * <p>A store keeps of each part the largest {@code done}. A count of a lower epoch, or of the same
 * epoch and a lower {@code done}, changes nothing.
 *
 * @param job the job
 * @param part its name within the job, as long as a {@link WriterId} at most
 * @param epoch the fencing token of the lease that whoever says this has on the part, {@code >= 0}
 * @param done units done of the part in all, {@code >= 0}
 * @param total units it has in all, or null if unknown
 */
public record PartCount(JobId job, String part, long epoch, long done, @Nullable Long total) {

  /**
   * Checks name and numbers.
   *
   * @param job the job
   * @param part its name within the job
   * @param epoch the fencing token
   * @param done units done
   * @param total units it has, or null
   * @throws IllegalArgumentException if the name is blank, too long or not storable, or a number is
   *     negative
   */
  public PartCount {
    Objects.requireNonNull(job, "job");
    Ids.checked("part", part);
    JobTotals.requireCount("epoch", epoch);
    JobTotals.requireCount("done", done);
    if (total != null) {
      JobTotals.requireCount("total", total);
    }
  }

  /**
   * What stands when another count of the same part comes.
   *
   * @param next the other count
   * @return the newer one, with the larger {@code done}
   */
  public PartCount then(PartCount next) {
    if (next.epoch < epoch || (next.epoch == epoch && next.done < done)) {
      return this;
    }
    return new PartCount(job, part, next.epoch, Math.max(done, next.done), next.total);
  }
}
