package io.github.progresstracker.mtproto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CheckedSourceTest {

  private static final Channel CHANNEL =
      new Channel(Channel.MARK + 1, "news", Channel.Kind.BROADCAST, 100, OptionalLong.empty());

  @Test
  void aGoodPagePassesUntouched() throws Exception {
    Page good = page(false, 9, 7, 3);
    CheckedSource source = new CheckedSource(new Scripted(good));
    assertThat(source.older(CHANNEL, 10, 3)).isEqualTo(good);
    assertThat(source.violations()).isZero();
  }

  @Test
  void aPageOutOfOrderIsSorted() throws Exception {
    CheckedSource source = new CheckedSource(new Scripted(page(false, 3, 9, 7)));
    assertThat(ids(source.older(CHANNEL, 10, 3))).containsExactly(9L, 7L, 3L);
    assertThat(source.violations()).isEqualTo(1);
  }

  @Test
  void duplicatesAndMessagesThatWereNotAskedForAreDropped() throws Exception {
    CheckedSource source = new CheckedSource(new Scripted(page(false, 12, 10, 9, 9, 7)));
    assertThat(ids(source.older(CHANNEL, 10, 5))).containsExactly(9L, 7L);
    assertThat(source.violations()).isEqualTo(3);
  }

  @Test
  @DisplayName("a page above the limit is cut at its old end and no longer confirms the end")
  void tooLong() throws Exception {
    BrokenMessage old = new BrokenMessage(OptionalLong.of(2), "bad", "{}");
    BrokenMessage kept = new BrokenMessage(OptionalLong.of(8), "bad", "{}");
    Page answer = new Page(page(true, 9, 7, 3, 1).messages(), List.of(kept, old), true);
    CheckedSource source = new CheckedSource(new Scripted(answer));
    Page page = source.older(CHANNEL, 10, 2);
    assertThat(ids(page)).containsExactly(9L, 7L);
    assertThat(page.broken()).containsExactly(kept);
    assertThat(page.confirmedEnd()).isFalse();
    assertThat(source.violations()).isEqualTo(1);
  }

  @Test
  @DisplayName("TDLib's local ids are shifted back to server ids")
  void localIds() throws Exception {
    CheckedSource source =
        new CheckedSource(new Scripted(page(false, 90_000L << 20, 80_000L << 20)));
    assertThat(ids(source.older(CHANNEL, Long.MAX_VALUE, 5))).containsExactly(90_000L, 80_000L);
    assertThat(source.violations()).isEqualTo(2);
  }

  @Test
  void whatHasNoServerIdBecomesADeadLetter() throws Exception {
    CheckedSource source = new CheckedSource(new Scripted(page(false, (1L << 40) + 5, 7, 0, -3)));
    Page page = source.older(CHANNEL, Long.MAX_VALUE, 5);
    assertThat(ids(page)).containsExactly(7L);
    assertThat(page.broken())
        .extracting(BrokenMessage::reason)
        .containsExactly(
            "id 1099511627781 is not the id of a message on the server",
            "id 0 is not the id of a message on the server",
            "id -3 is not the id of a message on the server");
    assertThat(source.violations()).isEqualTo(3);
  }

  @Test
  void anEmptyPageIsAskedForAgain() throws Exception {
    CheckedSource source = new CheckedSource(new Scripted(page(false), page(false, 4, 3)));
    assertThat(ids(source.older(CHANNEL, 5, 5))).containsExactly(4L, 3L);
    assertThat(source.violations()).isZero();
  }

  @Test
  void theSecondEmptyPageConfirmsTheEnd() throws Exception {
    Scripted script = new Scripted(page(false), page(false));
    CheckedSource source = new CheckedSource(script);
    assertThat(source.older(CHANNEL, 5, 5)).isEqualTo(page(true));
    assertThat(script.answers).isEmpty();
  }

  @Test
  void aConfirmedEndIsNotAskedForAgain() throws Exception {
    CheckedSource source = new CheckedSource(new Scripted(page(true)));
    assertThat(source.older(CHANNEL, 5, 5).confirmedEnd()).isTrue();
  }

  @Test
  @DisplayName("a source that ignores beforeId is broken; its answers are not taken for the end")
  void ignoresBeforeId() {
    CheckedSource source =
        new CheckedSource(new Scripted(page(false, 100, 99), page(false, 100, 99)));
    assertThatThrownBy(() -> source.older(CHANNEL, 50, 2))
        .isInstanceOf(SourceException.Broken.class)
        .hasMessageContainingAll("scripted", "not asked for", "below id 50", "news");
  }

  @Test
  void aPageOfBrokenMessagesIsNoEmptyPage() throws Exception {
    BrokenMessage broken = new BrokenMessage(OptionalLong.of(4), "bad", "{}");
    Page answer = new Page(List.of(), List.of(broken), false);
    CheckedSource source = new CheckedSource(new Scripted(answer));
    Page page = source.older(CHANNEL, 5, 5);
    assertThat(page).isEqualTo(answer);
    assertThat(page.lowestId()).hasValue(4);
  }

  @Test
  @DisplayName("whatever a source answers, what comes out keeps the contract (2,000 random pages)")
  void anyPage() throws Exception {
    Random random = new Random(7);
    Scripted script = new Scripted();
    CheckedSource source = new CheckedSource(script);
    for (int round = 0; round < 2_000; round++) {
      long[] ids = random.longs(random.nextInt(12), 1, 60).toArray();
      long before = random.nextLong(1, 71);
      int limit = 1 + random.nextInt(8);
      Page answer = page(true, ids);
      script.answers.add(answer);
      Page page = source.older(CHANNEL, before, limit);
      TreeSet<Long> expected = new TreeSet<>();
      Arrays.stream(ids).filter(id -> id < before).forEach(expected::add);
      assertThat(ids(page))
          .containsExactlyElementsOf(expected.descendingSet().stream().limit(limit).toList());
      assertThat(page.confirmedEnd()).isEqualTo(expected.size() <= limit);
    }
  }

  private static List<Long> ids(Page page) {
    return page.messages().stream().map(Message::id).toList();
  }

  private static Page page(boolean end, long... ids) {
    List<Message> messages = new ArrayList<>();
    for (long id : ids) {
      messages.add(
          Message.bare(id, Message.Kind.CONTENT, null, JsonNodeFactory.instance.objectNode()));
    }
    return new Page(messages, end);
  }

  /** Answers with the given pages, one after the other, whatever is asked. */
  private static final class Scripted implements HistorySource {
    private final Deque<Page> answers;

    Scripted(Page... answers) {
      this.answers = new ArrayDeque<>(List.of(answers));
    }

    @Override
    public List<ChannelRef> channels() {
      return List.of(new ChannelRef(CHANNEL.title()));
    }

    @Override
    public Channel resolve(ChannelRef ref) {
      return CHANNEL;
    }

    @Override
    public Page older(Channel channel, long beforeId, int limit) {
      return answers.remove();
    }

    @Override
    public SourceInfo info() {
      return new SourceInfo("scripted", false);
    }

    @Override
    public void close() {}
  }
}
