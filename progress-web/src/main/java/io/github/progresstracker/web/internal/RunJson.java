package io.github.progresstracker.web.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.progresstracker.Outcomes;
import io.github.progresstracker.eta.EtaAccuracy;
import io.github.progresstracker.internal.json.AccuracyJson;
import io.github.progresstracker.job.RunFigures;
import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a run was like, as a member {@code run} of its last report. */
final class RunJson {

  /** Longer than any run, and short enough for nanoseconds in a long. */
  private static final double LONGEST_SECONDS = Duration.ofDays(36_500).toSeconds();

  private RunJson() {}

  static void write(ObjectNode report, RunFigures run) {
    Outcomes outcomes = run.outcomes();
    ObjectNode json =
        report
            .putObject("run")
            .put("activeSeconds", run.active().toMillis() / 1e3)
            .put("succeeded", Fields.most(outcomes.succeeded()))
            .put("failed", Fields.most(outcomes.failed()))
            .put("skipped", Fields.most(outcomes.skipped()))
            .put("retried", Fields.most(outcomes.retried()))
            .put("qualityTracked", outcomes.qualityTracked())
            .put("tokens", Fields.most(run.tokens()))
            .put("cost", run.cost())
            .put("apiCallsSucceeded", Fields.most(run.apiCallsSucceeded()))
            .put("apiCallsFailed", Fields.most(run.apiCallsFailed()));
    if (run.etaAccuracy() != null) {
      json.putPOJO("etaAccuracy", AccuracyJson.members(run.etaAccuracy()));
    }
  }

  /** What a report says of its run; null if nothing. */
  static @Nullable RunFigures read(Fields report) {
    Fields run = report.in("run");
    if (run == null) {
      return null;
    }
    double active = Math.min(number(run, "activeSeconds", 0), LONGEST_SECONDS);
    return new RunFigures(
        Duration.ofMillis((long) (active * 1e3)),
        new Outcomes(
            count(run, "succeeded"),
            count(run, "failed"),
            count(run, "skipped"),
            count(run, "retried"),
            !Boolean.FALSE.equals(run.flag("qualityTracked"))),
        count(run, "tokens"),
        BigDecimal.valueOf(number(run, "cost", 0)),
        count(run, "apiCallsSucceeded"),
        count(run, "apiCallsFailed"),
        accuracy(run));
  }

  private static @Nullable EtaAccuracy accuracy(Fields run) {
    Fields said = run.in("etaAccuracy");
    if (said == null) {
      return null;
    }
    try {
      return AccuracyJson.read(key -> count(said, key), key -> number(said, key, Double.NaN));
    } catch (IllegalArgumentException e) {
      run.fault("/etaAccuracy", String.valueOf(e.getMessage()));
      return null;
    }
  }

  private static long count(Fields fields, String name) {
    Long count = fields.count(name);
    return count == null ? 0 : count;
  }

  private static double number(Fields fields, String name, double otherwise) {
    Double number = fields.number(name);
    return number == null ? otherwise : number;
  }
}
