package io.github.progresstracker.mtproto;

import java.util.List;
import java.util.function.Consumer;

/**
 * A place that channel histories are pulled from, newest message first, one page at a time.
 *
 * <p>The port is pull, blocking and interruptible, and it holds no cursor: what {@link #older}
 * answers depends on the arguments and on the channel's present state only. A caller that remembers
 * the lowest id it has stored can therefore go on after a crash as if nothing had happened.
 *
 * <p>What a page may look like, and what a caller must not infer from it:
 *
 * <ul>
 *   <li>Ids go strictly down, each is below {@code beforeId}, none comes twice, and there are at
 *       most {@code limit} messages.
 *   <li>A short page is not the end, and neither is an empty one: the end is {@link
 *       Page#confirmedEnd()}. Real servers answer with fewer messages than asked for, and sometimes
 *       with none, while older ones exist.
 *   <li>Ids that are missing between two messages are deleted messages, not gaps.
 *   <li>A message that cannot be read comes as a {@link BrokenMessage} beside the readable ones; it
 *       never stops the page. The next request starts at {@link Page#lowestId()}, which counts
 *       both.
 * </ul>
 *
 * <p>Sources differ in how well they keep these rules; {@link CheckedSource} makes sure.
 *
 * <p>Threading: every method may be called from any thread, {@link #close()} also while another
 * thread is inside a call. A source stands for one account, so calls gain nothing from being made
 * in parallel.
 *
 * <pre>{@code
 * HistorySource checked = new CheckedSource(source);
 * Channel channel = checked.resolve(new ChannelRef("Example News"));
 * long before = Long.MAX_VALUE;
 * Page page;
 * do {
 *   page = checked.older(channel, before, HistorySource.MAX_PAGE);
 *   page.messages().forEach(message -> log.info("{} {}", message.id(), message.text()));
 *   page.broken().forEach(broken -> log.warn("{}: {}", broken.id(), broken.reason()));
 *   before = page.lowestId().orElse(before);
 * } while (!page.confirmedEnd());
 * }</pre>
 */
public interface HistorySource extends AutoCloseable {

  /** The largest number of messages one page may be asked for. */
  int MAX_PAGE = 100;

  /**
   * Names the channels this source offers, in a stable order.
   *
   * @return one reference per channel, each of which {@link #resolve} accepts
   * @throws SourceException when the source cannot say
   * @throws InterruptedException when the calling thread is interrupted
   */
  List<ChannelRef> channels() throws SourceException, InterruptedException;

  /**
   * Finds a channel and says what is known about it now. Resolving is expensive on a real server
   * (and the first thing it limits), so resolve once and keep the answer.
   *
   * @param ref the channel's name or id
   * @return the channel
   * @throws SourceException when there is no such channel or it may not be read
   * @throws InterruptedException when the calling thread is interrupted
   */
  Channel resolve(ChannelRef ref) throws SourceException, InterruptedException;

  /**
   * Reads the messages just below an id.
   *
   * @param channel a channel this source has resolved
   * @param beforeId exclusive upper bound of the ids, at least 1; {@link Long#MAX_VALUE} starts at
   *     the newest message
   * @param limit the most messages to return, 1 to {@link #MAX_PAGE}
   * @return the page, newest message first
   * @throws SourceException when the page cannot be read; its type says what to do
   * @throws InterruptedException when the calling thread is interrupted
   * @throws IllegalArgumentException when {@code beforeId} or {@code limit} is out of range
   */
  Page older(Channel channel, long beforeId, int limit)
      throws SourceException, InterruptedException;

  /**
   * Describes the source.
   *
   * @return what it is and what it can do; the same answer before and after {@link #close()}
   */
  SourceInfo info();

  /**
   * Asks to be told of waits that happen inside a request. A client that sits out a short flood
   * wait by itself just answers late; without being told, nobody could tell that from a server that
   * does not answer. A source whose requests never wait by themselves tells nothing.
   *
   * @param listener called by any thread when such a wait begins; the wait ends with the request
   * @return ends the listening
   */
  default Subscription onHiddenWait(Consumer<HiddenWait> listener) {
    return () -> {};
  }

  /** Ends what it was got for. */
  @FunctionalInterface
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }

  /** Releases what the source holds. Later calls fail with {@link SourceException.Closed}. */
  @Override
  void close();
}
