package io.github.progresstracker.benchmarks.postgres;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What several runs of the same work have cost; neighbours of two lists are compared. */
final class Costs {

  private final List<Cost> runs = new ArrayList<>();

  /** Something that is measured. */
  @FunctionalInterface
  interface Work {
    /** Does it. */
    void run() throws Exception;
  }

  /**
   * One run.
   *
   * @param nanos it took
   * @param clientNanos of processor time in this thread
   * @param serverNanos of processor time in the process that serves the connection
   * @param walBytes that it made the server write
   * @param rows that it was about
   */
  record Cost(double nanos, double clientNanos, double serverNanos, double walBytes, long rows) {}

  void measure(BenchmarkServer server, long rows, Work work) throws Exception {
    long wal = server.walBytes();
    long serverCpu = server.cpuNanos();
    long clientCpu = cpu();
    long start = System.nanoTime();
    work.run();
    long nanos = System.nanoTime() - start;
    long client = cpu() - clientCpu;
    long inServer = server.cpuNanos() - serverCpu;
    runs.add(new Cost(nanos, client, inServer, server.walBytes() - wal, rows));
  }

  double rowsPerSecond() {
    return median(cost -> cost.rows() * 1e9 / cost.nanos());
  }

  double seconds() {
    return median(cost -> cost.nanos() / 1e9);
  }

  double clientMicrosPerRow() {
    return median(cost -> cost.clientNanos() / 1e3 / cost.rows());
  }

  double serverMicrosPerRow() {
    return median(cost -> cost.serverNanos() / 1e3 / cost.rows());
  }

  double walBytesPerRow() {
    return median(cost -> cost.walBytes() / cost.rows());
  }

  double clientByServer() {
    return median(cost -> cost.clientNanos() / cost.serverNanos());
  }

  /** How much more rows a second than in another list, the median over neighbouring runs. */
  double speedOver(Costs other) {
    return ratio(other, cost -> cost.rows() / cost.nanos());
  }

  double timeOver(Costs other) {
    return ratio(other, Cost::nanos);
  }

  double walOver(Costs other) {
    return ratio(other, Cost::walBytes);
  }

  private double ratio(Costs other, ToDoubleFunction<Cost> value) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      ratios.add(value.applyAsDouble(runs.get(i)) / value.applyAsDouble(other.runs.get(i)));
    }
    return median(ratios);
  }

  private double median(ToDoubleFunction<Cost> value) {
    return median(runs.stream().map(value::applyAsDouble).toList());
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
