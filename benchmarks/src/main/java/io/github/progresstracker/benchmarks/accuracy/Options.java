package io.github.progresstracker.benchmarks.accuracy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was asked for on the command line.
 *
 * @param traces folder of traces
 * @param history folder of traces that may be earlier runs; null for none
 * @param out folder for the results
 * @param charts names of the traces to draw; none for a choice
 */
record Options(Path traces, @Nullable Path history, Path out, List<String> charts) {

  static final String HELP =
      """
      Replays recorded runs to our estimators and to the formulas of other progress libraries, and
      writes how near each came to the truth.

      AccuracyReport --traces DIR [--history DIR] --out DIR [--chart NAME]...

        --traces DIR   the recorded runs: every *.csv with a line "t_seconds,done" and a comment line
                       "# kind=...; total=...". MANIFEST.csv is not read. A file that cannot be used
                       is named on stderr with the reason and left out; the others are replayed.
        --history DIR  recorded runs that may be history, also the same folder: a run whose header
                       says "key=K; run=N" knows the runs of DIR with the same K and a smaller N.
        --out DIR      where report.md, scores.csv, looks.csv and the charts (*.svg) are written
        --chart NAME   draw the predicted finish in this trace (file name without .csv); may be
                       given more than once. Without it: six traces, from the best to the worst.
        --help         this text

      Exit code: 0 all gates pass, 1 a gate fails, 2 wrong usage or files that cannot be read or
      written.
      """;

  /** The command line is wrong; the message says how, for people. */
  static final class UsageException extends Exception {

    private static final long serialVersionUID = 1L;

    UsageException(String message) {
      super(message);
    }
  }

  Options {
    charts = List.copyOf(charts);
  }

  static Options parse(List<String> args) throws UsageException {
    Path traces = null;
    Path history = null;
    Path out = null;
    List<String> charts = new ArrayList<>();
    for (int i = 0; i < args.size(); i += 2) {
      String option = args.get(i);
      switch (option) {
        case "--traces" -> traces = Path.of(value(args, i));
        case "--history" -> history = Path.of(value(args, i));
        case "--out" -> out = Path.of(value(args, i));
        case "--chart" -> charts.add(value(args, i));
        default -> throw new UsageException("unknown option " + option);
      }
    }
    if (traces == null || out == null) {
      throw new UsageException((traces == null ? "--traces" : "--out") + " DIR is missing");
    }
    return new Options(traces, history, out, charts);
  }

  private static String value(List<String> args, int option) throws UsageException {
    if (option + 1 == args.size()) {
      throw new UsageException(args.get(option) + " needs a value");
    }
    return args.get(option + 1);
  }
}
