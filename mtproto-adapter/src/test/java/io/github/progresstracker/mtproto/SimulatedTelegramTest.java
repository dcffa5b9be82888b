package io.github.progresstracker.mtproto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.progresstracker.mtproto.kit.Walk;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SimulatedTelegramTest {

  private long nanos = 5_000_000_000L;
  private final List<Duration> pauses = new ArrayList<>();

  @Test
  @DisplayName("the number of messages is exact, whatever the density")
  void counts() throws Exception {
    for (int messages : new int[] {0, 1, 2, 3, 10, 999}) {
      for (String density : new String[] {"0.01", "0.3", "0.94", "1"}) {
        HistorySource source = simulator("messages=" + messages + ",density=" + density);
        Channel channel = source.resolve(new ChannelRef("Simulated 1"));
        Walk walk = Walk.of(source, channel, 100);
        assertThat(walk.messages()).hasSize(messages);
        assertThat(channel.exactCount()).hasValue(messages);
        if (messages > 1) {
          double share = messages / (double) channel.topId();
          assertThat(share).isCloseTo(Double.parseDouble(density), within(0.5 / messages));
        }
      }
    }
  }

  @Test
  @DisplayName("missing ids come in runs, of 30 at most unless runs meet")
  void runs() throws Exception {
    List<Long> ids = walk("messages=20000", 2).ids();
    int missing = 0;
    int runs = 0;
    for (int i = 1; i < ids.size(); i++) {
      int gap = (int) (ids.get(i - 1) - ids.get(i)) - 1;
      missing += gap;
      runs += gap > 0 ? 1 : 0;
    }
    assertThat(missing).isEqualTo(1_277);
    assertThat(missing / (double) runs).isBetween(1.3, 15.0);
  }

  @Test
  @DisplayName("shares of reactions, forwards, polls … are those of real channels")
  void shares() throws Exception {
    List<Message> messages = walk("messages=20000", 1).messages();
    assertThat(share(messages, m -> !m.reactions().isEmpty())).isCloseTo(0.23, within(0.02));
    assertThat(messages).allMatch(m -> m.reactions().size() <= 3);
    assertThat(share(messages, m -> m.forward() != null)).isCloseTo(0.08, within(0.01));
    assertThat(share(messages, m -> m.kind() == Message.Kind.SERVICE)).isBetween(0.001, 0.006);
    assertThat(share(messages, m -> m.kind() == Message.Kind.UNSUPPORTED)).isBetween(0.0005, 0.005);
    assertThat(share(messages, m -> media(m, "poll"))).isCloseTo(0.006, within(0.003));
    assertThat(share(messages, m -> m.albumId() != null)).isBetween(0.05, 0.25);
    assertThat(
            messages.stream()
                .flatMap(m -> m.reactions().keySet().stream())
                .map(Reaction::getClass)
                .collect(Collectors.toSet()))
        .isEqualTo(
            java.util.Set.of(
                Reaction.Emoji.class, Reaction.CustomEmoji.class, Reaction.Paid.class));
    assertThat(messages).allMatch(m -> m.text().length() <= 4_200);
    assertThat(messages.stream().mapToInt(m -> m.text().length()).average().orElse(0))
        .isBetween(100.0, 400.0);
  }

  @Test
  void datesRiseWithIdsAndAnAlbumSharesOneSecond() throws Exception {
    List<Message> messages = walk("messages=3000", 1).messages();
    assertThat(messages)
        .extracting(m -> Objects.requireNonNull(m.date()))
        .isSortedAccordingTo(Comparator.<Instant>reverseOrder());
    Map<Long, List<Message>> albums =
        messages.stream()
            .filter(m -> m.albumId() != null)
            .collect(Collectors.groupingBy(m -> Objects.requireNonNull(m.albumId())));
    assertThat(albums).hasSizeGreaterThan(20);
    assertThat(albums.values())
        .allMatch(album -> album.size() <= 10)
        .allMatch(album -> album.stream().map(Message::date).distinct().count() == 1);
  }

  @Test
  @DisplayName("other seeds, counts and densities are other channels, so databases cannot mix them")
  void identities() throws Exception {
    List<Long> ids = new ArrayList<>();
    for (String options : new String[] {"", "seed=2", "messages=19999", "density=0.95"}) {
      ids.add(simulator(options).resolve(new ChannelRef("Simulated 1")).id());
    }
    assertThat(ids).doesNotHaveDuplicates();
    assertThat(
            simulator("channels=9,flood-every=9,page-millis=3")
                .resolve(new ChannelRef("Simulated 1")))
        .isEqualTo(simulator("").resolve(new ChannelRef("Simulated 1")));
    assertThat(walk("messages=50", 1).messages())
        .isNotEqualTo(walk("messages=50,seed=2", 1).messages());
  }

  @Test
  void aMessageDoesNotDependOnHowItWasReached() throws Exception {
    HistorySource source = simulator("messages=500");
    Channel channel = source.resolve(new ChannelRef("Simulated 1"));
    for (Message message : Walk.of(source, channel, 100).messages()) {
      assertThat(simulator("messages=500").older(channel, message.id() + 1, 1).messages())
          .containsExactly(message);
    }
  }

  @Test
  @DisplayName("flood waits are the account's, last as long as they say and then begin anew")
  void floods() throws Exception {
    HistorySource source = simulator("messages=1000,flood-every=150,flood-seconds=3");
    Channel one = source.resolve(new ChannelRef("Simulated 1"));
    Channel two = source.resolve(new ChannelRef("Simulated 2"));
    source.older(one, Long.MAX_VALUE, 100);
    source.older(two, Long.MAX_VALUE, 100);

    assertThat(wait(source, one)).isEqualTo(Duration.ofSeconds(3));
    nanos += 1_000_000_000;
    assertThat(wait(source, two)).isEqualTo(Duration.ofSeconds(2));
    assertThat(source.resolve(new ChannelRef("Simulated 3")).topId()).isPositive();
    nanos += 1_999_999_999;
    assertThat(wait(source, one)).isEqualTo(Duration.ofNanos(1));
    nanos += 1;
    assertThat(source.older(one, Long.MAX_VALUE, 100).messages()).hasSize(100);
    assertThat(source.older(one, Long.MAX_VALUE, 50).messages()).hasSize(50);
    assertThat(wait(source, one)).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void theWaitIsSaidInWholeSecondsAtLeastAsLongAsItIs() {
    assertThat(new SourceException.FloodWait(Duration.ofMillis(2_001)))
        .hasMessage("the server asks to wait 3 s before the next request");
  }

  @Test
  void withoutFloodsThereAreNone() throws Exception {
    assertThat(walk("messages=3000,flood-every=0", 1).messages()).hasSize(3_000);
  }

  @Test
  void pagesTakeTheirTime() throws Exception {
    walk("messages=250,page-millis=20", 1);
    assertThat(pauses)
        .containsExactly(Duration.ofMillis(20), Duration.ofMillis(20), Duration.ofMillis(20));
  }

  @Test
  void raggedPagesAreNeverFullAndLoseNothing() throws Exception {
    Walk ragged = walk("messages=2000,ragged=true", 1);
    assertThat(ragged.pages().get(0).messages()).hasSize(1);
    assertThat(ragged.pages().subList(1, ragged.pages().size() - 1))
        .extracting(page -> page.messages().size())
        .containsOnly(50, 99);
    assertThat(ragged.messages()).isEqualTo(walk("messages=2000", 1).messages());
  }

  @Test
  @DisplayName("a million messages: a walk that keeps nothing, in a heap that could not hold them")
  void million() throws Exception {
    HistorySource source = simulator("channels=1,messages=1000000");
    Channel channel = source.resolve(new ChannelRef("Simulated 1"));
    long before = Long.MAX_VALUE;
    int count = 0;
    boolean end = false;
    while (!end) {
      Page page = source.older(channel, before, 100);
      count += page.messages().size();
      before = page.lowestId().orElse(before);
      end = page.confirmedEnd();
    }
    assertThat(count).isEqualTo(1_000_000);
    assertThat(before).isEqualTo(1);
  }

  private HistorySource simulator(String options) {
    return new SimulatedTelegram(SimulatorOptions.parse(options), () -> nanos, pauses::add);
  }

  private Walk walk(String options, int number) throws Exception {
    HistorySource source = simulator(options);
    return Walk.of(source, source.resolve(new ChannelRef("Simulated " + number)), 100);
  }

  private static Duration wait(HistorySource source, Channel channel) {
    var thrown = new ArrayList<Throwable>();
    assertThatThrownBy(() -> source.older(channel, Long.MAX_VALUE, 100))
        .isInstanceOfSatisfying(SourceException.FloodWait.class, thrown::add);
    return ((SourceException.FloodWait) thrown.get(0)).retryAfter();
  }

  private static boolean media(Message message, String type) {
    Media media = message.media();
    return media != null && media.type().equals(type);
  }

  private static double share(List<Message> messages, Predicate<Message> property) {
    return messages.stream().filter(property).count() / (double) messages.size();
  }
}
