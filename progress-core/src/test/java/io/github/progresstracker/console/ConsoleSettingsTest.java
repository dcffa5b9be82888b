package io.github.progresstracker.console;

import static io.github.progresstracker.console.ConsoleSettings.FOR_A_LOG;
import static io.github.progresstracker.console.ConsoleSettings.FOR_EYES;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
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

  private static final Map<String, String> TERMINAL = Map.of("TERM", "xterm-256color");

  @TempDir private Path folder;
  private Path descriptor = Path.of("unset");
  private final Warnings warnings = new Warnings();

  @BeforeEach
  void linkToATerminal() throws IOException {
    link("/dev/pts/3");
  }

  /** JUnit would warn of links that lead out of its folder. */
  @AfterEach
  void removeLink() throws IOException {
    Files.deleteIfExists(folder.resolve("link"));
  }

  @ParameterizedTest
  @CsvSource({
    "/dev/pts/3, true",
    "/dev/tty1, true",
    "/dev/tty, true",
    "/dev/null, false",
    "/var/log/job.log, false",
    "pipe:[12345], false",
    "/dev/ptsx, false"
  })
  @DisplayName("a terminal behind standard error is told by the link of its descriptor")
  void tellsATerminal(String target, boolean terminal) throws IOException {
    link(target);
    assertThat(settings(Map.of(), TERMINAL).cadence()).isEqualTo(terminal ? FOR_EYES : FOR_A_LOG);
  }

  @Test
  @DisplayName("where there is no such link, it is not a terminal")
  void doesNotGuess() {
    descriptor = folder.resolve("nothing here");
    assertThat(settings(Map.of(), TERMINAL).cadence()).isEqualTo(FOR_A_LOG);
  }

  @Test
  @DisplayName("a dumb terminal, none, or a build server wants few lines")
  void asksTheEnvironment() {
    assertThat(settings(Map.of(), Map.of()).cadence()).isEqualTo(FOR_A_LOG);
    assertThat(settings(Map.of(), Map.of("TERM", "")).cadence()).isEqualTo(FOR_A_LOG);
    assertThat(settings(Map.of(), Map.of("TERM", "dumb")).cadence()).isEqualTo(FOR_A_LOG);
    assertThat(settings(Map.of(), Map.of("TERM", "xterm", "CI", "true")).cadence())
        .isEqualTo(FOR_A_LOG);
    assertThat(settings(Map.of(), Map.of("TERM", "xterm", "CI", "")).cadence()).isEqualTo(FOR_EYES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"off", "OFF", " off ", "Off"})
  @DisplayName("can be told to be off, in any case and in every locale")
  void canBeOff(String off) {
    assertThat(settings(Map.of("progress.console.mode", off), TERMINAL).on()).isFalse();
    assertThat(settings(Map.of(), Map.of("PROGRESS_CONSOLE", off)).on()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"lines", "LINES"})
  @DisplayName("can be told to print few lines, even on a terminal")
  void canBeLines(String lines) {
    ConsoleSettings settings = settings(Map.of("progress.console.mode", lines), TERMINAL);
    assertThat(settings).isEqualTo(new ConsoleSettings(true, FOR_A_LOG));
    assertThat(warnings.texts).isEmpty();
  }

  @Test
  @DisplayName("the property wins over the variable")
  void propertyWins() {
    Map<String, String> variable = Map.of("TERM", "xterm", "PROGRESS_CONSOLE", "off");
    assertThat(settings(Map.of("progress.console.mode", "auto"), variable))
        .isEqualTo(new ConsoleSettings(true, FOR_EYES));
  }

  @ParameterizedTest
  @ValueSource(strings = {"fancy", "0", "auto,lines", "\u001b[2J\n"})
  @DisplayName("an unknown mode is warned about once and means auto")
  void warnsOfUnknownModes(String unknown) {
    assertThat(settings(Map.of("progress.console.mode", unknown), TERMINAL))
        .isEqualTo(new ConsoleSettings(true, FOR_EYES));
    assertThat(warnings.texts).hasSize(1);
    assertThat(warnings.texts.get(0))
        .startsWith("console mode must be auto, lines or off, was \"")
        .endsWith("(property progress.console.mode or variable PROGRESS_CONSOLE); using auto")
        .doesNotContainPattern("\\p{Cntrl}");
  }

  @Test
  @DisplayName("an empty mode is none")
  void takesEmptyForNone() {
    assertThat(settings(Map.of("progress.console.mode", " "), TERMINAL).cadence())
        .isEqualTo(FOR_EYES);
    assertThat(warnings.texts).isEmpty();
  }

  private ConsoleSettings settings(Map<String, String> properties, Map<String, String> variables) {
    return ConsoleSettings.from(properties::get, variables::get, descriptor, warnings);
  }

  private void link(String target) throws IOException {
    descriptor = folder.resolve("link");
    Files.deleteIfExists(descriptor);
    Files.createSymbolicLink(descriptor, Path.of(target));
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
