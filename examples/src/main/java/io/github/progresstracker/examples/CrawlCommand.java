package io.github.progresstracker.examples;

import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.jdbc.JobListener;
import io.github.progresstracker.jdbc.JobQueries;
import io.github.progresstracker.jdbc.PostgresProgress;
import io.github.progresstracker.job.Checkpoint;
import io.github.progresstracker.job.JobId;
import io.github.progresstracker.job.JobState;
import io.github.progresstracker.job.TimelineEntry;
import io.github.progresstracker.job.WorkerStatus;
import java.io.IOException;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** One job of several threads and processes, one of which is killed. */
@Command(
    name = "crawl",
    description = {
      "Crawls made-up pages as one job of three writers: two threads here, and a second JVM that"
          + " is",
      "killed in the middle (kill -9) and whose part a third one goes on with. Then shows what",
      "can be asked of the database: progress, writers, timeline, worker status, analytics."
    },
    footer = {"", "Exit codes: 0 done, 1 a writer failed, 2 input that cannot be used."},
    mixinStandardHelpOptions = true)
final class CrawlCommand implements Callable<Integer> {

  private static final String KILLED_PART = "second JVM";
  private static final int MOST_PAGES = 1_000_000;
  private static final Duration SHOWN_EVERY = Duration.ofSeconds(1);
  private static final Duration LOOK = Duration.ofMillis(100);

  @Spec private CommandSpec spec;

  @Mixin private DatabaseOption db;

  @Option(
      names = "--pages",
      paramLabel = "N",
      defaultValue = "2000",
      description = "How many there are (default: ${DEFAULT-VALUE}).")
  private int pages;

  @Option(
      names = "--pace",
      paramLabel = "MS",
      defaultValue = "10",
      description = "Milliseconds a page takes (default: ${DEFAULT-VALUE}).")
  private int pace;

  @Option(names = "--part-of", hidden = true, description = "The job to work on, for a child.")
  private @Nullable String partOf;

  private Instant shownAt = Instant.EPOCH;

  /** Made by the command line parser, which fills it in. */
  @SuppressWarnings("NullAway.Init")
  CrawlCommand() {}

  @Override
  public Integer call() throws Exception {
    if (pages < 100 || pages > MOST_PAGES || pace < 0 || pace > 10_000) {
      throw new BadInputException(
          "--pages must be in 100.."
              + MOST_PAGES
              + " and --pace in 0..10000, were "
              + pages
              + " and "
              + pace);
    }
    PrintWriter out = spec.commandLine().getOut();
    try (Database database = db.open()) {
      PostgresProgress postgres = database.postgres().migrate();
      if (partOf != null) {
        new CrawlWorker(postgres, JobId.of(partOf), Duration.ofMillis(pace))
            .resume(KILLED_PART, pages / 2, flushing(out));
        return 0;
      }
      return crawl(database, flushing(out));
    }
  }

  private static PrintWriter flushing(PrintWriter out) {
    return new PrintWriter(out, true);
  }

  private int crawl(Database database, PrintWriter out) throws Exception {
    PostgresProgress postgres = database.postgres();
    JobId job = JobId.of("crawl-" + Instant.now().truncatedTo(ChronoUnit.SECONDS));
    CrawlWorker worker = new CrawlWorker(postgres, job, Duration.ofMillis(pace));
    JobQueries queries = postgres.queries();
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try (ProgressRegistry registry = ProgressRegistry.builder().jobs(postgres.jobs()).build();
        JobListener listener =
            postgres.listen(
                () -> {
                  queries.refresh();
                  show(queries, job, out);
                })) {
      out.println("listening for changes of " + job + " " + (listener != null));
      List<Future<?>> all = new ArrayList<>();
      for (int i = 1; i <= 2; i++) {
        String name = "thread " + i;
        all.add(
            threads.submit(
                () -> {
                  worker.join(registry, name, pages / 4);
                  return null;
                }));
      }
      boolean well = killAndResume(database, job, out);
      for (Future<?> one : all) {
        one.get();
      }
      registry.flush(Duration.ofSeconds(10));
      queries.refresh();
      answers(queries, job, out);
      return well ? 0 : Examples.FAILED;
    } finally {
      threads.shutdownNow();
    }
  }

  /** Half of the pages are another process's, which does not live to see the end. */
  private boolean killAndResume(Database database, JobId job, PrintWriter out) throws Exception {
    Process first = child(database, job);
    while (first.isAlive() && checkpointed(database, job) < pages / 8) {
      Thread.sleep(LOOK.toMillis());
    }
    first.destroyForcibly().waitFor();
    out.println(
        "killed the second JVM (kill -9) after its checkpoint at " + checkpointed(database, job));
    return child(database, job).waitFor() == 0;
  }

  private static long checkpointed(Database database, JobId job) throws SQLException {
    return database
        .postgres()
        .checkpoints()
        .find(job, KILLED_PART)
        .map(Checkpoint::totals)
        .map(totals -> totals.done())
        .orElse(0L);
  }

  /** This program again, in a JVM of its own. */
  private Process child(Database database, JobId job) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    addPath(command, "-p", System.getProperty("jdk.module.path"));
    addPath(command, "-cp", System.getProperty("java.class.path"));
    command.add(Examples.class.getName());
    command.addAll(List.of("crawl", "--part-of", job.value()));
    command.addAll(List.of("--pages", "" + pages, "--pace", "" + pace));
    command.addAll(db.forProcess(database));
    return new ProcessBuilder(command).inheritIO().start();
  }

  private static void addPath(List<String> command, String option, @Nullable String path) {
    if (path != null && !path.isEmpty()) {
      command.add(option);
      command.add(path);
    }
  }

  /** Called when anybody has changed anything, whoever it was. */
  private synchronized void show(JobQueries queries, JobId job, PrintWriter out) {
    try {
      Instant now = Instant.now();
      JobState state = queries.job(job).orElse(null);
      if (state != null && Duration.between(shownAt, now).compareTo(SHOWN_EVERY) >= 0) {
        shownAt = now;
        out.println(line(state));
      }
    } catch (SQLException e) {
      out.println("no answer: " + e.getMessage());
    }
  }

  private static String line(JobState state) {
    return String.format(
        Locale.ROOT,
        "%s %s: %d of %d pages, %s, %d writers, %s",
        state.job(),
        state.workerState(JobState.STALLED_AFTER),
        state.totals().done(),
        state.totalItems(),
        state.rate() == null ? "rate unknown" : Math.round(state.rate()) + "/s",
        state.writers().size(),
        state.totals().itemsByType());
  }

  private static void answers(JobQueries queries, JobId job, PrintWriter out) throws SQLException {
    JobState state = queries.job(job).orElseThrow();
    out.println();
    out.println(line(state) + ", " + state.status().word());
    state
        .writers()
        .forEach(
            writer ->
                out.println(
                    "  "
                        + writer.writer()
                        + ": "
                        + writer.totals().done()
                        + " "
                        + writer.status().word()
                        + ", epoch "
                        + writer.epoch()));
    List<TimelineEntry> timeline = queries.timeline(job, Long.MAX_VALUE, 5);
    timeline.forEach(
        entry -> out.println("  " + entry.at() + " " + entry.event() + " " + entry.details()));
    queries
        .history(job, Duration.ofHours(1), Duration.ofMinutes(1))
        .forEach(point -> out.println("  " + point.at() + " " + point.done() + " pages"));
    WorkerStatus worker = queries.worker(7L);
    out.println(
        "worker: "
            + worker.state()
            + ", runs today "
            + worker.runsToday()
            + ", errors today "
            + worker.errorsToday()
            + ", last run "
            + worker.lastRun());
    queries.analytics(7L, Duration.ofDays(1)).forEach(runs -> out.println("  " + runs));
    queries.users().forEach(users -> out.println("  " + users));
  }
}
