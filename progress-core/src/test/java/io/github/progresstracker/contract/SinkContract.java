package io.github.progresstracker.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.event.Transition;
import io.github.progresstracker.sink.Guarantee;
import io.github.progresstracker.sink.ProgressSink;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What the delivery engine expects of a sink. A sink's test extends this class and makes the sink;
 * if it can be seen what has arrived, it says so in {@link #arrived()}, and must if the sink is
 * durable and keeps events.
 */
public abstract class SinkContract {

  private ProgressSink sink;

  /** For subclasses. */
  @SuppressWarnings("NullAway.Init") // made before each test
  protected SinkContract() {}

  /**
   * Makes a sink, with nothing in it or behind it.
   *
   * @return a new sink for each test
   * @throws Exception if that goes wrong
   */
  protected abstract ProgressSink newSink() throws Exception;

  /**
   * What has arrived at the target of the sink that was made last, read at the target.
   *
   * @return ids of events in the order of their arrival, or of their sequence if the target keeps
   *     them so; empty if nobody can see that, which a durable sink may say only if it {@linkplain
   *     #keepsEvents keeps no events}
   * @throws Exception if reading goes wrong
   */
  protected Optional<List<UUID>> arrived() throws Exception {
    return Optional.empty();
  }

  /**
   * Whether the target keeps each event, so that it can be seen which have arrived.
   *
   * @return false for a target that keeps only what events come to
   */
  protected boolean keepsEvents() {
    return true;
  }

  /**
   * Makes the sink.
   *
   * @throws Exception if that goes wrong
   */
  @BeforeEach
  void makeSink() throws Exception {
    sink = newSink();
  }

  /**
   * Closes the sink, perhaps once more.
   *
   * @throws Exception if that goes wrong
   */
  @AfterEach
  void closeSink() throws Exception {
    sink.close();
  }

  @Test
  @DisplayName("has a name that is not blank and stays the same")
  void hasAStableName() throws Exception {
    String name = sink.name();
    assertThat(name).isNotBlank();
    sink.deliver(SampleEvents.oneOfEach());
    assertThat(sink.name()).isEqualTo(name);
  }

  @Test
  @DisplayName("says what it guarantees and how often it wants updates")
  void saysWhatItWants() {
    assertThat(sink.guarantee()).isNotNull();
    assertThat(sink.cadence()).isNotNull();
  }

  @Test
  @DisplayName("a durable sink lets it be seen what has arrived")
  void durableMeansVisible() throws Exception {
    assertThat(arrived().isPresent() || sink.guarantee() == Guarantee.TRANSIENT || !keepsEvents())
        .isTrue();
  }

  @Test
  @DisplayName("takes one event of each type, and has it when deliver returns")
  void takesEveryType() throws Exception {
    assertThat(SampleEvents.oneOfEach().stream().map(ProgressEvent::getClass).distinct())
        .as("the samples have each of the permitted types")
        .hasSize(1 + (int) leaves(Transition.class).count());
    sink.deliver(SampleEvents.oneOfEach());
    assertHasArrived(SampleEvents.oneOfEach());
  }

  private static Stream<Class<?>> leaves(Class<?> type) {
    return type.isSealed()
        ? Stream.of(type.getPermittedSubclasses()).flatMap(SinkContract::leaves)
        : Stream.of(type);
  }

  @Test
  @DisplayName("takes texts of any kind: control characters, NUL, emoji, right to left, a megabyte")
  void takesNastyTexts() throws Exception {
    sink.deliver(SampleEvents.nastyTexts());
    assertHasArrived(SampleEvents.nastyTexts());
  }

  @Test
  @DisplayName("takes what is unknown, enormous or not a number")
  void takesExtremeNumbers() throws Exception {
    sink.deliver(SampleEvents.extremeNumbers());
    assertHasArrived(SampleEvents.extremeNumbers());
  }

  @Test
  @DisplayName("takes a batch of 10,000")
  void takesALargeBatch() throws Exception {
    List<ProgressEvent> batch = SampleEvents.marks(10_000, 1);
    sink.deliver(batch);
    assertHasArrived(batch);
  }

  @Test
  @DisplayName("takes batch after batch and keeps their order")
  void keepsOrder() throws Exception {
    List<ProgressEvent> all = SampleEvents.marks(300, 1);
    for (int from = 0; from < all.size(); from += 50) {
      sink.deliver(all.subList(from, from + 50));
    }
    assertHasArrived(all);
  }

  @Test
  @DisplayName("takes the same batch again; if durable, it still has each event once")
  void takesABatchAgain() throws Exception {
    List<ProgressEvent> batch = SampleEvents.oneOfEach();
    sink.deliver(batch);
    sink.deliver(batch);
    sink.deliver(batch.subList(3, 7));
    if (sink.guarantee() == Guarantee.DURABLE) {
      assertHasArrived(batch);
    }
  }

  @Test
  @DisplayName("can be closed twice, used or not")
  void closesTwice() throws Exception {
    assertThatCode(sink::close).doesNotThrowAnyException();
    assertThatCode(sink::close).doesNotThrowAnyException();
    makeSink();
    sink.deliver(SampleEvents.oneOfEach());
    assertThatCode(sink::close).doesNotThrowAnyException();
    assertThatCode(sink::close).doesNotThrowAnyException();
  }

  /** Updates replace each other, so only of transitions can one say that each must be there. */
  private void assertHasArrived(List<ProgressEvent> events) throws Exception {
    Optional<List<UUID>> arrived = arrived();
    if (arrived.isPresent()) {
      List<UUID> expected = ids(events.stream().filter(Transition.class::isInstance));
      Set<UUID> wanted = new HashSet<>(expected);
      List<UUID> found = new ArrayList<>(arrived.get());
      found.retainAll(wanted);
      assertThat(found).isEqualTo(expected);
    }
  }

  private static List<UUID> ids(Stream<ProgressEvent> events) {
    return events.map(event -> event.header().eventId()).toList();
  }
}
