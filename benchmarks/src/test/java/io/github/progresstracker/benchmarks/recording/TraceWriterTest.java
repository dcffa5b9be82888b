package io.github.progresstracker.benchmarks.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.progresstracker.benchmarks.recording.Recording.Event;
import io.github.progresstracker.benchmarks.recording.TraceWriter.Header;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A trace")
class TraceWriterTest {

  private static final Header HEADER =
      new Header(new Run("hash-tree", 3), "hash-files-count", "files", "real run");

  private final AtomicLong nanos = new AtomicLong(12_345);
  private final Recording recording = new Recording(nanos::get);

  @Test
  @DisplayName("says what it is, then goes from nothing done to all done")
  void saysWhatItIs() {
    after(0.25);
    recording.advance(2);
    recording.note("random order");
    after(1);
    recording.advance();

    assertThat(TraceWriter.lines(HEADER, recording))
        .containsExactly(
            "# key=hash-tree; run=3; kind=hash-files-count; unit=files; total=3; source=own run;"
                + " how=real run, random order",
            "t_seconds,done",
            "0.000,0",
            "0.250,2",
            "1.250,3");
  }

  @Test
  @DisplayName("lists the waits that were announced, from and to")
  void listsAnnouncedPauses() {
    after(1);
    recording.announcePause(Duration.ofSeconds(2));
    after(2.5);
    recording.announcePause(Duration.ofMillis(1500));

    assertThat(TraceWriter.lines(HEADER, recording))
        .contains("# known_pauses=1.000-3.000,3.500-5.000");
  }

  @Test
  @DisplayName("is thinned to some hundred points without losing a stall, the start or the end")
  void thinningKeepsStalls() {
    advanceEvenly(50_000);
    after(30);
    advanceEvenly(50_000);

    List<Event> kept = TraceWriter.thin(recording.events(), TraceWriter.MAX_POINTS);

    assertThat(kept).hasSizeBetween(300, TraceWriter.MAX_POINTS);
    assertThat(kept.get(0)).isEqualTo(new Event(0, 0));
    assertThat(kept.get(kept.size() - 1).done()).isEqualTo(100_000);
    assertThat(kept).anySatisfy(event -> assertThat(event.done()).isEqualTo(50_000));
    assertThat(longestGap(kept)).isBetween(seconds(30), seconds(30.2));
  }

  @Test
  @DisplayName("keeps all events when there are few, even at equal times")
  void keepsFewEvents() {
    recording.advance();
    recording.advance();

    assertThat(TraceWriter.thin(recording.events(), 600))
        .containsExactly(new Event(0, 0), new Event(0, 1), new Event(0, 2));
  }

  @Test
  @DisplayName("does not show reports of nothing")
  void ignoresReportsOfNothing() {
    recording.advance(0);

    assertThat(recording.events()).hasSize(1);
    assertThat(recording.done()).isZero();
  }

  private void advanceEvenly(int units) {
    for (int i = 0; i < units; i++) {
      after(1e-3);
      recording.advance();
    }
  }

  private static long longestGap(List<Event> events) {
    return LongStream.range(1, events.size())
        .map(i -> events.get((int) i).nanos() - events.get((int) i - 1).nanos())
        .max()
        .orElseThrow();
  }

  private void after(double seconds) {
    nanos.addAndGet(seconds(seconds));
  }

  private static long seconds(double seconds) {
    return (long) (seconds * TimeUnit.SECONDS.toNanos(1));
  }
}
