package io.github.progresstracker.mtproto;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * Keeps messages for as long as it lives: for tests, and for trying things out.
 *
 * <pre>{@code
 * InMemoryMessageStore kept = new InMemoryMessageStore();
 * new HistoryCollector(registry, source, kept, CollectorOptions.forUser(1)).collect();
 * NavigableMap<Long, Message> messages = kept.messages(channel.id());
 * }</pre>
 */
public final class InMemoryMessageStore implements MessageStore {

  private final Map<Long, Shelf> shelves = new HashMap<>();

  /** An empty store. */
  public InMemoryMessageStore() {}

  @Override
  public synchronized ChannelState open(Channel channel, long token) {
    Shelf shelf = shelf(channel);
    shelf.fence(channel.id(), token);
    return shelf.state();
  }

  @Override
  public synchronized ChannelState store(Channel channel, Batch batch) {
    Shelf shelf = shelf(channel);
    shelf.fence(channel.id(), batch.token());
    batch.messages().forEach(message -> shelf.messages.putIfAbsent(message.id(), message));
    shelf.deadLetters.addAll(batch.broken());
    Coverage.Interval covered = batch.covered();
    if (covered != null) {
      shelf.coverage = shelf.coverage.with(covered.lo(), covered.hi());
    }
    return shelf.state();
  }

  /**
   * The messages of a channel.
   *
   * @param channelId the channel's marked id
   * @return a copy by id, ascending; empty for a channel that was never opened
   */
  public synchronized NavigableMap<Long, Message> messages(long channelId) {
    Shelf shelf = shelves.get(channelId);
    return shelf == null ? new TreeMap<>() : new TreeMap<>(shelf.messages);
  }

  private Shelf shelf(Channel channel) {
    return shelves.computeIfAbsent(channel.id(), id -> new Shelf());
  }

  private static final class Shelf {
    private final NavigableMap<Long, Message> messages = new TreeMap<>();
    private final Set<BrokenMessage> deadLetters = new HashSet<>();
    private Coverage coverage = Coverage.NONE;
    private long fence;

    void fence(long channelId, long token) {
      MessageStore.checkToken(channelId, token, fence);
      fence = Math.max(fence, token);
    }

    ChannelState state() {
      return new ChannelState(messages.size(), deadLetters.size(), coverage);
    }
  }
}
