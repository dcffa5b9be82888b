package io.github.progresstracker.micrometer;

import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.event.ProgressEvent;

/** Keeps the time of one run, from when it is made until the run ends. */
interface RunTiming {

  /** Something was told about the run. */
  void take(ProgressEvent event);

  /**
   * The run is over.
   *
   * @param outcome value of the tag that says how it went
   */
  void end(ProgressSnapshot last, String outcome);
}
