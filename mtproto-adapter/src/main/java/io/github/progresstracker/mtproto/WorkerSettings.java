package io.github.progresstracker.mtproto;

import io.github.progresstracker.ProgressClock;
import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.mtproto.internal.LeaseKeeper;

/**
 * What the accounts of a worker share.
 *
 * @param registry who tells of progress
 * @param store where messages go
 * @param schedule when runs begin
 * @param sessionLimit messages in a session, and in a turn
 * @param clock all time
 * @param pacer how to wait
 * @param manualLeases whether leases are renewed at safe points instead of by a thread
 * @param plan is told of each run
 */
record WorkerSettings(
    ProgressRegistry registry,
    MessageStore store,
    CollectionSchedule schedule,
    int sessionLimit,
    ProgressClock clock,
    Pacer pacer,
    boolean manualLeases,
    RunPlan plan) {

  CollectorOptions options(long userId) {
    return CollectorOptions.forUser(userId).sessionLimit(sessionLimit);
  }

  void tickIfManual(LeaseKeeper keeper) {
    if (manualLeases) {
      keeper.tick();
    }
  }
}
