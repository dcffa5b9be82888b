package io.github.progresstracker.eta;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The completed runs of one job, oldest first. Immutable.
 *
 * <pre>{@code
 * EtaEstimator first = EtaEstimator.adaptive();
 * first.observe(Duration.ofMinutes(1).toNanos(), 1_000, 1_000);    // a run of a minute, complete
 * Optional<RunSummary> run = first.summary();
 * RunHistory history = RunHistory.of(run.stream().toList());
 * EtaEstimator second = EtaEstimator.adaptive(history);
 * second.observe(0, 0, 1_000);
 * Eta eta = second.estimate(0);                                    // known before any work is done
 * }</pre>
 *
 * <p>Only runs of the <em>same</em> job belong together: the nightly import of one catalogue, the
 * build of one project. Runs of the same kind of job somewhere else are no history; on recorded
 * jobs they made estimates worse.
 *
 * @param runs the runs, oldest first, at most {@link #LIMIT}
 */
public record RunHistory(List<RunSummary> runs) {

  /** Older runs than this many are forgotten: jobs change over the months. */
  public static final int LIMIT = 32;

  private static final RunHistory NONE = new RunHistory(List.of());

  /**
   * Keeps the newest {@link #LIMIT}.
   *
   * @param runs the runs, oldest first; copied
   */
  public RunHistory {
    runs = List.copyOf(runs.subList(Math.max(0, runs.size() - LIMIT), runs.size()));
  }

  /**
   * Nothing is known of other runs.
   *
   * @return the empty history
   */
  public static RunHistory none() {
    return NONE;
  }

  /**
   * These runs.
   *
   * @param runs the runs, oldest first
   * @return a history of the newest {@link #LIMIT} of them
   */
  public static RunHistory of(Collection<RunSummary> runs) {
    return new RunHistory(List.copyOf(runs));
  }

  /**
   * This history and one more run.
   *
   * @param newest the run completed last
   * @return a new history
   */
  public RunHistory with(RunSummary newest) {
    List<RunSummary> more = new ArrayList<>(runs);
    more.add(newest);
    return new RunHistory(more);
  }

  /**
   * Whether nothing is known.
   *
   * @return whether there is no run in it
   */
  public boolean isEmpty() {
    return runs.isEmpty();
  }
}
