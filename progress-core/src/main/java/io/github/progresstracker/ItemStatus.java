package io.github.progresstracker;

/**
 * Where an item of a tracker stands.
 *
 * <pre>{@code
 * tracker.updateItem("report.pdf", ItemStatus.PROCESSING, 40);     // 40 % of it is done
 * tracker.updateItem("report.pdf", ItemStatus.COMPLETED, 100);
 * }</pre>
 */
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
