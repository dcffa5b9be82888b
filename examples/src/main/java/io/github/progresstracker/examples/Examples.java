package io.github.progresstracker.examples;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program behind {@code progress-examples.jar}: one subcommand for each example. */
@Command(
    name = "progress-examples",
    description = "Progress Tracker for the JVM, in use.",
    mixinStandardHelpOptions = true,
    subcommands = {
      CollectCommand.class,
      CrawlCommand.class,
      GalleryCommand.class,
      ImportCommand.class,
      JobsCommand.class,
      ReindexCommand.class,
      ReportCommand.class,
      ServeCommand.class,
      UploadCommand.class,
      WorkerCommand.class
    })
public final class Examples implements Runnable {

  /** What the shell gets for a run that ended in the middle. */
  static final int FAILED = 1;

  /** What the shell gets for input that cannot be used. */
  static final int BAD_INPUT = 2;

  @Spec private CommandSpec spec;

  /** Made by the command line parser, which fills it in. */
  @SuppressWarnings("NullAway.Init")
  public Examples() {}

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "which example? Try: collect, crawl, gallery, import, jobs, reindex, report, serve,"
            + " upload, worker, or --help");
  }

  /**
   * Runs an example and ends the process.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Examples())
        .setParameterExceptionHandler(
            (e, args) -> complain(e.getCommandLine().getErr(), e.getMessage(), BAD_INPUT))
        .setExecutionExceptionHandler(Examples::explain);
  }

  /** What people can mend is one line; anything else is a bug and shows all of itself. */
  private static int explain(Exception e, CommandLine commandLine, CommandLine.ParseResult parsed) {
    if (e instanceof BadInputException) {
      return complain(commandLine.getErr(), e.getMessage(), BAD_INPUT);
    }
    if (e instanceof RunFailedException) {
      return complain(commandLine.getErr(), e.getMessage(), FAILED);
    }
    e.printStackTrace(commandLine.getErr());
    return CommandLine.ExitCode.SOFTWARE;
  }

  private static int complain(PrintWriter err, @Nullable String message, int code) {
    err.println("error: " + String.valueOf(message).lines().findFirst().orElse("no reason given"));
    return code;
  }
}
