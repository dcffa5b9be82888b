package io.github.progresstracker.benchmarks.soak;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.benchmarks.web.LoadedServer;
import io.github.progresstracker.console.ConsoleSink;
import io.github.progresstracker.console.ConsoleView;
import io.github.progresstracker.jdbc.PostgresProgress;
import io.github.progresstracker.jdbc.kit.PostgresServer;
import io.github.progresstracker.job.WriterId;
import io.github.progresstracker.mtproto.Channel;
import io.github.progresstracker.mtproto.CollectionAudit;
import io.github.progresstracker.mtproto.CollectionSchedule;
import io.github.progresstracker.mtproto.CollectionWorker;
import io.github.progresstracker.mtproto.MessageStore;
import io.github.progresstracker.mtproto.PostgresMessageStore;
import io.github.progresstracker.mtproto.SimulatedTelegram;
import io.github.progresstracker.mtproto.SimulatorOptions;
import io.github.progresstracker.web.Principal;
import io.github.progresstracker.web.ProgressWeb;
import io.github.progresstracker.web.Scope;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A collection worker, which may serve the page besides. It says {@code page} with each page that
 * is stored; told {@code storm MILLIS} all its pages are refused for so long, told {@code hurry} it
 * takes no rest between them any more.
 */
final class SoakCollector {

  /** On whose behalf it collects. */
  static final long USER = 7;

  private static final Duration PAGE = Duration.ofMillis(100);
  private static final Duration LEASE = Duration.ofSeconds(2);
  private static final Duration TENTH = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int SESSION = 500;
  private static final int CONNECTIONS = 8;
  private static final int CROWD = 400;
  private static final long CROWD_WORK = 1_000_000;

  private SoakCollector() {}

  /** Arguments: address, directory of the spool, name, what to simulate, "serve" or nothing. */
  public static void main(String[] arguments) throws Exception {
    StormySource source =
        new StormySource(new SimulatedTelegram(SimulatorOptions.parse(arguments[3])), PAGE);
    Commands commands =
        Commands.listen(
            Map.of(
                "storm", source::storm,
                "hurry", n -> source.hurry(),
                "heap", n -> Commands.sayHeap()));
    try (source;
        HikariDataSource pool = pool(arguments[0])) {
      PostgresProgress postgres = PostgresProgress.on(pool);
      ProgressRegistry.Builder builder =
          ProgressRegistry.builder()
              .spool(Path.of(arguments[1]))
              .sampleEvery(TENTH)
              .jobs(postgres.jobs())
              .sink(postgres.auditLog(CollectionAudit.format()))
              .sink(ConsoleSink.of(ConsoleView.LINES));
      WriterId writer = WriterId.of(arguments[2]);
      if (arguments.length > 4) {
        serve(postgres, builder, source, writer, commands);
      } else {
        try (ProgressRegistry registry = builder.build()) {
          collect(registry, postgres, source, writer, commands);
        }
      }
      postgres.close();
    }
  }

  private static HikariDataSource pool(String url) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setUsername(PostgresServer.USER);
    config.setMaximumPoolSize(CONNECTIONS);
    config.setConnectionTimeout(1_000);
    config.setInitializationFailTimeout(-1);
    return new HikariDataSource(config);
  }

  /** Anybody may look and report: the server is on the loopback interface. */
  private static void serve(
      PostgresProgress postgres,
      ProgressRegistry.Builder builder,
      StormySource source,
      WriterId writer,
      Commands commands)
      throws Exception {
    Principal anybody = new Principal("anybody", Set.of(Scope.READ, Scope.INGEST), null);
    try (ProgressWeb web =
            ProgressWeb.builder()
                .jobs(postgres.jobStore(), postgres.queries())
                .authenticator(request -> Optional.of(anybody))
                .updateEvery(TENTH.dividedBy(2))
                .build();
        ProgressRegistry registry = web.show(builder)) {
      Thread work = daemon(() -> LoadedServer.work(registry));
      Thread crowd = daemon(() -> crowd(registry));
      Commands.say("port", web.serve(0).port());
      collect(registry, postgres, source, writer, commands);
      for (Thread thread : List.of(work, crowd)) {
        thread.interrupt();
        thread.join();
      }
    }
  }

  /** A job so large that who does not read its updates is found out within seconds. */
  private static void crowd(ProgressRegistry registry) {
    ProgressTracker job = registry.start("a job of very many parts", CROWD_WORK);
    List<ProgressTracker> parts =
        IntStream.range(0, CROWD).mapToObj(i -> job.child("part " + i, CROWD_WORK)).toList();
    try {
      while (true) {
        parts.forEach(ProgressTracker::advance);
        Thread.sleep(TENTH.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "work");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void collect(
      ProgressRegistry registry,
      PostgresProgress postgres,
      StormySource source,
      WriterId writer,
      Commands commands)
      throws InterruptedException {
    CollectionWorker worker =
        CollectionWorker.builder(
                registry,
                new TellingStore(new PostgresMessageStore(postgres.dataSource())),
                postgres.leases())
            .account(USER, source)
            .schedule(CollectionSchedule.every(Duration.ofSeconds(1)))
            .sessionLimit(SESSION)
            .pagesPerSecond(0)
            .keptJobs(writer)
            .leaseDuration(LEASE)
            .build();
    Thread collection = new Thread(worker::run, "collection");
    collection.start();
    Commands.say("started", 0);
    commands.awaitEnd();
    worker.stop();
    collection.join();
    if (!registry.flush(PATIENCE)) {
      throw new IllegalStateException(writer + " could not deliver: " + registry.sinkHealth());
    }
  }

  /** Says when a page is stored. */
  private record TellingStore(MessageStore store) implements MessageStore {
    @Override
    public ChannelState open(Channel channel, long token) {
      return store.open(channel, token);
    }

    @Override
    public ChannelState store(Channel channel, Batch batch) {
      ChannelState state = store.store(channel, batch);
      Commands.say("page", batch.messages().size());
      return state;
    }
  }
}
