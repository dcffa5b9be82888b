package io.github.progresstracker.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class PosixTerminalTest {

  @Test
  @DisplayName("reads what stty says")
  void reads() {
    assertThat(PosixTerminal.parse("24 80")).isEqualTo(new TerminalSize(80, 24));
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(strings = {"0 0", "24", "24 80 1", "a b", "-1 80", "24 99999999999"})
  @DisplayName("takes nonsense, and a terminal that does not know, for no answer")
  void doubts(String answer) {
    assertThat(PosixTerminal.parse(answer)).isNull();
  }

  @Test
  @DisplayName("the signal can be watched, more than once in turn, and given back")
  void watches() {
    PosixTerminal terminal = new PosixTerminal(name -> null);
    terminal.watch(() -> {});
    terminal.unwatch();
    terminal.unwatch();
    terminal.watch(() -> {});
    terminal.unwatch();
  }
}
