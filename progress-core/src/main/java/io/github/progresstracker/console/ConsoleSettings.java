package io.github.progresstracker.console;

import io.github.progresstracker.ProgressFormat;
import io.github.progresstracker.sink.Cadence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * What the surroundings ask of the console: something that moves, lines for a log, or nothing; and
 * what the terminal can show.
 *
 * @param mode which of the three
 * @param view what moves
 * @param colors what colours mean
 * @param unicode whether there is more than ASCII
 */
record ConsoleSettings(Mode mode, ConsoleView view, ColorScheme colors, boolean unicode) {

  static final String MODE_PROPERTY = "progress.console.mode";
  static final String MODE_VARIABLE = "PROGRESS_CONSOLE";
  static final String VIEW_PROPERTY = "progress.console.view";
  static final String VIEW_VARIABLE = "PROGRESS_CONSOLE_VIEW";
  static final String COLORS_PROPERTY = "progress.console.colors";
  static final String COLORS_VARIABLE = "PROGRESS_CONSOLE_COLORS";

  /** For a log: each ten percent or 30 seconds, whichever comes first. */
  static final Cadence FOR_A_LOG = new Cadence(Duration.ofSeconds(30), 10, Duration.ofSeconds(5));

  /** For eyes that see it move. */
  static final Cadence LIVE = Cadence.every(Duration.ofMillis(100));

  /** What is done with the terminal or stream. */
  enum Mode {
    LIVE,
    LINES,
    OFF
  }

  Cadence cadence() {
    return mode == Mode.LIVE ? LIVE : FOR_A_LOG;
  }

  /** Reads settings from system properties, the environment and what standard error is. */
  static final class Reader {

    private final Function<String, @Nullable String> properties;
    private final Function<String, @Nullable String> environment;
    private final BooleanSupplier terminal;
    private final boolean brought;
    private final Logger log;

    /**
     * A reader.
     *
     * @param terminal tells whether standard error is a terminal; asked only if that matters
     * @param brought whether the host brings a terminal, which then is one whatever TERM says
     */
    Reader(
        Function<String, @Nullable String> properties,
        Function<String, @Nullable String> environment,
        BooleanSupplier terminal,
        boolean brought,
        Logger log) {
      this.properties = properties;
      this.environment = environment;
      this.terminal = terminal;
      this.brought = brought;
      this.log = log;
    }

    /**
     * Joins what the host wants with what the surroundings do.
     *
     * @param wantedMode the mode the host asks for; {@code AUTO} lets the surroundings choose
     * @param wanted the view the host asks for; {@code AUTO} lets the surroundings choose
     * @param colors the colours the host asks for, or null
     */
    ConsoleSettings read(ConsoleMode wantedMode, ConsoleView wanted, @Nullable ColorScheme colors) {
      ConsoleView view =
          wanted == ConsoleView.AUTO
              ? choice(VIEW_PROPERTY, VIEW_VARIABLE, ConsoleView.AUTO, ConsoleView.values())
              : wanted;
      ConsoleMode mode =
          wantedMode == ConsoleMode.AUTO
              ? choice(MODE_PROPERTY, MODE_VARIABLE, ConsoleMode.AUTO, ConsoleMode.values())
              : wantedMode;
      ColorScheme scheme =
          colors == null
              ? choice(COLORS_PROPERTY, COLORS_VARIABLE, ColorScheme.HEALTH, ColorScheme.values())
              : colors;
      return new ConsoleSettings(
          mode(view, mode), view, hasColors() ? scheme : ColorScheme.NONE, isUnicode());
    }

    private Mode mode(ConsoleView view, ConsoleMode asked) {
      if (view == ConsoleView.OFF || asked == ConsoleMode.OFF) {
        return Mode.OFF;
      }
      if (view == ConsoleView.LINES || asked == ConsoleMode.LINES) {
        return Mode.LINES;
      }
      return asked == ConsoleMode.LIVE || isWatched() ? Mode.LIVE : Mode.LINES;
    }

    private boolean isWatched() {
      String name = variable("TERM");
      boolean able = brought || (!name.isEmpty() && !name.equals("dumb"));
      return able && variable("CI").isEmpty() && (brought || terminal.getAsBoolean());
    }

    /** As no-color.org and bixense.com/clicolors have it; whoever wants none wins. */
    private boolean hasColors() {
      if (!variable("NO_COLOR").isEmpty()) {
        return false;
      }
      if (isForced("CLICOLOR_FORCE") || isForced("FORCE_COLOR")) {
        return true;
      }
      return !variable("CLICOLOR").equals("0") && (brought || !variable("TERM").equals("dumb"));
    }

    private boolean isForced(String variable) {
      return !variable(variable).isEmpty() && !variable(variable).equals("0");
    }

    /** By the locale, in the order of POSIX. */
    private boolean isUnicode() {
      for (String variable : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
        String locale = variable(variable).toUpperCase(Locale.ROOT);
        if (!locale.isEmpty()) {
          return locale.contains("UTF-8") || locale.contains("UTF8");
        }
      }
      return false;
    }

    private String variable(String name) {
      String value = environment.apply(name);
      return value == null ? "" : value;
    }

    private <T extends Enum<T>> T choice(String property, String variable, T usual, T[] choices) {
      String asked = properties.apply(property);
      String text = (asked == null ? variable(variable) : asked).strip();
      for (T choice : choices) {
        if (choice.name().equalsIgnoreCase(text)) {
          return choice;
        }
      }
      if (!text.isEmpty()) {
        log.warn(
            "{} (or the variable {}) must be one of {}, was \"{}\"; using {}",
            property,
            variable,
            Arrays.stream(choices).map(Reader::lowerCase).collect(Collectors.joining(", ")),
            ProgressFormat.singleLine(text, 40),
            lowerCase(usual));
      }
      return usual;
    }

    private static String lowerCase(Enum<?> choice) {
      return choice.name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Whether standard error is a terminal. {@code System.console()} is no help: it is about standard
   * input and output, and is null under {@code < /dev/null} on a perfectly good terminal. On Linux
   * the link of the descriptor knows; elsewhere a command is asked, where there is one.
   *
   * @param descriptor the link, such as {@code /proc/self/fd/2}
   * @param otherwise asked where there is no such link
   */
  static boolean isTerminal(Path descriptor, BooleanSupplier otherwise) {
    try {
      String target = Files.readSymbolicLink(descriptor).toString();
      return target.startsWith("/dev/pts/")
          || target.startsWith("/dev/tty")
          || target.equals("/dev/console");
    } catch (IOException | UnsupportedOperationException | SecurityException e) {
      return otherwise.getAsBoolean();
    }
  }
}
