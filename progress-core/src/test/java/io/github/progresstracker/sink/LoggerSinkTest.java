package io.github.progresstracker.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.github.progresstracker.PhaseSnapshot;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.Total;
import io.github.progresstracker.TrackerState;
import io.github.progresstracker.contract.SampleEvents;
import io.github.progresstracker.contract.SnapshotBuilder;
import io.github.progresstracker.eta.EtaBasis;
import io.github.progresstracker.event.EventHeader;
import io.github.progresstracker.event.ProgressUpdate;
import io.github.progresstracker.event.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.event.Level;

class LoggerSinkTest {

  private static final EventHeader HEADER = SampleEvents.header(1, "job", "job");

  private final RecordingLogger logger = new RecordingLogger(Level.DEBUG);
  private final LoggerSink sink = LoggerSink.to(logger);

  @Test
  @DisplayName("says each event in a sentence, at its level")
  void saysEvents() {
    sink.deliver(SampleEvents.oneOfEach());
    assertThat(logger.lines())
        .extracting(line -> line.level() + " " + line.message())
        .containsExactly(
            "INFO ABC LEGACY NEWS: started, 1,000,000 messages to do, 627,188 done before",
            "INFO ABC LEGACY NEWS: 669,000/1,000,000 messages (66.9 %), 45.3/s, ETA 2h-2h 5m, 2"
                + " failed",
            "DEBUG ABC LEGACY NEWS > Session 134: phase processing began",
            "DEBUG ABC LEGACY NEWS > Session 134: reached 4,000 messages in phase processing",
            "WARN ABC LEGACY NEWS > Session 134: waiting (FLOOD_WAIT) until 2025-11-10T12:52:15Z",
            "INFO ABC LEGACY NEWS > Session 134: works again after waiting 6 minutes 52 seconds"
                + " (FLOOD_WAIT)",
            "DEBUG ABC LEGACY NEWS > Session 134: phase processing ended",
            "WARN ABC LEGACY NEWS: paused at 669,000/1,000,000 messages (66.9 %)",
            "INFO ABC LEGACY NEWS: resumed after a pause of 1 minute 1 second",
            "DEBUG ABC LEGACY NEWS: total was 990,000+, is 1,000,000",
            "INFO ABC LEGACY NEWS: note credential_renewal",
            "WARN ABC LEGACY NEWS: asked to stop (deployment)",
            "WARN ABC LEGACY NEWS: 12 % of the work fails, the limit is 10 %. look at the latest"
                + " failures in the log",
            "INFO ABC LEGACY NEWS: alert high-error-rate was dismissed",
            "INFO ABC LEGACY NEWS: alert high-error-rate is over after 1 minute 30 seconds",
            "ERROR ABC LEGACY NEWS: failed after 669,000 messages in 15 minutes 23 seconds, 2"
                + " failed, 4 skipped: java.io.IOException: disk full");
  }

  @Test
  @DisplayName("gives the facts as pairs, and leaves out what is unknown")
  void givesPairs() {
    sink.deliver(SampleEvents.oneOfEach().subList(1, 2));
    assertThat(logger.lines().get(0).pairs())
        .contains(
            entry("jobId", "collect-42"),
            entry("job", "ABC LEGACY NEWS"),
            entry("state", TrackerState.RUNNING),
            entry("unit", "messages"),
            entry("done", 669_000L),
            entry("total", 1_000_000L),
            entry("percent", 66.9),
            entry("ratePerSecond", 45.3),
            entry("etaSeconds", 7_307.0),
            entry("etaLowSeconds", 7_200.0),
            entry("etaHighSeconds", 7_500.0),
            entry("etaBasis", EtaBasis.MEASURED),
            entry("elapsedSeconds", 923.0),
            entry("failed", 2L),
            entry("skipped", 4L),
            entry("retried", 5L),
            entry("itemsProcessing", 1L))
        .doesNotContainKeys("phase", "tracker", "trackerId", "reason");

    sink.every(Duration.ZERO)
        .deliver(List.of(new ProgressUpdate(HEADER, SnapshotBuilder.named("new").build())));
    assertThat(logger.lines().get(1).pairs())
        .containsEntry("etaBasis", EtaBasis.WARMING_UP)
        .doesNotContainKeys("total", "percent", "etaSeconds", "labels")
        .doesNotContainValue(null);
    assertThat(logger.lines().get(1).message()).isEqualTo("new: 0 messages, 0/s");
  }

  @Test
  @DisplayName("rounds what it measured, and has no pair for what is not a number")
  void roundsNumbers() {
    ProgressSnapshot odd =
        SnapshotBuilder.named("odd")
            .percent(99.999_999_9)
            .rates(2_500.864_772_470_277, 0, 0)
            .build();
    ProgressSnapshot noNumbers = SnapshotBuilder.named("none").percent(Double.NaN).build();
    sink.every(Duration.ZERO)
        .deliver(List.of(new ProgressUpdate(HEADER, odd), new ProgressUpdate(HEADER, noNumbers)));
    assertThat(logger.lines().get(0).pairs())
        .contains(entry("percent", 99.9999), entry("ratePerSecond", 2_500.86));
    assertThat(logger.lines().get(1).pairs()).doesNotContainKeys("percent");
  }

  @Test
  @DisplayName("names the part that an event is about, with the part's numbers")
  void givesPairsOfParts() {
    sink.deliver(SampleEvents.oneOfEach().subList(4, 5));
    assertThat(logger.lines().get(0).pairs())
        .contains(
            entry("jobId", "collect-42"),
            entry("trackerId", "collect-42/134"),
            entry("tracker", "Session 134"),
            entry("done", 4_000L),
            entry("phase", "processing"),
            entry("reason", "FLOOD_WAIT"));
  }

  @Test
  @DisplayName("says how far the whole and the phase in work are, where no total is known")
  void saysPhase() {
    ProgressSnapshot job =
        SnapshotBuilder.named("reindex")
            .percent(25.0)
            .phase(new PhaseSnapshot("fetch", 20, Total.exact(80), 0.6, false))
            .build();
    sink.every(Duration.ZERO).deliver(List.of(new ProgressUpdate(HEADER, job)));
    assertThat(logger.lines().get(0).message())
        .isEqualTo("reindex: 0 messages (25.0 %), phase fetch at 25.0 %, 0/s");
    assertThat(logger.lines().get(0).pairs())
        .contains(entry("phase", "fetch"), entry("phasePercent", 25.0));
  }

  @Test
  @DisplayName("says of a completed job how good its ETA was, in words and as pairs")
  void saysAccuracy() {
    ProgressSnapshot completed =
        SampleEvents.job()
            .counts(1_000_000, 1_000_000)
            .state(TrackerState.COMPLETED)
            .etaAccuracy(SampleEvents.accuracy())
            .build();
    sink.deliver(List.of(new Transition.Finished(HEADER, List.of(completed))));
    assertThat(logger.lines().get(0).message())
        .isEqualTo(
            "ABC LEGACY NEWS: completed, 1,000,000 messages in 15 minutes 23 seconds, 2 failed, 4"
                + " skipped; its ETA was off by 8 % of the run on average, the truth lay within the"
                + " range 84 % of the time");
    assertThat(logger.lines().get(0).pairs())
        .contains(
            entry("etaError", 0.0814159), entry("etaCoverage", 0.84), entry("etaJitter", 1.5));
  }

  @Test
  @DisplayName("says bytes as people read them, and keeps them whole in the pairs")
  void saysBytes() {
    SnapshotBuilder download =
        SnapshotBuilder.named("download")
            .unit("bytes")
            .offset(1_024)
            .counts(1_610_612_736, 4_294_967_296L)
            .rates(12_300_000, 12_300_000, 12_300_000);
    ProgressSnapshot now = download.build();
    sink.every(Duration.ZERO)
        .deliver(
            List.of(
                new Transition.Started(HEADER, List.of(now)),
                new ProgressUpdate(HEADER, now),
                new Transition.TotalChanged(HEADER, List.of(now), Total.atLeast(2_000_000_000)),
                new Transition.Finished(
                    HEADER, List.of(download.state(TrackerState.COMPLETED).build()))));
    assertThat(logger.lines())
        .extracting(RecordingLogger.Line::message)
        .containsExactly(
            "download: started, 4.0 GiB to do, 1.0 KiB done before",
            "download: 1.5 GiB/4.0 GiB (37.5 %), 11.7 MiB/s",
            "download: total was 1.8 GiB+, is 4.0 GiB",
            "download: completed, 1.5 GiB in 0 seconds");
    assertThat(logger.lines().get(1).pairs())
        .contains(entry("done", 1_610_612_736L), entry("unit", "bytes"));
  }

  @Test
  @DisplayName("gives the details of a note as JSON")
  void givesDetails() {
    sink.deliver(SampleEvents.oneOfEach().subList(10, 11));
    assertThat(logger.lines().get(0).pairs())
        .containsEntry("action", "credential_renewal")
        .hasEntrySatisfying(
            "details", json -> assertThat(json.toString()).startsWith("{\"account\":\"main\","));
  }

  @ParameterizedTest
  @CsvSource({
    "1, COMPLETED, INFO", "1, FAILED, ERROR", "1, ABANDONED, WARN",
    "2, COMPLETED, INFO", "2, FAILED, ERROR", "2, ABANDONED, WARN",
    "3, COMPLETED, DEBUG", "3, FAILED, ERROR", "3, ABANDONED, DEBUG"
  })
  @DisplayName("ends: failures are errors at any depth, the rest fades with the depth")
  void levelsOfEnds(int depth, TrackerState state, Level level) {
    List<ProgressSnapshot> lineage = lineage(depth, state);
    assertThat(LoggerSink.levelOf(new Transition.Finished(HEADER, lineage))).isEqualTo(level);
  }

  @Test
  @DisplayName("starts: the job's is a milestone, those of its parts are detail")
  void levelsOfStarts() {
    assertThat(levelOfStart(1)).isEqualTo(Level.INFO);
    assertThat(levelOfStart(2)).isEqualTo(Level.DEBUG);
  }

  private static Level levelOfStart(int depth) {
    return LoggerSink.levelOf(new Transition.Started(HEADER, lineage(depth, TrackerState.RUNNING)));
  }

  @Test
  @DisplayName("waits: over a minute, or without an end, somebody may want to know")
  void levelsOfWaits() {
    assertThat(levelOfWait(HEADER.at().plusSeconds(60))).isEqualTo(Level.INFO);
    assertThat(levelOfWait(HEADER.at().plusSeconds(61))).isEqualTo(Level.WARN);
    assertThat(levelOfWait(null)).isEqualTo(Level.WARN);
    assertThat(levelOfWait(Instant.MAX)).isEqualTo(Level.WARN);
  }

  private static Level levelOfWait(@Nullable Instant until) {
    List<ProgressSnapshot> lineage = lineage(1, TrackerState.WAITING);
    return LoggerSink.levelOf(new Transition.WaitStarted(HEADER, lineage, "FLOOD_WAIT", until));
  }

  @Test
  @DisplayName("keeps quiet about a level that the logger does not want")
  void respectsTheThreshold() {
    RecordingLogger warnings = new RecordingLogger(Level.WARN);
    LoggerSink.to(warnings).deliver(SampleEvents.oneOfEach());
    assertThat(warnings.lines())
        .extracting(RecordingLogger.Line::level)
        .containsExactly(Level.WARN, Level.WARN, Level.WARN, Level.WARN, Level.ERROR);
  }

  @Test
  @DisplayName("does not repeat with an update what the start or the end has said")
  void skipsWhatHasBeenSaid() {
    ProgressSnapshot begun =
        SampleEvents.job().ran(Duration.ofMillis(4_999), Duration.ZERO).build();
    ProgressSnapshot ended = SampleEvents.job().state(TrackerState.COMPLETED).build();
    sink.deliver(List.of(new ProgressUpdate(HEADER, begun), new ProgressUpdate(HEADER, ended)));
    assertThat(logger.lines()).isEmpty();
  }

  @Test
  @DisplayName("says so when a total is open or unknown, a job waits, or a part was left behind")
  void saysSpecialCases() {
    ProgressSnapshot open =
        SnapshotBuilder.named("crawl")
            .unit("pages")
            .counts(1_204, Total.atLeast(1_000))
            .ran(Duration.ofMinutes(1), Duration.ofMinutes(1))
            .waiting("Retry-After", null)
            .build();
    ProgressSnapshot unknown = SnapshotBuilder.named("crawl").unit("pages").build();
    ProgressSnapshot left = SnapshotBuilder.named("crawl").state(TrackerState.ABANDONED).build();
    sink.deliver(
        List.of(
            new ProgressUpdate(HEADER, open),
            new Transition.Started(HEADER, List.of(unknown)),
            new Transition.TotalChanged(HEADER, List.of(open), Total.unknown()),
            new Transition.WaitStarted(HEADER, List.of(open), "Retry-After", null),
            new Transition.Marked(HEADER, List.of(open), null, 1_200),
            new Transition.Finished(HEADER, List.of(left))));
    assertThat(logger.lines())
        .extracting(RecordingLogger.Line::message)
        .containsExactly(
            "crawl: 1,204/1,000+ pages, 0/s, WAITING",
            "crawl: started, nobody knows how many pages",
            "crawl: total was unknown, is 1,000+",
            "crawl: waiting (Retry-After) for nobody knows how long",
            "crawl: reached 1,200 pages",
            "crawl: abandoned after 0 messages in 0 seconds");
  }

  @Test
  @DisplayName("no text of a host breaks a line, steers a terminal or fills a disk")
  void defusesText() {
    sink.deliver(SampleEvents.nastyTexts());
    assertThat(logger.lines()).hasSameSizeAs(SampleEvents.nastyTexts());
    for (RecordingLogger.Line line : logger.lines()) {
      String all = line.message() + line.pairs();
      assertThat(all).hasSizeLessThan(5_000).doesNotContainPattern("[\\p{Cntrl}\u202E\u2066]");
    }
  }

  @Test
  @DisplayName("braces in a name are text, not a place for an argument")
  void keepsBraces() {
    ProgressSnapshot braces = SnapshotBuilder.named("{} {}").build();
    sink.every(Duration.ZERO).deliver(List.of(new ProgressUpdate(HEADER, braces)));
    assertThat(logger.lines().get(0).message()).isEqualTo("{} {}: 0 messages, 0/s");
  }

  @Test
  @DisplayName("logs progress every 30 seconds or ten percent, or as asked")
  void hasACadence() {
    assertThat(sink.cadence())
        .isEqualTo(new Cadence(Duration.ofSeconds(30), 10, Duration.ofSeconds(5)));
    assertThat(sink.every(Duration.ofSeconds(2)).cadence())
        .isEqualTo(new Cadence(Duration.ofSeconds(2), 10, Duration.ofSeconds(2)));
    assertThat(sink.every(Duration.ZERO).cadence().minimumGap()).isZero();
    assertThatThrownBy(() -> sink.every(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be >= 0");
  }

  private static List<ProgressSnapshot> lineage(int depth, TrackerState state) {
    ProgressSnapshot root = SnapshotBuilder.named("job").build();
    ProgressSnapshot middle = SnapshotBuilder.named("part").build();
    ProgressSnapshot last = SnapshotBuilder.named("last").state(state).build();
    return switch (depth) {
      case 1 -> List.of(last);
      case 2 -> List.of(root, last);
      default -> List.of(root, middle, last);
    };
  }
}
