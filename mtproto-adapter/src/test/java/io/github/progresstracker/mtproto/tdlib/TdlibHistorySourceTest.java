package io.github.progresstracker.mtproto.tdlib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.progresstracker.job.LeaseStore;
import io.github.progresstracker.job.WriterId;
import io.github.progresstracker.mtproto.Channel;
import io.github.progresstracker.mtproto.ChannelRef;
import io.github.progresstracker.mtproto.CheckedSource;
import io.github.progresstracker.mtproto.HiddenWait;
import io.github.progresstracker.mtproto.HistorySource;
import io.github.progresstracker.mtproto.Page;
import io.github.progresstracker.mtproto.SourceException;
import io.github.progresstracker.mtproto.kit.FakeChat;
import io.github.progresstracker.mtproto.kit.FakeTdJson;
import io.github.progresstracker.mtproto.kit.Fault;
import io.github.progresstracker.mtproto.kit.Walk;
import io.github.progresstracker.testing.ManualClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The source over a TDLib that exists in this process only, in virtual time. */
class TdlibHistorySourceTest {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  @TempDir private Path directory;

  private final ManualClock clock = new ManualClock(Instant.parse("2025-11-10T12:30:00Z"));
  private final LeaseStore leases = LeaseStore.inMemory(clock);
  private final FakeTdJson json = new FakeTdJson(clock);
  private final FakeChat chat = json.channel(1_234_567_890L, "ABC LEGACY NEWS", "legacynews", 300);
  private final List<AutoCloseable> open = new ArrayList<>();
  private Tdlib tdlib;

  TdlibHistorySourceTest() throws SourceException {
    tdlib = Tdlib.over(json, clock);
  }

  @BeforeEach
  void own() {
    open.add(tdlib);
  }

  @AfterEach
  void closeAll() throws Exception {
    Collections.reverse(open);
    for (AutoCloseable one : open) {
      one.close();
    }
  }

  @Test
  void all_messages_of_a_channel_come_once_with_the_ids_of_the_server() throws Exception {
    chat.delete(7, 8, 150);
    HistorySource source = open("legacynews");
    Channel channel = source.resolve(source.channels().get(0));
    assertThat(channel.id()).isEqualTo(1_001_234_567_890L);
    assertThat(channel.topId()).isEqualTo(300);
    assertThat(channel.exactCount()).isEmpty();
    assertThat(Walk.of(source, channel, 100).ids()).isEqualTo(chat.ids());
  }

  @Test
  void an_account_without_configured_channels_offers_all_of_its_chat_list() throws Exception {
    json.channel(77, "Second", null, 3);
    json.basicGroup(5, "Friends");
    HistorySource source = open();
    assertThat(source.channels())
        .containsExactlyInAnyOrder(
            ChannelRef.ofId(1_001_234_567_890L), ChannelRef.ofId(1_000_000_000_077L));
  }

  @Test
  void a_user_name_is_looked_up_once() throws Exception {
    HistorySource source = open();
    for (String name : List.of("@legacynews", "@legacynews", "https://t.me/legacynews")) {
      assertThat(source.resolve(new ChannelRef(name)).title()).isEqualTo("ABC LEGACY NEWS");
    }
    assertThat(json.requests()).filteredOn("searchPublicChat"::equals).hasSize(2);
    assertThatThrownBy(() -> source.resolve(new ChannelRef("@nobody_there")))
        .isInstanceOf(SourceException.ChannelUnavailable.class)
        .hasMessage("channel \"@nobody_there\": USERNAME_NOT_OCCUPIED");
  }

  @Test
  void a_basic_group_that_has_become_a_supergroup_is_the_supergroup() throws Exception {
    FakeChat group = json.basicGroup(42, "Old group").post(5);
    group.migrate(json.channel(99, "New group", null, 12));
    HistorySource source = open();
    Channel channel = source.resolve(ChannelRef.ofId(-42));
    assertThat(channel.title()).isEqualTo("New group");
    assertThat(Walk.of(source, channel, 50).ids()).hasSize(12);
    json.basicGroup(43, "Still a group").post(5);
    assertThatThrownBy(() -> source.resolve(ChannelRef.ofId(-43)))
        .isInstanceOf(SourceException.ChannelUnavailable.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 20, 60})
  void a_short_flood_wait_is_sat_out_inside_and_told(int seconds) throws Exception {
    HistorySource source = open();
    Channel channel = source.resolve(new ChannelRef("@legacynews"));
    List<HiddenWait> waits = Collections.synchronizedList(new ArrayList<>());
    HistorySource.Subscription listening = source.onHiddenWait(waits::add);
    json.onHistory(1, new Fault.Flood(seconds));
    long before = clock.nanoTime();
    assertThat(source.older(channel, 200, 10).isEmpty()).isFalse();
    assertThat(Duration.ofNanos(clock.nanoTime() - before)).hasSeconds(seconds);
    assertThat(waits).containsExactly(new HiddenWait("FLOOD_WAIT", Duration.ofSeconds(seconds)));
    listening.close();
    json.onHistory(1, new Fault.Flood(seconds));
    source.older(channel, 200, 10);
    assertThat(waits).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {61, 70, 86_400})
  void a_long_flood_wait_is_an_exception_with_its_time(int seconds) throws Exception {
    HistorySource source = open();
    Channel channel = source.resolve(new ChannelRef("@legacynews"));
    json.onHistory(1, new Fault.Flood(seconds));
    assertThatThrownBy(() -> source.older(channel, 200, 10))
        .isInstanceOfSatisfying(
            SourceException.FloodWait.class,
            flood -> assertThat(flood.retryAfter()).hasSeconds(seconds));
    clock.advance(Duration.ofSeconds(seconds));
    assertThat(source.older(channel, 200, 10).isEmpty()).isFalse();
  }

  @Test
  void a_server_that_fails_for_long_looks_like_a_flood_and_for_short_like_a_slow_page()
      throws Exception {
    HistorySource source = open();
    Channel channel = source.resolve(new ChannelRef("@legacynews"));
    List<HiddenWait> waits = Collections.synchronizedList(new ArrayList<>());
    source.onHiddenWait(waits::add);
    json.onHistory(1, new Fault.ServerError(15)).onHistory(2, new Fault.ServerError(300));
    assertThat(source.older(channel, 200, 10).isEmpty()).isFalse();
    assertThatThrownBy(() -> source.older(channel, 200, 10))
        .isInstanceOfSatisfying(
            SourceException.FloodWait.class,
            flood -> assertThat(flood.retryAfter()).hasSeconds(32));
    assertThat(waits).extracting(HiddenWait::reason).containsOnly("SERVER_BUSY");
  }

  @Test
  void a_private_channel_is_unavailable_whatever_the_code_and_the_source_lives_on()
      throws Exception {
    HistorySource source = open();
    Channel channel = source.resolve(new ChannelRef("@legacynews"));
    json.onHistory(1, new Fault.Refuse(400, "CHANNEL_PRIVATE"))
        .onHistory(2, new Fault.Refuse(406, "CHANNEL_PRIVATE"))
        .onHistory(3, new Fault.Refuse(406, "SECRET_REASON"));
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> source.older(channel, 200, 10))
          .isInstanceOf(SourceException.ChannelUnavailable.class)
          .hasMessageContainingAll("ABC LEGACY NEWS", "CHANNEL_PRIVATE");
    }
    assertThatThrownBy(() -> source.older(channel, 200, 10))
        .isInstanceOf(SourceException.ChannelUnavailable.class)
        .hasMessageNotContaining("SECRET_REASON");
    assertThat(source.older(channel, 200, 10).isEmpty()).isFalse();
  }

  @Test
  void one_empty_page_is_not_the_end() throws Exception {
    HistorySource source = open();
    Channel channel = source.resolve(new ChannelRef("@legacynews"));
    json.onHistory(2, new Fault.EmptyByRace()).onHistory(4, new Fault.EmptyByRace());
    assertThat(Walk.of(source, channel, 100).ids()).isEqualTo(chat.ids());
  }

  @Test
  void a_request_that_is_never_answered_ends_at_its_timeout() throws Exception {
    HistorySource source = open();
    Channel channel = source.resolve(new ChannelRef("@legacynews"));
    json.onHistory(1, new Fault.Hang(151));
    long before = clock.nanoTime();
    assertThatThrownBy(() -> source.older(channel, 200, 10))
        .isInstanceOf(SourceException.Busy.class)
        .hasMessage("TDLib has not answered getChatHistory");
    assertThat(Duration.ofNanos(clock.nanoTime() - before))
        .isBetween(Duration.ofSeconds(150), Duration.ofSeconds(152));
  }

  @Test
  void a_client_that_answers_nothing_any_more_is_replaced_by_another() throws Exception {
    HistorySource source = open();
    Channel channel = source.resolve(new ChannelRef("@legacynews"));
    for (int time = 0; time < 3; time++) {
      json.onHistory(1, new Fault.Hang(151));
      assertThat(json.clients()).isEqualTo(1);
      assertThatThrownBy(() -> source.older(channel, 200, 10))
          .isInstanceOf(SourceException.Busy.class);
    }
    assertThat(Walk.of(source, channel, 100).ids()).isEqualTo(chat.ids());
    assertThat(json.clients()).isEqualTo(2);
    assertThat(source.resolve(new ChannelRef("@legacynews"))).isEqualTo(channel);
  }

  @Test
  void an_answer_that_is_no_json_is_an_answer_to_be_asked_for_again() throws Exception {
    HistorySource source = open();
    Channel channel = source.resolve(new ChannelRef("@legacynews"));
    json.onHistory(1, new Fault.NoJson());
    assertThatThrownBy(() -> source.older(channel, 200, 10))
        .isInstanceOf(SourceException.Busy.class)
        .hasMessageContaining("no JSON");
    assertThat(source.older(channel, 200, 10).isEmpty()).isFalse();
  }

  @Test
  void hostile_pages_are_repaired_or_buried_and_nothing_is_lost() throws Exception {
    HistorySource source = new CheckedSource(open());
    Channel channel = source.resolve(new ChannelRef("@legacynews"));
    json.onHistory(1, distort(messages -> messages.add(messages.get(0).deepCopy())))
        .onHistory(2, distort(messages -> messages.insert(0, messages.remove(5))))
        .onHistory(3, distort(messages -> messages.insert(0, JSON.nullNode())))
        .onHistory(4, distort(messages -> at(messages, 1).remove("content")))
        .onHistory(5, distort(messages -> at(messages, 2).put("date", "yesterday")))
        .onHistory(6, distort(messages -> at(messages, 3).put("media_album_id", "many")))
        .onHistory(7, distort(messages -> messages.add(at(messages, 0).deepCopy().put("id", 5))));
    Walk walk = Walk.of(source, channel, 40);
    assertThat(walk.broken()).hasSize(3);
    List<Long> ids = new ArrayList<>(walk.ids());
    walk.broken().forEach(broken -> broken.id().ifPresent(ids::add));
    assertThat(ids).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(chat.ids());
  }

  @Test
  void a_session_that_is_ended_elsewhere_says_so_and_a_closed_source_is_closed() throws Exception {
    HistorySource source = open();
    Channel channel = source.resolve(new ChannelRef("@legacynews"));
    json.onHistory(1, new Fault.EndSession());
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> source.older(channel, 200, 10))
          .isInstanceOf(SourceException.NotAuthorized.class)
          .hasMessageContaining("log in again");
    }
    source.close();
    assertThatThrownBy(() -> source.older(channel, 200, 10))
        .isInstanceOf(SourceException.Closed.class);
  }

  @Test
  void two_accounts_share_the_library_and_nobody_shares_an_account() throws Exception {
    json.channel(5, "Other", "other_channel", 30);
    HistorySource first = open();
    HistorySource second = source(directory.resolve("b"), Login.nobody(""), leases);
    Channel one = first.resolve(new ChannelRef("@legacynews"));
    Channel other = second.resolve(new ChannelRef("@other_channel"));
    assertThat(first.older(one, Long.MAX_VALUE, 10).messages().get(0).id()).isEqualTo(300);
    assertThat(second.older(other, Long.MAX_VALUE, 10).messages().get(0).id()).isEqualTo(30);
    assertThatThrownBy(() -> source(directory.resolve("a"), Login.nobody(""), leases))
        .isInstanceOf(SourceException.InvalidInput.class)
        .hasMessageContaining("is in use by");
    LeaseStore elsewhere = LeaseStore.inMemory(clock);
    assertThatThrownBy(() -> source(directory.resolve("a"), Login.nobody(""), elsewhere))
        .isInstanceOf(SourceException.InvalidInput.class)
        .hasMessageContaining("in use by another program");
    first.close();
    source(directory.resolve("a"), Login.nobody(""), leases);
  }

  @Test
  void a_copy_of_an_account_is_the_same_account_to_its_lease() throws Exception {
    open();
    Path copy = Files.createDirectory(directory.resolve("copy"));
    Files.copy(
        directory.resolve("a").resolve("progress-account-id"), copy.resolve("progress-account-id"));
    assertThatThrownBy(() -> source(copy, Login.nobody(""), leases))
        .isInstanceOf(SourceException.InvalidInput.class)
        .hasMessageContaining("is in use by");
  }

  @Test
  void the_lease_is_given_back_when_a_login_fails() throws Exception {
    json.login("22222", null);
    assertThatThrownBy(() -> source(directory.resolve("a"), Login.nobody("run login"), leases))
        .isInstanceOf(SourceException.NotAuthorized.class)
        .hasMessage("the account is not logged in on this machine; run login");
    String name =
        "mtproto/account/"
            + Files.readString(directory.resolve("a").resolve("progress-account-id")).strip();
    assertThat(leases.acquire(name, WriterId.of("x"), Duration.ofSeconds(1))).isPresent();
  }

  @Test
  void a_library_that_is_too_old_says_what_to_do() {
    for (String version : List.of("1.8.5", "1.7.10", "")) {
      assertThatThrownBy(() -> Tdlib.over(new FakeTdJson(clock).version(version), clock))
          .isInstanceOf(SourceException.InvalidInput.class)
          .hasMessageContainingAll("1.8.6 or newer", version, Tdlib.PATH_PROPERTY);
    }
  }

  @Test
  void a_library_that_is_missing_or_is_none_says_what_to_do() throws Exception {
    assertThatThrownBy(() -> Tdlib.load(directory.resolve("libtdjson.so")))
        .isInstanceOf(SourceException.InvalidInput.class)
        .hasMessageContainingAll("libtdjson.so", Tdlib.PATH_PROPERTY);
    Path text = Files.writeString(directory.resolve("text.so"), "not a library");
    assertThatThrownBy(() -> Tdlib.load(text))
        .isInstanceOf(SourceException.InvalidInput.class)
        .hasMessageContainingAll("text.so", "cannot be loaded", System.getProperty("os.arch"));
    assertThatThrownBy(Tdlib::load)
        .isInstanceOf(SourceException.InvalidInput.class)
        .hasMessageContaining("no TDLib library is given");
  }

  private HistorySource open(String... channels) throws Exception {
    TdlibAccount account = TdlibAccount.of(1, "hash", directory.resolve("a"), List.of(channels));
    HistorySource source = TdlibHistorySource.open(tdlib, account, Login.nobody(""), leases);
    open.add(source);
    return source;
  }

  private HistorySource source(Path account, Login login, LeaseStore store) throws Exception {
    HistorySource source =
        TdlibHistorySource.open(
            tdlib, TdlibAccount.of(1, "hash", account, List.of()), login, store);
    open.add(source);
    return source;
  }

  private interface Change {
    void to(ArrayNode messages);
  }

  private static Fault distort(Change change) {
    UnaryOperator<ObjectNode> operator =
        answer -> {
          change.to((ArrayNode) answer.path("messages"));
          return answer;
        };
    return new Fault.Distort(operator);
  }

  private static ObjectNode at(ArrayNode messages, int index) {
    return (ObjectNode) messages.get(index);
  }

  /** A page is what {@link Page} says it is. */
  @Test
  void a_page_below_the_first_message_is_the_end_without_asking() throws Exception {
    HistorySource source = open();
    Channel channel = source.resolve(new ChannelRef("@legacynews"));
    int asked = json.requests().size();
    assertThat(source.older(channel, 1, 10)).isEqualTo(new Page(List.of(), true));
    assertThat(json.requests()).hasSize(asked);
  }
}
