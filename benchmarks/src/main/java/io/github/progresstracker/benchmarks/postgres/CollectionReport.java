package io.github.progresstracker.benchmarks.postgres;

import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.benchmarks.report.Goals;
import io.github.progresstracker.benchmarks.report.Machine;
import io.github.progresstracker.benchmarks.report.ReportOptions;
import io.github.progresstracker.jdbc.PostgresProgress;
import io.github.progresstracker.mtproto.Channel;
import io.github.progresstracker.mtproto.CollectionAudit;
import io.github.progresstracker.mtproto.CollectorOptions;
import io.github.progresstracker.mtproto.Coverage;
import io.github.progresstracker.mtproto.HistoryCollector;
import io.github.progresstracker.mtproto.HistorySource;
import io.github.progresstracker.mtproto.MessageStore;
import io.github.progresstracker.mtproto.Page;
import io.github.progresstracker.mtproto.PostgresMessageStore;
import io.github.progresstracker.mtproto.SimulatedTelegram;
import io.github.progresstracker.mtproto.SimulatorOptions;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a collection costs beside a bare loop over the same pages, how it goes with a million
 * messages in a small heap, and whether a thousand channels are served alike.
 *
 * <pre>
 * java -cp benchmarks/target/benchmarks.jar io.github.progresstracker.benchmarks.postgres.CollectionReport --out FILE
 * </pre>
 */
public final class CollectionReport {

  private static final int CONNECTIONS = 3;

  private final Goals goals = new Goals();
  private final int messages;
  private final int rounds;

  private CollectionReport(int messages, int rounds) {
    this.messages = messages;
    this.rounds = rounds;
  }

  /**
   * Measures, prints the report, and writes it.
   *
   * @param arguments {@code --messages N} (60,000) of a run beside the bare loop, {@code --rounds
   *     N} (7), {@code --out FILE}
   * @throws Exception if the server does not start or the report cannot be written
   */
  public static void main(String[] arguments) throws Exception {
    ReportOptions options = ReportOptions.of(arguments);
    CollectionReport report =
        new CollectionReport(options.number("--messages", 60_000), options.number("--rounds", 7));
    options.deliver(report.run());
  }

  private String run() throws Exception {
    try (BenchmarkServer server = new BenchmarkServer()) {
      openAll(server);
      PostgresProgress.on(server.pool()).migrate();
      PostgresMessageStore.schema().migrate(server.pool());
      String overhead = overhead(server);
      String fair = FairnessRun.measure(server, goals);
      String million = MillionRun.inSmallHeap(goals);
      return heading(server) + goals.table() + overhead + million + fair;
    }
  }

  /** All connections are there before any time is taken. */
  static void openAll(BenchmarkServer server) throws InterruptedException {
    server.pool().getHikariConfigMXBean().setMaximumPoolSize(CONNECTIONS);
    server.pool().getHikariConfigMXBean().setMinimumIdle(CONNECTIONS);
    while (server.pool().getHikariPoolMXBean().getTotalConnections() < CONNECTIONS) {
      Thread.sleep(10);
    }
  }

  private String overhead(BenchmarkServer server) throws Exception {
    List<Way> ways =
        List.of(
            new Way("bare loop", () -> bareLoop(server)),
            new Way("collector", () -> collect(server, ProgressRegistry.builder())),
            new Way(
                "collector with audit log",
                () ->
                    collect(
                        server,
                        ProgressRegistry.builder()
                            .sink(
                                PostgresProgress.on(server.pool())
                                    .auditLog(CollectionAudit.format())))));
    for (int round = -1; round < rounds; round++) {
      // Nobody is always the one after the same one; the first round compiles.
      for (int i = 0; i < ways.size(); i++) {
        ways.get(Math.floorMod(i + round, ways.size())).measure(server, round < 0);
      }
    }
    Way bare = ways.get(0);
    for (Way way : ways.subList(1, ways.size())) {
      goals.atMost(way.name + " beside a bare loop, wall", 1.03, way.over(bare, 0));
    }
    goals.atMost(
        "collector beside a bare loop, CPU of client and server", 1.03, ways.get(1).over(bare, 2));
    StringBuilder table =
        new StringBuilder(
            "| | messages/s | wall ÷ bare loop | CPU of the client µs/message | ÷ bare loop | CPU"
                + " of client and server µs/message | ÷ bare loop |\n"
                + "|---|--:|--:|--:|--:|--:|--:|\n");
    for (Way way : ways) {
      table.append(
          String.format(
              Locale.ROOT,
              "| %s | %,.0f | %.3f | %.1f | %.3f | %.1f | %.3f |%n",
              way.name,
              messages * 1e9 / way.median(0),
              way.over(bare, 0),
              way.median(1) / 1e3 / messages,
              way.over(bare, 1),
              way.median(2) / 1e3 / messages,
              way.over(bare, 2)));
    }
    return table.append('\n').toString();
  }

  /** The same pages by the same statements, and nothing else. */
  private void bareLoop(BenchmarkServer server) throws Exception {
    MessageStore store = new PostgresMessageStore(server.pool());
    try (HistorySource source = source()) {
      Channel channel = source.resolve(source.channels().get(0));
      store.open(channel);
      long below = channel.topId() + 1;
      boolean end = false;
      while (!end) {
        Page page = source.older(channel, below, HistorySource.MAX_PAGE);
        end = page.confirmedEnd();
        long lowest = end ? 1 : page.lowestId().orElseThrow();
        store.store(
            channel,
            new MessageStore.Batch(
                page.messages(), page.broken(), new Coverage.Interval(lowest, below - 1)));
        below = lowest;
        end |= below == 1;
      }
    }
  }

  private void collect(BenchmarkServer server, ProgressRegistry.Builder builder) throws Exception {
    try (HistorySource source = source();
        ProgressRegistry registry = builder.build()) {
      new HistoryCollector(
              registry,
              source,
              new PostgresMessageStore(server.pool()),
              CollectorOptions.forUser(7))
          .collect();
      registry.flush(Duration.ofSeconds(30));
    }
  }

  private HistorySource source() {
    return new SimulatedTelegram(SimulatorOptions.parse("channels=1,seed=3,messages=" + messages));
  }

  private String heading(BenchmarkServer server) {
    return String.format(
        Locale.ROOT,
        """
        # Collections

        %s. %s, fsync, synchronous_commit and full_page_writes on,
        shared_buffers 512 MB; server and collector on the same processors, over loopback. Messages are those of
        the simulator, made while they are collected. Beside the bare loop: %,d messages a run, medians of %d
        rounds in which all ways take turns, each into emptied tables; ratios are medians of those of one round.

        """,
        Machine.today(),
        server.text("select split_part(version(), ' on ', 1)"),
        messages,
        rounds);
  }

  static void clear(BenchmarkServer server) {
    server.execute(
        "truncate mtproto_message, mtproto_coverage, mtproto_dead_letter, mtproto_channel,"
            + " progress_event cascade");
  }

  /** Time of all threads of this process, in nanoseconds. */
  private static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
        .getProcessCpuTime();
  }

  /** Something that is measured. */
  private interface Work {
    void run() throws Exception;
  }

  /** One of the ways, and what it has cost: wall and processor times of each round. */
  private static final class Way {
    private final String name;
    private final Work work;
    private final List<double[]> costs = new ArrayList<>();

    Way(String name, Work work) {
      this.name = name;
      this.work = work;
    }

    void measure(BenchmarkServer server, boolean warmUp) throws Exception {
      clear(server);
      server.execute("checkpoint");
      System.gc();
      long inServer = server.cpuNanosOfAll();
      long cpu = cpuNanos();
      long start = System.nanoTime();
      work.run();
      long nanos = System.nanoTime() - start;
      long client = cpuNanos() - cpu;
      double[] cost = {nanos, client, client + server.cpuNanosOfAll() - inServer};
      if (!warmUp) {
        costs.add(cost);
      }
    }

    double median(int kind) {
      return median(costs.stream().map(cost -> cost[kind]).toList());
    }

    private static double median(List<Double> values) {
      return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }

    double over(Way other, int kind) {
      List<Double> ratios = new ArrayList<>();
      for (int i = 0; i < costs.size(); i++) {
        ratios.add(costs.get(i)[kind] / other.costs.get(i)[kind]);
      }
      return median(ratios);
    }
  }
}
