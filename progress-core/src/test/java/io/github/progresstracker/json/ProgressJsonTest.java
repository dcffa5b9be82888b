package io.github.progresstracker.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.Total;
import io.github.progresstracker.contract.SampleEvents;
import io.github.progresstracker.contract.SnapshotBuilder;
import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.event.ProgressUpdate;
import io.github.progresstracker.event.Transition;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProgressJsonTest {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  static Stream<ProgressEvent> events() {
    return SampleEvents.oneOfEach().stream();
  }

  @ParameterizedTest
  @MethodSource("events")
  @DisplayName("writes each event as in the golden file of its type and version")
  void writesGoldenEvents(ProgressEvent event) throws IOException {
    String json = ProgressJson.write(event);
    String type = MAPPER.readTree(json).get("type").textValue();
    assertThat(pretty(json)).isEqualTo(golden(type + ".v1.json"));
  }

  @Test
  @DisplayName("writes a snapshot as in the golden file of its version")
  void writesAGoldenSnapshot() throws IOException {
    assertThat(pretty(ProgressJson.write(SampleEvents.jobTree())))
        .isEqualTo(golden("snapshot.v1.json"));
  }

  @Test
  @DisplayName("names each type of event by its record")
  void namesTypes() {
    assertThat(events().map(event -> tree(event).get("type").textValue()))
        .containsExactly(
            "started",
            "progressUpdate",
            "phaseStarted",
            "marked",
            "waitStarted",
            "waitEnded",
            "phaseFinished",
            "paused",
            "resumed",
            "totalChanged",
            "note",
            "stopRequested",
            "alertRaised",
            "alertDismissed",
            "alertCleared",
            "finished");
  }

  @Test
  @DisplayName("has the same keys for a job that knows nothing as for one that knows all")
  void keysAreAlwaysThere() {
    JsonNode rich = tree(SampleEvents.job().waiting("x", SnapshotBuilder.AT).step(1, 2).build());
    JsonNode poor = tree(SnapshotBuilder.named("new").build());
    assertThat(poor.fieldNames()).toIterable().containsExactlyElementsOf(rich::fieldNames);
    assertThat(poor.get("eta").fieldNames())
        .toIterable()
        .containsExactlyElementsOf(rich.get("eta")::fieldNames);
    assertThat(poor.get("total").toString()).isEqualTo("{\"kind\":\"unknown\",\"value\":null}");
    for (String key : List.of("percent", "waiting", "step", "phase", "message", "etaAccuracy")) {
      assertThat(poor.get(key).isNull()).as(key).isTrue();
    }
    for (String key : List.of("averageSecondsPerUnit", "trend")) {
      assertThat(poor.get("rates").get(key).isNull()).as(key).isTrue();
    }
    for (String key : List.of("remainingSeconds", "lowSeconds", "highSeconds", "completionAt")) {
      assertThat(poor.get("eta").get(key).isNull()).as(key).isTrue();
    }
  }

  @Test
  @DisplayName("says of a completed job how good its estimates were")
  void writesAccuracy() {
    ProgressSnapshot job = SampleEvents.job().etaAccuracy(SampleEvents.accuracy()).build();
    assertThat(tree(job).get("etaAccuracy").toString())
        .isEqualTo(
            "{\"looks\":3600,\"error\":0.0814159,\"medianRatio\":1.25,\"jitter\":1.5,"
                + "\"coverage\":0.84,\"width\":0.31,\"winkler\":0.5,\"unanswered\":0.015}");
  }

  @Test
  @DisplayName("has the history of a snapshot's outermost tracker only, and of no event")
  void writesOneHistory() {
    assertThat(ProgressJson.write(SampleEvents.jobTree()))
        .containsOnlyOnce("throughputHistory")
        .endsWith(
            "\"throughputHistory\":"
                + "{\"bucketSeconds\":16,\"perSecond\":[60,58.25,47.12,41,0,100000]}}");
    for (ProgressEvent event : SampleEvents.oneOfEach()) {
      assertThat(ProgressJson.write(event)).doesNotContain("throughputHistory", "58.25");
    }
    assertThat(tree(SnapshotBuilder.named("new").build()).get("throughputHistory").toString())
        .isEqualTo("{\"bucketSeconds\":0.25,\"perSecond\":[]}");
  }

  @Test
  @DisplayName("an open total is told from an exact one")
  void writesTotals() {
    JsonNode open = tree(SnapshotBuilder.named("x").counts(5, Total.atLeast(7)).build());
    assertThat(open.get("total").toString()).isEqualTo("{\"kind\":\"atLeast\",\"value\":7}");
    JsonNode about = tree(SnapshotBuilder.named("x").counts(5, Total.estimate(7, 6, 9)).build());
    assertThat(about.get("total").toString())
        .isEqualTo("{\"kind\":\"estimate\",\"value\":7,\"low\":6,\"high\":9}");
  }

  @Test
  @DisplayName("never writes NaN, infinity, an exponent, or 100 percent for less")
  void writesPlainNumbers() {
    for (ProgressEvent event : SampleEvents.extremeNumbers()) {
      assertThat(ProgressJson.write(event)).doesNotContainPattern("NaN|Infinity|[0-9]E[0-9+-]");
    }
    assertThat(percentOf(99.999_999)).isEqualTo("99.9999");
    assertThat(percentOf(100.0)).isEqualTo("100");
    assertThat(percentOf(0.0)).isEqualTo("0");
    assertThat(percentOf(28.999999999999996)).isEqualTo("29");
    assertThat(percentOf(Double.NaN)).isEqualTo("null");
    assertThat(percentOf(Double.POSITIVE_INFINITY)).isEqualTo("null");
  }

  private static String percentOf(double percent) {
    return tree(SnapshotBuilder.named("x").percent(percent).build()).get("percent").toString();
  }

  @Test
  @DisplayName("writes seconds to the millisecond and times in UTC with exactly three digits")
  void writesTimes() {
    JsonNode json =
        tree(
            SnapshotBuilder.named("x")
                .at(Instant.parse("2025-11-10T12:45:23.9876Z"))
                .ran(Duration.ofNanos(100_000_000_001L), Duration.ofNanos(999_999))
                .build());
    assertThat(json.get("at").textValue()).isEqualTo("2025-11-10T12:45:23.987Z");
    assertThat(json.get("startedAt").textValue()).isEqualTo("2025-11-10T12:43:43.987Z");
    assertThat(json.get("elapsedSeconds").toString()).isEqualTo("100");
    assertThat(json.get("activeSeconds").toString()).isEqualTo("0");
  }

  @Test
  @DisplayName("a time that RFC 3339 has no form for is unknown")
  void omitsTimesOutOfRange() {
    ProgressSnapshot job = SnapshotBuilder.named("x").eta(1, 1, 1).build();
    Transition wait =
        new Transition.WaitStarted(
            SampleEvents.header(1, "x", "x"), List.of(job), "forever", Instant.MAX);
    assertThat(tree(wait).get("until").isNull()).isTrue();
    ProgressSnapshot lateJob = SnapshotBuilder.named("x").at(Instant.MAX).eta(1, 1, 1).build();
    assertThat(tree(lateJob).get("at").isNull()).isTrue();
    assertThat(tree(lateJob).get("eta").get("completionAt").isNull()).isTrue();
    Instant lastSecond = Instant.parse("9999-12-31T23:59:59Z");
    ProgressSnapshot overTheEdge = SnapshotBuilder.named("x").at(lastSecond).eta(9, 9, 9).build();
    assertThat(tree(overTheEdge).get("eta").get("completionAt").isNull()).isTrue();
  }

  @Test
  @DisplayName("any text of a host is valid JSON on one line, in UTF-8, without NUL, and bounded")
  void writesAnyText() throws IOException {
    for (ProgressEvent event : SampleEvents.nastyTexts()) {
      byte[] bytes = ProgressJson.writeBytes(event);
      assertThat(bytes).hasSizeLessThan(200_000);
      String json = new String(bytes, StandardCharsets.UTF_8);
      assertThat(json).isEqualTo(ProgressJson.write(event)).doesNotContain("\n", "\\u0000");
      assertThat(MAPPER.readTree(bytes).get("type").textValue()).isNotBlank();
    }
  }

  @Test
  @DisplayName("details that have no JSON form are told by their text and stop nothing")
  void writesAnyDetails() {
    Object hostile =
        new Object() {
          @Override
          public String toString() {
            throw new IllegalStateException("no text");
          }
        };
    Transition note =
        new Transition.Note(
            SampleEvents.header(1, "x", "x"),
            List.of(SnapshotBuilder.named("x").build()),
            "odd",
            Map.of("hostile", hostile, "nan", Double.NaN));
    JsonNode details = tree(note).get("details");
    assertThat(details.get("nan").textValue()).isEqualTo("NaN");
    assertThat(details.get("hostile").get("@text").textValue()).contains("toString threw");
  }

  @Test
  @DisplayName("writes trees as deep as anybody may build them")
  void writesDeepTrees() throws IOException {
    ProgressSnapshot tree = SnapshotBuilder.named("0").build();
    for (int level = 1; level <= 1_000; level++) {
      tree = SnapshotBuilder.named(Integer.toString(level)).child(tree).build();
    }
    ProgressUpdate update = new ProgressUpdate(SampleEvents.header(1, "x", "x"), tree);
    JsonFactory deep =
        JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(10_000).build())
            .build();
    int names = 0;
    try (JsonParser parser = deep.createParser(ProgressJson.write(update))) {
      while (parser.nextToken() != null) {
        names += "name".equals(parser.currentName()) ? 1 : 0;
      }
    }
    assertThat(names).as("key and value of each").isEqualTo(2 * 1_001);
  }

  @Test
  @DisplayName("the version is the first key, so that a reader can stop there")
  void beginsWithTheVersion() {
    assertThat(ProgressJson.write(SampleEvents.jobTree())).startsWith("{\"version\":1,");
    assertThat(events().map(ProgressJson::write))
        .allMatch(json -> json.startsWith("{\"version\":1,"));
    assertThat(new String(ProgressJson.writeBytes(SampleEvents.jobTree()), StandardCharsets.UTF_8))
        .isEqualTo(ProgressJson.write(SampleEvents.jobTree()));
  }

  private static JsonNode tree(ProgressSnapshot snapshot) {
    return read(ProgressJson.write(snapshot));
  }

  private static JsonNode tree(ProgressEvent event) {
    return read(ProgressJson.write(event));
  }

  private static JsonNode read(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (IOException e) {
      throw new AssertionError("not JSON: " + json, e);
    }
  }

  private static String pretty(String json) {
    String text = read(json).toPrettyString().lines().collect(Collectors.joining("\n"));
    return text + "\n";
  }

  private static String golden(String name) throws IOException {
    try (InputStream file = ProgressJsonTest.class.getResourceAsStream("/golden/" + name)) {
      return new String(Objects.requireNonNull(file, name).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
