package io.github.progresstracker.examples;

import io.github.progresstracker.ProgressRegistry;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Plays the views of the console on jobs that only look like work. */
@Command(
    name = "gallery",
    description = "Plays the views of the console, one after the other, on simulated jobs.",
    footer = {
      "",
      "The views are on stderr, and need a terminal; stdout gets what the jobs log meanwhile.",
      "",
      "Exit codes: 0 done, 2 input that cannot be used, 130 stopped by a signal."
    },
    mixinStandardHelpOptions = true)
final class GalleryCommand implements Callable<Integer> {

  private static final int STOPPED = 130;
  private static final int LONGEST_SECONDS = 3_600;

  @Spec private CommandSpec spec;

  @Option(
      names = "--view",
      paramLabel = "VIEW",
      description = "Only this one of ${COMPLETION-CANDIDATES} (default: all but lines and off).")
  private @Nullable View view;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "10",
      description = "How long each view is played (default: ${DEFAULT-VALUE}).")
  private int seconds;

  /** Made by the command line parser, which fills it in. */
  @SuppressWarnings("NullAway.Init")
  GalleryCommand() {}

  @Override
  public Integer call() throws Exception {
    if (seconds < 1 || seconds > LONGEST_SECONDS) {
      throw new BadInputException("--seconds must be 1 to " + LONGEST_SECONDS + ", was " + seconds);
    }
    try {
      StopSignals.interrupt(this::play);
      return 0;
    } catch (InterruptedException e) {
      return STOPPED;
    }
  }

  private List<View> views() {
    return view == null
        ? Stream.of(View.values()).filter(each -> each != View.lines && each != View.off).toList()
        : List.of(view);
  }

  private Void play() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    for (View each : views()) {
      out.println("--view " + each);
      out.flush();
      try (ProgressRegistry registry = ProgressRegistry.builder().sink(each.sink()).build()) {
        new GalleryJobs(registry, out).run(Duration.ofSeconds(seconds));
      }
    }
    return null;
  }
}
