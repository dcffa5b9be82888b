package io.github.progresstracker.examples;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.StopRequestedException;
import io.github.progresstracker.TrackerSpec;
import io.github.progresstracker.WaitScope;
import io.github.progresstracker.job.JobId;
import io.github.progresstracker.sink.SinkHealth;
import io.github.progresstracker.web.ReportSink;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A crawler that has no database: it tells a server elsewhere, over HTTP, how far it is. */
@Command(
    name = "report",
    description = {
      "Crawls made-up pages and reports over HTTP to `serve` in another process, or to",
      "any server that takes POST /api/internal/jobs/progress. With --spool what the",
      "server could not take stays on disk, and the next run delivers it, once."
    },
    footer = {
      "",
      "Progress goes to stderr; stdout is the summary, one line of JSON.",
      "",
      "Exit codes: 0 the server knows all or the spool has it, 1 the server was not",
      "told and will not be, 2 input that cannot be used, 130 stopped by a signal."
    },
    mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {

  private static final int STOPPED = 130;
  private static final int MOST_PAGES = 1_000_000;
  private static final int MOST_PATIENCE = 3_600;
  private static final int MOST_PACE = 10_000;
  private static final Duration LIMIT_OF_THE_SITE = Duration.ofSeconds(1);
  private static final String[] TYPES = {"projects", "issues", "mergeRequests"};

  @Spec private CommandSpec spec;

  @Option(
      names = "--to",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:8080",
      description = "The server that is told (default: ${DEFAULT-VALUE}).")
  private String server;

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      defaultValue = "${env:CRAWLER_API_TOKEN}",
      description = "What the server asks of those who report (default: $$CRAWLER_API_TOKEN).")
  private @Nullable String token;

  @Option(
      names = "--spool",
      paramLabel = "DIR",
      description = "Keep in DIR what the server could not take, for the next run to deliver.")
  private @Nullable Path spool;

  @Option(
      names = "--job",
      paramLabel = "ID",
      description = "The job's id at the server (default: crawl- and the time).")
  private @Nullable String job;

  @Option(
      names = "--pages",
      paramLabel = "N",
      defaultValue = "400",
      description = "How many there are; 0 only delivers the spool (default: ${DEFAULT-VALUE}).")
  private int pages;

  @Option(
      names = "--pace",
      paramLabel = "MS",
      defaultValue = "20",
      description = "Milliseconds a page takes (default: ${DEFAULT-VALUE}).")
  private int pace;

  @Option(
      names = "--patience",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = "How long it waits for the server in the end (default: ${DEFAULT-VALUE}).")
  private int patience;

  @Mixin private ViewOption view;

  /** Made by the command line parser, which fills it in. */
  @SuppressWarnings("NullAway.Init")
  ReportCommand() {}

  @Override
  public Integer call() throws Exception {
    String id = job == null ? "crawl-" + Instant.now().truncatedTo(ChronoUnit.SECONDS) : job;
    requireUsable(id);
    ReportSink reports = reports();
    ProgressRegistry registry = registry(reports);
    boolean stopped = true;
    try {
      stopped = pages > 0 && !crawl(registry, id);
    } finally {
      registry.close(Duration.ofSeconds(patience));
    }
    Delivery delivery = new Delivery(registry.sinkHealth().get(0), reports.refused());
    spec.commandLine().getOut().println(delivery.summary(pages > 0 ? id : null));
    return stopped ? STOPPED : delivery.exitCode();
  }

  private void requireUsable(String id) {
    if (pages < 0 || pages > MOST_PAGES || pace < 0 || pace > MOST_PACE) {
      throw new BadInputException(
          "--pages must be in 0..%d and --pace in 0..%d, were %d and %d"
              .formatted(MOST_PAGES, MOST_PACE, pages, pace));
    }
    if (patience < 0 || patience > MOST_PATIENCE) {
      throw new BadInputException(
          "--patience must be in 0.." + MOST_PATIENCE + " seconds, was " + patience);
    }
    if (pages == 0 && spool == null) {
      throw new BadInputException("--pages 0 needs a --spool to deliver");
    }
    usable("--job: ", () -> JobId.of(id));
  }

  // ---- who is told ---------------------------------------------------------------------------

  private ReportSink reports() {
    ReportSink.Builder sink = usable("--to: ", () -> ReportSink.to(server));
    String shown = token;
    if (shown != null) {
      usable("--token: ", () -> sink.token(shown));
    }
    return sink.every(Duration.ofSeconds(1)).build();
  }

  private ProgressRegistry registry(ReportSink reports) {
    ProgressRegistry.Builder builder = ProgressRegistry.builder().sink(reports).sink(view.sink());
    return spool == null ? builder.build() : builder.spool(spool).build();
  }

  private static <T> T usable(String option, Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw new BadInputException(option + e.getMessage(), e);
    }
  }

  // ---- the work ------------------------------------------------------------------------------

  /** Whether it came to its end and was not stopped before. */
  private boolean crawl(ProgressRegistry registry, String id) throws Exception {
    TrackerSpec crawl = TrackerSpec.named("crawl").id(id).total(pages).unit("pages");
    return registry.call(
        crawl,
        tracker ->
            StopSignals.ask(
                "page", () -> registry.stop(id, "by a signal"), () -> crawlUnlessStopped(tracker)));
  }

  private boolean crawlUnlessStopped(ProgressTracker tracker) throws InterruptedException {
    try {
      for (int page = 0; page < pages; page++) {
        tracker.throwIfStopRequested();
        if (page == pages / 2) {
          obeyLimit(tracker);
        }
        crawlPage(tracker, TYPES[page % TYPES.length]);
      }
      return true;
    } catch (StopRequestedException e) {
      tracker.fail(e.getMessage());
      return false;
    }
  }

  private static void obeyLimit(ProgressTracker tracker) throws InterruptedException {
    try (WaitScope wait = tracker.waiting("rate limit", LIMIT_OF_THE_SITE)) {
      Thread.sleep(wait.left().toMillis());
    }
  }

  private void crawlPage(ProgressTracker tracker, String type) throws InterruptedException {
    tracker.activity().currentDataType(type);
    Thread.sleep(pace);
    tracker.activity().count(type, 1);
    tracker.advance();
  }

  /**
   * What became of the reports.
   *
   * @param refused how many the server will never take
   */
  private record Delivery(SinkHealth health, long refused) {

    int exitCode() {
      return refused == 0 && health.dropped() == 0 ? 0 : Examples.FAILED;
    }

    /** In one line; without a job there were only those of the spool. */
    String summary(@Nullable String id) throws JsonProcessingException {
      Map<String, Object> json = new LinkedHashMap<>();
      if (id != null) {
        json.put("job", id);
      }
      json.put("events_delivered", health.delivered());
      json.put("events_in_spool", health.spooled());
      json.put("events_lost", health.dropped());
      json.put("reports_refused", refused);
      return new ObjectMapper().writeValueAsString(json);
    }
  }
}
