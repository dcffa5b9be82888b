package io.github.progresstracker.micrometer;

import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.TrackerState;
import io.github.progresstracker.event.EventHeader;
import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.event.Transition;
import io.github.progresstracker.event.Transition.AlertTransition;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Times a run as an observation. It opens no scope, because the work is on other threads, and it
 * has no parent, because nobody's observation is current on the thread of a sink.
 */
final class ObservedRun implements RunTiming {

  /**
   * Of each kind of event. Handlers may keep all events of a span in memory, and a crawler has a
   * hundred thousand waits.
   */
  private static final int MOST_OF_A_KIND = 100;

  private final Observation observation;
  private final Map<String, Integer> told = new HashMap<>();
  private @Nullable String stage;

  ObservedRun(ObservationRegistry observations, String job, String runId) {
    this.observation =
        Observation.createNotStarted("progress.run", observations)
            .contextualName("run " + job)
            .lowCardinalityKeyValue("progress.job", job)
            .highCardinalityKeyValue("progress.run.id", TagValues.safe(runId))
            .start();
  }

  @Override
  public void take(ProgressEvent event) {
    stageOf(event);
    if (event instanceof Transition.PhaseStarted phase) {
      tell("phase.started", event, phase.phase());
    } else if (event instanceof Transition.PhaseFinished phase) {
      tell("phase.finished", event, phase.phase());
    } else if (event instanceof Transition.WaitStarted wait) {
      tell("wait.started", event, wait.reason());
    } else if (event instanceof Transition.WaitEnded wait) {
      tell("wait.ended", event, wait.reason());
    } else if (event instanceof Transition.Paused) {
      tell("paused", event, event.tracker().name());
    } else if (event instanceof Transition.Resumed) {
      tell("resumed", event, event.tracker().name());
    } else if (event instanceof AlertTransition transition) {
      tell(nameOf(transition), event, transition.alert().rule());
    }
  }

  private void stageOf(ProgressEvent event) {
    String now = event.job().activity().stage();
    if (now != null && !now.equals(stage)) {
      stage = now;
      tell("stage.changed", event, now);
    }
  }

  private static String nameOf(AlertTransition transition) {
    if (transition instanceof Transition.AlertRaised) {
      return "alert.raised";
    }
    return transition instanceof Transition.AlertCleared ? "alert.cleared" : "alert.dismissed";
  }

  /**
   * The name of an observation's event becomes part of a meter's name, so foreign text stays out.
   */
  private void tell(String name, ProgressEvent event, String detail) {
    if (told.merge(name, 1, Integer::sum) <= MOST_OF_A_KIND) {
      observation.event(
          Observation.Event.of(name, name + ": " + TagValues.safe(detail), millis(event.header())));
    }
  }

  private static long millis(EventHeader header) {
    return header.at().toEpochMilli();
  }

  @Override
  public void end(ProgressSnapshot last, String outcome) {
    if (last.state() == TrackerState.FAILED) {
      observation.error(new RunFailed(last.message()));
    }
    observation.lowCardinalityKeyValue("progress.outcome", outcome).stop();
  }

  /** Of the real exception only its text has come this far. */
  @SuppressWarnings("serial") // never leaves this process
  private static final class RunFailed extends RuntimeException {
    RunFailed(@Nullable String message) {
      super(message == null ? null : TagValues.safe(message), null, false, false);
    }
  }
}
