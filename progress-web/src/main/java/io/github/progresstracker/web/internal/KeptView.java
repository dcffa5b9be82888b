package io.github.progresstracker.web.internal;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.progresstracker.ActivitySnapshot;
import io.github.progresstracker.ItemsSnapshot;
import io.github.progresstracker.OperationType;
import io.github.progresstracker.Outcomes;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.Total;
import io.github.progresstracker.TrackerState;
import io.github.progresstracker.UsageSnapshot;
import io.github.progresstracker.WaitSnapshot;
import io.github.progresstracker.eta.Eta;
import io.github.progresstracker.eta.EtaBasis;
import io.github.progresstracker.eta.EtaFactors;
import io.github.progresstracker.eta.EtaMethod;
import io.github.progresstracker.eta.Rates;
import io.github.progresstracker.eta.ThroughputHistory;
import io.github.progresstracker.job.JobControl;
import io.github.progresstracker.job.JobFacts;
import io.github.progresstracker.job.JobInfo;
import io.github.progresstracker.job.JobState;
import io.github.progresstracker.job.JobStatus;
import io.github.progresstracker.job.JobTotals;
import io.github.progresstracker.job.WorkerState;
import io.github.progresstracker.job.WriterState;
import io.github.progresstracker.json.ProgressJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Shows a kept job in the form of one of this process, so that a page knows one kind of job. What
 * reports do not tell is null.
 */
final class KeptView {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final JobState job;
  private final WorkerState worker;

  private KeptView(JobState job) {
    this.job = job;
    this.worker = job.workerState(JobState.STALLED_AFTER);
  }

  /**
   * Shows a job.
   *
   * @param controllable whether there is a store that takes requests
   */
  static JobView of(JobState job, boolean controllable) {
    KeptView kept = new KeptView(job);
    return new JobView(
        kept.snapshot(),
        job.updatedAt(),
        job.finishedAt(),
        controllable ? controls(job) : List.of(),
        kept::document);
  }

  static List<String> controls(JobState job) {
    if (job.status().isFinal()) {
      return List.of();
    }
    return List.of(isPaused(job) ? "resume" : "pause", "stop");
  }

  /** Paused, or asked to pause. */
  static boolean isPaused(JobState job) {
    boolean asked = job.control() != null && job.control().control() == JobControl.PAUSE;
    return asked || job.status() == JobStatus.PAUSED;
  }

  // ---- the snapshot --------------------------------------------------------------------------

  private ProgressSnapshot snapshot() {
    JobTotals totals = job.totals();
    Long total = job.totalItems();
    JobInfo info = job.info();
    Instant end = Objects.requireNonNullElse(job.finishedAt(), job.asOf());
    Duration active = Objects.requireNonNullElse(job.active(), Duration.ZERO);
    Duration elapsed = longer(active, Duration.between(job.startedAt(), end));
    return new ProgressSnapshot(
        job.job().value(),
        info == null ? job.job().value() : info.name(),
        state(),
        info == null || info.unit() == null ? "items" : info.unit(),
        0,
        totals.done(),
        total == null ? Total.unknown() : Total.exact(total),
        job.percent(),
        job.startedAt(),
        job.asOf(),
        elapsed,
        active,
        waiting(),
        null,
        null,
        List.of(),
        new Outcomes(0, totals.failed(), 0, 0),
        ItemsSnapshot.NONE,
        UsageSnapshot.NONE,
        activity(totals),
        new Rates(0, 0, 0, null, ThroughputHistory.EMPTY),
        eta(),
        null,
        info == null ? Map.of() : info.labels(),
        job.control() != null && job.control().control() == JobControl.STOP,
        List.of(),
        job.status() == JobStatus.FAILED ? error() : null,
        List.of());
  }

  /** Where the start was reported late, the run itself knows better how long it took. */
  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  private TrackerState state() {
    return switch (job.status()) {
      case COMPLETED -> TrackerState.COMPLETED;
      case FAILED -> TrackerState.FAILED;
      case PAUSED -> TrackerState.PAUSED;
      default -> worker == WorkerState.WAITING ? TrackerState.WAITING : TrackerState.RUNNING;
    };
  }

  private @Nullable WaitSnapshot waiting() {
    if (worker != WorkerState.WAITING) {
      return null;
    }
    WriterState writer = newest();
    Duration left = writer.facts().waitLeft();
    return new WaitSnapshot(
        Objects.requireNonNullElse(job.newest(JobFacts::waitReason), "waiting"),
        writer.updatedAt(),
        left == null ? null : writer.updatedAt().plus(left));
  }

  private WriterState newest() {
    WriterState newest = job.writers().get(0);
    for (WriterState writer : job.writers()) {
      newest = writer.updatedAt().isAfter(newest.updatedAt()) ? writer : newest;
    }
    return newest;
  }

  private ActivitySnapshot activity(JobTotals totals) {
    return new ActivitySnapshot(
        operationType(job.newest(JobFacts::operationType)),
        job.newest(JobFacts::currentDataType),
        job.newest(JobFacts::stage),
        job.newest(JobFacts::lastProcessedId),
        null,
        totals.itemsByType());
  }

  private static @Nullable OperationType operationType(@Nullable String word) {
    return Arrays.stream(OperationType.values())
        .filter(type -> word != null && type.name().equals(word.toUpperCase(Locale.ROOT)))
        .findFirst()
        .orElse(null);
  }

  private Eta eta() {
    if (job.status() == JobStatus.COMPLETED) {
      return Eta.done(EtaMethod.CUSTOM, EtaFactors.NONE);
    }
    Duration remaining = duration(job.status().isFinal() ? null : job.etaSeconds());
    Duration low = duration(interval(JobFacts::etaLowSeconds));
    Duration high = duration(interval(JobFacts::etaHighSeconds));
    boolean ordered = isOrdered(low, remaining, high);
    return new Eta(
        basis(remaining),
        EtaMethod.CUSTOM,
        remaining,
        ordered ? low : remaining,
        ordered ? high : remaining,
        0,
        EtaFactors.NONE);
  }

  /** One writer knows how sure it is; of several nobody does. */
  private @Nullable Double interval(Function<JobFacts, @Nullable Double> end) {
    return job.writers().size() == 1 ? end.apply(job.writers().get(0).facts()) : null;
  }

  private static boolean isOrdered(
      @Nullable Duration low, @Nullable Duration remaining, @Nullable Duration high) {
    return low != null
        && remaining != null
        && high != null
        && low.compareTo(remaining) <= 0
        && remaining.compareTo(high) <= 0;
  }

  private EtaBasis basis(@Nullable Duration remaining) {
    if (worker == WorkerState.WAITING) {
      return EtaBasis.WAITING;
    }
    if (worker == WorkerState.STALLED || worker == WorkerState.LOST) {
      return EtaBasis.STALLED;
    }
    if (remaining != null) {
      return EtaBasis.MEASURED;
    }
    return job.totalItems() == null ? EtaBasis.UNKNOWN_TOTAL : EtaBasis.NOT_ESTIMATED;
  }

  private static @Nullable Duration duration(@Nullable Double seconds) {
    return seconds == null
        ? null
        : Duration.ofMillis(Math.min((long) (seconds * 1e3), Eta.LONGEST.toMillis()));
  }

  private @Nullable String error() {
    return job.writers().stream()
        .filter(writer -> writer.error() != null)
        .max((a, b) -> a.updatedAt().compareTo(b.updatedAt()))
        .map(WriterState::error)
        .orElse(null);
  }

  // ---- the document --------------------------------------------------------------------------

  private byte[] document(ProgressSnapshot snapshot) {
    try {
      ObjectNode tree = (ObjectNode) MAPPER.readTree(ProgressJson.writeBytes(snapshot));
      forgetUnknown(tree, snapshot);
      return Json.with(MAPPER.writeValueAsBytes(tree), this::more);
    } catch (IOException e) {
      throw new UncheckedIOException("what was written here can be read here", e);
    }
  }

  private void forgetUnknown(ObjectNode tree, ProgressSnapshot snapshot) {
    if (job.info() == null || job.info().unit() == null) {
      tree.putNull("unit");
    }
    if (job.active() == null) {
      tree.putNull("activeSeconds");
    }
    ObjectNode outcomes = tree.withObject("/outcomes");
    List.of("succeeded", "skipped", "retried", "errorRate", "qualityScore")
        .forEach(outcomes::putNull);
    ObjectNode rates = tree.withObject("/rates");
    List.of("peakPerSecond", "averageSecondsPerUnit", "trend").forEach(rates::putNull);
    rates.put("currentPerSecond", job.rate());
    rates.put("averagePerSecond", job.averageRate());
    ObjectNode eta = tree.withObject("/eta");
    List.of("method", "confidence", "factors").forEach(eta::putNull);
    Eta of = snapshot.eta();
    if (of.basis() != EtaBasis.DONE && Objects.equals(of.low(), of.high())) {
      eta.putNull("lowSeconds");
      eta.putNull("highSeconds");
    }
  }

  private void more(Json json) throws IOException {
    json.text("source", "kept").text("workerState", worker.name());
    String part = job.newest(JobFacts::part);
    if (part == null) {
      json.document("part", null);
    } else {
      json.object(
          "part",
          member ->
              member
                  .text("name", part)
                  .number("done", job.newest(JobFacts::partsDone))
                  .number("total", job.newest(JobFacts::partsTotal)));
    }
    List<byte[]> writers = new ArrayList<>();
    job.writers().forEach(writer -> writers.add(writer(writer)));
    json.documents("writers", writers);
  }

  private byte[] writer(WriterState writer) {
    return Json.object(
        json ->
            json.text("writer", writer.writer().value())
                .number("epoch", writer.epoch())
                .flag("alive", writer.isAlive(job.asOf()))
                .number("done", writer.totals().done())
                .time("updatedAt", writer.updatedAt()));
  }
}
