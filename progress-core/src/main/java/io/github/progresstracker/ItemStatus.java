package io.github.progresstracker;

/** Where an item of a tracker stands. */
public enum ItemStatus {
  /** Known, not begun. */
  PENDING,
  /** Being worked on. */
  PROCESSING,
  /** Done. */
  COMPLETED,
  /** Given up. */
  FAILED;

  /**
   * Whether the item is over.
   *
   * @return true for completed and failed
   */
  public boolean isFinal() {
    return this == COMPLETED || this == FAILED;
  }
}
