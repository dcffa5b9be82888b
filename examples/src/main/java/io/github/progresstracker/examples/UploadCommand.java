package io.github.progresstracker.examples;

import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.StopRequestedException;
import io.github.progresstracker.TrackerSpec;
import io.github.progresstracker.TrackingConfig;
import io.github.progresstracker.TrackingMode;
import io.github.progresstracker.alert.Alert;
import io.github.progresstracker.alert.AlertRule;
import io.github.progresstracker.alert.AlertRules;
import io.github.progresstracker.micrometer.MicrometerSink;
import io.github.progresstracker.sink.InMemorySink;
import io.github.progresstracker.sink.WebhookSink;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A job that says all there is to say about itself: items, usage, alerts, meters and more. */
@Command(
    name = "upload",
    description = {
      "Uploads a batch of generated files to a service that is busy now and then.",
      "-Dprogress.mode=basic, or PROGRESS_MODE=basic, and the other options of the tracker work."
    },
    footer = {
      "",
      "Progress, alerts and insights go to stderr; stdout is the summary, one line of JSON.",
      "",
      "Exit codes: 0 done, 1 the export failed at the end, 2 input that cannot be used, 130 stopped"
          + " by a signal."
    },
    mixinStandardHelpOptions = true)
final class UploadCommand implements Callable<Integer> {

  private static final int STOPPED = 130;
  private static final int MOST_FILES = 2_000;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  @Spec private CommandSpec spec;

  @Option(
      names = "--files",
      paramLabel = "N",
      defaultValue = "200",
      description = "How many there are (default: ${DEFAULT-VALUE}).")
  private int files;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "The same seed makes the same files (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--budget",
      paramLabel = "AMOUNT",
      defaultValue = "0.10",
      description = "What it may cost before there is an alert (default: ${DEFAULT-VALUE}).")
  private BigDecimal budget;

  @Option(
      names = "--webhook",
      paramLabel = "URL",
      description = "Who is told of alerts and of the end.")
  private @Nullable String webhook;

  @Option(
      names = "--webhook-secret",
      paramLabel = "SECRET",
      description = "Signs what the webhook is told; make one with: openssl rand -base64 32")
  private @Nullable String webhookSecret;

  @Option(
      names = "--spool",
      paramLabel = "DIR",
      description = "Keep what the webhook has not taken yet in DIR, for the next run to deliver.")
  private @Nullable Path spool;

  @Option(names = "--meters", description = "Show the Micrometer meters that the run leaves.")
  private boolean showMeters;

  @Option(
      names = "--export",
      paramLabel = "FILE",
      description = "Write the run to FILE.json or FILE.csv.")
  private @Nullable Path export;

  @Mixin private ViewOption view;

  private final InMemorySink events = new InMemorySink();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  /** Made by the command line parser, which fills it in. */
  @SuppressWarnings("NullAway.Init")
  UploadCommand() {}

  @Override
  public Integer call() throws Exception {
    if (files < 1 || files > MOST_FILES) {
      throw new BadInputException("--files must be 1 to " + MOST_FILES + ", was " + files);
    }
    TrackingConfig config = config();
    ProgressRegistry.Builder builder = builder(config);
    UploadExport exported = export == null ? null : UploadExport.to(export);
    String digest = upload(builder.build());

    UploadReport report = new UploadReport(events, spec.commandLine().getErr());
    report.printInsights(config);
    if (showMeters) {
      report.printMeters(meters);
    }
    spec.commandLine().getOut().println(report.summary(digest));
    if (exported != null) {
      exported.write(report);
    }
    return digest == null ? STOPPED : 0;
  }

  /** Null if it was asked to stop. */
  private @Nullable String upload(ProgressRegistry registry) throws Exception {
    UploadWork work = new UploadWork(new UploadBatch(files, seed));
    TrackerSpec upload =
        TrackerSpec.named("upload").total(files).unit("files").label("seed", Long.toString(seed));
    try {
      return registry.call(
          upload,
          job ->
              StopSignals.ask(
                  "file",
                  () -> registry.stop(job.id(), "by a signal"),
                  () -> runUnlessStopped(work, job)));
    } finally {
      registry.close(PATIENCE);
    }
  }

  private static @Nullable String runUnlessStopped(UploadWork work, ProgressTracker job)
      throws Exception {
    try {
      return work.run(job);
    } catch (StopRequestedException e) {
      job.fail(e.getMessage());
      return null;
    }
  }

  // ---- who is told ---------------------------------------------------------------------------

  private static TrackingConfig config() {
    TrackingConfig config = usable("", TrackingConfig::load);
    if (config.mode() == TrackingMode.OFF) {
      throw new BadInputException(
          "progress.mode must not be off for this example, which shows what is tracked; minimal is"
              + " the least");
    }
    return config;
  }

  private ProgressRegistry.Builder builder(TrackingConfig config) {
    ProgressRegistry.Builder builder =
        ProgressRegistry.builder()
            .config(config)
            .rules(AlertRules.standard())
            .rule(budgetRule())
            .onPerformanceAlert((job, alert) -> tell(alert))
            .sink(events)
            .sink(MicrometerSink.to(meters));
    if (spool != null) {
      builder.spool(spool);
    }
    if (webhook != null) {
      builder.sink(webhook(webhook, webhookSecret));
    } else if (webhookSecret != null) {
      throw new BadInputException("--webhook-secret needs a --webhook to sign for");
    }
    builder.sink(view.sink());
    return builder;
  }

  /** At the first look: a run of seconds cannot wait for half a minute until it is warned. */
  private AlertRule budgetRule() {
    AlertRule rule = usable("--budget: ", () -> AlertRules.budget(budget));
    return rule.with(rule.hysteresis().raiseAfter(Duration.ZERO));
  }

  private static WebhookSink webhook(String url, @Nullable String secret) {
    WebhookSink.Builder builder = usable("--webhook: ", () -> WebhookSink.to(url));
    return secret == null
        ? builder.build()
        : usable("--webhook-secret: ", () -> builder.secret(secret)).build();
  }

  private void tell(Alert alert) {
    spec.commandLine()
        .getErr()
        .printf(
            "alert: %s %s: %s. %s.%n",
            alert.severity(), alert.rule(), alert.message(), alert.advice());
  }

  private static <T> T usable(String option, Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw new BadInputException(option + e.getMessage(), e);
    }
  }
}
