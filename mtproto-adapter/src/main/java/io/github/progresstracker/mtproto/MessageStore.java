package io.github.progresstracker.mtproto;

import java.util.List;
import org.jspecify.annotations.Nullable;

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
   * @return the channel's state afterwards, the work of other collectors included
   * @throws StoreException if nothing was stored, or if that is not known: the same page again does
   *     no harm
   */
  ChannelState store(Channel channel, Batch batch);

  /**
   * What is stored of a channel.
   *
   * @param stored messages, {@code >= 0}
   * @param deadLetters messages that could not be read or stored, {@code >= 0}
   * @param coverage the ids that have been asked for
   */
  record ChannelState(long stored, long deadLetters, Coverage coverage) {}

  /**
   * A page to be stored.
   *
   * @param messages of ids within {@code covered}
   * @param broken what could not be read on the way
   * @param covered every id the page answers for, present or deleted; null if for none
   */
  record Batch(
      List<Message> messages, List<BrokenMessage> broken, Coverage.@Nullable Interval covered) {

    /**
     * Whether storing it would change nothing.
     *
     * @return true for a page without messages, broken ones included, that answers for no id
     */
    public boolean isEmpty() {
      return messages.isEmpty() && broken.isEmpty() && covered == null;
    }
  }

  /** A store that did not do what it was asked to. */
  final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Whether trying again may help. */
    private final boolean temporary;

    /**
     * An exception.
     *
     * @param message what was wanted and what to do, in one line
     * @param temporary whether the same may work in a moment, as when a server is restarted
     * @param cause what went wrong
     */
    public StoreException(String message, boolean temporary, Throwable cause) {
      super(message, cause);
      this.temporary = temporary;
    }

    /**
     * Whether the same request may work in a moment.
     *
     * @return false if it takes somebody to mend something first
     */
    public boolean temporary() {
      return temporary;
    }
  }
}
