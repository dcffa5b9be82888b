package io.github.progresstracker.examples;

import io.github.progresstracker.console.ConsoleSink;
import io.github.progresstracker.console.ConsoleView;
import java.util.Locale;

/** What {@code --view} may say: what is shown on stderr. */
enum View {
  auto,
  card,
  compact,
  table,
  feed,
  board,
  lines,
  off;

  ConsoleSink sink() {
    return ConsoleSink.of(ConsoleView.valueOf(name().toUpperCase(Locale.ROOT)));
  }
}
