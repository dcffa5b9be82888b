package io.github.progresstracker.mtproto;

import java.util.List;

/**
 * Keeps messages, together with the knowledge of what has been asked for. That both change in one
 * transaction is what makes a collection exact: after a crash at any moment a page is either there
 * with its coverage or not there at all, and storing it again changes nothing.
 *
 * <p>Implementations may be used by several threads, also of several processes.
 */
public interface MessageStore {

  /**
   * Makes a channel known, or brings its title up to date, and says what is there of it.
   *
   * @param channel the channel
   * @return what has been stored before
   * @throws StoreException if the store cannot be reached
   */
  ChannelState open(Channel channel);

  /**
   * Stores a page and the interval of ids that it answers, or nothing at all.
   *
   * @param channel a channel that was opened before
   * @param batch the page
   * @return what was new in it, and the channel's state afterwards
   * @throws StoreException if nothing was stored
   */
  Stored store(Channel channel, Batch batch);

  /**
   * What is stored of a channel.
   *
   * @param stored messages, {@code >= 0}
   * @param deadLetters messages that could not be read or stored, {@code >= 0}
   * @param coverage the ids that have been asked for
   */
  record ChannelState(long stored, long deadLetters, Coverage coverage) {}

  /**
   * What storing a page came to.
   *
   * @param inserted messages that were not there before
   * @param deadLettered dead letters that were not there before
   * @param state the channel afterwards, the work of other collectors included
   */
  record Stored(long inserted, long deadLettered, ChannelState state) {}

  /**
   * A page to be stored.
   *
   * @param messages of ids within {@code covered}
   * @param broken what could not be read on the way
   * @param covered every id the page answers for, present or deleted
   */
  record Batch(List<Message> messages, List<BrokenMessage> broken, Coverage.Interval covered) {}

  /** A store that did not do what it was asked to; nothing was stored. */
  final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * An exception.
     *
     * @param message what was wanted and what to do, in one line
     * @param cause what went wrong
     */
    public StoreException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
