package io.github.progresstracker.mtproto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.progresstracker.job.LeaseLostException;
import io.github.progresstracker.mtproto.Coverage.Interval;
import io.github.progresstracker.mtproto.Message.Kind;
import io.github.progresstracker.mtproto.MessageStore.Batch;
import io.github.progresstracker.mtproto.MessageStore.ChannelState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What every message store does. */
abstract class MessageStoreContract {

  private static final Channel CHANNEL = channel(1_000_000_001L);
  private static final Channel OTHER = channel(1_000_000_002L);

  /** An empty store. */
  abstract MessageStore store();

  /** The ids that the store has of a channel. */
  abstract Set<Long> ids(MessageStore store, long channelId);

  @Test
  void a_new_channel_is_empty_and_opening_it_again_changes_nothing() {
    MessageStore store = store();
    ChannelState empty = new ChannelState(0, 0, Coverage.NONE);
    assertThat(store.open(CHANNEL)).isEqualTo(empty);
    assertThat(store.open(CHANNEL)).isEqualTo(empty);
  }

  @Test
  void a_page_is_stored_with_what_it_covers() {
    MessageStore store = store();
    store.open(CHANNEL);
    ChannelState state =
        store.store(CHANNEL, new Batch(messages(91, 95, 100), List.of(), at(90, 100)));
    assertThat(state).isEqualTo(new ChannelState(3, 0, Coverage.NONE.with(90, 100)));
    assertThat(store.open(CHANNEL)).isEqualTo(state);
    assertThat(ids(store, CHANNEL.id())).containsExactlyInAnyOrder(91L, 95L, 100L);
  }

  @Test
  void the_same_page_again_changes_nothing() {
    MessageStore store = store();
    store.open(CHANNEL);
    Batch page = new Batch(messages(1, 2, 3), List.of(broken(4)), at(1, 4));
    ChannelState first = store.store(CHANNEL, page);
    assertThat(first).isEqualTo(new ChannelState(3, 1, Coverage.NONE.with(1, 4)));
    assertThat(store.store(CHANNEL, page)).isEqualTo(first);
  }

  @Test
  void an_empty_page_still_covers() {
    MessageStore store = store();
    store.open(CHANNEL);
    assertThat(store.store(CHANNEL, new Batch(List.of(), List.of(), at(1, 50))))
        .isEqualTo(new ChannelState(0, 0, Coverage.NONE.with(1, 50)));
  }

  @Test
  void a_page_may_answer_for_no_id_at_all() {
    MessageStore store = store();
    store.open(CHANNEL);
    BrokenMessage broken = new BrokenMessage(OptionalLong.empty(), "no id", "{}");
    assertThat(store.store(CHANNEL, new Batch(List.of(), List.of(broken), null)))
        .isEqualTo(new ChannelState(0, 1, Coverage.NONE));
  }

  @Test
  void who_has_lost_a_channel_writes_no_more_and_who_never_held_it_may() {
    MessageStore store = store();
    store.open(CHANNEL, 7);
    store.store(CHANNEL, new Batch(messages(10), List.of(), at(10, 10), 7));
    store.open(CHANNEL, 8);
    assertThatThrownBy(() -> store.store(CHANNEL, new Batch(messages(9), List.of(), at(9, 9), 7)))
        .isInstanceOf(LeaseLostException.class)
        .hasMessageContainingAll("7", "8", Long.toString(CHANNEL.id()));
    assertThatThrownBy(() -> store.open(CHANNEL, 7)).isInstanceOf(LeaseLostException.class);
    store.store(CHANNEL, new Batch(messages(8), List.of(), at(8, 8), 8));
    store.store(CHANNEL, new Batch(messages(7), List.of(), at(7, 7)));
    store.open(OTHER, 1);
    assertThat(ids(store, CHANNEL.id())).containsExactlyInAnyOrder(7L, 8L, 10L);
    assertThat(store.open(CHANNEL))
        .isEqualTo(new ChannelState(3, 0, Coverage.NONE.with(10, 10).with(7, 8)));
  }

  @Test
  void channels_do_not_mix() {
    MessageStore store = store();
    store.open(CHANNEL);
    store.open(OTHER);
    store.store(CHANNEL, new Batch(messages(1, 2), List.of(), at(1, 2)));
    store.store(OTHER, new Batch(messages(2, 3), List.of(), at(2, 3)));
    assertThat(store.open(CHANNEL)).isEqualTo(new ChannelState(2, 0, Coverage.NONE.with(1, 2)));
    assertThat(store.open(OTHER)).isEqualTo(new ChannelState(2, 0, Coverage.NONE.with(2, 3)));
  }

  @Test
  void broken_messages_without_an_id_are_told_apart_by_what_is_in_them() {
    MessageStore store = store();
    store.open(CHANNEL);
    List<BrokenMessage> broken =
        List.of(
            new BrokenMessage(OptionalLong.empty(), "no id", "{\"a\":1}"),
            new BrokenMessage(OptionalLong.empty(), "no id", "{\"a\":2}"));
    ChannelState state = store.store(CHANNEL, new Batch(List.of(), broken, at(1, 5)));
    assertThat(state.deadLetters()).isEqualTo(2);
  }

  @Test
  void pages_in_any_order_with_any_overlap_come_to_their_union() {
    SplittableRandom random = new SplittableRandom(11);
    for (int round = 0; round < 25; round++) {
      MessageStore store = store();
      Channel channel = channel(2_000_000_000L + (long) round);
      store.open(channel);
      Coverage coverage = Coverage.NONE;
      Set<Long> expected = new TreeSet<>();
      for (int page = 0; page < 12; page++) {
        long lo = 1L + random.nextInt(80);
        long hi = lo + random.nextInt(20);
        List<Message> messages = new ArrayList<>();
        for (long id = lo; id <= hi; id++) {
          if (id % 7 != 0) {
            messages.add(message(id));
            expected.add(id);
          }
        }
        coverage = coverage.with(lo, hi);
        assertThat(store.store(channel, new Batch(messages, List.of(), at(lo, hi))))
            .isEqualTo(new ChannelState(expected.size(), 0, coverage));
      }
      assertThat(ids(store, channel.id())).isEqualTo(expected);
    }
  }

  static Channel channel(long serverId) {
    return new Channel(
        Channel.markedId(serverId),
        "Channel " + serverId,
        Channel.Kind.BROADCAST,
        1_000,
        OptionalLong.of(900));
  }

  static Message message(long id) {
    return Message.bare(
        id,
        Kind.CONTENT,
        Instant.ofEpochSecond(1_700_000_000 + id),
        JsonNodeFactory.instance.objectNode());
  }

  static Interval at(long lo, long hi) {
    return new Interval(lo, hi);
  }

  private static List<Message> messages(long... ids) {
    return LongStream.of(ids).mapToObj(MessageStoreContract::message).toList();
  }

  private static BrokenMessage broken(long id) {
    return new BrokenMessage(OptionalLong.of(id), "a date in 1952", "{}");
  }
}
