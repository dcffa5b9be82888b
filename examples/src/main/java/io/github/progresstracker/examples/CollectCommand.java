package io.github.progresstracker.examples;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.progresstracker.ProgressClock;
import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.StopRequestedException;
import io.github.progresstracker.jdbc.PostgresProgress;
import io.github.progresstracker.jdbc.PostgresUnavailableException;
import io.github.progresstracker.jdbc.SchemaException;
import io.github.progresstracker.job.LeaseStore;
import io.github.progresstracker.mtproto.CollectionAudit;
import io.github.progresstracker.mtproto.CollectionResult;
import io.github.progresstracker.mtproto.CollectorOptions;
import io.github.progresstracker.mtproto.HistoryCollector;
import io.github.progresstracker.mtproto.HistorySource;
import io.github.progresstracker.mtproto.MessageStore;
import io.github.progresstracker.mtproto.MessageStore.StoreException;
import io.github.progresstracker.mtproto.PostgresMessageStore;
import io.github.progresstracker.mtproto.SourceException;
import io.github.progresstracker.sink.LoggerSink;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Collects channel histories into PostgreSQL: the library's main use, in one command. */
@Command(
    name = "collect",
    description = "Collects Telegram channel histories into PostgreSQL and shows how far it is.",
    footer = {
      "",
      "Progress and logs go to stderr. stdout gets one line of JSON at the end, about everything"
          + " that",
      "is stored of the source's channels; new_messages is what this run has added. Run it again"
          + " and",
      "it goes on where it was, also after kill -9.",
      "",
      "Exit codes: 0 done, 1 ended in the middle (source or database failed), 2 input that cannot"
          + " be used,",
      "130 stopped by a signal or from the dashboard."
    },
    mixinStandardHelpOptions = true)
final class CollectCommand implements Callable<Integer> {

  private static final int STOPPED = 130;

  /** Files and simulators may be read by anybody. */
  private static final LeaseStore NOBODY_ELSE = LeaseStore.inMemory(ProgressClock.system());

  @Spec private CommandSpec spec;

  @Option(
      names = "--source",
      paramLabel = "SOURCE",
      description = {
        "Where messages come from (default: the exports shipped with this program):",
        "export:FILE[,FILE...]  Telegram Desktop or Telethon JSON, plain or gzip",
        "simulator[:key=value,...]  keys: channels, messages (that exist per channel), density"
            + " (share of ids that exist), seed, flood-every, flood-seconds, page-millis, ragged"
            + " (pages of all sizes)",
        "tdlib:FILE  Telegram itself; FILE has api.id, api.hash, directory, channels"
      })
  private @Nullable String source;

  @Mixin private DatabaseOption db;

  @Option(
      names = "--spool",
      paramLabel = "DIR",
      description = {
        "Where the audit log waits while the database is away, for this run or the next one",
        "(default: spool in the directory of an embedded database, else one for each address in"
            + " .progress-data)."
      })
  private @Nullable Path spool;

  @Option(
      names = "--user-id",
      paramLabel = "N",
      defaultValue = "1",
      description = "On whose behalf; audit log rows carry it (default: ${DEFAULT-VALUE}).")
  private long userId;

  @Option(
      names = "--session-limit",
      paramLabel = "N",
      defaultValue = "5000",
      description = "Messages in one session (default: ${DEFAULT-VALUE}).")
  private int sessionLimit;

  @Option(
      names = "--speed",
      paramLabel = "N",
      defaultValue = "0",
      description = "At most N messages a second; 0 = unlimited (default: ${DEFAULT-VALUE}).")
  private double speed;

  @Mixin private ViewOption view;

  @Mixin private ServeOption serve;

  @Option(
      names = "--linger",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description =
          "How long --serve goes on after the end, so that it can be seen (default:"
              + " ${DEFAULT-VALUE}).")
  private int linger;

  @Option(
      names = {"-v", "--verbose"},
      description = "Also log progress through SLF4J.")
  private boolean verbose;

  /** Made by the command line parser, which fills it in. */
  @SuppressWarnings("NullAway.Init")
  CollectCommand() {}

  @Override
  public Integer call() throws Exception {
    CollectorOptions options = options();
    try {
      StopSignals.interrupt(() -> collect(options));
      return 0;
    } catch (InterruptedException | StopRequestedException e) {
      return STOPPED;
    } catch (SourceException.InvalidInput | SchemaException | PostgresUnavailableException e) {
      throw new BadInputException(String.valueOf(e.getMessage()), e);
    } catch (SourceException | StoreException e) {
      throw new RunFailedException(
          e.getMessage() + "; what was stored is kept, run it again to go on", e);
    }
  }

  private @Nullable Void collect(CollectorOptions options) throws Exception {
    if (source != null && source.startsWith("tdlib:")) {
      return collectAccount(options);
    }
    try (HistorySource history = SourceOption.open(source, NOBODY_ELSE);
        Database database = db.open()) {
      collect(history, database, options);
      return null;
    }
  }

  /** An account is held by a lease in the database, so that comes first. */
  private @Nullable Void collectAccount(CollectorOptions options) throws Exception {
    try (Database database = db.open()) {
      PostgresProgress postgres = database.postgres().migrate();
      try (HistorySource history = SourceOption.open(source, postgres.leases())) {
        collect(history, database, options);
        return null;
      }
    }
  }

  private void collect(HistorySource history, Database database, CollectorOptions options)
      throws Exception {
    PostgresProgress postgres = database.postgres().migrate();
    PostgresMessageStore.schema().migrate(postgres.dataSource());
    MessageStore store = new PostgresMessageStore(postgres.dataSource());
    serve.work(
        postgres,
        registry(postgres, spool == null ? database.spool() : spool),
        registry -> {
          print(new HistoryCollector(registry, history, store, options).collect());
          if (serve.isWanted()) {
            TimeUnit.SECONDS.sleep(linger);
          }
        });
  }

  private ProgressRegistry.Builder registry(PostgresProgress postgres, Path directory) {
    ProgressRegistry.Builder builder =
        ProgressRegistry.builder()
            .spool(directory)
            .jobs(postgres.jobs())
            .sink(postgres.auditLog(CollectionAudit.format()))
            .sink(view.sink());
    if (verbose) {
      builder.sink(LoggerSink.to(LoggerFactory.getLogger("progress")));
    }
    return builder;
  }

  private CollectorOptions options() {
    try {
      return CollectorOptions.forUser(userId).sessionLimit(sessionLimit).messagesPerSecond(speed);
    } catch (IllegalArgumentException e) {
      throw new BadInputException(String.valueOf(e.getMessage()), e);
    }
  }

  private void print(CollectionResult result) throws JsonProcessingException {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("channels", result.channels());
    json.put("messages", result.messages());
    json.put("new_messages", result.newMessages());
    json.put("sessions", result.sessions());
    json.put("errors", result.errors());
    json.put("elapsed_seconds", result.elapsed().toMillis() / 1000.0);
    spec.commandLine().getOut().println(new ObjectMapper().writeValueAsString(json));
  }
}
