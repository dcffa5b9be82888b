package io.github.progresstracker.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.TrackerState;
import io.github.progresstracker.contract.SnapshotBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Frames as they should look, in files beside this test. To look at a change, run with {@code
 * -Dgolden.write=true}: the files are written and the test fails, so that it cannot pass by that.
 */
class ProgressFrameTest {

  private static final Path GOLDEN =
      Path.of("src/test/resources/io/github/progresstracker/console/frames");
  private static final int[] WIDTHS = {20, 44, 80, 200};
  private static final List<ProgressSnapshot> ALL =
      List.of(
          SampleJobs.collection(),
          SampleJobs.waiting(),
          SampleJobs.ofUnknownTotal(),
          SampleJobs.ofBytes(),
          SampleJobs.stalled());

  static Stream<ConsoleView> views() {
    return Stream.of(ConsoleView.values())
        .filter(view -> view != ConsoleView.LINES && view != ConsoleView.OFF);
  }

  @ParameterizedTest
  @MethodSource("views")
  @DisplayName("looks as it should at 20, 44, 80 and 200 columns")
  void looksAsItShould(ConsoleView view) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int width : WIDTHS) {
      add(text, "all", ALL, style(view, width));
      add(text, "one job", List.of(SampleJobs.channels()), style(view, width));
    }
    assertGolden(view.name().toLowerCase(Locale.ROOT), text.toString());
  }

  @Test
  @DisplayName("has colours by health or by tiers, and ASCII for those who have no more")
  void hasOtherStyles() throws IOException {
    StringBuilder text = new StringBuilder();
    for (ConsoleView view : views().toList()) {
      FrameStyle plain = style(view, 80);
      add(text, "ASCII", ALL, with(plain, ColorScheme.NONE, false));
      add(text, "health", ALL, with(plain, ColorScheme.HEALTH, true));
      add(text, "tiers", ALL, with(plain, ColorScheme.TIERS, true));
    }
    assertGolden("styles", text.toString());
  }

  private static FrameStyle style(ConsoleView view, int width) {
    TerminalSize size = new TerminalSize(width, 32);
    return new FrameStyle(view, size, ColorScheme.NONE, true, ZoneOffset.UTC);
  }

  private static FrameStyle with(FrameStyle style, ColorScheme colors, boolean unicode) {
    return new FrameStyle(style.view(), style.size(), colors, unicode, style.zone());
  }

  private static void add(
      StringBuilder text, String title, List<ProgressSnapshot> jobs, FrameStyle style) {
    text.append("== ").append(style.view()).append(' ').append(style.size().columns());
    text.append(" columns, ").append(title).append('\n');
    ProgressFrame.of(jobs, style)
        .forEach(row -> text.append(row.replace("\u001b", "<ESC>")).append('\n'));
  }

  private static void assertGolden(String name, String text) throws IOException {
    Path file = GOLDEN.resolve(name + ".txt");
    if (Boolean.getBoolean("golden.write")) {
      Files.createDirectories(GOLDEN);
      Files.writeString(file, text);
      throw new AssertionError("wrote " + file + "; look at it and run again without");
    }
    assertThat(text).isEqualTo(Files.readString(file));
  }

  @ParameterizedTest
  @ValueSource(
      ints = {1, 2, 3, 5, 8, 10, 12, 15, 20, 30, 35, 36, 37, 44, 60, 79, 80, 81, 119, 133, 200})
  @DisplayName("is never wider than the terminal, in any view")
  void fits(int width) {
    List<ProgressSnapshot> jobs = new ArrayList<>(ALL);
    jobs.add(SampleJobs.channels());
    for (ConsoleView view : ConsoleView.values()) {
      for (boolean unicode : new boolean[] {true, false}) {
        FrameStyle style = with(style(view, width), ColorScheme.HEALTH, unicode);
        assertThat(ProgressFrame.of(jobs, style))
            .as("%s, unicode %s", view, unicode)
            .allSatisfy(row -> assertThat(DisplayWidth.of(bare(row))).isLessThanOrEqualTo(width));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 6, 10, 16, 24, 50})
  @DisplayName("is at most half as high as the terminal, a box at most three quarters")
  void isLow(int height) {
    List<ProgressSnapshot> jobs = SampleJobs.many(40);
    for (ConsoleView view : ConsoleView.values()) {
      FrameStyle style = style(view, 80).size(new TerminalSize(80, height));
      boolean box = view == ConsoleView.CARD || view == ConsoleView.TABLE;
      int most = box ? height * 3 / 4 : height / 2;
      assertThat(ProgressFrame.of(jobs, style))
          .as("%s", view)
          .hasSizeLessThanOrEqualTo(Math.max(4, most));
    }
  }

  @Test
  @DisplayName("shows trouble first and says how many there was no room for")
  void summarises() {
    List<String> rows = ProgressFrame.of(SampleJobs.many(30), style(ConsoleView.AUTO, 80));
    assertThat(rows).hasSize(16);
    assertThat(rows.get(0)).startsWith("▲ Job 30");
    assertThat(rows.get(1)).contains("the disk is full");
    assertThat(rows.get(2)).startsWith("▸ Job 1 ");
    assertThat(rows.get(15)).isEqualTo("… and 16 more");
  }

  @Test
  @DisplayName("leaves out the deepest parts first")
  void leavesOutTheDeepest() {
    SnapshotBuilder job = SnapshotBuilder.named("job").counts(1, 2);
    for (int i = 0; i < 3; i++) {
      SnapshotBuilder part = SnapshotBuilder.named("part " + i).counts(1, 2);
      for (int j = 0; j < 9; j++) {
        part.child(SnapshotBuilder.named("piece " + j).counts(1, 2).build());
      }
      job.child(part.build());
    }
    FrameStyle style = style(ConsoleView.AUTO, 80).size(new TerminalSize(80, 14));
    List<String> rows = ProgressFrame.of(List.of(job.build()), style);
    assertThat(rows.stream().map(row -> row.substring(2).replaceAll("  +━.*", "").strip()))
        .containsExactly("job", "part 0", "piece 0", "piece 1", "part 1", "part 2", "and 25 more");
  }

  @ParameterizedTest
  @EnumSource(TrackerState.class)
  @DisplayName("says every state by a sign and a word, not by colour alone")
  void tellsStates(TrackerState state) {
    ProgressSnapshot job = SnapshotBuilder.named("job").counts(3, 7).state(state).build();
    String card = String.join("\n", ProgressFrame.of(List.of(job), style(ConsoleView.CARD, 80)));
    assertThat(card).contains(state.name().toLowerCase(Locale.ROOT));
    assertThat(card).contains(Health.of(job).glyph(Glyphs.UNICODE) + " job");
  }

  @Test
  @DisplayName("marks what was more than expected, and what ended with less")
  void marksContradictions() {
    ProgressSnapshot more =
        SnapshotBuilder.named("more").counts(1_204, 1_000).percent(99.9).build();
    ProgressSnapshot less =
        SnapshotBuilder.named("less").counts(996, 1_000).state(TrackerState.COMPLETED).build();
    assertThat(ProgressFrame.of(List.of(more), style(ConsoleView.AUTO, 120)).get(0))
        .contains("1,204/1,000 (!)");
    assertThat(new Lasting(style(ConsoleView.AUTO, 80)).receipt(less))
        .contains("996 / 1,000 messages (!)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u001b[2J",
        "a\nb",
        "\u009b31m",
        "\u202Eevil",
        "x\u0007",
        "\r",
        "\u2028",
        "\u0000"
      })
  @DisplayName("lets no control character of a name through")
  void defusesNames(String name) {
    ProgressSnapshot job = SnapshotBuilder.named(name).counts(1, 2).build();
    for (ConsoleView view : ConsoleView.values()) {
      assertThat(ProgressFrame.of(List.of(job), style(view, 80)))
          .allSatisfy(
              row ->
                  assertThat(row).doesNotContainPattern("[\\p{Cntrl}\u2028\u202e\u0080-\u009f]"));
    }
  }

  @Test
  @DisplayName("says no end of a job that is paused")
  void saysNoEndOfAPause() {
    SnapshotBuilder job = SnapshotBuilder.named("job").counts(1, 2).eta(50, 60, 70);
    FrameStyle wide = style(ConsoleView.AUTO, 120);
    assertThat(ProgressFrame.of(List.of(job.build()), wide).get(0)).contains(", about ");
    assertThat(ProgressFrame.of(List.of(job.state(TrackerState.PAUSED).build()), wide).get(0))
        .contains("paused")
        .doesNotContain("about");
  }

  @Test
  @DisplayName("puts what follows a name of unsure width where it belongs")
  void repositions() {
    ProgressSnapshot family = SnapshotBuilder.named("👨‍👩‍👧 photos").counts(1, 2).build();
    ProgressSnapshot plain = SnapshotBuilder.named("photos").counts(1, 2).build();
    assertThat(ProgressFrame.of(List.of(family), style(ConsoleView.AUTO, 80)).get(0))
        .contains("photos\u001b[K\u001b[12G");
    assertThat(ProgressFrame.of(List.of(plain), style(ConsoleView.AUTO, 80)).get(0))
        .doesNotContain("\u001b");
  }

  @Test
  @DisplayName("keeps a right-to-left name from turning the rest of the row around")
  void isolatesRightToLeft() {
    ProgressSnapshot job = SnapshotBuilder.named("שלום").counts(1, 2).build();
    String row = ProgressFrame.of(List.of(job), style(ConsoleView.AUTO, 80)).get(0);
    assertThat(row).startsWith("▸ שלום\u200e  ");
    assertThat(DisplayWidth.of(row)).isLessThanOrEqualTo(80);
  }

  @Test
  @DisplayName("there is nothing to see of no job, and no frame of lines or nothing")
  void canBeEmpty() {
    assertThat(ProgressFrame.of(List.of(), style(ConsoleView.CARD, 80))).isEmpty();
    assertThat(ProgressFrame.of(ALL, style(ConsoleView.OFF, 80))).isEmpty();
    assertThat(ProgressFrame.of(ALL, style(ConsoleView.LINES, 80))).isEmpty();
  }

  /** A row without its escape sequences. */
  private static String bare(String row) {
    return row.replaceAll("\u001b\\[[0-9;?]*[A-Za-z]", "");
  }
}
