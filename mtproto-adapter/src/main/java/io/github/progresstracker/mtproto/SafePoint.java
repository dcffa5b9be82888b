package io.github.progresstracker.mtproto;

import io.github.progresstracker.ProgressTracker;

/**
 * Where a collector can be held up or ended: between two pages, and while it waits. It returns when
 * the work may go on.
 */
@FunctionalInterface
interface SafePoint {

  /** Ends for nothing but an interrupt. */
  SafePoint INTERRUPT =
      () -> {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      };

  /** Ends for an interrupt and for whoever wants this job to stop; waits while it is to pause. */
  static SafePoint of(ProgressTracker tracker) {
    return () -> {
      tracker.throwIfStopRequested();
      INTERRUPT.pass();
    };
  }

  /**
   * Passes.
   *
   * @throws InterruptedException if the thread was interrupted
   * @throws io.github.progresstracker.StopRequestedException if somebody wants the work to end
   * @throws io.github.progresstracker.job.LeaseLostException if somebody else does it now
   */
  void pass() throws InterruptedException;
}
