package io.github.progresstracker.analysis;

import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.Total;
import io.github.progresstracker.history.StoredRun;
import io.github.progresstracker.json.ProgressJson;
import io.github.progresstracker.json.SafeJson;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs as text for other programs: JSON for programs that know trees, CSV for spreadsheets.
 *
 * <pre>{@code
 * Files.writeString(Path.of("job.json"), RunExport.json(tracker.snapshot()));
 * Files.writeString(Path.of("jobs.csv"), RunExport.csv(registry.active()));
 * }</pre>
 *
 * <p>CSV is as in RFC 4180: comma, CR LF after every line, a header line, cells in quotes where
 * they have to be. Numbers have a point and no grouping, times are RFC 3339 in UTC, durations are
 * seconds; what is not known is an empty cell. A spreadsheet takes a cell that begins with {@code =
 * + - @}, a tab or a carriage return for a formula, and names and messages come from anywhere; such
 * texts are preceded by an apostrophe, which spreadsheets do not show.
 */
public final class RunExport {

  private static final String LINE_END = "\r\n";

  private static final List<String> TRACKER_COLUMNS =
      List.of(
          "id",
          "parent_id",
          "depth",
          "name",
          "state",
          "unit",
          "offset",
          "done",
          "total_kind",
          "total",
          "percent",
          "started_at",
          "at",
          "elapsed_seconds",
          "active_seconds",
          "phase",
          "succeeded",
          "failed",
          "skipped",
          "retried",
          "error_rate",
          "quality_score",
          "items_pending",
          "items_processing",
          "items_completed",
          "items_failed",
          "tokens",
          "cost",
          "api_calls_succeeded",
          "api_calls_failed",
          "rate_limit_hits",
          "rate_limit_delay_seconds",
          "current_per_second",
          "average_per_second",
          "peak_per_second",
          "eta_basis",
          "eta_remaining_seconds",
          "eta_low_seconds",
          "eta_high_seconds",
          "eta_confidence",
          "eta_error",
          "message",
          "labels");

  private static final List<String> RUN_COLUMNS =
      List.of(
          "key",
          "finished_at",
          "unit",
          "done",
          "duration_seconds",
          "active_seconds",
          "waits",
          "waited_seconds",
          "per_second",
          "eta_error",
          "eta_coverage");

  private final StringBuilder text = new StringBuilder();
  private boolean lineBegun;

  private RunExport() {}

  /**
   * A tracker with everything below it as JSON, in the one form of {@link ProgressJson}.
   *
   * @param run any snapshot
   * @return one JSON object without line breaks
   */
  public static String json(ProgressSnapshot run) {
    return ProgressJson.write(run);
  }

  /**
   * A tracker with everything below it as CSV.
   *
   * @param run any snapshot
   * @return see {@link #csv(List)}
   */
  public static String csv(ProgressSnapshot run) {
    return csv(List.of(run));
  }

  /**
   * Trackers with everything below them as CSV, one line each, parents before their children. A
   * snapshot has no children that have ended; to have all parts of a run, gather the snapshots of
   * {@link io.github.progresstracker.event.Transition.Finished} events.
   *
   * <p>Columns: {@code id, parent_id} (empty for a tracker of the list itself), {@code depth} (0
   * for those), {@code name, state, unit, offset, done, total_kind} ({@code exact, atLeast,
   * estimate, unknown}), {@code total, percent} (0 to 100), {@code started_at, at, elapsed_seconds,
   * active_seconds, phase, succeeded, failed, skipped, retried, error_rate} (0 to 1), {@code
   * quality_score} (0 to 1), {@code items_pending, items_processing, items_completed, items_failed,
   * tokens, cost, api_calls_succeeded, api_calls_failed, rate_limit_hits, rate_limit_delay_seconds,
   * current_per_second, average_per_second, peak_per_second, eta_basis, eta_remaining_seconds,
   * eta_low_seconds, eta_high_seconds, eta_confidence} (0 to 1), {@code eta_error} (of a completed
   * job: mean error by duration), {@code message, labels} (a JSON object).
   *
   * @param runs any snapshots
   * @return a header line and a line for each tracker
   */
  public static String csv(List<ProgressSnapshot> runs) {
    RunExport csv = new RunExport();
    csv.header(TRACKER_COLUMNS);
    Deque<Row> left = new ArrayDeque<>();
    runs.forEach(run -> left.addLast(new Row(run, null, 0)));
    while (!left.isEmpty()) {
      Row row = left.pop();
      csv.tracker(row);
      List<ProgressSnapshot> parts = row.tracker().children();
      for (int i = parts.size() - 1; i >= 0; i--) {
        left.push(new Row(parts.get(i), row.tracker().id(), row.depth() + 1));
      }
    }
    return csv.text.toString();
  }

  /**
   * Stored runs of a job as CSV, one line each.
   *
   * <p>Columns: {@code key, finished_at, unit, done, duration_seconds} (active and waiting), {@code
   * active_seconds, waits, waited_seconds, per_second} (of active time), {@code eta_error} (mean
   * error by duration), {@code eta_coverage} (share of the time in which the truth lay within the
   * range).
   *
   * @param key names the job across its runs
   * @param runs as a {@link io.github.progresstracker.history.RunHistoryStore} gives them
   * @return a header line and a line for each run, in the order given
   */
  public static String csv(String key, List<StoredRun> runs) {
    RunExport csv = new RunExport();
    csv.header(RUN_COLUMNS);
    runs.forEach(run -> csv.run(key, run));
    return csv.text.toString();
  }

  private void header(List<String> columns) {
    columns.forEach(this::text);
    endLine();
  }

  private void tracker(Row row) {
    ProgressSnapshot tracker = row.tracker();
    text(tracker.id());
    text(row.parentId());
    number(row.depth());
    text(tracker.name());
    text(tracker.state().name());
    text(tracker.unit());
    number(tracker.offset());
    number(tracker.done());
    total(tracker.total());
    decimal(tracker.percent());
    time(tracker.startedAt());
    time(tracker.at());
    seconds(tracker.elapsed());
    seconds(tracker.active());
    text(tracker.phase());
    work(tracker);
    pace(tracker);
    text(tracker.message());
    text(tracker.labels().isEmpty() ? null : SafeJson.write(tracker.labels()));
    endLine();
  }

  private void total(Total total) {
    text(kind(total));
    number(total.isKnown() ? (Long) total.valueOr(0) : null);
  }

  private static String kind(Total total) {
    if (total instanceof Total.Estimate) {
      return "estimate";
    }
    return total instanceof Total.Exact ? "exact" : total.isKnown() ? "atLeast" : "unknown";
  }

  private void work(ProgressSnapshot tracker) {
    number(tracker.outcomes().succeeded());
    number(tracker.outcomes().failed());
    number(tracker.outcomes().skipped());
    number(tracker.outcomes().retried());
    decimal(tracker.outcomes().errorRate());
    decimal(tracker.outcomes().qualityScore());
    number(tracker.items().pending());
    number(tracker.items().processing());
    number(tracker.items().completed());
    number(tracker.items().failed());
    number(tracker.usage().tokens());
    cell(tracker.usage().cost().toPlainString());
    number(tracker.usage().apiCallsSucceeded());
    number(tracker.usage().apiCallsFailed());
    number(tracker.usage().rateLimitHits());
    seconds(tracker.usage().rateLimitDelay());
  }

  private void pace(ProgressSnapshot tracker) {
    decimal(tracker.rates().current());
    decimal(tracker.rates().average());
    decimal(tracker.rates().peak());
    text(tracker.eta().basis().name());
    seconds(tracker.eta().remaining());
    seconds(tracker.eta().low());
    seconds(tracker.eta().high());
    decimal(tracker.eta().confidence());
    decimal(tracker.etaAccuracy() == null ? null : (Double) tracker.etaAccuracy().error());
  }

  private void run(String key, StoredRun stored) {
    Duration active = Duration.ofNanos(stored.run().activeNanos());
    Duration waited = Duration.ofNanos(stored.run().waitedNanos());
    text(key);
    time(stored.finishedAt());
    text(stored.unit());
    decimal(stored.run().done());
    seconds(active.plus(waited));
    seconds(active);
    number(stored.run().waits());
    seconds(waited);
    decimal(stored.run().done() / stored.run().activeNanos() * 1e9);
    decimal(stored.accuracy() == null ? null : (Double) stored.accuracy().error());
    decimal(stored.accuracy() == null ? null : (Double) stored.accuracy().coverage());
    endLine();
  }

  // ---- cells ---------------------------------------------------------------------------------

  /** Text from anywhere, which must not act as a formula. */
  private void text(@Nullable String value) {
    if (value == null || value.isEmpty()) {
      cell("");
      return;
    }
    String harmless = "=+-@\t\r".indexOf(value.charAt(0)) >= 0 ? "'" + value : value;
    boolean quoted = harmless.chars().anyMatch(c -> c == '"' || c == ',' || c == '\n' || c == '\r');
    cell(quoted ? '"' + harmless.replace("\"", "\"\"") + '"' : harmless);
  }

  private void number(@Nullable Number value) {
    cell(value == null ? "" : value.toString());
  }

  /** Without an exponent, which not every reader takes; NaN and the infinities are not known. */
  private void decimal(@Nullable Double value) {
    if (value == null || !Double.isFinite(value)) {
      cell("");
      return;
    }
    cell(BigDecimal.valueOf(value).toPlainString());
  }

  private void seconds(@Nullable Duration value) {
    if (value == null) {
      cell("");
      return;
    }
    BigDecimal fraction = BigDecimal.valueOf(value.getNano() / 1_000_000, 3);
    cell(BigDecimal.valueOf(value.getSeconds()).add(fraction).toPlainString());
  }

  private void time(Instant value) {
    cell(value.toString());
  }

  private void cell(String value) {
    if (lineBegun) {
      text.append(',');
    }
    text.append(value);
    lineBegun = true;
  }

  private void endLine() {
    text.append(LINE_END);
    lineBegun = false;
  }

  /**
   * A tracker and its place in the tree.
   *
   * @param parentId null for a tracker of the list
   */
  private record Row(ProgressSnapshot tracker, @Nullable String parentId, int depth) {}
}
