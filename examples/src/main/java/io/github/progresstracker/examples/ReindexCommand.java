package io.github.progresstracker.examples;

import io.github.progresstracker.EstimatorFactory;
import io.github.progresstracker.PhaseSpec;
import io.github.progresstracker.ProgressFormat;
import io.github.progresstracker.ProgressPhase;
import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.TrackerSpec;
import io.github.progresstracker.eta.Eta;
import io.github.progresstracker.eta.EtaAccuracy;
import io.github.progresstracker.eta.EtaMethod;
import io.github.progresstracker.history.RunHistoryStore;
import io.github.progresstracker.history.StoredRun;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A job of three phases that knows, from its second run on, how long it will take. */
@Command(
    name = "reindex",
    description = {
      "Builds a search index of generated documents in three phases: scan, fetch and index.",
      "Run it twice with the same --history: the second run knows its ETA before it begins."
    },
    footer = {
      "",
      "Progress goes to stderr; stdout says what was expected, what came of it, and how good the"
          + " ETA was.",
      "",
      "Exit codes: 0 done, 2 input that cannot be used, 130 stopped by a signal."
    },
    mixinStandardHelpOptions = true)
final class ReindexCommand implements Callable<Integer> {

  private static final int STOPPED = 130;
  private static final int MOST_DOCUMENTS = 20_000;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  @Spec private CommandSpec spec;

  @Option(
      names = "--history",
      paramLabel = "DIR",
      description = "Where to keep how long runs took (default: nothing is kept).")
  private @Nullable Path history;

  @Option(
      names = "--estimator",
      paramLabel = "NAME",
      defaultValue = "adaptive",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Estimator estimator;

  @Option(
      names = "--documents",
      paramLabel = "N",
      defaultValue = "3000",
      description = "How many there are (default: ${DEFAULT-VALUE}).")
  private int documents;

  @Mixin private ViewOption view;

  /** Made by the command line parser, which fills it in. */
  @SuppressWarnings("NullAway.Init")
  ReindexCommand() {}

  /** What estimates the remaining time. */
  enum Estimator {
    linear,
    exponential,
    adaptive,
    own;

    private EstimatorFactory factory() {
      return switch (this) {
        case linear -> EstimatorFactory.of(EtaMethod.LINEAR);
        case exponential -> EstimatorFactory.of(EtaMethod.EXPONENTIAL);
        case adaptive -> EstimatorFactory.of(EtaMethod.ADAPTIVE);
        case own -> job -> new OwnEstimator();
      };
    }
  }

  @Override
  public Integer call() throws Exception {
    requireUsable();
    try {
      StopSignals.interrupt(this::run);
      return 0;
    } catch (InterruptedException e) {
      return STOPPED;
    }
  }

  private void requireUsable() {
    if (documents < 1 || documents > MOST_DOCUMENTS) {
      throw new BadInputException(
          "--documents must be 1 to " + MOST_DOCUMENTS + ", was " + documents);
    }
    if (history != null && Files.exists(history) && !Files.isDirectory(history)) {
      throw new BadInputException("--history must be a directory, " + history + " is a file");
    }
  }

  private Void run() throws Exception {
    RunHistoryStore store =
        history == null ? RunHistoryStore.inMemory() : RunHistoryStore.directory(history);
    ProgressSnapshot end;
    try (ProgressRegistry registry = registry(store)) {
      end = reindex(registry);
    }
    tell(end, store.load(key()));
    return null;
  }

  private ProgressRegistry registry(RunHistoryStore store) {
    ProgressRegistry.Builder builder = ProgressRegistry.builder().history(store);
    builder.sink(view.sink());
    return builder.build();
  }

  private ProgressSnapshot reindex(ProgressRegistry registry) throws InterruptedException {
    TrackerSpec reindex =
        TrackerSpec.named("reindex")
            .unit("documents")
            .key(key())
            .estimator(estimator.factory())
            .phases(
                PhaseSpec.named("scan").weight(1),
                PhaseSpec.named("fetch").weight(6),
                PhaseSpec.named("index").weight(3));
    try (ProgressTracker job = registry.start(reindex)) {
      registry.flush(PATIENCE);
      registry.sampleNow();
      tellExpected(job.snapshot().eta());
      work(job);
      job.complete();
      registry.sampleNow();
      return job.snapshot();
    }
  }

  /** The documents are always the same, so what they cost depends on how many there are. */
  private String key() {
    return "reindex:" + documents;
  }

  private void work(ProgressTracker job) throws InterruptedException {
    Corpus corpus = new Corpus(documents);
    try (ProgressPhase scan = job.phase("scan")) {
      corpus.scan(() -> scan.advance(1));
    }
    try (ProgressPhase fetch = job.phase("fetch", corpus.size())) {
      corpus.fetch(() -> fetch.advance(1));
    }
    try (ProgressPhase index = job.phase("index", corpus.size())) {
      corpus.index(
          () -> {
            index.advance(1);
            job.advance();
          });
    }
  }

  // ---- what it says --------------------------------------------------------------------------

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private void tellExpected(Eta eta) {
    String range =
        eta.remaining() == null
            ? "nobody knows yet"
            : ProgressFormat.ascii(ProgressFormat.durationRange(eta.low(), eta.high()));
    out().println("expected: " + range + " (" + eta.basis() + ")");
  }

  private void tell(ProgressSnapshot end, List<StoredRun> runs) {
    out().println("took: " + seconds(end.active()) + accuracy(end.etaAccuracy()));
    if (history != null) {
      out().println("runs of " + key() + " in " + history + ":");
      runs.forEach(this::tell);
    }
  }

  private void tell(StoredRun run) {
    Instant at = run.finishedAt().truncatedTo(ChronoUnit.SECONDS);
    Duration active = Duration.ofNanos(run.run().activeNanos());
    out().println("  " + at + "  " + seconds(active) + accuracy(run.accuracy()));
  }

  private static String accuracy(@Nullable EtaAccuracy accuracy) {
    return accuracy == null
        ? ", too short to judge the ETA"
        : String.format(
            Locale.ROOT,
            ", ETA off by %.0f %% on average, within its range %.0f %% of the time",
            100 * accuracy.error(),
            100 * accuracy.coverage());
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1e3);
  }
}
