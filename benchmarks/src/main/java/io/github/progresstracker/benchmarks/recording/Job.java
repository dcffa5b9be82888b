package io.github.progresstracker.benchmarks.recording;

import java.io.IOException;
import java.nio.file.Path;

/** A job that is run again and again, each time on other data of about the same kind. */
interface Job {

  /**
   * Makes what the run works on; this is not recorded.
   *
   * @param run which run, how large, and its chance
   * @param scratch an empty directory for anything the run writes
   * @throws SkippedException if this machine lacks what the job needs
   */
  Work prepare(Run run, Path scratch) throws IOException, InterruptedException;

  /**
   * A run that is ready to go.
   *
   * @param total units to do
   * @param task the recorded part; reports exactly {@code total} units
   */
  record Work(long total, Task task) {}

  /** The recorded part of a run. */
  @FunctionalInterface
  interface Task {

    /** Works, and reports each unit when it is done. */
    void run(Recording recording) throws Exception;
  }

  /** This machine cannot run the job; the message says what is missing. */
  final class SkippedException extends IOException {
    private static final long serialVersionUID = 1;

    SkippedException(String message) {
      super(message);
    }
  }
}
