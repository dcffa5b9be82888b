package io.github.progresstracker.micrometer;

import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.TrackerState;
import io.github.progresstracker.event.ProgressEvent;
import io.micrometer.core.instrument.LongTaskTimer;
import java.util.List;
import java.util.stream.Stream;

/**
 * Times a run with plain meters. The timer gets the run's own duration, however late it is told.
 */
final class MeteredRun implements RunTiming {

  private static final List<String> OUTCOMES =
      Stream.of(TrackerState.values()).filter(TrackerState::isFinal).map(TagValues::of).toList();

  private final JobMeters meters;
  private final LongTaskTimer.Sample active;

  MeteredRun(JobMeters meters) {
    this.meters = meters;
    this.active = meters.active().start();
    OUTCOMES.forEach(meters::ended);
  }

  @Override
  public void take(ProgressEvent event) {
    // A timer has no events.
  }

  @Override
  public void end(ProgressSnapshot last, String outcome) {
    active.stop();
    meters.ended(outcome).record(last.elapsed());
  }
}
