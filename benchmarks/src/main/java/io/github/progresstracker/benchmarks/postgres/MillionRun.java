package io.github.progresstracker.benchmarks.postgres;

import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.benchmarks.report.Goals;
import io.github.progresstracker.jdbc.PostgresProgress;
import io.github.progresstracker.mtproto.CollectionAudit;
import io.github.progresstracker.mtproto.CollectionResult;
import io.github.progresstracker.mtproto.CollectorOptions;
import io.github.progresstracker.mtproto.HistoryCollector;
import io.github.progresstracker.mtproto.HistorySource;
import io.github.progresstracker.mtproto.PostgresMessageStore;
import io.github.progresstracker.mtproto.SimulatedTelegram;
import io.github.progresstracker.mtproto.SimulatorOptions;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/** A million messages in 200 sessions, in a process of its own with a heap of 256 MB. */
final class MillionRun {

  private static final int MESSAGES = 1_000_000;
  private static final int SESSIONS = 200;

  /** Each session: marks at each 500 of both phases, and its end. */
  private static final int DETAILS = SESSIONS * (2 * 10 + 1);

  private MillionRun() {}

  /** Runs it; returns a table of Markdown. */
  static String inSmallHeap(Goals goals) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                MillionRun.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String[] figures =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .strip()
            .split(" ", -1);
    if (process.waitFor() != 0) {
      throw new IllegalStateException("a million messages: exit code " + process.exitValue());
    }
    goals.atLeast("messages stored with -Xmx256m", MESSAGES, Double.parseDouble(figures[0]));
    goals.atLeast("sessions", SESSIONS, Double.parseDouble(figures[1]));
    goals.atLeast("progress details in the log", DETAILS, Double.parseDouble(figures[2]));
    return String.format(
        Locale.ROOT,
        """
        | a million messages, -Xmx256m | |
        |---|--:|
        | messages in the table | %s |
        | sessions | %s |
        | progress details in the audit log | %s |
        | seconds | %s |
        | messages/s | %.0f |
        | heap in use at the end, after a collection, MB | %s |

        """,
        figures[0],
        figures[1],
        figures[2],
        figures[3],
        MESSAGES / Double.parseDouble(figures[3]),
        figures[4]);
  }

  /**
   * Runs in this process, and prints the figures.
   *
   * @param arguments none
   * @throws Exception if anything goes wrong
   */
  public static void main(String[] arguments) throws Exception {
    try (BenchmarkServer server = new BenchmarkServer()) {
      CollectionReport.openAll(server);
      PostgresProgress postgres = PostgresProgress.on(server.pool()).migrate();
      PostgresMessageStore.schema().migrate(server.pool());
      long start = System.nanoTime();
      CollectionResult result;
      try (HistorySource source =
              new SimulatedTelegram(
                  SimulatorOptions.parse("channels=1,seed=1,messages=" + MESSAGES));
          ProgressRegistry registry =
              ProgressRegistry.builder()
                  .sink(postgres.auditLog(CollectionAudit.format()))
                  .build()) {
        result =
            new HistoryCollector(
                    registry,
                    source,
                    new PostgresMessageStore(server.pool()),
                    CollectorOptions.forUser(7))
                .collect();
        registry.flush(Duration.ofSeconds(60));
      }
      System.out.printf(
          Locale.ROOT,
          "%d %d %d %.1f %d%n",
          server.number("select count(*) from mtproto_message"),
          result.sessions(),
          server.number(
              "select count(*) from progress_event where action = 'collection_progress_detail'"),
          (System.nanoTime() - start) / 1e9,
          heapInUse() >> 20);
    }
  }

  private static long heapInUse() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
