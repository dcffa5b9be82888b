package io.github.progresstracker.benchmarks.web;

import java.time.Duration;
import java.util.Locale;

/** How busy a server and the process that loads it are, from when this is made. */
final class Usage {

  private final ServerProcess server;
  private final Duration serverBefore;
  private final Duration loadBefore;
  private final long since;

  Usage(ServerProcess server) {
    this.server = server;
    this.serverBefore = server.processorTime();
    this.loadBefore = load();
    this.since = System.nanoTime();
  }

  private static Duration load() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow();
  }

  /** Processors that each took, on the average. */
  @Override
  public String toString() {
    double nanos = System.nanoTime() - since;
    return String.format(
        Locale.ROOT,
        "processors taken: server %.2f, load %.2f",
        server.processorTime().minus(serverBefore).toNanos() / nanos,
        load().minus(loadBefore).toNanos() / nanos);
  }
}
