package io.github.progresstracker.internal.http;

/** How to let time pass; in tests none does. */
@FunctionalInterface
public interface Sleeper {

  /**
   * Lets time pass.
   *
   * @param nanos how much
   * @throws InterruptedException if the thread was interrupted
   */
  void sleep(long nanos) throws InterruptedException;
}
