package io.github.progresstracker.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ScrollRegionTest {

  private static final List<String> NO_LINES = List.of();
  private static final List<String> TWO = List.of("bar 1", "bar 2");

  private final ScrollRegion region = new ScrollRegion();
  private final Screen screen = new Screen(40, 10);

  @Test
  @DisplayName("shows rows at the bottom, below an empty one, wherever the cursor is")
  void showsRows() {
    screen.print("one\ntwo\n");
    show(NO_LINES, TWO);
    screen.print("three\n");
    assertThat(screen.rows())
        .containsExactly("one", "two", "three", "", "", "", "", "", "bar 1", "bar 2");
  }

  @Test
  @DisplayName("whatever is printed scrolls above; when it is over there is only that")
  void keepsLogs() {
    for (int i = 0; i < 100; i++) {
      show(NO_LINES, List.of("bar 1 at " + i, "bar 2 at " + i));
      screen.print("log " + i + "\n");
    }
    assertThat(screen.rows()).endsWith("log 99", "", "", "bar 1 at 99", "bar 2 at 99");
    screen.write(region.leave(NO_LINES));
    // The emulator forgets what leaves a region at the top; that terminals do not is
    // TerminalTest's.
    assertThat(screen.everything())
        .containsExactly("log 94", "log 95", "log 96", "log 97", "log 98", "log 99");
  }

  @Test
  @DisplayName("a line that was begun goes on where it was")
  void keepsTheCursor() {
    screen.print("work");
    show(NO_LINES, TWO);
    screen.print("ing");
    assertThat(screen.rows().get(0)).isEqualTo("working");
  }

  @Test
  @DisplayName("writes nothing if nothing has changed")
  void writesOnlyChanges() {
    assertThat(region.show(NO_LINES, TWO, screen.size())).isNotEmpty();
    assertThat(region.show(NO_LINES, TWO, screen.size())).isEmpty();
    assertThat(region.show(NO_LINES, List.of("bar 1", "bar 3"), screen.size())).isNotEmpty();
    assertThat(new ScrollRegion().show(NO_LINES, List.of(), screen.size())).isEmpty();
    assertThat(new ScrollRegion().resized()).isEmpty();
    assertThat(new ScrollRegion().leave(NO_LINES)).isEmpty();
  }

  @Test
  @DisplayName("grows and shrinks with its rows, and the log moves along")
  void growsAndShrinks() {
    for (int i = 0; i < 12; i++) {
      screen.print("log " + i + "\n");
    }
    show(NO_LINES, TWO);
    assertThat(screen.rows()).endsWith("log 11", "", "", "bar 1", "bar 2");
    show(NO_LINES, List.of("bar 1", "bar 2", "bar 3", "bar 4"));
    assertThat(screen.rows()).endsWith("log 11", "", "", "bar 1", "bar 2", "bar 3", "bar 4");
    show(NO_LINES, List.of("bar 4"));
    screen.print("log 12\n");
    assertThat(screen.rows()).endsWith("log 12", "", "", "", "", "bar 4");
    show(NO_LINES, List.of());
    assertThat(screen.rows()).doesNotContain("bar 4").contains("log 12");
  }

  @Test
  @DisplayName("prints what stays in lines of its own, in the middle of a line too")
  void printsLines() {
    show(List.of("first"), TWO);
    screen.print("begun");
    show(List.of("second", "third"), TWO);
    screen.print("log\n");
    assertThat(screen.rows()).startsWith("first", "begun", "second", "third", "log");
    assertThat(screen.rows()).endsWith("bar 1", "bar 2");
  }

  @Test
  @DisplayName("leaves the screen as it would be without, and the last lines")
  void leaves() {
    screen.print("one\n");
    show(NO_LINES, TWO);
    screen.write(region.leave(List.of("done")));
    screen.print("prompt> ");
    assertThat(screen.rows()).startsWith("one", "done", "prompt>");
    assertThat(screen.everything()).hasSize(3);
    assertThat(region.leave(NO_LINES)).isEmpty();
  }

  @Test
  @DisplayName("a row may take the last cell of the last row")
  void fillsTheScreen() {
    String full = "x".repeat(40);
    show(NO_LINES, List.of(full, full));
    assertThat(screen.rows()).endsWith("", full, full);
  }

  @Test
  @DisplayName("shows no more rows than leave the host two")
  void isBounded() {
    show(NO_LINES, List.of("1", "2", "3", "4", "5", "6", "7", "8", "9", "10"));
    assertThat(screen.rows()).containsExactly("", "", "", "1", "2", "3", "4", "5", "6", "7");
  }

  @Test
  @DisplayName("is where it belongs after a resize, with nothing left of before")
  void followsAResize() {
    for (int i = 0; i < 20; i++) {
      screen.print("log " + i + "\n");
    }
    show(NO_LINES, TWO);
    screen.resize(60, 20);
    screen.write(region.resized());
    show(NO_LINES, TWO);
    assertThat(screen.rows()).endsWith("bar 1", "bar 2");
    assertThat(screen.rows().stream().filter(row -> row.startsWith("bar"))).hasSize(2);
  }

  @Test
  @DisplayName("notices another size by itself, if no signal has told")
  void noticesAnotherSize() {
    show(NO_LINES, TWO);
    byte[] bytes = region.show(NO_LINES, TWO, new TerminalSize(40, 20));
    assertThat(new String(bytes, StandardCharsets.UTF_8)).contains("\u001b[1;17r");
  }

  private void show(List<String> lines, List<String> rows) {
    screen.write(region.show(lines, rows, screen.size()));
  }
}
