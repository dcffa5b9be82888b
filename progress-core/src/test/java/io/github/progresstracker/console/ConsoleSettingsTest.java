package io.github.progresstracker.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.progresstracker.console.ConsoleSettings.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

class ConsoleSettingsTest {

  private static final Map<String, String> TERMINAL =
      Map.of("TERM", "xterm-256color", "LANG", "en_US.UTF-8");

  @TempDir private Path folder;
  private final Warnings warnings = new Warnings();

  @ParameterizedTest
  @CsvSource({
    "/dev/pts/3, true",
    "/dev/tty1, true",
    "/dev/tty, true",
    "/dev/ttyS0, true",
    "/dev/console, true",
    "/dev/null, false",
    "/var/log/job.log, false",
    "pipe:[12345], false",
    "/dev/ptsx, false"
  })
  @DisplayName("a terminal behind standard error is told by the link of its descriptor")
  void tellsATerminal(String target, boolean terminal) throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of(target));
    assertThat(ConsoleSettings.isTerminal(link, () -> !terminal)).isEqualTo(terminal);
    Files.delete(link); // JUnit would warn of links that lead out of its folder
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName("where there is no such link, something else is asked")
  void asksSomethingElse(boolean otherwise) {
    Path nothing = folder.resolve("nothing here");
    assertThat(ConsoleSettings.isTerminal(nothing, () -> otherwise)).isEqualTo(otherwise);
  }

  @Test
  @DisplayName("on a terminal it is live, with colours and Unicode; elsewhere lines")
  void isLiveOnATerminal() {
    assertThat(read(Map.of(), TERMINAL, true))
        .isEqualTo(new ConsoleSettings(Mode.LIVE, ConsoleView.AUTO, ColorScheme.HEALTH, true));
    assertThat(read(Map.of(), TERMINAL, false).mode()).isEqualTo(Mode.LINES);
  }

  @Test
  @DisplayName("a dumb terminal, none, or a build server wants lines")
  void asksTheEnvironment() {
    assertThat(mode(Map.of())).isEqualTo(Mode.LINES);
    assertThat(mode(Map.of("TERM", ""))).isEqualTo(Mode.LINES);
    assertThat(mode(Map.of("TERM", "dumb"))).isEqualTo(Mode.LINES);
    assertThat(mode(Map.of("TERM", "xterm", "CI", "true"))).isEqualTo(Mode.LINES);
    assertThat(mode(Map.of("TERM", "xterm", "CI", ""))).isEqualTo(Mode.LIVE);
  }

  @Test
  @DisplayName(
      "a terminal that the host brings is one, whatever TERM says, but not on a build server")
  void takesTheHostsTerminal() {
    assertThat(
            reader(Map.of(), Map.of(), false, true)
                .read(ConsoleMode.AUTO, ConsoleView.AUTO, null)
                .mode())
        .isEqualTo(Mode.LIVE);
    assertThat(
            reader(Map.of(), Map.of("CI", "1"), false, true)
                .read(ConsoleMode.AUTO, ConsoleView.AUTO, null)
                .mode())
        .isEqualTo(Mode.LINES);
  }

  @ParameterizedTest
  @CsvSource({"off, OFF", "OFF, OFF", "' off ', OFF", "lines, LINES", "LINES, LINES", "live, LIVE"})
  @DisplayName("can be told what to be, in any case and in every locale")
  void canBeTold(String word, Mode mode) {
    Map<String, String> dumb = Map.of("TERM", "dumb", "PROGRESS_CONSOLE", word);
    assertThat(read(Map.of("progress.console.mode", word), TERMINAL, true).mode()).isEqualTo(mode);
    assertThat(read(Map.of(), dumb, false).mode()).isEqualTo(mode);
    assertThat(warnings.texts).isEmpty();
  }

  @Test
  @DisplayName("the property wins over the variable")
  void propertyWins() {
    Map<String, String> off = Map.of("TERM", "xterm", "PROGRESS_CONSOLE", "off");
    assertThat(read(Map.of("progress.console.mode", "auto"), off, true).mode())
        .isEqualTo(Mode.LIVE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"fancy", "0", "auto,lines", "\u001b[2J\n"})
  @DisplayName("an unknown mode is warned about once and means auto")
  void warnsOfUnknownModes(String unknown) {
    assertThat(read(Map.of("progress.console.mode", unknown), TERMINAL, true).mode())
        .isEqualTo(Mode.LIVE);
    assertThat(warnings.texts).hasSize(1);
    assertThat(warnings.texts.get(0))
        .startsWith(
            "progress.console.mode (or the variable PROGRESS_CONSOLE) must be one of auto, live,"
                + " lines, off, was \"")
        .endsWith("; using auto")
        .doesNotContainPattern("\\p{Cntrl}");
  }

  @Test
  @DisplayName("an empty mode is none")
  void takesEmptyForNone() {
    assertThat(read(Map.of("progress.console.mode", " "), TERMINAL, true).mode())
        .isEqualTo(Mode.LIVE);
    assertThat(warnings.texts).isEmpty();
  }

  @Test
  @DisplayName("the host's view wins over the environment's; lines and off are views, too")
  void choosesAView() {
    Map<String, String> card = Map.of("progress.console.view", "card");
    assertThat(read(card, TERMINAL, true).view()).isEqualTo(ConsoleView.CARD);
    assertThat(
            reader(card, TERMINAL, true, false)
                .read(ConsoleMode.AUTO, ConsoleView.BOARD, null)
                .view())
        .isEqualTo(ConsoleView.BOARD);
    assertThat(read(Map.of("progress.console.view", "off"), TERMINAL, true).mode())
        .isEqualTo(Mode.OFF);
    assertThat(
            reader(Map.of(), TERMINAL, true, false)
                .read(ConsoleMode.AUTO, ConsoleView.LINES, null)
                .mode())
        .isEqualTo(Mode.LINES);
  }

  @ParameterizedTest
  @CsvSource({
    "NO_COLOR=1, NONE",
    "NO_COLOR=, HEALTH",
    "NO_COLOR=1 FORCE_COLOR=1, NONE",
    "CLICOLOR=0, NONE",
    "CLICOLOR=0 CLICOLOR_FORCE=1, HEALTH",
    "CLICOLOR=0 FORCE_COLOR=0, NONE",
    "CLICOLOR=1, HEALTH",
    "PROGRESS_CONSOLE_COLORS=tiers, TIERS",
    "PROGRESS_CONSOLE_COLORS=tiers NO_COLOR=1, NONE",
    "PROGRESS_CONSOLE_COLORS=none, NONE"
  })
  @DisplayName("colours follow NO_COLOR, then force, then CLICOLOR")
  void choosesColors(String variables, ColorScheme colors) {
    assertThat(read(Map.of(), variables(variables), true).colors()).isEqualTo(colors);
  }

  @ParameterizedTest
  @CsvSource({"LIVE, LIVE", "LINES, LINES", "OFF, OFF", "AUTO, LINES"})
  @DisplayName("what the host has chosen counts more than the surroundings")
  void hostChoosesMode(ConsoleMode wanted, Mode expected) {
    ConsoleSettings settings =
        reader(Map.of("progress.console.mode", "lines"), Map.of("CI", "true"), false, false)
            .read(wanted, ConsoleView.AUTO, null);
    assertThat(settings.mode()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "LANG=en_US.UTF-8, true",
    "LANG=C.utf8, true",
    "LANG=C, false",
    "LANG=, false",
    "LC_ALL=C LANG=en_US.UTF-8, false",
    "LC_CTYPE=tr_TR.utf-8 LANG=C, true",
    "LC_ALL=de_DE.ISO-8859-1 LC_CTYPE=de_DE.UTF-8, false"
  })
  @DisplayName("there is Unicode if the locale says UTF-8")
  void choosesUnicode(String variables, boolean unicode) {
    assertThat(read(Map.of(), variables(variables), true).unicode()).isEqualTo(unicode);
  }

  private static Map<String, String> variables(String text) {
    Map<String, String> variables = new HashMap<>(Map.of("TERM", "xterm"));
    for (String pair : text.split(" ", -1)) {
      variables.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
    }
    return variables;
  }

  private Mode mode(Map<String, String> variables) {
    return read(Map.of(), variables, true).mode();
  }

  private ConsoleSettings read(
      Map<String, String> properties, Map<String, String> variables, boolean terminal) {
    return reader(properties, variables, terminal, false)
        .read(ConsoleMode.AUTO, ConsoleView.AUTO, null);
  }

  private ConsoleSettings.Reader reader(
      Map<String, String> properties,
      Map<String, String> variables,
      boolean terminal,
      boolean brought) {
    return new ConsoleSettings.Reader(
        properties::get, variables::get, () -> terminal, brought, warnings);
  }

  /** Keeps the texts of warnings. */
  private static final class Warnings extends LegacyAbstractLogger {
    private static final long serialVersionUID = 1;
    private final transient List<String> texts = new ArrayList<>();

    @Override
    protected void handleNormalizedLoggingCall(
        Level level,
        @Nullable Marker marker,
        String message,
        Object @Nullable [] arguments,
        @Nullable Throwable throwable) {
      assertThat(level).isEqualTo(Level.WARN);
      texts.add(MessageFormatter.arrayFormat(message, arguments).getMessage());
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
      return null;
    }

    @Override
    public boolean isTraceEnabled() {
      return false;
    }

    @Override
    public boolean isDebugEnabled() {
      return false;
    }

    @Override
    public boolean isInfoEnabled() {
      return false;
    }

    @Override
    public boolean isWarnEnabled() {
      return true;
    }

    @Override
    public boolean isErrorEnabled() {
      return true;
    }
  }
}
