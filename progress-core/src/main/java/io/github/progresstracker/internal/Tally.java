package io.github.progresstracker.internal;

/** What is counted beside the progress, by the index of its count. */
final class Tally {

  /** Pieces that failed beside the progress. */
  static final int FAILED_BESIDE = 0;

  /** Units that are done and failed. */
  static final int FAILED_UNITS = 1;

  static final int SKIPPED = 2;
  static final int RETRIED = 3;
  static final int TOKENS = 4;

  /** In thousand-millionths of the currency. */
  static final int COST = 5;

  static final int API_CALLS_SUCCEEDED = 6;
  static final int API_CALLS_FAILED = 7;
  static final int RATE_LIMIT_HITS = 8;
  static final int RATE_LIMIT_NANOS = 9;

  /** How many there are. */
  static final int KINDS = 10;

  private Tally() {}
}
