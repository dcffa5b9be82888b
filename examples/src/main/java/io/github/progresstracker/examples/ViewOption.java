package io.github.progresstracker.examples;

import io.github.progresstracker.console.ConsoleSink;
import picocli.CommandLine.Option;

/** {@code --view}: what is shown on stderr while something goes on. */
final class ViewOption {

  @Option(
      names = "--view",
      paramLabel = "VIEW",
      defaultValue = "auto",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private View view;

  /** Made by the command line parser, which fills it in. */
  @SuppressWarnings("NullAway.Init")
  ViewOption() {}

  ConsoleSink sink() {
    return view.sink();
  }
}
