package io.github.progresstracker;

/**
 * What became of units of work that are done with.
 *
 * @see Outcomes
 */
public enum Outcome {
  /** They came out as hoped. */
  SUCCEEDED,
  /** They were tried, took their time, and will not be tried again in this run. */
  FAILED,
  /** There was nothing to do for them: they cost no time and say nothing about the speed. */
  SKIPPED
}
