package io.github.progresstracker.mtproto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.github.progresstracker.mtproto.kit.Walk;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the two formats hold beside the plain cases, and what a broken message looks like. */
class TelegramExportFormatsTest {

  @TempDir private Path folder = Path.of("");

  @Test
  @DisplayName("Desktop writes control characters as \\xNN, which is not JSON; they are restored")
  void controlCharacters() throws Exception {
    Message message =
        onlyDesktop("{'id':1,'type':'message','text':'a\\x1Fb\\x0ac\\\\x41d \\xzz','k':'\\x00'}");
    assertThat(message.text()).isEqualTo("a\u001fb\nc\\x41d xzz");
    assertThat(message.raw().path("k").textValue()).isEqualTo("\uFFFD");
  }

  @Test
  @DisplayName("U+0000 and lone surrogates are replaced, in text, raw values and keys")
  void unstorable() throws Exception {
    Message message =
        onlyDesktop(
            "{'id':1,'type':'message','text':'a\\u0000b\\ud83dc😀','\\u0000k':['\\udc00']}");
    assertThat(message.text()).isEqualTo("a\uFFFDb\uFFFDc😀");
    assertThat(message.raw().path("\uFFFDk").get(0).textValue()).isEqualTo("\uFFFD");
  }

  @Test
  void desktopText() throws Exception {
    assertThat(onlyDesktop("{'id':1,'type':'message'}").text()).isEmpty();
    assertThat(onlyDesktop("{'id':1,'type':'message','text':[]}").text()).isEmpty();
    assertThat(
            onlyDesktop(
                    "{'id':1,'type':'message','text':['see ',{'type':'bold','text':'this'},'!'],"
                        + "'text_entities':[{'type':'plain','text':'see '}]}")
                .text())
        .isEqualTo("see this!");
  }

  @Test
  void desktopReactions() throws Exception {
    Message message =
        onlyDesktop(
            "{'id':1,'type':'message','reactions':["
                + "{'type':'emoji','count':3,'emoji':'👍'},"
                + "{'type':'custom_emoji','count':2,'document_id':'5368324170671202286'},"
                + "{'type':'paid','count':10},{'type':'hologram','count':1},"
                + "{'type':'emoji','count':4,'emoji':'👍'}]}");
    assertThat(message.reactions())
        .containsExactly(
            entry(new Reaction.Emoji("👍"), 7),
            entry(new Reaction.CustomEmoji("5368324170671202286"), 2),
            entry(new Reaction.Paid(), 10),
            entry(new Reaction.Unknown("hologram"), 1));
    assertThat(message.reactions().keySet())
        .extracting(Reaction::key)
        .containsExactly("👍", "custom:5368324170671202286", "paid", "unknown:hologram");
  }

  @Test
  void desktopUnsupportedAndHiddenAndOld() throws Exception {
    Message unsupported = onlyDesktop("{'id':7,'type':'unsupported'}");
    assertThat(unsupported)
        .isEqualTo(Message.bare(7, Message.Kind.UNSUPPORTED, null, unsupported.raw()));

    Message hidden = onlyDesktop("{'id':7,'type':'message','forwarded_from':null}");
    assertThat(hidden.forward()).isEqualTo(new Forward(null, null, null));

    Message old =
        onlyDesktop(
            "{'id':7,'type':'message','date':'2019-03-01T10:00:00','edited':'1970-01-01T03:00:00'}");
    assertThat(old.date()).isEqualTo(Instant.parse("2019-03-01T10:00:00Z"));
    assertThat(old.edited()).isNull();
  }

  @Test
  @DisplayName("repeated keys and extra keys do no harm; the last value counts")
  void repeatedKeys() throws Exception {
    Message message =
        onlyDesktop(
            "{'id':1,'type':'message','text':'old','new_thing':{'a':[{}]},'text':'new',"
                + "'inline_bot_buttons':[[{'type':'callback','data':'','dataBase64':'AA','data':''}]]}");
    assertThat(message.text()).isEqualTo("new");
  }

  @Test
  void fullDesktopExportTakesTheChannels() throws Exception {
    String chat = "{'name':'%s','type':'%s','id':%d,'messages':[{'id':%d,'type':'message'}]}";
    String account =
        "{'about':'x','contacts':{'list':[{'first_name':'A'}]},'chats':{'about':'y','list':["
            + chat.formatted("One", "private_channel", 11, 3)
            + ",{'type':'saved_messages','id':1,'messages':[{'id':9,'type':'message'}]},"
            + chat.formatted("Anna", "personal_chat", 11, 8)
            + ","
            + chat.formatted("", "public_supergroup", 8_589_934_592L, 5)
            + "]},'left_chats':{'list':["
            + chat.formatted("Left", "public_channel", 13, 7)
            + "]}}";
    try (TelegramExportSource source = open(account)) {
      assertThat(source.channels())
          .extracting(ChannelRef::name)
          .containsExactly("One", "channel 8589934592", "Left");
      Channel group = source.resolve(ChannelRef.ofId(8_589_934_592L));
      assertThat(group.id()).isEqualTo(1_008_589_934_592L);
      assertThat(group.kind()).isEqualTo(Channel.Kind.SUPERGROUP);
      assertThat(source.older(group, Long.MAX_VALUE, 10).messages())
          .extracting(Message::id)
          .containsExactly(5L);
    }
  }

  @Test
  void keysOfAChatMayComeInAnyOrder() throws Exception {
    try (TelegramExportSource source =
        open(
            "{'messages':[{'type':'message','id':4}],'id':12,'type':'public_channel','name':'Z'}")) {
      assertThat(source.resolve(new ChannelRef("Z")).topId()).isEqualTo(4);
    }
  }

  @Test
  void channelsOfOneTitleAreNamedByTheirIds() throws Exception {
    Path one = write("a.json", "{'name':'News','type':'public_channel','id':1,'messages':[]}");
    Path two = write("b.json", "{'name':'News','type':'public_channel','id':2,'messages':[]}");
    try (TelegramExportSource source = TelegramExportSource.open(List.of(one, two))) {
      assertThat(source.channels())
          .extracting(ChannelRef::name)
          .containsExactly("1000000000001", "1000000000002");
      Channel empty = source.resolve(source.channels().get(1));
      assertThat(empty.exactCount()).hasValue(0);
      assertThat(source.older(empty, Long.MAX_VALUE, 10)).isEqualTo(new Page(List.of(), true));
    }
  }

  @Test
  void telethonMessage() throws Exception {
    Message message =
        onlyTelethon(
            "{'_':'Message','id':9,'peer_id':{'_':'PeerChannel','channel_id':5},"
                + "'date':'2024-05-06 07:08:09+02:00','edit_date':'2024-05-06T08:00:00+00:00',"
                + "'message':'hi','grouped_id':13370000000000001,'views':10,'forwards':2,"
                + "'replies':{'_':'MessageReplies','replies':4},"
                + "'reply_to':{'_':'MessageReplyHeader','reply_to_msg_id':3},"
                + "'fwd_from':{'_':'MessageFwdHeader','date':'2024-01-01T00:00:00+00:00',"
                + "'from_id':{'_':'PeerChannel','channel_id':77},'from_name':null},"
                + "'media':{'_':'MessageMediaDocument','document':{'_':'Document','size':5,"
                + "'mime_type':'video/mp4','attributes':[{'_':'DocumentAttributeAnimated'},"
                + "{'_':'DocumentAttributeVideo'},"
                + "{'_':'DocumentAttributeFilename','file_name':'a.mp4'}]}},"
                + "'reactions':{'_':'MessageReactions','results':["
                + "{'_':'ReactionCount','reaction':{'_':'ReactionEmoji','emoticon':'❤'},'count':2},"
                + "{'_':'ReactionCount','count':1,"
                + "'reaction':{'_':'ReactionCustomEmoji','document_id':5368324170671202286}},"
                + "{'_':'ReactionCount','reaction':{'_':'ReactionPaid'},'count':9},"
                + "{'_':'ReactionCount','reaction':{'_':'ReactionNew'},'count':1},"
                + "{'_':'ReactionCount','reaction':'😁','count':6}]}}");
    assertThat(message)
        .isEqualTo(
            new Message(
                9,
                Message.Kind.CONTENT,
                Instant.parse("2024-05-06T05:08:09Z"),
                Instant.parse("2024-05-06T08:00:00Z"),
                "hi",
                13_370_000_000_000_001L,
                3L,
                new Forward(null, "channel77", Instant.parse("2024-01-01T00:00:00Z")),
                new Media("animation", "a.mp4", "video/mp4", 5L),
                message.reactions(),
                10L,
                2L,
                4L,
                message.raw()));
    assertThat(message.reactions())
        .containsExactly(
            entry(new Reaction.Emoji("❤"), 2),
            entry(new Reaction.CustomEmoji("5368324170671202286"), 1),
            entry(new Reaction.Paid(), 9),
            entry(new Reaction.Unknown("ReactionNew"), 1),
            entry(new Reaction.Emoji("😁"), 6));
  }

  @Test
  @DisplayName("Telethon: a deleted message's place and a constructor nobody knows are kept")
  void telethonOtherConstructors() throws Exception {
    List<Message> messages =
        walk("[{'_':'Message','id':3,'peer_id':{'channel_id':5}},"
                + "{'_':'MessageEmpty','id':2,'peer_id':null},"
                + "{'_':'MessageOfTheFuture','id':1,'message':{'is':'an object now'}}]")
            .messages();
    assertThat(messages)
        .extracting(Message::kind)
        .containsExactly(Message.Kind.CONTENT, Message.Kind.EMPTY, Message.Kind.UNSUPPORTED);
  }

  @Test
  @DisplayName("Telethon messages as JSON lines; the channel is called like the file")
  void telethonLines() throws Exception {
    Path path =
        write(
            "my.channel.JSONL.gz",
            """
            \uFEFF{'_':'Message','id':2,'peer_id':{'channel_id':5},'message':'é'}
            {'_':'Message','id':1,'peer_id':{'channel_id':5}}

            7
            """);
    try (TelegramExportSource source = TelegramExportSource.open(List.of(path))) {
      Walk walk = Walk.of(source, source.resolve(new ChannelRef("my.channel")), 10);
      assertThat(walk.ids()).containsExactly(2L, 1L);
      assertThat(walk.messages().get(0).text()).isEqualTo("é");
      assertThat(walk.broken())
          .containsExactly(
              new BrokenMessage(
                  OptionalLong.empty(), "is a number where a message was expected", "7"));
    }
  }

  @Test
  @DisplayName("each way to be broken has its reason, comes once, and is not counted")
  void brokenMessages() throws Exception {
    String good = "{'id':%d,'type':'message','date_unixtime':'1700000000','text':'x'}";
    String file =
        "{'name':'N','type':'public_channel','id':5,'messages':[null,"
            + good.formatted(1)
            + ",{'type':'message'},{'id':'2','type':'message'},{'id':0},{'id':-999999998},"
            + "{'id':2147483648},{'id':10},{'id':11,'type':'message','date_unixtime':'-567993600'},"
            + "{'id':12,'type':'message','date_unixtime':'soon'},"
            + "{'id':13,'type':'message','text':5},"
            + "{'id':14,'type':'message','text':[{'type':'bold'}]},"
            + "{'id':15,'type':'message','reactions':[{'type':'emoji','emoji':'a','count':-1}]},"
            + "{'id':16,'type':'message','reply_to_message_id':'x'},"
            + "{'id':17,'type':'message','date':true},"
            + good.formatted(20)
            + "]}";
    Walk walk = walk(file);
    assertThat(walk.ids()).containsExactly(20L, 1L);
    assertThat(walk.broken())
        .extracting(b -> (b.id().isPresent() ? b.id().getAsLong() + ": " : "") + b.reason())
        .containsExactly(
            "17: date must be a date, was true",
            "16: reply_to_message_id must be a whole number, was \"x\"",
            "15: count must be a whole number from 0 to 2147483647, was -1",
            "14: a piece of text must be text or an object with a text, was an object",
            "13: text must be text or a list of pieces, was 5",
            "12: date_unixtime must be a date, was \"soon\"",
            "11: date_unixtime must be a date from 1970 to 2106, was \"-567993600\"",
            "10: type is missing",
            "is null where a message was expected",
            "has no id",
            "id must be a whole number between 1 and 2147483647, was \"2\"",
            "id must be a whole number between 1 and 2147483647, was 0",
            "id must be positive, was -999999998 (Telegram Desktop numbers the messages of the"
                + " basic group that became this supergroup below zero)",
            "id must be a whole number between 1 and 2147483647, was 2147483648");
    assertThat(walk.broken().get(7).excerpt()).isEqualTo("{\"id\":10}");
    try (TelegramExportSource source = open(file)) {
      Channel channel = source.resolve(source.channels().get(0));
      assertThat(channel.exactCount()).hasValue(2);
      assertThat(channel.topId()).isEqualTo(20);
    }
  }

  @Test
  void aChannelOfNothingButBrokenMessagesHasAnEnd() throws Exception {
    Walk walk =
        walk(
            "{'name':'N','type':'public_channel','id':5,'messages':["
                + "{'id':1},{'id':2},{'id':3},{'id':4},{'id':5}]}");
    assertThat(walk.pages()).hasSize(3);
    assertThat(walk.broken()).hasSize(5);
  }

  @Test
  @DisplayName("of messages with the same id the first readable one is taken")
  void duplicates() throws Exception {
    Walk walk =
        walk(
            "{'name':'N','type':'public_channel','id':5,'messages':["
                + "{'id':2},{'id':1,'type':'message','text':'one'},"
                + "{'id':2,'type':'message','text':'two'},{'id':2,'type':'message','text':'3'}]}");
    assertThat(walk.messages()).extracting(Message::text).containsExactly("two", "one");
    assertThat(walk.broken()).isEmpty();
  }

  private Message onlyDesktop(String message) throws Exception {
    return walk("{'name':'N','type':'public_channel','id':5,'messages':[" + message + "]}")
        .messages()
        .get(0);
  }

  private Message onlyTelethon(String message) throws Exception {
    return walk("[" + message + "]").messages().get(0);
  }

  private Walk walk(String json) throws Exception {
    try (TelegramExportSource source = open(json)) {
      return Walk.of(source, source.resolve(source.channels().get(0)), 2);
    }
  }

  private TelegramExportSource open(String json) throws Exception {
    return TelegramExportSource.open(List.of(write("export.json", json)));
  }

  private Path write(String name, String json) throws Exception {
    byte[] bytes = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    return Files.write(folder.resolve(name), bytes);
  }
}
