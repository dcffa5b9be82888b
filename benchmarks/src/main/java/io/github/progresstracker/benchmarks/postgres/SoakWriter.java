package io.github.progresstracker.benchmarks.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.TrackerSpec;
import io.github.progresstracker.jdbc.PostgresProgress;
import io.github.progresstracker.jdbc.kit.PostgresServer;
import io.github.progresstracker.sink.SinkHealth;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.function.LongConsumer;

/**
 * One host that reports without end: by a registry of its own, with a spool of its own, over a pool
 * of its own. As a program it is a process to be killed: it prints the number of the last report
 * that is safe, and ends when its standard input does.
 */
final class SoakWriter implements AutoCloseable {

  static final String ACTION = "soak_report";

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** Time enough for the sampler to hand on what there is; delivery may take longer. */
  private static final Duration HANDING_ON = Duration.ofMillis(250);

  private final HikariDataSource pool;
  private final ProgressRegistry registry;
  private final ProgressTracker job;
  private final String name;
  private long reported;

  SoakWriter(String jdbcUrl, Path spool, String job, String name) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(jdbcUrl);
    config.setUsername(PostgresServer.USER);
    config.setMaximumPoolSize(2);
    config.setMinimumIdle(0);
    config.setConnectionTimeout(1_000);
    config.setInitializationFailTimeout(-1);
    this.pool = new HikariDataSource(config);
    this.name = name;
    this.registry =
        ProgressRegistry.builder()
            .spool(spool)
            .sampleEvery(Duration.ofMillis(20))
            .sink(PostgresProgress.on(pool).auditLog())
            .build();
    this.job = registry.start(TrackerSpec.named(job).id(job + "/" + name));
  }

  /** Reports so many times, and then waits until all of it is safe. */
  long report(int times) throws InterruptedException {
    for (int i = 0; i < times; i++) {
      job.note(ACTION, Map.of("writer", name, "n", ++reported));
    }
    registry.flush(HANDING_ON);
    while (!isSafe()) {
      Thread.sleep(1);
    }
    return reported;
  }

  /** Whether nothing is in memory alone: all has been delivered or is forced to the disk. */
  private boolean isSafe() {
    return registry.sinkHealth().stream().allMatch(health -> health.pending() == health.spooled());
  }

  /** Delivers all that is there. */
  void finish() throws InterruptedException {
    if (!registry.flush(PATIENCE)) {
      throw new IllegalStateException(name + " could not deliver: " + registry.sinkHealth());
    }
    for (SinkHealth health : registry.sinkHealth()) {
      if (health.dropped() > 0) {
        throw new IllegalStateException(name + " has dropped events: " + health);
      }
    }
  }

  @Override
  public void close() {
    registry.close();
    pool.close();
  }

  /** Arguments: address, directory of the spool, job, name, seed. */
  public static void main(String[] arguments) throws Exception {
    try (SoakWriter writer =
        new SoakWriter(arguments[0], Path.of(arguments[1]), arguments[2], arguments[3])) {
      writer.run(Long.parseLong(arguments[4]), SoakWriter::standardInputEnded, System.out::println);
      writer.finish();
    }
  }

  /** Reports in bursts until it is told to stop. */
  void run(long seed, Stop stop, LongConsumer acknowledged) throws Exception {
    Random random = new Random(seed);
    while (!stop.isSet()) {
      acknowledged.accept(report(1 + random.nextInt(200)));
      Thread.sleep(random.nextInt(20));
    }
  }

  /** Whether somebody wants a writer to end. */
  @FunctionalInterface
  interface Stop {
    /** Asks. */
    boolean isSet() throws IOException;
  }

  private static boolean standardInputEnded() throws IOException {
    return System.in.available() > 0;
  }
}
