package io.github.progresstracker.mtproto;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.progresstracker.mtproto.Message.Kind;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Channels whose messages come and go while they are collected, and that fail when told to. */
final class LivingChannels implements HistorySource {

  private final Map<Long, NavigableMap<Long, Message>> channels = new TreeMap<>();
  private final Map<Long, Long> tops = new TreeMap<>();
  private final Deque<SourceException> failures = new ArrayDeque<>();
  private final Map<Long, Long> counts = new TreeMap<>();
  private boolean counted = true;
  private @Nullable Long unavailable;
  private @Nullable Long unresolvable;

  LivingChannels channel(long serverId, int messages) {
    channels.put(serverId, new TreeMap<>());
    tops.put(serverId, 0L);
    post(serverId, messages);
    return this;
  }

  void post(long serverId, int messages) {
    for (int i = 0; i < messages; i++) {
      long id = tops.merge(serverId, 1L, Long::sum);
      messages(serverId).put(id, message(id));
    }
  }

  void delete(long serverId, long id) {
    messages(serverId).remove(id);
  }

  NavigableMap<Long, Message> messages(long serverId) {
    return Objects.requireNonNull(channels.get(serverId), "no such channel");
  }

  /** The next requests for pages fail like this, one after the other. */
  void failNext(SourceException... next) {
    failures.addAll(List.of(next));
  }

  void makeUnavailable(long serverId) {
    unavailable = serverId;
  }

  void makeUnresolvable(long serverId) {
    unresolvable = serverId;
  }

  /** It does not say how many messages there are, as TDLib does not. */
  LivingChannels uncounted() {
    counted = false;
    return this;
  }

  /** The channel says it has so many messages, whatever it has. */
  void claim(long serverId, long messages) {
    counts.put(serverId, messages);
  }

  @Override
  public List<ChannelRef> channels() {
    return channels.keySet().stream().map(ChannelRef::ofId).toList();
  }

  @Override
  public Channel resolve(ChannelRef ref) throws SourceException {
    long serverId = Long.parseLong(ref.name());
    if (unresolvable != null && unresolvable == serverId) {
      throw new SourceException.ChannelUnavailable("USERNAME_NOT_OCCUPIED");
    }
    return new Channel(
        Channel.markedId(serverId),
        "Channel " + serverId,
        Channel.Kind.BROADCAST,
        tops.getOrDefault(serverId, 0L),
        counted
            ? OptionalLong.of(counts.getOrDefault(serverId, (long) messages(serverId).size()))
            : OptionalLong.empty());
  }

  @Override
  public Page older(Channel channel, long beforeId, int limit) throws SourceException {
    SourceException failure = failures.poll();
    if (failure != null) {
      throw failure;
    }
    if (unavailable != null && unavailable == channel.serverId()) {
      throw new SourceException.ChannelUnavailable("CHANNEL_PRIVATE");
    }
    List<Message> page = new ArrayList<>();
    for (Message message :
        messages(channel.serverId()).headMap(beforeId, false).descendingMap().values()) {
      if (page.size() < limit) {
        page.add(message);
      }
    }
    return new Page(page, page.isEmpty());
  }

  @Override
  public SourceInfo info() {
    return new SourceInfo("living channels", true);
  }

  @Override
  public void close() {}

  private static Message message(long id) {
    return Message.bare(
        id, Kind.CONTENT, Instant.ofEpochSecond(id), JsonNodeFactory.instance.numberNode(id));
  }
}
