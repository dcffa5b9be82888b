package io.github.progresstracker.mtproto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.github.progresstracker.mtproto.kit.Walk;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The facts known about the four real histories, found again through the source. */
class RealExportsTest {

  @Test
  @DisplayName("all four: ids, titles and counts as their README says")
  void channels() throws Exception {
    try (TelegramExportSource source =
        Exports.open(Exports.DESKTOP, Exports.TELETHON_A, Exports.TELETHON_B, Exports.TELETHON_C)) {
      List<Channel> channels =
          List.of(
              source.resolve(new ChannelRef("Channel A")),
              source.resolve(new ChannelRef("telethon-channel-a")),
              source.resolve(new ChannelRef("telethon-channel-b")),
              source.resolve(new ChannelRef("telethon-channel-c")));
      assertThat(source.channels())
          .containsExactlyElementsOf(
              channels.stream().map(c -> new ChannelRef(c.title())).toList());
      assertThat(channels)
          .extracting(Channel::id)
          .containsExactly(
              1_001_000_000_001L, 1_001_000_959_327L, 1_001_000_127_597L, 1_001_000_871_622L);
      assertThat(channels)
          .extracting(c -> c.exactCount().orElse(-1))
          .containsExactly(3_719L, 1_941L, 655L, 680L);
      assertThat(channels).extracting(Channel::topId).containsExactly(3_856L, 2_090L, 676L, 738L);
      assertThat(channels).extracting(Channel::kind).containsOnly(Channel.Kind.BROADCAST);
      for (Channel channel : channels) {
        Walk walk = Walk.of(source, channel, 100);
        assertThat(walk.messages()).hasSize(Math.toIntExact(channel.exactCount().orElse(-1)));
        assertThat(walk.broken()).isEmpty();
        assertThat(walk.messages()).allMatch(m -> m.date() != null);
      }
    }
  }

  @Test
  void desktop() throws Exception {
    List<Message> messages = messages(Exports.DESKTOP);
    assertThat(count(messages, m -> m.kind() == Message.Kind.SERVICE)).isEqualTo(2);
    assertThat(count(messages, m -> !m.reactions().isEmpty())).isEqualTo(848);
    assertThat(messages.stream().mapToInt(m -> m.reactions().size()).sum()).isEqualTo(1_220);
    assertThat(messages)
        .allMatch(m -> m.reactions().keySet().stream().allMatch(Reaction.Emoji.class::isInstance));
    assertThat(count(messages, m -> m.forward() != null)).isEqualTo(291);
    assertThat(count(messages, m -> m.edited() != null)).isEqualTo(1_800);
    assertThat(count(messages, m -> m.replyTo() != null)).isEqualTo(6);
    assertThat(media(messages))
        .containsOnly(
            entry("video_file", 2_849L),
            entry("photo", 699L),
            entry("video_message", 80L),
            entry("animation", 1L),
            entry("voice_message", 1L),
            entry("audio_file", 1L));

    Message first = messages.get(messages.size() - 1);
    assertThat(first.id()).isEqualTo(1);
    assertThat(first.date()).isEqualTo(Instant.ofEpochSecond(1_727_567_989));
    assertThat(first.raw().path("action").textValue()).isEqualTo("create_channel");
    Message third = messages.get(messages.size() - 3);
    assertThat(third.text())
        .isEqualTo("ЖЖЖ ЖЖЖЖЖ ЖЖЖ ЖЖЖЖ ЖЖЖЖЖ #0 (xxxx 0)\n00.00.0000\n#XxxxxxXxxxx");
    assertThat(third.media())
        .isEqualTo(
            new Media(
                "video_file", "ЖЖЖ ЖЖЖЖЖ ЖЖЖ ЖЖЖЖ ЖЖЖЖЖ_0000.xx0", "video/mp4", 1_944_870_650L));
  }

  @Test
  void telethonA() throws Exception {
    List<Message> messages = messages(Exports.TELETHON_A);
    assertThat(count(messages, m -> m.kind() == Message.Kind.SERVICE)).isEqualTo(2);
    assertThat(count(messages, m -> m.albumId() != null)).isEqualTo(264);
    assertThat(count(messages, m -> m.forward() != null)).isZero();
    assertThat(count(messages, m -> !m.reactions().isEmpty())).isZero();

    Message newest = messages.get(0);
    assertThat(newest.date()).isEqualTo("2021-05-25T16:22:38Z");
    assertThat(newest.views()).isEqualTo(11_296);
    assertThat(newest.forwards()).isEqualTo(740);
    assertThat(newest.replies()).isEqualTo(74);
    assertThat(newest.text()).startsWith("Ж жжжжж жж");
    assertThat(messages)
        .filteredOn(m -> m.id() == 1_659)
        .first()
        .extracting(Message::replyTo)
        .isEqualTo(1_655L);
  }

  @Test
  void telethonB() throws Exception {
    List<Message> messages = messages(Exports.TELETHON_B);
    assertThat(count(messages, m -> m.albumId() != null)).isEqualTo(625);
    assertThat(count(messages, m -> m.forward() != null)).isEqualTo(1);
    assertThat(media(messages)).containsEntry("photo", 648L).containsEntry("web_page", 2L);
  }

  @Test
  void telethonC() throws Exception {
    List<Message> messages = messages(Exports.TELETHON_C);
    assertThat(count(messages, m -> m.kind() == Message.Kind.SERVICE)).isEqualTo(5);
    assertThat(
            count(
                messages, m -> m.raw().at("/action/_").asText().equals("MessageActionPinMessage")))
        .isEqualTo(4);
    assertThat(media(messages)).containsEntry("poll", 4L).containsEntry("photo", 27L);
  }

  private static List<Message> messages(String name) throws Exception {
    try (TelegramExportSource source = Exports.open(name)) {
      return Walk.of(source, source.resolve(source.channels().get(0)), 100).messages();
    }
  }

  private static long count(List<Message> messages, Predicate<Message> property) {
    return messages.stream().filter(property).count();
  }

  private static Map<String, Long> media(List<Message> messages) {
    return messages.stream()
        .map(Message::media)
        .filter(Objects::nonNull)
        .map(Media::type)
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
  }
}
