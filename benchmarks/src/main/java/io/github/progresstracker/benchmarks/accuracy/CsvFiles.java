package io.github.progresstracker.benchmarks.accuracy;

import io.github.progresstracker.benchmarks.accuracy.Results.Result;
import java.util.ArrayList;
import java.util.List;

/** The results for other programs. */
final class CsvFiles {

  private static final int SCORE_DECIMALS = 4;
  private static final int LOOK_DECIMALS = 3;

  private CsvFiles() {}

  /** A line for each trace and estimator; empty is a score that does not apply. */
  static String scores(Results results) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "trace,kind,estimator,error,ratio,late_error,jitter,coverage,width,winkler,no_estimate");
    for (Result result : results.all()) {
      lines.add(scores(result));
    }
    return file(lines);
  }

  /** A line for each look; empty is what the estimator did not say. */
  static String looks(Results results) {
    List<String> lines = new ArrayList<>();
    lines.add("trace,estimator,look_seconds,remaining_seconds,low_seconds,high_seconds");
    for (Result result : results.all()) {
      for (Look look : result.looks()) {
        lines.add(look(result, look));
      }
    }
    return file(lines);
  }

  private static String file(List<String> lines) {
    return String.join("\n", lines) + "\n";
  }

  private static String scores(Result result) {
    Scores scores = result.scores();
    return String.join(
        ",",
        Text.cell(result.trace().name()),
        Text.cell(result.trace().kind()),
        result.entrant().name(),
        score(scores.error()),
        score(scores.ratio()),
        score(scores.lateError()),
        score(scores.jitter()),
        score(scores.coverage()),
        score(scores.width()),
        score(scores.winkler()),
        score(scores.noEstimate()));
  }

  private static String look(Result result, Look look) {
    return String.join(
        ",",
        Text.cell(result.trace().name()),
        result.entrant().name(),
        seconds(look.seconds()),
        seconds(look.remaining()),
        seconds(look.low()),
        seconds(look.high()));
  }

  private static String score(double value) {
    return Text.cell(value, SCORE_DECIMALS);
  }

  private static String seconds(double value) {
    return Text.cell(value, LOOK_DECIMALS);
  }
}
