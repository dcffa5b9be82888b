package io.github.progresstracker;

/**
 * What kind of work a crawler or collector is at.
 *
 * @see Activity
 */
public enum OperationType {
  /** Finding out what there is. */
  DISCOVERY,
  /** Following the branches of what was found. */
  BRANCH_CRAWLING,
  /** Fetching the data itself. */
  DATA_COLLECTION,
  /** Tying up the ends. */
  FINALIZATION
}
