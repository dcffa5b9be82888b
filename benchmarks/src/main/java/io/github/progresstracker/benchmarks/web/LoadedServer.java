package io.github.progresstracker.benchmarks.web;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.TrackerSpec;
import io.github.progresstracker.jdbc.PostgresProgress;
import io.github.progresstracker.web.Authenticator;
import io.github.progresstracker.web.ProgressServer;
import io.github.progresstracker.web.ProgressWeb;
import io.github.progresstracker.web.Scope;
import java.io.IOException;
import java.time.Duration;

/**
 * The process that is put under load. Writes its port on a line, and ends when its input does.
 *
 * <p>Arguments: {@code streams} for a job that moves on ten times a second, {@code reports} for a
 * store in memory, or {@code reports URL} for one on PostgreSQL.
 */
public final class LoadedServer {

  /** The job that readers follow. */
  public static final String JOB = "main";

  /** What a reporter sends. */
  static final String TOKEN = "load";

  /** From sample to sample. An update is not held back for as long. */
  private static final Duration TENTH = Duration.ofMillis(100);

  private static final int CONNECTIONS = 8;
  private static final int PARTS = 50;

  private LoadedServer() {}

  /**
   * Serves until its input ends.
   *
   * @param args see the class
   * @throws Exception if it cannot
   */
  public static void main(String[] args) throws Exception {
    if (args[0].equals("streams")) {
      streams();
    } else if (args.length > 1) {
      reportsToPostgres(args[1]);
    } else {
      MemoryReader memory = new MemoryReader();
      serve(
          ProgressWeb.builder()
              .jobs(memory.store(), memory)
              .authenticator(Authenticator.bearer(TOKEN, Scope.INGEST)));
    }
  }

  private static void streams() throws IOException {
    ProgressWeb web =
        ProgressWeb.builder().maxStreams(2_000).updateEvery(TENTH.dividedBy(2)).build();
    try (web;
        ProgressRegistry registry = web.show(ProgressRegistry.builder().sampleEvery(TENTH));
        ProgressServer server = web.serve(0)) {
      Thread work = new Thread(() -> work(registry));
      work.setDaemon(true);
      work.start();
      untilTheInputEnds(server);
    }
  }

  /**
   * Works on two jobs, one of them of many parts, until the thread is interrupted.
   *
   * @param registry has them
   */
  public static void work(ProgressRegistry registry) {
    ProgressTracker job =
        registry.start(
            TrackerSpec.named("ABC LEGACY NEWS")
                .id(JOB)
                .total(1_000_000)
                .unit("messages")
                .label("user_id", "844338517")
                .label("channel_id", "1002678877654"));
    ProgressTracker session = job.child("Session 134", 500_000);
    ProgressTracker wide = registry.start("a job of many parts", 1_000_000);
    for (int i = 0; i < PARTS; i++) {
      wide.child("part " + i, 10_000);
    }
    try {
      while (true) {
        session.advance();
        wide.advance();
        Thread.sleep(5);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void reportsToPostgres(String url) throws IOException {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setMaximumPoolSize(CONNECTIONS);
    try (HikariDataSource pool = new HikariDataSource(config)) {
      PostgresProgress postgres = PostgresProgress.on(pool).migrate();
      serve(
          ProgressWeb.builder()
              .jobs(postgres.jobStore(), postgres.queries())
              .authenticator(Authenticator.bearer(TOKEN, Scope.INGEST)));
      postgres.close();
    }
  }

  private static void serve(ProgressWeb.Builder builder) throws IOException {
    try (ProgressWeb web = builder.build();
        ProgressServer server = web.serve(0)) {
      untilTheInputEnds(server);
    }
  }

  private static void untilTheInputEnds(ProgressServer server) throws IOException {
    System.out.println(server.port());
    System.out.flush();
    while (System.in.read() >= 0) {
      // Nothing is said but that the load is over.
    }
  }
}
