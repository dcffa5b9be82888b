package io.github.progresstracker.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.progresstracker.ActivitySnapshot;
import io.github.progresstracker.Outcomes;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.Total;
import io.github.progresstracker.contract.SampleEvents;
import io.github.progresstracker.contract.SnapshotBuilder;
import io.github.progresstracker.eta.Rates;
import io.github.progresstracker.eta.ThroughputHistory;
import io.github.progresstracker.event.EventHeader;
import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.event.ProgressUpdate;
import io.github.progresstracker.event.Transition;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Events as bytes and back")
class EventCodecTest {

  static Stream<ProgressEvent> events() {
    return Stream.concat(SampleEvents.oneOfEach().stream(), SampleEvents.extremeNumbers().stream());
  }

  @ParameterizedTest
  @MethodSource("events")
  @DisplayName("an event that is written and read has the same JSON, to the last digit")
  void readsWhatItWrote(ProgressEvent event) {
    ProgressEvent read = EventCodec.decode(EventCodec.encode(event));
    assertThat(read).hasSameClassAs(event);
    assertThat(read.header()).isEqualTo(event.header());
    assertThat(new String(EventCodec.encode(read), StandardCharsets.UTF_8))
        .isEqualTo(new String(EventCodec.encode(event), StandardCharsets.UTF_8));
  }

  @Test
  @DisplayName("each kind of event is written as in its line of the golden file")
  void writesGoldenLines() throws IOException {
    assertThat(SampleEvents.oneOfEach().stream().map(EventCodecTest::text))
        .containsExactlyElementsOf(golden("spooled-events.v1.jsonl").lines().toList());
  }

  @Test
  @DisplayName("each line of the golden file is read as the event that it was")
  void readsGoldenLines() throws IOException {
    List<String> lines = golden("spooled-events.v1.jsonl").lines().toList();
    List<ProgressEvent> read =
        lines.stream()
            .map(line -> EventCodec.decode(line.getBytes(StandardCharsets.UTF_8)))
            .toList();
    assertThat(read)
        .extracting(ProgressEvent::header)
        .isEqualTo(SampleEvents.oneOfEach().stream().map(ProgressEvent::header).toList());
    assertThat(read.stream().map(EventCodecTest::text)).containsExactlyElementsOf(lines);
  }

  private static String text(ProgressEvent event) {
    return new String(EventCodec.encode(event), StandardCharsets.UTF_8);
  }

  private static String golden(String name) throws IOException {
    try (InputStream file = EventCodecTest.class.getResourceAsStream("/golden/" + name)) {
      return new String(Objects.requireNonNull(file, name).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  @DisplayName("but for the history of throughput a snapshot is equal to what it was")
  void equalSnapshots() {
    ProgressSnapshot session = SampleEvents.session().build();
    ProgressUpdate update = new ProgressUpdate(SampleEvents.header(1, "j", "j"), session);
    assertThat(EventCodec.decode(EventCodec.encode(update))).isEqualTo(update);
    ProgressSnapshot job = SampleEvents.job().build();
    Rates rates = job.rates();
    assertThat(rates.history()).isNotEqualTo(ThroughputHistory.EMPTY);
    ProgressEvent read =
        EventCodec.decode(
            EventCodec.encode(new ProgressUpdate(SampleEvents.header(1, "j", "j"), job)));
    assertThat(read.job().rates())
        .isEqualTo(
            new Rates(
                rates.current(),
                rates.average(),
                rates.peak(),
                rates.trend(),
                ThroughputHistory.EMPTY));
    assertThat(read.job().alerts()).isEqualTo(job.alerts());
    assertThat(read.job().items()).isEqualTo(job.items());
    assertThat(read.job().usage()).isEqualTo(job.usage());
    assertThat(read.job().activity()).isEqualTo(job.activity());
  }

  @Test
  @DisplayName("what a job says of its total and of its parts is what it was")
  void equalEstimates() {
    ActivitySnapshot activity =
        new ActivitySnapshot(
            null, null, null, null, new ActivitySnapshot.Part("News", 2, 5), Map.of());
    ProgressSnapshot job =
        SampleEvents.job().counts(500, Total.estimate(900, 850, 990)).activity(activity).build();
    ProgressEvent read =
        EventCodec.decode(
            EventCodec.encode(new ProgressUpdate(SampleEvents.header(1, "j", "j"), job)));
    assertThat(read.job().total()).isEqualTo(job.total());
    assertThat(read.job().activity()).isEqualTo(activity);
  }

  @Test
  @DisplayName("times keep their nanoseconds, on which a store recognises a repeat")
  void keepsNanoseconds() {
    Instant at = Instant.parse("2026-01-05T08:00:00.123456789Z");
    EventHeader header = new EventHeader(new UUID(1, 2), at, 7, "j", "j");
    ProgressEvent event = new Transition.Started(header, List.of(SampleEvents.job().build()));
    assertThat(EventCodec.decode(EventCodec.encode(event)).header()).isEqualTo(header);
  }

  @Test
  @DisplayName("details of a note come back as the values that JSON has")
  void plainDetails() {
    Transition.Note note =
        new Transition.Note(
            SampleEvents.header(1, "j", "j"),
            List.of(SnapshotBuilder.named("j").build()),
            "a",
            Map.of("list", List.of(1, "two"), "odd", new Object[] {true}));
    Transition.Note read = (Transition.Note) EventCodec.decode(EventCodec.encode(note));
    assertThat(read.details()).containsEntry("list", List.of(1, "two"));
  }

  @Test
  @DisplayName("nasty texts come back as SafeJson cleaned and cut them")
  void nastyTexts() {
    for (ProgressEvent event : SampleEvents.nastyTexts()) {
      String name = EventCodec.decode(EventCodec.encode(event)).job().name();
      String cleaned = SafeJson.cleanText(event.job().name(), SafeJson.MAX_TEXT);
      assertThat(name).isEqualTo(cleaned);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "[]", "{}", "{\"version\":2}", "{\"version\":1}", "\u0000"})
  @DisplayName("bytes that are no event are refused, and it is said why")
  void refusesOthers(String text) {
    assertThatThrownBy(() -> EventCodec.decode(text.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("(?s).*(must be|not the JSON|is not known|an event is).*");
  }

  @Test
  @DisplayName("damaged bytes are an event or refused, nothing else")
  void damage() {
    byte[] good = EventCodec.encode(SampleEvents.oneOfEach().get(1));
    Random random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      byte[] bad = Arrays.copyOf(good, good.length);
      bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
      try {
        assertThat(EventCodec.decode(bad)).isNotNull();
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageNotContaining("null pointer");
      }
    }
  }

  @Test
  @DisplayName("whether quality is tracked comes back, whatever has been tried")
  void keepsQualityTracked() {
    for (boolean tracked : new boolean[] {true, false}) {
      for (long tried : new long[] {0, 5}) {
        ProgressSnapshot job =
            SnapshotBuilder.named("j").outcomes(new Outcomes(tried, 0, 0, 0, tracked)).build();
        ProgressUpdate update = new ProgressUpdate(SampleEvents.header(1, "j", "j"), job);
        assertThat(EventCodec.decode(EventCodec.encode(update))).isEqualTo(update);
      }
    }
  }
}
