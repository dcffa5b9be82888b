package io.github.progresstracker.examples;

import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.alert.AlertRules;
import io.github.progresstracker.jdbc.PostgresProgress;
import io.github.progresstracker.jdbc.PostgresSessions;
import io.github.progresstracker.jdbc.PostgresUnavailableException;
import io.github.progresstracker.jdbc.SchemaException;
import io.github.progresstracker.job.WorkerStatus;
import io.github.progresstracker.job.WriterId;
import io.github.progresstracker.mtproto.CollectionAudit;
import io.github.progresstracker.mtproto.CollectionSchedule;
import io.github.progresstracker.mtproto.CollectionWorker;
import io.github.progresstracker.mtproto.HistorySource;
import io.github.progresstracker.mtproto.PostgresMessageStore;
import io.github.progresstracker.mtproto.SourceException;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Collects again and again, for several users, until it is stopped. */
@Command(
    name = "worker",
    description = "Collects the channels of several users into PostgreSQL, again and again.",
    footer = {
      "",
      "A run looks for what is new in all channels and then fills in what is missing, a session of",
      "each channel in turn. SIGINT or SIGTERM ends it after the page in hand. While it runs, ask"
          + " it",
      "to hold on from the page of --serve or from any SQL client:",
      "  update progress_job set control = 'pause', control_number = control_number + 1",
      "    where job_id = 'mtproto-collection-1';",
      "and likewise to 'resume' or, for the present run, to 'stop'.",
      "",
      "Exit codes: 0 stopped, or all --runs done, 1 a source could not be opened, 2 input that",
      "cannot be used."
    },
    mixinStandardHelpOptions = true)
final class WorkerCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--source",
      paramLabel = "SOURCE",
      description = {
        "One for each user, numbered from --user-id on (default: two simulated accounts):",
        "simulator[:key=value,...], export:FILE[,FILE...] or tdlib:FILE; see collect --help"
      })
  private List<String> sources = new ArrayList<>();

  @Option(
      names = "--user-id",
      paramLabel = "N",
      defaultValue = "1",
      description = "Number of the first user (default: ${DEFAULT-VALUE}).")
  private long userId;

  @Option(
      names = "--interval",
      paramLabel = "SECONDS",
      defaultValue = "600",
      description = "From the start of a run to that of the next (default: ${DEFAULT-VALUE}).")
  private long interval;

  @Option(
      names = "--pages-per-second",
      paramLabel = "N",
      description = "Pace to begin with; 0 = as fast as it goes (default: 0, and 0.5 with tdlib).")
  private @Nullable Double pagesPerSecond;

  @Option(
      names = "--session-limit",
      paramLabel = "N",
      defaultValue = "5000",
      description = "Messages in one session (default: ${DEFAULT-VALUE}).")
  private int sessionLimit;

  @Mixin private DatabaseOption db;

  @Option(
      names = "--writer",
      paramLabel = "NAME",
      defaultValue = "worker",
      description = {
        "Name of this worker; workers on the same users at once need different ones",
        "(default: ${DEFAULT-VALUE})."
      })
  private String writer;

  @Option(
      names = "--lease",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = {
        "How long after this worker was killed others may have its channels",
        "(default: ${DEFAULT-VALUE})."
      })
  private long lease;

  @Mixin private ViewOption view;

  @Mixin private ServeOption serve;

  /** Made by the command line parser, which fills it in. */
  @SuppressWarnings("NullAway.Init")
  WorkerCommand() {}

  @Override
  public Integer call() throws Exception {
    if (sources.isEmpty()) {
      sources =
          List.of(
              "simulator:channels=2,messages=30000,seed=1",
              "simulator:channels=3,messages=8000,seed=2,flood-every=6000,flood-seconds=3");
    }
    try (Database database = db.open()) {
      PostgresProgress postgres = database.postgres().migrate();
      PostgresMessageStore.schema().migrate(postgres.dataSource());
      work(database, postgres);
      printStatus(postgres);
      return 0;
    } catch (SourceException.InvalidInput | SchemaException | PostgresUnavailableException e) {
      throw new BadInputException(String.valueOf(e.getMessage()), e);
    } catch (SourceException e) {
      throw new RunFailedException(String.valueOf(e.getMessage()), e);
    }
  }

  private void work(Database database, PostgresProgress postgres) throws Exception {
    ProgressRegistry.Builder builder =
        ProgressRegistry.builder()
            .spool(database.spoolOf(writer))
            .jobs(postgres.jobs())
            .rules(AlertRules.standard())
            .sink(postgres.auditLog(CollectionAudit.format()))
            .sink(view.sink());
    List<HistorySource> opened = new ArrayList<>();
    try {
      for (String source : sources) {
        opened.add(SourceOption.open(source, postgres.leases()));
      }
      serve.work(postgres, builder, registry -> work(worker(registry, postgres, opened)));
    } finally {
      opened.forEach(HistorySource::close);
    }
  }

  private static void work(CollectionWorker worker) throws Exception {
    StopSignals.ask(
        "page",
        worker::stop,
        () -> {
          worker.run();
          return true;
        });
  }

  private CollectionWorker worker(
      ProgressRegistry registry, PostgresProgress postgres, List<HistorySource> opened) {
    PostgresSessions sessions = postgres.sessions();
    try {
      CollectionWorker.Builder builder =
          CollectionWorker.builder(
                  registry, new PostgresMessageStore(postgres.dataSource()), postgres.leases())
              .schedule(CollectionSchedule.every(Duration.ofSeconds(interval)))
              .sessionLimit(sessionLimit)
              .pagesPerSecond(pace())
              .keptJobs(WriterId.of(writer))
              .leaseDuration(Duration.ofSeconds(lease))
              .plan(
                  (user, now, next) -> sessions.ran("mtproto-collection-" + user, user, now, next));
      for (int i = 0; i < opened.size(); i++) {
        builder.account(userId + i, opened.get(i));
      }
      return builder.build();
    } catch (IllegalArgumentException e) {
      throw new BadInputException(String.valueOf(e.getMessage()), e);
    }
  }

  private double pace() {
    boolean real = sources.stream().anyMatch(source -> source.startsWith("tdlib:"));
    return pagesPerSecond == null ? (real ? 0.5 : 0) : pagesPerSecond;
  }

  /** What monitoring would say of each user now. */
  private void printStatus(PostgresProgress postgres) throws SQLException {
    PrintWriter out = spec.commandLine().getOut();
    for (int i = 0; i < sources.size(); i++) {
      WorkerStatus status = postgres.queries().worker(userId + i);
      out.printf(
          "user %d: %s, runs today %d, errors today %d, last run %s, next run %s%n",
          userId + i,
          status.state(),
          status.runsToday(),
          status.errorsToday(),
          whenOrNone(status.lastRun()),
          whenOrNone(status.nextRun()));
    }
    out.flush();
  }

  private static String whenOrNone(@Nullable Instant instant) {
    return instant == null ? "none" : instant.toString();
  }
}
