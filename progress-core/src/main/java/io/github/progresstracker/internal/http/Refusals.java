package io.github.progresstracker.internal.http;

import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;

/**
 * What a receiver will never take: all of it is counted, and the log has one line for a row of it.
 * For one thread, but for the count.
 */
public final class Refusals {

  private final Logger log;
  private final String receiver;
  private final String things;
  private final AtomicLong count = new AtomicLong();
  private boolean goesOn;

  /**
   * None so far.
   *
   * @param log gets the lines
   * @param receiver whom people are told of, without what may be a credential
   * @param things what it is sent, such as {@code events}
   */
  public Refusals(Logger log, String receiver, String things) {
    this.log = log;
    this.receiver = receiver;
    this.things = things;
  }

  /** The receiver has taken something. */
  public void accepted() {
    if (goesOn) {
      goesOn = false;
      log.info("{} takes {} again", receiver, things);
    }
  }

  /**
   * Something is given up.
   *
   * @param what has become of it, for people
   */
  public void add(String what) {
    count.incrementAndGet();
    if (!goesOn) {
      goesOn = true;
      log.warn("{}; it is given up, and so are others like it, which are counted", what);
    }
  }

  /**
   * How many there were. May be called by any thread.
   *
   * @return their number
   */
  public long count() {
    return count.get();
  }
}
