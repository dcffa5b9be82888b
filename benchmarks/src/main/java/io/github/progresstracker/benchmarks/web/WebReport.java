package io.github.progresstracker.benchmarks.web;

import io.github.progresstracker.benchmarks.report.Goal;
import io.github.progresstracker.benchmarks.report.Goals;
import io.github.progresstracker.benchmarks.report.Machine;
import io.github.progresstracker.benchmarks.report.ReportOptions;
import io.github.progresstracker.jdbc.kit.PostgresServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Puts a server under load from this process, and says which goals it reaches.
 *
 * <p>Arguments: {@code --out FILE} to be written besides standard output, {@code --only streams} or
 * {@code --only reports} for one half.
 */
public final class WebReport {

  private static final int STREAMS = 1_000;
  private static final int STUCK = 50;

  /**
   * As long as the compilers of a JVM that shares two processors take a third of one; what is late
   * then is late for the rest of the run, as the load does not wait.
   */
  private static final int WARM_UP_SECONDS = 60;

  private static final int PER_SECOND = 2_000;
  private static final int IDLE = 10_000;
  private static final int REQUESTS = 500;

  /**
   * A small heap, so that the memory of 1,000 streams is not what a collector leaves lying about.
   */
  private static final List<String> STREAMS_JVM = List.of("-Xmx96m", "-XX:+UseSerialGC");

  /** The store in memory keeps much of what was reported, so there is room for it. */
  private static final List<String> REPORTS_JVM = List.of("-Xmx512m");

  private final Goals goals = new Goals();

  private WebReport() {}

  /**
   * Measures and writes the report.
   *
   * @param args see the class
   * @throws Exception if a server does not start
   */
  public static void main(String[] args) throws Exception {
    ReportOptions options = ReportOptions.of(args);
    WebReport report = new WebReport();
    String only = options.text("--only", "");
    if (!only.equals("reports")) {
      report.streams();
      report.idle();
    }
    if (!only.equals("streams")) {
      report.reports();
      report.reportsToPostgres();
    }
    options.deliver(report.text());
  }

  private void add(Goal goal) {
    goals.add(goal);
    System.err.print(goal.row());
  }

  private void streams() throws IOException {
    try (ServerProcess server = ServerProcess.start(STREAMS_JVM, "streams");
        Subscribers subscribers = new Subscribers()) {
      subscribers.open(server.address(), STREAMS - STUCK);
      subscribers.read(5_000);
      subscribers.take();
      subscribers.openStuck(server.address(), STUCK);
      Usage usage = new Usage(server);
      subscribers.read(15_000);
      Latencies early = subscribers.take();
      subscribers.read(40_000);
      Latencies late = subscribers.take();
      add(latency("an update to 950 of 1,000 streams, the others not reading", early, 100));
      add(latency("the same, while those that do not read are cut off", late, 100));
      add(
          new Goal(
              "updates that came, of ten a second to each",
              100.0 * late.size() / (10.0 * 40 * (STREAMS - STUCK)),
              95,
              true,
              "%",
              String.format(Locale.ROOT, "%,d in 40 s; %s", late.size(), usage)));
      add(
          new Goal(
              "streams of those that read which ended",
              subscribers.ended(),
              0,
              false,
              "",
              "of " + (STREAMS - STUCK)));
      add(
          new Goal(
              "streams of those that do not read which were cut off",
              subscribers.cut(),
              STUCK,
              true,
              "",
              "of " + STUCK + ", in 55 s"));
      add(
          new Goal(
              "memory of the server at the most",
              server.mostMemory(),
              256,
              false,
              "MiB",
              "resident, heap of 96 MiB; " + server.threads() + " threads"));
    }
  }

  /** Connections that nobody says anything on, which is the cheapest way to be a nuisance. */
  private void idle() throws Exception {
    List<SocketChannel> idle = new ArrayList<>();
    try (ServerProcess server = ServerProcess.start(STREAMS_JVM, "streams")) {
      for (int i = 0; i < IDLE; i++) {
        idle.add(SocketChannel.open(server.address()));
      }
      Latencies latencies = new Latencies();
      HttpClient client = HttpClient.newHttpClient();
      HttpRequest request =
          HttpRequest.newBuilder(
                  URI.create("http://localhost:" + server.address().getPort() + "/api/progress"))
              .build();
      int answered = 0;
      for (int i = 0; i < REQUESTS; i++) {
        long begun = System.nanoTime();
        answered +=
            client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200
                ? 1
                : 0;
        latencies.add((System.nanoTime() - begun) / 1e6);
      }
      add(
          new Goal(
              "requests answered while 10,000 connections say nothing",
              answered,
              REQUESTS,
              true,
              "",
              String.format(
                  Locale.ROOT,
                  "p99 %s ms; server had %.0f MiB resident at the most",
                  Goal.text(latencies.quantile(0.99)),
                  server.mostMemory())));
    } finally {
      for (SocketChannel channel : idle) {
        channel.close();
      }
    }
  }

  private static Goal latency(String what, Latencies latencies, double limit) {
    return new Goal(
        what + ": p99",
        latencies.quantile(0.99),
        limit,
        false,
        "ms",
        String.format(
            Locale.ROOT,
            "p50 %s ms, largest %s ms of %,d",
            Goal.text(latencies.quantile(0.5)),
            Goal.text(latencies.quantile(1)),
            latencies.size()));
  }

  private void reports() throws Exception {
    try (ServerProcess server = ServerProcess.start(REPORTS_JVM, "reports")) {
      post(server, "2,000 reports a second, store in memory", 50);
    }
  }

  private void reportsToPostgres() throws Exception {
    try (PostgresServer postgres =
            PostgresServer.start(Map.of("shared_buffers", "256MB", "max_wal_size", "4GB"));
        ServerProcess server =
            ServerProcess.start(
                REPORTS_JVM,
                "reports",
                postgres.jdbcUrl(postgres.createDatabase()) + "?user=" + PostgresServer.USER)) {
      post(server, "2,000 reports a second, store on PostgreSQL", 200);
    }
  }

  private void post(ServerProcess server, String what, double limit) throws Exception {
    Posters posters = new Posters(server.address());
    Usage usage = new Usage(server);
    posters.post(PER_SECOND, WARM_UP_SECONDS, 20);
    add(latency(what, posters.latencies(), limit));
    add(
        new Goal(
            what + ": not taken",
            posters.refused(),
            0,
            false,
            "",
            String.format(
                Locale.ROOT,
                "server had %.0f MiB resident at the most; %s",
                server.mostMemory(),
                usage)));
  }

  private String text() {
    StringBuilder text =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                """
                # The web under load

                %s, which the server shares with the process that loads it and with
                PostgreSQL. Server of streams: -Xmx96m, serial collector; of reports: -Xmx512m and what Java chooses,
                after %d seconds of warming up. A stream's time is from the sample of which an update tells to its arrival; a
                report's from when it was due to its answer, on 64 connections that are kept.

                """,
                Machine.today(),
                WARM_UP_SECONDS));
    text.append(goals.table());
    return text.append(
            """

            Again:

                mvn -q -DskipTests package
                java -cp benchmarks/target/benchmarks.jar \\
                    io.github.progresstracker.benchmarks.web.WebReport --out benchmarks/results/web-jdk17.md
            """)
        .toString();
  }
}
