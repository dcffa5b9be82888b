package io.github.progresstracker.event;

import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.Total;
import io.github.progresstracker.alert.Alert;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened once and is worth keeping. Transitions of a tracker are delivered in
 * order and none replaces another.
 *
 * <p>Each carries its {@link #lineage()}: the tracker it is about and all of its ancestors, without
 * their other children. The numbers of a lineage agree with each other. The count that a {@link
 * Marked} is about is exactly the mark; the other counts are as last seen, at most one sample older
 * or newer than the event.
 *
 * @see ProgressEvent
 */
public sealed interface Transition extends ProgressEvent {

  /**
   * The trackers from the root down to the one concerned.
   *
   * @return at least one snapshot, the root first, none with children
   */
  List<ProgressSnapshot> lineage();

  @Override
  default ProgressSnapshot job() {
    return lineage().get(0);
  }

  @Override
  default ProgressSnapshot tracker() {
    return lineage().get(lineage().size() - 1);
  }

  /**
   * A tracker began.
   *
   * @param header identity, time and order
   * @param lineage root to tracker
   */
  record Started(EventHeader header, List<ProgressSnapshot> lineage) implements Transition {}

  /**
   * A tracker's own count, or that of one of its phases, passed a multiple of its reporting step.
   * The lineage says exactly that multiple of this count, however far it has gone since.
   *
   * @param header identity, time and order
   * @param lineage root to tracker
   * @param phase the phase whose count it is, or null for the tracker's own
   * @param value the multiple that was passed
   */
  record Marked(
      EventHeader header, List<ProgressSnapshot> lineage, @Nullable String phase, long value)
      implements Transition {}

  /**
   * A phase began.
   *
   * @param header identity, time and order
   * @param lineage root to tracker
   * @param phase its name
   */
  record PhaseStarted(EventHeader header, List<ProgressSnapshot> lineage, String phase)
      implements Transition {}

  /**
   * A phase ended.
   *
   * @param header identity, time and order
   * @param lineage root to tracker
   * @param phase its name
   */
  record PhaseFinished(EventHeader header, List<ProgressSnapshot> lineage, String phase)
      implements Transition {}

  /**
   * An announced wait began.
   *
   * @param header identity, time and order
   * @param lineage root to tracker
   * @param reason in the words of whoever announced it
   * @param until when it is expected to end, or null if nobody knows
   */
  record WaitStarted(
      EventHeader header, List<ProgressSnapshot> lineage, String reason, @Nullable Instant until)
      implements Transition {}

  /**
   * An announced wait ended.
   *
   * @param header identity, time and order
   * @param lineage root to tracker
   * @param reason in the words of whoever announced it
   * @param waited how long it lasted
   */
  record WaitEnded(
      EventHeader header, List<ProgressSnapshot> lineage, String reason, Duration waited)
      implements Transition {}

  /**
   * Somebody paused the tracker.
   *
   * @param header identity, time and order
   * @param lineage root to tracker
   */
  record Paused(EventHeader header, List<ProgressSnapshot> lineage) implements Transition {}

  /**
   * A paused tracker goes on.
   *
   * @param header identity, time and order
   * @param lineage root to tracker
   * @param paused how long the pause lasted
   */
  record Resumed(EventHeader header, List<ProgressSnapshot> lineage, Duration paused)
      implements Transition {}

  /**
   * There is more, or less, to do than was thought.
   *
   * @param header identity, time and order
   * @param lineage root to tracker, with the new total
   * @param before the total until now
   */
  record TotalChanged(EventHeader header, List<ProgressSnapshot> lineage, Total before)
      implements Transition {}

  /**
   * The host wants something on record.
   *
   * @param header identity, time and order
   * @param lineage root to tracker
   * @param action what happened, in {@code snake_case}
   * @param details anything; values that have no JSON form are stored as their text
   */
  record Note(
      EventHeader header,
      List<ProgressSnapshot> lineage,
      String action,
      Map<String, @Nullable Object> details)
      implements Transition {}

  /**
   * Somebody wants the work to stop; the host does so at its next safe point.
   *
   * @param header identity, time and order
   * @param lineage root to tracker
   * @param reason in the words of whoever wants it
   */
  record StopRequested(EventHeader header, List<ProgressSnapshot> lineage, String reason)
      implements Transition {}

  /** Something that happened to an alert. */
  sealed interface AlertTransition extends Transition {
    /**
     * What it is about.
     *
     * @return the alert as it stood then
     */
    Alert alert();
  }

  /**
   * Something is wrong, or has got worse: then the alert has the id it had, a higher severity, and
   * is not dismissed.
   *
   * @param header identity, time and order
   * @param lineage root to tracker
   * @param alert what it is
   */
  record AlertRaised(EventHeader header, List<ProgressSnapshot> lineage, Alert alert)
      implements AlertTransition {}

  /**
   * What was wrong is over.
   *
   * @param header identity, time and order
   * @param lineage root to tracker
   * @param alert what it was
   * @param lasted from its raising to its end
   */
  record AlertCleared(
      EventHeader header, List<ProgressSnapshot> lineage, Alert alert, Duration lasted)
      implements AlertTransition {}

  /**
   * Somebody said that they know of an alert.
   *
   * @param header identity, time and order
   * @param lineage root to tracker
   * @param alert what it is
   */
  record AlertDismissed(EventHeader header, List<ProgressSnapshot> lineage, Alert alert)
      implements AlertTransition {}

  /**
   * A tracker ended; its snapshot's state says how, and its message why.
   *
   * @param header identity, time and order
   * @param lineage root to tracker
   */
  record Finished(EventHeader header, List<ProgressSnapshot> lineage) implements Transition {}
}
