package io.github.progresstracker.mtproto.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.progresstracker.mtproto.Channel;
import io.github.progresstracker.mtproto.ChannelRef;
import io.github.progresstracker.mtproto.CheckedSource;
import io.github.progresstracker.mtproto.HistorySource;
import io.github.progresstracker.mtproto.Message;
import io.github.progresstracker.mtproto.Page;
import io.github.progresstracker.mtproto.SimulatedTelegram;
import io.github.progresstracker.mtproto.SimulatorOptions;
import io.github.progresstracker.mtproto.SourceException;
import io.github.progresstracker.mtproto.SourceInfo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every history source promises; one short subclass per source. */
public abstract class HistorySourceContract {

  private HistorySource source = closedBeforeTheFirstTest();

  /** A source whose channels hold a few hundred to a few thousand messages; the same each time. */
  protected abstract HistorySource open() throws SourceException, InterruptedException;

  /** What the source writes as the id of a message, which is the server's unless it says so. */
  protected long rawId(long id) {
    return id;
  }

  @BeforeEach
  void openSource() throws SourceException, InterruptedException {
    source = open();
  }

  @AfterEach
  void closeSource() {
    source.close();
  }

  @Test
  void offersChannelsThatItCanResolve() throws Exception {
    List<ChannelRef> refs = source.channels();
    assertThat(refs).isNotEmpty().doesNotHaveDuplicates().isEqualTo(source.channels());
    List<Long> ids = new ArrayList<>();
    for (ChannelRef ref : refs) {
      ids.add(source.resolve(ref).id());
    }
    assertThat(ids).doesNotHaveDuplicates();
  }

  @Test
  void resolvesAChannelTheSameWayByEveryName() throws Exception {
    for (Channel channel : all()) {
      assertThat(source.resolve(new ChannelRef(channel.title()))).isEqualTo(channel);
      assertThat(source.resolve(ChannelRef.ofId(channel.id()))).isEqualTo(channel);
      assertThat(source.resolve(ChannelRef.ofId(-channel.id()))).isEqualTo(channel);
      assertThat(source.resolve(ChannelRef.ofId(channel.serverId()))).isEqualTo(channel);
    }
  }

  @Test
  void saysWhichChannelsThereAreWhenOneIsUnknown() throws Exception {
    String known = all().get(0).title();
    assertThatThrownBy(() -> source.resolve(new ChannelRef("no such channel")))
        .isInstanceOf(SourceException.ChannelUnavailable.class)
        .hasMessageContainingAll("no such channel", known);
    Channel stranger = new Channel(Channel.MARK + 7, "stranger", Channel.Kind.UNKNOWN, 9, none());
    assertThatThrownBy(() -> source.older(stranger, Long.MAX_VALUE, 10))
        .isInstanceOf(SourceException.ChannelUnavailable.class)
        .hasMessageContainingAll("1000000000007", "stranger");
  }

  @Test
  void aWalkMeetsEveryMessageOnceFromTheNewestDown() throws Exception {
    for (Channel channel : all()) {
      List<Long> ids = Walk.of(source, channel, HistorySource.MAX_PAGE).ids();
      assertThat(ids)
          .doesNotHaveDuplicates()
          .isSortedAccordingTo(Comparator.reverseOrder())
          .allMatch(id -> id >= 1 && id <= channel.topId());
      assertThat(ids.get(0)).isEqualTo(channel.topId());
      channel.exactCount().ifPresent(count -> assertThat(count).isEqualTo(ids.size()));
    }
  }

  @Test
  void theLimitChangesThePagesAndNotTheWalk() throws Exception {
    Channel channel = smallest();
    List<Long> expected = Walk.of(source, channel, HistorySource.MAX_PAGE).ids();
    for (int limit : new int[] {1, 2, 7, 50, 99, 100}) {
      Walk walk = Walk.of(source, channel, limit);
      assertThat(walk.pages()).allMatch(page -> page.messages().size() <= limit);
      assertThat(walk.ids()).isEqualTo(expected);
    }
  }

  @Test
  void everyIdIsAPlaceToGoOnFromWhetherItsMessageExistsOrNot() throws Exception {
    Channel channel = smallest();
    List<Long> ids = Walk.of(source, channel, HistorySource.MAX_PAGE).ids();
    for (long before = channel.topId() + 1; before > 0; before -= 13) {
      long bound = before;
      List<Long> below = ids.stream().filter(id -> id < bound).limit(5).toList();
      List<Long> page =
          source.older(channel, before, 5).messages().stream().map(Message::id).toList();
      assertThat(below).startsWith(page.toArray(new Long[0]));
      assertThat(page.isEmpty()).isEqualTo(below.isEmpty());
    }
  }

  @Test
  void belowTheOldestThereIsAConfirmedEnd() throws Exception {
    for (Channel channel : all()) {
      List<Long> ids = Walk.of(source, channel, HistorySource.MAX_PAGE).ids();
      Page after = source.older(channel, ids.get(ids.size() - 1), 10);
      assertThat(after.confirmedEnd()).isTrue();
      assertThat(after.isEmpty()).isTrue();
      assertThat(source.older(channel, 1, 10)).isEqualTo(after);
    }
  }

  @Test
  void aRestartSeesTheSameMessages() throws Exception {
    Channel channel = smallest();
    List<Message> before = Walk.of(source, channel, 37).messages();
    source.close();
    source = open();
    assertThat(source.resolve(ChannelRef.ofId(channel.id()))).isEqualTo(channel);
    assertThat(Walk.of(source, channel, 37).messages()).isEqualTo(before);
  }

  @Test
  void everyMessageIsComplete() throws Exception {
    for (Channel channel : all()) {
      for (Message message : Walk.of(source, channel, HistorySource.MAX_PAGE).messages()) {
        assertThat(message.raw().path("id").longValue()).isEqualTo(rawId(message.id()));
        assertThat(message.reactions().values()).allMatch(count -> count > 0);
        assertThat(message.text()).doesNotContain("\0");
      }
    }
  }

  @Test
  void itKeepsTheContractWithoutHelp() throws Exception {
    CheckedSource checked = new CheckedSource(source);
    Channel channel = smallest();
    assertThat(Walk.of(checked, channel, 40).messages())
        .isEqualTo(Walk.of(source, channel, 40).messages());
    assertThat(checked.violations()).isZero();
  }

  @Test
  void refusesRequestsOutOfRange() throws Exception {
    Channel channel = smallest();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> source.older(channel, 10, 0))
        .withMessage("limit must be between 1 and 100, was 0");
    assertThatIllegalArgumentException().isThrownBy(() -> source.older(channel, 10, 101));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> source.older(channel, 0, 10))
        .withMessage("beforeId must be >= 1 (Long.MAX_VALUE = newest), was 0");
  }

  @Test
  void aClosedSourceSaysSo() throws Exception {
    Channel channel = smallest();
    SourceInfo info = source.info();
    source.close();
    source.close();
    assertThatThrownBy(() -> source.older(channel, Long.MAX_VALUE, 10))
        .isInstanceOf(SourceException.Closed.class)
        .hasMessage(info.name() + " is closed");
    assertThatThrownBy(() -> source.channels()).isInstanceOf(SourceException.Closed.class);
    assertThatThrownBy(() -> source.resolve(new ChannelRef(channel.title())))
        .isInstanceOf(SourceException.Closed.class);
    assertThat(source.info()).isEqualTo(info);
  }

  @Test
  void anInterruptedReaderLeavesTheSourceUsable() throws Exception {
    Channel channel = smallest();
    Message newest = source.older(channel, Long.MAX_VALUE, 10).messages().get(0);
    Thread.currentThread().interrupt();
    try {
      source.older(channel, Long.MAX_VALUE, 10);
    } catch (InterruptedException e) {
      assertThat(e).isNotNull();
    } finally {
      Thread.interrupted();
    }
    assertThat(source.older(channel, Long.MAX_VALUE, 10).messages()).startsWith(newest);
  }

  private List<Channel> all() throws Exception {
    List<Channel> channels = new ArrayList<>();
    for (ChannelRef ref : source.channels()) {
      channels.add(source.resolve(ref));
    }
    return channels;
  }

  private Channel smallest() throws Exception {
    return all().stream().min(Comparator.comparingLong(Channel::topId)).orElseThrow();
  }

  private static java.util.OptionalLong none() {
    return java.util.OptionalLong.empty();
  }

  private static HistorySource closedBeforeTheFirstTest() {
    return new SimulatedTelegram(SimulatorOptions.defaults());
  }
}
