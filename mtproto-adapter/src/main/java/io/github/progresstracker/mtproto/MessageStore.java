package io.github.progresstracker.mtproto;

import io.github.progresstracker.job.LeaseLostException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Keeps messages, together with the knowledge of what has been asked for. That both change in one
 * transaction is what makes a collection exact: after a crash at any moment a page is either there
 * with its coverage or not there at all, and storing it again changes nothing.
 *
 * <p>Implementations may be used by several threads, also of several processes.
 *
 * <pre>{@code
 * log.info("{} messages are there", store.open(channel).stored());
 * Page page = source.older(channel, channel.topId() + 1, HistorySource.MAX_PAGE);
 * if (page.lowestId().isPresent()) {
 *   Coverage.Interval covered =
 *       new Coverage.Interval(page.lowestId().getAsLong(), channel.topId());
 *   store.store(channel, new MessageStore.Batch(page.messages(), page.broken(), covered));
 * }
 * }</pre>
 */
public interface MessageStore {

  /** The token of a collector that holds no lease. It takes part, and fences nobody off. */
  long NO_LEASE = 0;

  /**
   * Makes a channel known, or brings its title up to date, and says what is there of it.
   *
   * @param channel the channel
   * @return what has been stored before
   * @throws StoreException if the store cannot be reached
   */
  default ChannelState open(Channel channel) {
    return open(channel, NO_LEASE);
  }

  /**
   * Makes a channel known, as its holder. From here on what comes with a lower token, from one who
   * held the channel before and does not know that he has lost it, is refused.
   *
   * @param channel the channel
   * @param token the fencing token of the channel's lease, or {@link #NO_LEASE}
   * @return what has been stored before
   * @throws LeaseLostException if somebody with a higher token has opened it
   * @throws StoreException if the store cannot be reached
   */
  ChannelState open(Channel channel, long token);

  /**
   * Stores a page and the interval of ids that it answers, or nothing at all.
   *
   * @param channel a channel that was opened before
   * @param batch the page
   * @return the channel's state afterwards, the work of other collectors included
   * @throws LeaseLostException if somebody with a higher token has opened the channel; nothing was
   *     stored
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
   * @param token the fencing token of the channel's lease, or {@link #NO_LEASE}
   */
  record Batch(
      List<Message> messages,
      List<BrokenMessage> broken,
      Coverage.@Nullable Interval covered,
      long token) {

    /**
     * A page of a collector that holds no lease.
     *
     * @param messages of ids within {@code covered}
     * @param broken what could not be read on the way
     * @param covered every id the page answers for; null if for none
     */
    public Batch(
        List<Message> messages, List<BrokenMessage> broken, Coverage.@Nullable Interval covered) {
      this(messages, broken, covered, NO_LEASE);
    }

    /**
     * Whether storing it would change nothing.
     *
     * @return true for a page without messages, broken ones included, that answers for no id
     */
    public boolean isEmpty() {
      return messages.isEmpty() && broken.isEmpty() && covered == null;
    }
  }

  /**
   * Refuses a token that is older than the newest.
   *
   * @param channelId whose
   * @param token what came
   * @param newest what has opened the channel
   * @throws LeaseLostException if it is older
   */
  static void checkToken(long channelId, long token, long newest) {
    if (token != NO_LEASE && token < newest) {
      throw new LeaseLostException(
          String.format(
              Locale.ROOT,
              "channel %d is held with token %d by now, so %d writes no more",
              channelId,
              newest,
              token));
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
