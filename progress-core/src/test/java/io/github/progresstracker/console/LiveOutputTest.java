package io.github.progresstracker.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.TrackerState;
import io.github.progresstracker.contract.SnapshotBuilder;
import io.github.progresstracker.event.EventHeader;
import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.event.ProgressUpdate;
import io.github.progresstracker.event.Transition;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LiveOutputTest {

  private static final FrameStyle STYLE =
      new FrameStyle(ConsoleView.AUTO, TerminalSize.USUAL, ColorScheme.NONE, true, ZoneOffset.UTC);

  private final Screen screen = new Screen(80, 12);

  @Test
  @DisplayName("shows jobs while they go on, and a receipt when they end")
  void showsJobs() throws IOException {
    LiveOutput output = new LiveOutput(screen, STYLE);
    output.accept(List.of(update("load", 30)));
    await(() -> screen.rows().get(11).startsWith("▸ load"));
    screen.print("log\n");
    output.accept(List.of(update("load", 60)));
    await(() -> screen.rows().get(11).contains("60.0 %"));
    output.accept(List.of(finished("load")));
    output.close();
    assertThat(screen.everything())
        .containsExactly("log", "✓ load: completed, 100 messages in 10 seconds");
  }

  @Test
  @DisplayName("says what is left when it has to leave, and nothing after that")
  void leavesAWord() throws IOException {
    LiveOutput output = new LiveOutput(screen, STYLE);
    output.accept(List.of(update("load", 30)));
    output.close();
    output.accept(List.of(update("load", 40)));
    assertThat(screen.everything())
        .containsExactly("○ load: left running at 30.0 %, 30 / 100 messages after 10 seconds");
  }

  @Test
  @DisplayName("follows the size of a host's terminal without being told")
  void followsTheSize() throws IOException {
    LiveOutput output = new LiveOutput(screen, STYLE);
    output.accept(List.of(update("load", 30)));
    await(() -> screen.rows().get(11).startsWith("▸ load"));
    screen.resize(60, 10);
    await(() -> screen.rows().get(9).startsWith("▸ load"));
    output.close();
  }

  @Test
  @DisplayName("leaves a terminal of fewer than six rows alone but for receipts")
  void leavesSmallTerminalsAlone() throws IOException {
    Screen small = new Screen(80, 5);
    LiveOutput output = new LiveOutput(small, STYLE);
    output.accept(List.of(update("load", 30), finished("load")));
    output.close();
    assertThat(small.everything()).hasSize(1);
    assertThat(small.writes()).isEqualTo(1);
  }

  @Test
  @DisplayName("a terminal that hangs does not hold up who delivers")
  void isNotHeldUp() throws IOException, InterruptedException {
    CountDownLatch hangs = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    TerminalPort stuck =
        port(
            () -> {
              hangs.countDown();
              released.await();
            });
    LiveOutput output = new LiveOutput(stuck, STYLE);
    output.accept(List.of(update("load", 30)));
    assertThat(hangs.await(10, TimeUnit.SECONDS)).isTrue();
    for (int i = 31; i < 60; i++) {
      output.accept(List.of(update("load", i)));
    }
    output.close();
    released.countDown();
  }

  @Test
  @DisplayName("a terminal that is gone is told to the sink once, and then it is off")
  void tellsOfAFailure() throws IOException {
    LiveOutput output =
        new LiveOutput(
            port(
                () -> {
                  throw new IOException("gone");
                }),
            STYLE);
    output.accept(List.of(update("load", 30)));
    await(
        () -> {
          try {
            output.accept(List.of(update("load", 31)));
            return false;
          } catch (IOException e) {
            return true;
          }
        });
    assertThatThrownBy(() -> output.accept(List.of(update("load", 32)))).hasMessage("gone");
    output.close();
  }

  @Test
  @DisplayName("tells of many ends at once in a few lines")
  void summarisesEnds() {
    LiveScreen live = new LiveScreen(STYLE);
    for (int i = 0; i < 100; i++) {
      live.accept(finished("job " + i));
    }
    List<String> lines = live.takeLines();
    assertThat(lines).hasSize(13).last().isEqualTo("… and 88 more");
    assertThat(live.takeLines()).isEmpty();
  }

  @Test
  @DisplayName("the feed tells what happens, thinned, and leaves a receipt")
  void feeds() {
    LiveScreen live = new LiveScreen(STYLE.view(ConsoleView.FEED));
    ProgressSnapshot job = job("load", 30);
    live.accept(new Transition.Started(header("load"), List.of(job)));
    for (int i = 1; i <= 50; i++) {
      live.accept(new Transition.Marked(header("load"), List.of(job), null, 30));
    }
    live.accept(
        new Transition.WaitStarted(header("load"), List.of(SampleJobs.waiting()), "x", null));
    live.accept(finished("load"));
    assertThat(live.takeLines())
        .containsExactly(
            "[12:45:23] ▸ load: started, 30 / 100 messages",
            "[12:45:23] ▸ load: 30/100 (30.0 %)",
            "[12:45:23] ◌ 技術チャンネル 📰: waiting: FLOOD_WAIT, resumes in 6m 52s",
            "✓ load: completed, 100 messages in 10 seconds");
  }

  private static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }

  private static ProgressEvent update(String job, int done) {
    return new ProgressUpdate(header(job), job(job, done));
  }

  private static ProgressEvent finished(String name) {
    ProgressSnapshot end =
        SnapshotBuilder.named(name)
            .counts(100, 100)
            .ran(Duration.ofSeconds(10), Duration.ofSeconds(10))
            .state(TrackerState.COMPLETED)
            .build();
    return new Transition.Finished(header(name), List.of(end));
  }

  private static ProgressSnapshot job(String name, int done) {
    return SnapshotBuilder.named(name)
        .counts(done, 100)
        .ran(Duration.ofSeconds(10), Duration.ofSeconds(10))
        .build();
  }

  private static EventHeader header(String job) {
    return new EventHeader(new UUID(0, 0), SnapshotBuilder.AT, 1, job, job);
  }

  private static TerminalPort port(Write write) {
    return new TerminalPort() {
      @Override
      public TerminalSize size() {
        return TerminalSize.USUAL;
      }

      @Override
      public void write(byte[] bytes) throws IOException {
        try {
          write.run();
        } catch (InterruptedException e) {
          throw new IOException(e);
        }
      }
    };
  }

  /** What a terminal does with bytes. */
  private interface Write {
    void run() throws IOException, InterruptedException;
  }
}
