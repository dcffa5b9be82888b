package io.github.progresstracker.benchmarks.jobs;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.progresstracker.benchmarks.report.Goal;
import io.github.progresstracker.benchmarks.report.Goals;
import io.github.progresstracker.benchmarks.report.Machine;
import io.github.progresstracker.benchmarks.report.ReportOptions;
import io.github.progresstracker.jdbc.PostgresProgress;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Measures the store of jobs on a PostgreSQL of its own, with {@code fsync} on, and says which
 * goals it reaches. Both sides of each ratio are measured on the same server in the same run, in
 * turns.
 *
 * <p>Arguments: {@code --out FILE} to be written besides standard output, {@code --events N} rows
 * in the event log (10,000,000 without it; about 4 GB of disk), {@code --updates N} of hot rows
 * (1,000,000 without it), {@code --only writing} or {@code --only reading} for one half.
 */
public final class JobStoreReport {

  private static final int CONNECTIONS = 12;

  private JobStoreReport() {}

  /**
   * Measures and writes the report.
   *
   * @param args see the class
   * @throws Exception if the server does not start or a statement fails
   */
  public static void main(String[] args) throws Exception {
    ReportOptions options = ReportOptions.of(args);
    options.deliver(measured(Plan.of(options)));
  }

  private static String measured(Plan plan) throws Exception {
    try (EmbeddedPostgres server = start();
        HikariDataSource pool = pool(server)) {
      PostgresProgress postgres = PostgresProgress.on(pool).migrate();
      try {
        Goals goals = new Goals();
        Consumer<Goal> result =
            goal -> {
              goals.add(goal);
              System.err.print(goal.row());
            };
        if (plan.writes()) {
          new Writing(pool, postgres).measure(plan.updates(), result);
        }
        if (plan.reads()) {
          Reading reading = new Reading(pool, postgres);
          reading.fill(plan.events());
          reading.measure(plan.events(), result);
        }
        return text(goals, version(pool));
      } finally {
        postgres.close();
      }
    }
  }

  /**
   * What to measure.
   *
   * @param only one part, or both if empty
   */
  private record Plan(long events, int updates, String only) {
    static Plan of(ReportOptions options) {
      return new Plan(
          options.number("--events", 10_000_000),
          options.number("--updates", 1_000_000),
          options.text("--only", ""));
    }

    boolean writes() {
      return !only.equals("reading");
    }

    boolean reads() {
      return !only.equals("writing");
    }
  }

  private static EmbeddedPostgres start() throws Exception {
    return EmbeddedPostgres.builder()
        .setPGStartupWait(Duration.ofSeconds(60))
        .setServerConfig("fsync", "on")
        .setServerConfig("synchronous_commit", "on")
        .setServerConfig("full_page_writes", "on")
        // What fills a table made in the same transaction is not logged; the disk is for measuring.
        .setServerConfig("wal_level", "minimal")
        .setServerConfig("max_wal_senders", "0")
        .setServerConfig("shared_buffers", "1GB")
        .setServerConfig("max_wal_size", "8GB")
        .start();
  }

  private static HikariDataSource pool(EmbeddedPostgres server) {
    HikariConfig config = new HikariConfig();
    config.setDataSource(server.getPostgresDatabase());
    config.setMaximumPoolSize(CONNECTIONS);
    return new HikariDataSource(config);
  }

  private static String version(HikariDataSource pool) throws Exception {
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("show server_version")) {
      result.next();
      return result.getString(1);
    }
  }

  private static String text(Goals goals, String version) {
    StringBuilder text =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                """
                # The store of jobs

                %s; PostgreSQL %s on loopback, fsync, full_page_writes and
                synchronous_commit on, shared_buffers 1 GB, max_wal_size 8 GB. Times are a caller's: connection
                from the pool, round trip, rows made into objects; medians.

                """,
                Machine.today(),
                version));
    text.append(goals.table());
    return text.append(
            """

            Again:

                mvn -q -DskipTests package
                java -cp benchmarks/target/benchmarks.jar \\
                    io.github.progresstracker.benchmarks.jobs.JobStoreReport --out benchmarks/results/jobs-jdk17.md
            """)
        .toString();
  }
}
