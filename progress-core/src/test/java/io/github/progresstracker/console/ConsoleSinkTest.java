package io.github.progresstracker.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.progresstracker.contract.SampleEvents;
import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.sink.Cadence;
import io.github.progresstracker.sink.Guarantee;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ConsoleSinkTest {

  private static final List<ProgressEvent> EVENTS = SampleEvents.oneOfEach();

  @Test
  @DisplayName("prints a line for each event that the filter lets through")
  void printsLines() {
    StringBuilder out = new StringBuilder();
    ConsoleSink.lines(out).deliver(EVENTS);
    assertThat(out.toString().lines().map(line -> line.replaceAll("ts=\\S+ event=(\\S+) .*", "$1")))
        .containsExactly(
            "started",
            "progress",
            "child_wait_started",
            "paused",
            "resumed",
            "stop_requested",
            "alert_raised",
            "alert_cleared",
            "finished");
    assertThat(out).endsWith("\n");
  }

  @Test
  @DisplayName("prints to a stream in the stream's own encoding, and flushes it")
  void printsToAStream() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (PrintStream stream = new PrintStream(bytes, false, StandardCharsets.UTF_8)) {
      ConsoleSink sink = ConsoleSink.lines(stream);
      sink.deliver(EVENTS);
      assertThat(bytes.toString(StandardCharsets.UTF_8).lines()).hasSize(9);
      sink.close();
      stream.print("still open");
    }
    assertThat(bytes.toString(StandardCharsets.UTF_8)).endsWith("still open");
  }

  @Test
  @DisplayName("prints each line in one piece, so that others cannot print into it")
  void printsWholeLines() {
    Pieces pieces = new Pieces(Integer.MAX_VALUE);
    ConsoleSink.lines(pieces).deliver(EVENTS);
    assertThat(pieces.calls).isEqualTo(9);
    assertThat(pieces.text.toString().lines()).hasSize(9);
  }

  @Test
  @DisplayName("a stream that fails turns it off: no exception, no further attempt")
  void turnsOffWhenOutputFails() {
    Pieces broken = new Pieces(2);
    ConsoleSink sink = ConsoleSink.lines(broken);
    sink.deliver(EVENTS);
    assertThat(broken.calls).isEqualTo(3);
    sink.deliver(EVENTS);
    assertThat(broken.calls).isEqualTo(3);
  }

  @Test
  @DisplayName("a print stream tells of its failure only when asked, so it is asked")
  void asksAPrintStream() {
    BrokenPipe pipe = new BrokenPipe();
    try (PrintStream stream = new PrintStream(pipe, true, StandardCharsets.UTF_8)) {
      ConsoleSink sink = ConsoleSink.lines(stream);
      sink.deliver(EVENTS);
      int writes = pipe.writes;
      assertThat(writes).isPositive();
      sink.deliver(EVENTS);
      assertThat(pipe.writes).isEqualTo(writes);
    }
  }

  @Test
  @DisplayName("off means that nothing is printed")
  void canBeOff() {
    Pieces pieces = new Pieces(Integer.MAX_VALUE);
    ConsoleSink off = ConsoleSink.of(ConsoleView.OFF);
    off.deliver(EVENTS);
    off.close();
    assertThat(pieces.calls).isZero();
  }

  @Test
  @DisplayName("asks for each ten percent or 30 seconds, not within five, and may lose a line")
  void hasACadence() {
    ConsoleSink sink = ConsoleSink.lines(new StringBuilder());
    assertThat(sink.cadence())
        .isEqualTo(new Cadence(Duration.ofSeconds(30), 10, Duration.ofSeconds(5)));
    assertThat(sink.guarantee()).isEqualTo(Guarantee.TRANSIENT);
    assertThat(sink.name()).isEqualTo("console");
  }

  @Test
  @DisplayName("auto works wherever it runs")
  void autoWorks() {
    assertThat(ConsoleSink.auto().cadence()).isIn(ConsoleSettings.FOR_A_LOG, ConsoleSettings.LIVE);
  }

  /** Counts calls, and fails after so many. */
  private static final class Pieces implements Appendable {
    private final StringBuilder text = new StringBuilder();
    private final int good;
    private int calls;

    Pieces(int good) {
      this.good = good;
    }

    @Override
    public Appendable append(CharSequence piece) throws IOException {
      if (++calls > good) {
        throw new IOException("disk full");
      }
      text.append(piece);
      return this;
    }

    @Override
    public Appendable append(CharSequence piece, int start, int end) throws IOException {
      return append(piece.subSequence(start, end));
    }

    @Override
    public Appendable append(char piece) throws IOException {
      return append(String.valueOf(piece));
    }
  }

  /** What is behind standard error when its reader has gone. */
  private static final class BrokenPipe extends OutputStream {
    private int writes;

    @Override
    public void write(int b) throws IOException {
      writes++;
      throw new IOException("Broken pipe");
    }
  }
}
