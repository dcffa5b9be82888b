package io.github.progresstracker.benchmarks.accuracy;

import io.github.progresstracker.benchmarks.accuracy.Options.UsageException;
import io.github.progresstracker.benchmarks.accuracy.TraceFolder.LeftOut;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The program that replays a folder of recorded runs and writes how near our estimates and those of
 * other progress libraries came to the truth. {@code --help} tells how to call it.
 */
public final class AccuracyReport {

  static final int PASSED = 0;
  static final int GATE_FAILED = 1;
  static final int NOT_RUN = 2;

  private static final int CHOSEN_CHARTS = 6;

  private final PrintStream out;
  private final PrintStream err;

  private AccuracyReport(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /**
   * Writes the report and ends the JVM: 0 if all gates pass, 1 if a gate fails, 2 if there is no
   * report.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    System.exit(run(List.of(args), utf8(System.out), utf8(System.err)));
  }

  static int run(List<String> args, PrintStream out, PrintStream err) {
    return new AccuracyReport(out, err).run(args);
  }

  private static PrintStream utf8(PrintStream stream) {
    return new PrintStream(stream, true, StandardCharsets.UTF_8);
  }

  private int run(List<String> args) {
    if (args.contains("--help")) {
      out.print(Options.HELP);
      return PASSED;
    }
    try {
      return report(Options.parse(args));
    } catch (UsageException e) {
      err.println(e.getMessage() + "; --help tells how to call this");
    } catch (IOException e) {
      err.println("Cannot read or write: " + e);
    }
    return NOT_RUN;
  }

  private int report(Options options) throws IOException, UsageException {
    TraceFolder folder = read(options.traces());
    if (folder.traces().isEmpty()) {
      throw new UsageException("no usable trace in " + options.traces());
    }
    Results results = Results.of(folder.traces(), Entrant.all(history(options, folder)));
    List<Trace> charts = charts(results, options.charts());
    List<Target> targets = Targets.of(results);
    write(options.out(), results, targets, charts, folder.leftOut());
    return Targets.anyFails(targets) ? GATE_FAILED : PASSED;
  }

  private EarlierRuns history(Options options, TraceFolder folder)
      throws IOException, UsageException {
    Path history = options.history();
    if (history == null) {
      return EarlierRuns.none();
    }
    boolean same =
        history.toAbsolutePath().normalize().equals(options.traces().toAbsolutePath().normalize());
    return EarlierRuns.of(same ? folder.traces() : read(history).traces());
  }

  private TraceFolder read(Path folder) throws IOException, UsageException {
    if (!Files.isDirectory(folder)) {
      throw new UsageException(folder + " is not a folder");
    }
    TraceFolder read = TraceFolder.read(folder);
    for (LeftOut leftOut : read.leftOut()) {
      err.println("Left out " + folder.resolve(leftOut.file()) + ": " + leftOut.reason());
    }
    return read;
  }

  private static List<Trace> charts(Results results, List<String> asked) throws UsageException {
    if (asked.isEmpty()) {
      return choice(results);
    }
    for (String name : asked) {
      if (trace(results, name).isEmpty()) {
        throw new UsageException("no trace is named " + name);
      }
    }
    return asked.stream().distinct().map(name -> trace(results, name).orElseThrow()).toList();
  }

  private static Optional<Trace> trace(Results results, String name) {
    return results.traces().stream().filter(trace -> trace.name().equals(name)).findFirst();
  }

  /** From the trace with the least error to that with the largest, evenly. */
  private static List<Trace> choice(Results results) {
    List<Trace> sorted =
        results.traces().stream()
            .sorted(Comparator.comparingDouble(t -> results.get(Entrant.ADAPTIVE, t).error()))
            .toList();
    Set<Trace> chosen = new LinkedHashSet<>();
    for (int i = 0; i < CHOSEN_CHARTS; i++) {
      chosen.add(sorted.get(i * (sorted.size() - 1) / (CHOSEN_CHARTS - 1)));
    }
    return List.copyOf(chosen);
  }

  private void write(
      Path folder, Results results, List<Target> targets, List<Trace> charts, List<LeftOut> leftOut)
      throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("scores.csv"), CsvFiles.scores(results));
    Files.writeString(folder.resolve("looks.csv"), CsvFiles.looks(results));
    Files.writeString(folder.resolve(MarkdownReport.ERROR_CHART), ErrorChart.of(results));
    for (Trace trace : charts) {
      Files.writeString(folder.resolve(MarkdownReport.chart(trace)), FanChart.of(results, trace));
    }
    String report = MarkdownReport.of(results, targets, charts, leftOut);
    Files.writeString(folder.resolve("report.md"), report);
    out.println(results.traces().size() + " traces; report in " + folder.resolve("report.md"));
    targets.stream().map(MarkdownReport::line).forEach(out::println);
  }
}
