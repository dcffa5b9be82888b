package io.github.progresstracker.internal.jobs;

import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.TrackerSpec;

/** A part of a kept job: at its safe points it waits while somebody wants the job to pause. */
class GatedTracker extends ForwardingTracker {

  private final ProgressTracker tracker;
  private final ProgressTracker job;
  private final Gate gate;

  GatedTracker(ProgressTracker tracker, ProgressTracker job, Gate gate) {
    super(tracker);
    this.tracker = tracker;
    this.job = job;
    this.gate = gate;
  }

  @Override
  public ProgressTracker child(TrackerSpec spec) {
    return new GatedTracker(super.child(spec), job, gate);
  }

  @Override
  public ProgressTracker split(TrackerSpec spec, long share) {
    return new GatedTracker(super.split(spec, share), job, gate);
  }

  @Override
  public boolean requestStop(String reason) {
    boolean news = super.requestStop(reason);
    gate.wake();
    return news;
  }

  @Override
  public void throwIfStopRequested() {
    gate.pass(job, tracker);
    super.throwIfStopRequested();
  }
}
