package io.github.progresstracker.console;

import io.github.progresstracker.ProgressFormat;
import io.github.progresstracker.sink.Cadence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * What the surroundings ask of the console: nothing, lines for a log, or lines for somebody who
 * looks on.
 *
 * <p>{@code System.console()} is no help in telling whether standard error is a terminal: it is
 * about standard input and output, and is null under {@code < /dev/null} on a perfectly good
 * terminal. On Linux the link of file descriptor 2 knows; where there is no such link the answer is
 * no, which costs a line per second and nothing else.
 */
record ConsoleSettings(boolean on, Cadence cadence) {

  static final String MODE_PROPERTY = "progress.console.mode";
  static final String MODE_VARIABLE = "PROGRESS_CONSOLE";
  static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

  /** For a log: each ten percent or 30 seconds, whichever comes first. */
  static final Cadence FOR_A_LOG = new Cadence(Duration.ofSeconds(30), 10, Duration.ofSeconds(5));

  /** For eyes: enough to see that it moves. */
  static final Cadence FOR_EYES = new Cadence(Duration.ofSeconds(1), 0, Duration.ofSeconds(1));

  static ConsoleSettings from(
      Function<String, @Nullable String> properties,
      Function<String, @Nullable String> environment,
      Path standardError,
      Logger log) {
    return switch (mode(properties, environment, log)) {
      case "off" -> new ConsoleSettings(false, FOR_A_LOG);
      case "lines" -> new ConsoleSettings(true, FOR_A_LOG);
      default ->
          new ConsoleSettings(true, isWatched(environment, standardError) ? FOR_EYES : FOR_A_LOG);
    };
  }

  private static String mode(
      Function<String, @Nullable String> properties,
      Function<String, @Nullable String> environment,
      Logger log) {
    String property = properties.apply(MODE_PROPERTY);
    String asked = property == null ? environment.apply(MODE_VARIABLE) : property;
    String mode = asked == null ? "auto" : asked.strip().toLowerCase(Locale.ROOT);
    if (!mode.isEmpty() && !mode.equals("auto") && !mode.equals("lines") && !mode.equals("off")) {
      log.warn(
          "console mode must be auto, lines or off, was \"{}\" (property {} or variable {}); using"
              + " auto",
          ProgressFormat.singleLine(mode, 40),
          MODE_PROPERTY,
          MODE_VARIABLE);
    }
    return mode;
  }

  private static boolean isWatched(
      Function<String, @Nullable String> environment, Path standardError) {
    String terminal = environment.apply("TERM");
    String ci = environment.apply("CI");
    return terminal != null
        && !terminal.isEmpty()
        && !terminal.equals("dumb")
        && (ci == null || ci.isEmpty())
        && isTerminal(standardError);
  }

  private static boolean isTerminal(Path descriptor) {
    try {
      String target = Files.readSymbolicLink(descriptor).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException | SecurityException e) {
      return false;
    }
  }
}
