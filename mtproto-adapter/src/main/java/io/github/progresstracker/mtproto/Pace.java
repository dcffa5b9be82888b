package io.github.progresstracker.mtproto;

import java.time.Duration;

/** Keeps the requests of one account from coming too fast. */
interface Pace {

  /** Returns when a page may be asked for. */
  void await() throws InterruptedException;

  /** Counts the messages of the page that was asked for last. */
  void passed(int messages);

  /** The server has asked for a wait. */
  default void flooded() {}

  /**
   * How long to wait when the server asks for a wait.
   *
   * @param asked what it asks for, from now on
   * @return at least that
   */
  default Duration wait(Duration asked) {
    return asked;
  }
}
