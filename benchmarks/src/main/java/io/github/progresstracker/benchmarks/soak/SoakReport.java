package io.github.progresstracker.benchmarks.soak;

import com.zaxxer.hikari.HikariDataSource;
import io.github.progresstracker.benchmarks.report.Machine;
import io.github.progresstracker.benchmarks.report.ReportOptions;
import io.github.progresstracker.benchmarks.report.ScratchFiles;
import io.github.progresstracker.jdbc.PostgresProgress;
import io.github.progresstracker.jdbc.kit.MortalServer;
import io.github.progresstracker.jdbc.kit.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Eight writers, four of them processes, report to one PostgreSQL, on one job and on many. At
 * seeded random moments the server is killed with {@code kill -9} and started again, or a writer
 * is. At the end each report that a writer was told to be safe has to be in the audit log, once,
 * and the sums of the jobs have to be those of the totals that their writers were told to be
 * stored.
 *
 * <pre>
 * java -cp benchmarks/target/benchmarks.jar io.github.progresstracker.benchmarks.soak.SoakReport --seconds 120 --seed 1 --out FILE
 * </pre>
 */
public final class SoakReport {

  private static final int WRITERS = 4;

  private final Duration duration;
  private final long seed;
  private final Random random;
  private final EventOracle events = new EventOracle();
  private final JobOracle jobs = new JobOracle();
  private final Map<String, Integer> faults = new TreeMap<>();
  private Duration delivery = Duration.ZERO;

  private SoakReport(Duration duration, long seed) {
    this.duration = duration;
    this.seed = seed;
    this.random = new Random(seed);
  }

  /**
   * Runs, prints the report, and writes it.
   *
   * @param arguments {@code --seconds N} (120), {@code --seed N} (1), {@code --out FILE}
   * @throws Exception if a writer cannot deliver in minutes, or nothing can be started
   */
  public static void main(String[] arguments) throws Exception {
    ReportOptions options = ReportOptions.of(arguments);
    Duration duration = Duration.ofSeconds(options.number("--seconds", 120));
    SoakReport soak = new SoakReport(duration, options.number("--seed", 1));
    List<Oracle.Finding> findings = soak.run();
    options.deliver(soak.report(findings));
    System.exit(findings.stream().anyMatch(Oracle.Finding::isFailure) ? 1 : 0);
  }

  private List<Oracle.Finding> run() throws Exception {
    Path directory = Files.createTempDirectory("progress-soak");
    try (MortalServer server = new MortalServer(directory.resolve("postgresql"))) {
      migrate(server);
      List<WriterThread> threads = new ArrayList<>();
      List<WriterProcess> processes = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        // Half of each kind share a job; the others have one each.
        String job = i < WRITERS / 2 ? "shared" : "own-" + i;
        threads.add(new WriterThread(server, directory, job, "thread-" + i, seed + i));
        processes.add(new WriterProcess(server, directory, job, "process-" + i));
      }
      threads.forEach(Thread::start);
      disturb(server, processes);
      // All stop before the first is waited for, or those that go on add to what is to be
      // delivered.
      long end = System.nanoTime();
      threads.forEach(WriterThread::tellToEnd);
      for (WriterProcess process : processes) {
        process.tellToEnd();
      }
      for (WriterThread thread : threads) {
        thread.end();
      }
      for (WriterProcess process : processes) {
        process.end();
      }
      delivery = Duration.ofNanos(System.nanoTime() - end);
      return verify(server);
    } finally {
      ScratchFiles.delete(directory);
    }
  }

  private static void migrate(MortalServer server) {
    try (PostgresProgress postgres =
        PostgresProgress.connect(server.jdbcUrl(), PostgresServer.USER, null)) {
      postgres.migrate();
    }
  }

  private void disturb(MortalServer server, List<WriterProcess> processes) throws Exception {
    long end = System.nanoTime() + duration.toNanos();
    while (System.nanoTime() < end) {
      Thread.sleep(500 + random.nextInt(3_000));
      switch (random.nextInt(4)) {
        case 0 -> {
          server.kill();
          Thread.sleep(random.nextInt(3_000));
          server.start();
          count("PostgreSQL killed with -9 and started again");
        }
        case 1 -> {
          server.stop();
          Thread.sleep(random.nextInt(3_000));
          server.start();
          count("PostgreSQL stopped and started again");
        }
        default -> {
          processes.get(random.nextInt(processes.size())).killAndRestart();
          count("writer killed with -9 and started again");
        }
      }
    }
  }

  private void count(String fault) {
    faults.merge(fault, 1, Integer::sum);
  }

  private List<Oracle.Finding> verify(MortalServer server) {
    try (HikariDataSource pool = new HikariDataSource()) {
      pool.setJdbcUrl(server.jdbcUrl());
      pool.setUsername(PostgresServer.USER);
      Jdbi database = Jdbi.create(pool);
      return Stream.of(events, jobs).flatMap(oracle -> oracle.findings(database).stream()).toList();
    }
  }

  private String report(List<Oracle.Finding> findings) {
    StringBuilder text =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                """
                # Soak of the audit log and of the store of jobs

                %d threads and %d processes report for %d seconds, seed %d, to one PostgreSQL with
                fsync on. %s. A report counts as acknowledged when its writer was told
                that nothing is in memory alone, and a total when the store of jobs had taken it.

                | | |
                |---|--:|
                """,
                WRITERS,
                WRITERS,
                duration.toSeconds(),
                seed,
                Machine.today()));
    faults.forEach(
        (fault, times) ->
            text.append("| ").append(fault).append(" | ").append(times).append(" |\n"));
    text.append(
        String.format(
            Locale.ROOT,
            "| seconds from the end of all reports until the last writer had delivered its own |"
                + " %.1f |%n",
            delivery.toMillis() / 1e3));
    for (Oracle.Finding finding : findings) {
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %,d%s |%n",
              finding.what(),
              finding.count(),
              finding.wrong() ? finding.isFailure() ? " **FAIL**" : " PASS" : ""));
    }
    return text.toString();
  }

  /** A writer in this process. */
  private final class WriterThread extends Thread {
    private final SoakWriter writer;
    private final Told told;
    private final long seedOfWriter;
    private volatile boolean stopped;
    private volatile @Nullable Exception failure;

    WriterThread(MortalServer server, Path directory, String job, String name, long seed) {
      super(name);
      this.writer = new SoakWriter(server.jdbcUrl(), directory.resolve(name), job, name);
      this.told = new Told(job, name, events, jobs);
      this.seedOfWriter = seed;
    }

    @Override
    public void run() {
      try (writer) {
        writer.run(seedOfWriter, () -> stopped, told);
        writer.finish(told);
      } catch (Exception e) {
        failure = e;
      }
    }

    void tellToEnd() {
      stopped = true;
    }

    void end() throws Exception {
      join();
      Exception thrown = failure;
      if (thrown != null) {
        throw thrown;
      }
    }
  }

  /** A writer in a process of its own, which is one of several in a row with the same spool. */
  private final class WriterProcess {
    private final List<String> arguments;
    private final String job;
    private final String name;
    private int lives;
    private ChildJvm life;

    WriterProcess(MortalServer server, Path directory, String job, String name) throws IOException {
      this.job = job;
      this.name = name;
      this.arguments = List.of(server.jdbcUrl(), directory.resolve(name).toString(), job);
      this.life = begin();
    }

    private ChildJvm begin() throws IOException {
      String nameOfLife = name + "-life-" + ++lives;
      List<String> all = new ArrayList<>(arguments);
      all.add(nameOfLife);
      all.add(Long.toString(seed + lives));
      Told told = new Told(job, nameOfLife, events, jobs);
      return ChildJvm.start(SoakWriter.class, List.of("-Xmx128m"), all, told::line);
    }

    void killAndRestart() throws Exception {
      life.kill();
      life = begin();
    }

    void tellToEnd() {
      life.tell(Commands.END);
    }

    void end() throws Exception {
      life.awaitEnd(Duration.ofMinutes(5));
    }
  }
}
