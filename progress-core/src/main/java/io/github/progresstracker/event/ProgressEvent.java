package io.github.progresstracker.event;

import io.github.progresstracker.ProgressSnapshot;

/**
 * Something a sink is told. There are two kinds: {@link ProgressUpdate}, of which only the newest
 * of a job matters, and {@link Transition}, every one of which does. Immutable.
 *
 * <pre>{@code
 * void tell(ProgressEvent event) {
 *   EventHeader header = event.header();
 *   if (event instanceof ProgressUpdate update) {
 *     System.out.println(header.at() + " " + update.job().done() + " done");
 *   } else if (event instanceof Transition.WaitStarted wait) {
 *     System.out.println(header.at() + " waits: " + wait.reason());
 *   }
 * }
 * }</pre>
 */
public sealed interface ProgressEvent permits ProgressUpdate, Transition {

  /**
   * Identity, time and order of the event.
   *
   * @return the header
   */
  EventHeader header();

  /**
   * The job the event belongs to, as it stood then.
   *
   * @return a snapshot of the root
   */
  ProgressSnapshot job();

  /**
   * The tracker the event is about, as it stood then.
   *
   * @return a snapshot of that tracker; of the root for a {@link ProgressUpdate}
   */
  ProgressSnapshot tracker();
}
