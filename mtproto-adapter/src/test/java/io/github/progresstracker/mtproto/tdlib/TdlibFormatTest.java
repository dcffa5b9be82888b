package io.github.progresstracker.mtproto.tdlib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.progresstracker.mtproto.Forward;
import io.github.progresstracker.mtproto.Media;
import io.github.progresstracker.mtproto.Message;
import io.github.progresstracker.mtproto.Message.Kind;
import io.github.progresstracker.mtproto.Reaction;
import io.github.progresstracker.mtproto.internal.UnreadableMessageException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TdlibFormatTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Test
  void every_field_comes_through() throws Exception {
    Message message =
        read(
            """
            {"@type":"message","id":44040192,"chat_id":-1001234567890,"date":1700000000,
             "edit_date":1700000060,"media_album_id":"13579246801357924",
             "reply_to":{"@type":"messageReplyToMessage","chat_id":-1001234567890,
               "message_id":41943040},
             "forward_info":{"@type":"messageForwardInfo","date":1690000000,
               "origin":{"@type":"messageOriginChannel","chat_id":-1000000000077,
                 "message_id":1048576,"author_signature":"Ada"}},
             "interaction_info":{"view_count":11296,"forward_count":740,
               "reply_info":{"reply_count":74},
               "reactions":{"@type":"messageReactions","reactions":[
                 {"type":{"@type":"reactionTypeEmoji","emoji":"👍"},"total_count":3},
                 {"type":{"@type":"reactionTypeCustomEmoji",
                   "custom_emoji_id":"5368324170671202286"},"total_count":1},
                 {"type":{"@type":"reactionTypePaid"},"total_count":7},
                 {"type":{"@type":"reactionTypeHologram"},"total_count":2}]}},
             "content":{"@type":"messageVideo","caption":{"text":"look \\u0000 there"},
               "video":{"file_name":"a.mp4","mime_type":"video/mp4","video":{"size":123456}}}}
            """);
    assertThat(message.kind()).isEqualTo(Kind.CONTENT);
    assertThat(message.date()).isEqualTo(Instant.ofEpochSecond(1_700_000_000));
    assertThat(message.edited()).isEqualTo(Instant.ofEpochSecond(1_700_000_060));
    assertThat(message.text()).isEqualTo("look \uFFFD there");
    assertThat(message.albumId()).isEqualTo(13_579_246_801_357_924L);
    assertThat(message.replyTo()).isEqualTo(40);
    assertThat(message.forward())
        .isEqualTo(new Forward("Ada", "channel77", Instant.ofEpochSecond(1_690_000_000)));
    assertThat(message.media()).isEqualTo(new Media("video_file", "a.mp4", "video/mp4", 123_456L));
    assertThat(message.views()).isEqualTo(11_296);
    assertThat(message.forwards()).isEqualTo(740);
    assertThat(message.replies()).isEqualTo(74);
    assertThat(message.reactions())
        .isEqualTo(
            Map.of(
                new Reaction.Emoji("👍"), 3,
                new Reaction.CustomEmoji("5368324170671202286"), 1,
                new Reaction.Paid(), 7,
                new Reaction.Unknown("reactionTypeHologram"), 2));
  }

  @ParameterizedTest
  @MethodSource("contentTypes")
  void every_content_of_the_library_has_a_word_here(String type) throws Exception {
    ObjectNode message = MAPPER.createObjectNode().put("id", 1 << 20).put("date", 1_700_000_000);
    message.putObject("content").put("@type", type);
    Message read = TdlibFormat.read(1, message);
    assertThat(read.kind())
        .isEqualTo(type.equals("messageUnsupported") ? Kind.UNSUPPORTED : ContentTypes.kind(type))
        .isNotEqualTo(type.equals("messageUnsupported") ? Kind.CONTENT : Kind.UNSUPPORTED);
    assertThat(read.raw().at("/content/@type").asText()).isEqualTo(type);
  }

  @Test
  void what_a_newer_library_brings_is_kept_as_it_is() throws Exception {
    Message message =
        read("{\"id\":1048576,\"date\":1700000000,\"content\":{\"@type\":\"messageHologram\"}}");
    assertThat(message.kind()).isEqualTo(Kind.UNSUPPORTED);
    assertThat(message.date()).isNotNull();
    assertThat(message.raw().at("/content/@type").asText()).isEqualTo("messageHologram");
  }

  @Test
  void attachments_have_the_words_of_the_other_sources() throws Exception {
    assertThat(
            media(
                "messagePhoto",
                "\"photo\":{\"sizes\":[{\"photo\":{\"size\":1}}," + "{\"photo\":{\"size\":900}}]}"))
        .isEqualTo(new Media("photo", null, null, 900L));
    assertThat(
            media(
                "messageVoiceNote",
                "\"voice_note\":{\"mime_type\":\"audio/ogg\","
                    + "\"voice\":{\"expected_size\":17}}"))
        .isEqualTo(new Media("voice_message", null, "audio/ogg", 17L));
    assertThat(
            media(
                "messageDocument",
                "\"document\":{\"file_name\":\"a.pdf\"," + "\"document\":{\"size\":3}}"))
        .isEqualTo(new Media("file", "a.pdf", null, 3L));
    assertThat(media("messageText", "\"link_preview\":{\"url\":\"x\"}"))
        .isEqualTo(new Media("web_page", null, null, null));
    assertThat(media("messagePoll", "\"poll\":{}")).isEqualTo(new Media("poll", null, null, null));
  }

  @Test
  void a_field_of_the_wrong_type_makes_a_message_unreadable_with_a_reason() {
    for (String bad :
        List.of(
            "\"date\":\"x\"",
            "\"media_album_id\":\"x\"",
            "\"interaction_info\":7",
            "\"interaction_info\":{\"view_count\":\"x\"}",
            "\"interaction_info\":{\"reactions\":{\"reactions\":[{\"total_count\":-1}]}}",
            "\"content\":[]",
            "\"forward_info\":true")) {
      assertThatThrownBy(
              () -> read("{\"id\":1048576,\"content\":{\"@type\":\"messageText\"}," + bad + "}"))
          .isInstanceOf(UnreadableMessageException.class)
          .hasMessageContaining("must be");
    }
  }

  @Test
  void ids_of_messages_that_are_not_on_the_server_are_none() throws Exception {
    for (long id : new long[] {0, -1, 5, (1L << 20) + 1, 1L << 60}) {
      assertThat(TdlibFormat.serverId(MAPPER.createObjectNode().put("id", id))).isEmpty();
    }
    assertThat(TdlibFormat.serverId(MAPPER.readTree("{\"id\":\"x\"}"))).isEmpty();
    assertThat(TdlibFormat.serverId(MAPPER.createObjectNode().put("id", 7L << 20))).hasValue(7);
  }

  @Test
  void waits_are_read_from_the_lines_that_the_library_logs() {
    String line =
        "[ 2][t 4][1700000000.1][NetQueryDelayer.cpp:88][#1][!NetQueryDelayer]\tDelay: [Query:"
            + "[id:577]] [timeout:20][total_timeout:20] because of [Error : 420 : FLOOD_WAIT_20]";
    assertThat(DelayLine.parse(line))
        .hasValueSatisfying(
            wait -> {
              assertThat(wait.reason()).isEqualTo("FLOOD_WAIT");
              assertThat(wait.expected()).hasSeconds(20);
            });
    assertThat(DelayLine.parse(line.replace("420 : FLOOD_WAIT_20", "500 : INTERNAL")))
        .hasValueSatisfying(wait -> assertThat(wait.reason()).isEqualTo("SERVER_BUSY"));
    assertThat(DelayLine.parse("Receive something else")).isEmpty();
  }

  private static Media media(String type, String fields) throws Exception {
    String json = "{\"id\":1048576,\"content\":{\"@type\":\"" + type + "\"," + fields + "}}";
    return Objects.requireNonNull(read(json).media());
  }

  private static Message read(String json) throws Exception {
    return TdlibFormat.read(42, MAPPER.readTree(json));
  }

  /** The classes of MessageContent in td_api.tl of TDLib up to 1.8.67. */
  private static Stream<String> contentTypes() {
    try (InputStream in = TdlibFormatTest.class.getResourceAsStream("/tdlib/message-content.txt")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
          .lines().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
