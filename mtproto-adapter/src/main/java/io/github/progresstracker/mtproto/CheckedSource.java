package io.github.progresstracker.mtproto;

import io.github.progresstracker.mtproto.internal.Fields;
import io.github.progresstracker.mtproto.internal.Requests;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds another source to the contract of {@link HistorySource}.
 *
 * <p>Clients answer with duplicates on bad connections, with ranges that are newer than asked for,
 * with more messages than the limit, with their own id arithmetic, and with empty pages that are
 * not the end. A collector that trusts them loses messages or counts them twice, so nothing is
 * trusted here: every page is put in order, and every repair is counted.
 *
 * <ul>
 *   <li>Messages at or above {@code beforeId} and repeated ids are dropped; one violation each.
 *   <li>A message id above 2<sup>31</sup>−1 is a client's local id: when its lower 20 bits are zero
 *       it is shifted back to the server id (TDLib's id is the server's, shifted left by 20). One
 *       violation each.
 *   <li>An id that is no server id in any way turns its message into a {@link BrokenMessage}, so
 *       that it is not lost without a trace. One violation each.
 *   <li>Pages out of order are sorted and pages above the limit are cut at their old end, which
 *       also withdraws {@link Page#confirmedEnd()}. One violation per page.
 *   <li>An empty page that does not confirm the end is asked for once more; the second empty answer
 *       confirms it. That is no violation: servers do it when messages are deleted meanwhile.
 *   <li>Two answers in a row that hold nothing usable but are not empty are {@link
 *       SourceException.Broken}: calling that the end would lose the rest of the history.
 * </ul>
 *
 * <p>The pages this class returns keep all rules of the port. Thread safe if the delegate is.
 *
 * @see HistorySource
 */
public final class CheckedSource implements HistorySource {

  private static final Logger log = LoggerFactory.getLogger(CheckedSource.class);

  private static final int LOCAL_ID_SHIFT = 20;

  private final HistorySource delegate;
  private final AtomicLong violations = new AtomicLong();

  /**
   * Wraps a source.
   *
   * @param delegate the source to check; closed with this one
   */
  public CheckedSource(HistorySource delegate) {
    this.delegate = delegate;
  }

  /**
   * How many repairs were needed so far.
   *
   * @return the number of violations since this object was made
   */
  public long violations() {
    return violations.get();
  }

  @Override
  public List<ChannelRef> channels() throws SourceException, InterruptedException {
    return delegate.channels();
  }

  @Override
  public Channel resolve(ChannelRef ref) throws SourceException, InterruptedException {
    return delegate.resolve(ref);
  }

  @Override
  public Page older(Channel channel, long beforeId, int limit)
      throws SourceException, InterruptedException {
    Requests.check(beforeId, limit);
    Page first = delegate.older(channel, beforeId, limit);
    Page repaired = repair(channel, first, beforeId, limit);
    if (!repaired.isEmpty() || repaired.confirmedEnd()) {
      return repaired;
    }
    return confirm(channel, first, beforeId, limit);
  }

  @Override
  public Subscription onHiddenWait(Consumer<HiddenWait> listener) {
    return delegate.onHiddenWait(listener);
  }

  @Override
  public SourceInfo info() {
    return delegate.info();
  }

  @Override
  public void close() {
    delegate.close();
  }

  private Page confirm(Channel channel, Page first, long beforeId, int limit)
      throws SourceException, InterruptedException {
    Page second = delegate.older(channel, beforeId, limit);
    Page repaired = repair(channel, second, beforeId, limit);
    if (!repaired.isEmpty() || repaired.confirmedEnd()) {
      return repaired;
    }
    if (!first.isEmpty() || !second.isEmpty()) {
      throw new SourceException.Broken(
          String.format(
              Locale.ROOT,
              "%s answered twice with messages that were not asked for (below id %d of %s)",
              info().name(),
              beforeId,
              channel.title()));
    }
    return new Page(List.of(), true);
  }

  private Page repair(Channel channel, Page page, long beforeId, int limit) {
    Repair repair = new Repair(beforeId, limit);
    Page result = repair.apply(page);
    if (repair.count > 0 && violations.getAndAdd(repair.count) == 0) {
      log.warn(
          "{} breaks the paging contract in {} ({}); repaired, and counted from now on",
          info().name(),
          channel.title(),
          repair.what);
    }
    return result;
  }

  /** The repair of one page. */
  private static final class Repair {
    private final long beforeId;
    private final int limit;
    private final Set<Long> seen = new HashSet<>();
    private final List<Message> messages = new ArrayList<>();
    private final List<BrokenMessage> broken = new ArrayList<>();
    private int count;
    private String what = "";

    Repair(long beforeId, int limit) {
      this.beforeId = beforeId;
      this.limit = limit;
    }

    Page apply(Page page) {
      page.messages().forEach(this::take);
      page.broken().forEach(this::take);
      sort();
      boolean cut = cut();
      return new Page(messages, broken, page.confirmedEnd() && !cut);
    }

    private void take(Message message) {
      long id = serverId(message.id());
      if (id < 1) {
        violation("message id " + message.id());
        broken.add(notAServerId(message));
      } else if (isNew(id)) {
        messages.add(id == message.id() ? message : message.withId(id));
      }
    }

    private void take(BrokenMessage message) {
      if (message.id().isEmpty() || isNew(message.id().getAsLong())) {
        broken.add(message);
      }
    }

    /** The server id behind an id, 0 if there is none. */
    private long serverId(long id) {
      if (id >= 1 && id <= Fields.MAX_MESSAGE_ID) {
        return id;
      }
      long shifted = id >> LOCAL_ID_SHIFT;
      if (shifted < 1 || shifted > Fields.MAX_MESSAGE_ID || shifted << LOCAL_ID_SHIFT != id) {
        return 0;
      }
      violation("local message id " + id);
      return shifted;
    }

    private boolean isNew(long id) {
      if (id >= beforeId) {
        violation("id " + id + " is not below " + beforeId);
        return false;
      }
      if (!seen.add(id)) {
        violation("id " + id + " came twice");
        return false;
      }
      return true;
    }

    private void sort() {
      for (int i = 1; i < messages.size(); i++) {
        if (messages.get(i).id() > messages.get(i - 1).id()) {
          violation("id " + messages.get(i).id() + " comes after " + messages.get(i - 1).id());
          messages.sort(Comparator.comparingLong(Message::id).reversed());
          return;
        }
      }
    }

    /** Drops what is beyond the limit; it comes again with the next page. */
    private boolean cut() {
      if (messages.size() <= limit) {
        return false;
      }
      violation(messages.size() + " messages where at most " + limit + " were asked for");
      messages.subList(limit, messages.size()).clear();
      long lowest = messages.get(limit - 1).id();
      broken.removeIf(b -> b.id().isPresent() && b.id().getAsLong() < lowest);
      return true;
    }

    private static BrokenMessage notAServerId(Message message) {
      return new BrokenMessage(
          OptionalLong.empty(),
          "id " + message.id() + " is not the id of a message on the server",
          message.raw().toString());
    }

    private void violation(String detail) {
      if (count++ == 0) {
        what = detail;
      }
    }
  }
}
