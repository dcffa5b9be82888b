package io.github.progresstracker.mtproto;

import java.time.Duration;

/**
 * Keeps when a worker will run next, where others can see it: as an instant, so that nobody has to
 * guess it from an interval.
 *
 * <pre>{@code
 * RunPlan plan = (userId, interval, untilNext) ->
 *     postgres.sessions().ran("mtproto", userId, interval, untilNext);
 * CollectionWorker.builder(registry, store, postgres.leases())
 *     .account(844338517, source)
 *     .plan(plan)
 *     .build();
 * }</pre>
 */
@FunctionalInterface
public interface RunPlan {

  /** Keeps nothing. */
  RunPlan NONE = (userId, interval, untilNext) -> {};

  /**
   * A run has just ended.
   *
   * @param userId whose channels it collected
   * @param interval from start to start, as it is at present
   * @param untilNext how long it is until the next run begins
   * @throws Exception if it cannot be kept; it is logged and nothing else happens
   */
  void ran(long userId, Duration interval, Duration untilNext) throws Exception;
}
