package io.github.progresstracker.mtproto;

import io.github.progresstracker.mtproto.MessageStore.ChannelState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a run over channels adds up. */
final class CollectionTotals {

  private final List<ChannelState> states = new ArrayList<>();
  private final Map<String, String> unresolved = new LinkedHashMap<>();
  private int channels;
  private int synced;
  private int failedChannels;
  private int handedOver;
  private long added;
  private long deadLettered;

  void foundChannel() {
    channels++;
  }

  void unresolved(String name, String trouble) {
    unresolved.put(name, trouble);
    conclude(false);
  }

  /** Name to trouble of the channels that could not be resolved. */
  Map<String, String> unresolved() {
    return Collections.unmodifiableMap(unresolved);
  }

  void add(ChannelCollection collection) {
    states.add(collection.state());
    added += collection.added();
    deadLettered += collection.deadLettered();
  }

  void conclude(boolean good) {
    if (good) {
      synced++;
    } else {
      failedChannels++;
    }
  }

  void handedOver() {
    handedOver++;
  }

  int channels() {
    return channels;
  }

  int synced() {
    return synced;
  }

  int processed() {
    return synced + failedChannels + handedOver;
  }

  long added() {
    return added;
  }

  long newErrors() {
    return deadLettered + failedChannels;
  }

  CollectionResult result(int sessionLimit, Duration elapsed) {
    return new CollectionResult(
        channels,
        states.stream().mapToLong(ChannelState::stored).sum(),
        added,
        states.stream()
            .mapToLong(state -> CollectionSession.sessions(state.stored(), sessionLimit))
            .sum(),
        states.stream().mapToLong(ChannelState::deadLetters).sum() + failedChannels,
        elapsed);
  }
}
