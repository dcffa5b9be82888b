package io.github.progresstracker.benchmarks.soak;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.TrackerSpec;
import io.github.progresstracker.jdbc.PostgresProgress;
import io.github.progresstracker.jdbc.kit.PostgresServer;
import io.github.progresstracker.job.JobId;
import io.github.progresstracker.job.JobReport;
import io.github.progresstracker.job.JobStore;
import io.github.progresstracker.job.JobTotals;
import io.github.progresstracker.job.WriterId;
import io.github.progresstracker.sink.ProgressSink;
import io.github.progresstracker.sink.SinkHealth;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;

/**
 * One host that reports without end: by a registry of its own, with a spool of its own, over a pool
 * of its own. As a program it is a process to be killed: it prints what it was told to be safe, and
 * ends when its standard input does.
 */
final class SoakWriter implements AutoCloseable {

  static final String ACTION = "soak_report";

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final long RETRY_MILLIS = 100;
  private static final int SHORT_REST_MILLIS = 20;

  private final HikariDataSource pool;
  private final PostgresProgress postgres;
  private final JobStore jobs;
  private final JobId jobId;
  private final ProgressRegistry registry;
  private final ProgressTracker job;
  private final String name;
  private final String log;
  private long reported;

  SoakWriter(String jdbcUrl, Path spool, String job, String name) {
    this(jdbcUrl, spool, job, name, builder -> builder);
  }

  /**
   * A writer with more around it.
   *
   * @param more adds sinks to the registry, or another clock
   */
  SoakWriter(
      String jdbcUrl,
      Path spool,
      String job,
      String name,
      UnaryOperator<ProgressRegistry.Builder> more) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(jdbcUrl);
    config.setUsername(PostgresServer.USER);
    config.setMaximumPoolSize(2);
    config.setMinimumIdle(0);
    config.setConnectionTimeout(1_000);
    config.setInitializationFailTimeout(-1);
    this.pool = new HikariDataSource(config);
    this.name = name;
    this.postgres = PostgresProgress.on(pool);
    this.jobs = postgres.jobStore();
    this.jobId = JobId.of(job);
    ProgressSink log = postgres.auditLog();
    this.log = log.name();
    this.registry =
        more.apply(
                ProgressRegistry.builder()
                    .spool(spool)
                    .sampleEvery(Duration.ofMillis(20))
                    .sink(log))
            .build();
    this.job = registry.start(TrackerSpec.named(job).id(job + "/" + name));
  }

  /** Reports so many times, and then waits until all of it is safe. */
  long report(int times) throws InterruptedException {
    for (int i = 0; i < times; i++) {
      job.note(ACTION, Map.of("writer", name, "n", ++reported));
    }
    job.advance(times);
    registry.sampleNow();
    while (!isSafe()) {
      Thread.sleep(1);
    }
    return reported;
  }

  /**
   * Puts the total so far into the store of jobs, once or until that works; a report that may have
   * arrived comes again, as a network would do it.
   */
  private boolean store(boolean patiently) throws InterruptedException {
    JobReport report =
        JobReport.of(jobId, WriterId.of(name))
            .at(1, reported)
            .totals(new JobTotals(reported, 0, Map.of("unit", reported)))
            .onRecord(false)
            .build();
    for (long end = System.nanoTime() + PATIENCE.toNanos(); ; Thread.sleep(RETRY_MILLIS)) {
      try {
        jobs.apply(List.of(report));
        return true;
      } catch (Exception e) {
        if (!patiently) {
          return false;
        }
        if (System.nanoTime() > end) {
          throw new IllegalStateException(name + " could not report its total", e);
        }
      }
    }
  }

  /**
   * Whether nothing for the audit log is in memory alone: all has been delivered or is forced to
   * the disk.
   */
  private boolean isSafe() {
    return registry.sinkHealth().stream()
        .filter(health -> health.sink().equals(log))
        .allMatch(health -> health.pending() == health.spooled());
  }

  /** Delivers all that is there. */
  void finish(Acknowledged acknowledged) throws InterruptedException {
    if (store(true)) {
      acknowledged.stored(reported);
    }
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
    postgres.close();
    pool.close();
  }

  /** Arguments: address, directory of the spool, job, name, seed. */
  public static void main(String[] arguments) throws Exception {
    Commands commands = Commands.listen(Map.of());
    try (SoakWriter writer =
        new SoakWriter(arguments[0], Path.of(arguments[1]), arguments[2], arguments[3])) {
      Acknowledged lines = new Lines();
      writer.run(Long.parseLong(arguments[4]), commands::isEnded, lines);
      writer.finish(lines);
    }
  }

  /** Reports in bursts until it is told to stop. */
  void run(long seed, Stop stop, Acknowledged acknowledged) throws Exception {
    run(seed, SHORT_REST_MILLIS, stop, acknowledged);
  }

  /** Reports in bursts, with a rest of up to so many milliseconds between two. */
  void run(long seed, int restMillis, Stop stop, Acknowledged acknowledged) throws Exception {
    Random random = new Random(seed);
    while (!stop.isSet()) {
      acknowledged.reported(report(1 + random.nextInt(200)));
      acknowledged.tries(reported);
      if (store(false)) {
        acknowledged.stored(reported);
      }
      Thread.sleep(random.nextInt(restMillis));
    }
  }

  /** Hears what a writer was told. */
  interface Acknowledged {
    /** All reports up to this one are safe. */
    void reported(long last);

    /** The total is about to be reported as the writer's part of the job. */
    void tries(long total);

    /** It is in the store of jobs. */
    void stored(long total);
  }

  /** Tells another process, in lines that are out before anything else is done. */
  static final class Lines implements Acknowledged {
    @Override
    public void reported(long last) {
      Commands.say("reported", last);
    }

    @Override
    public void tries(long total) {
      Commands.say("tries", total);
    }

    @Override
    public void stored(long total) {
      Commands.say("stored", total);
    }
  }

  /** Whether somebody wants a writer to end. */
  @FunctionalInterface
  interface Stop {
    /** Asks. */
    boolean isSet();
  }
}
