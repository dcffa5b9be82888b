package io.github.progresstracker.benchmarks.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * What JMH has written of one run. A benchmark is called {@code Class.method}, with a space and the
 * values of its parameters behind it if it has any. One that is not there has figures of 0.
 */
final class JmhRun {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, JsonNode> results = new LinkedHashMap<>();

  private JmhRun() {}

  static JmhRun read(Path file) throws IOException {
    JmhRun run = new JmhRun();
    JSON.readTree(file.toFile()).forEach(result -> run.results.put(name(result), result));
    return run;
  }

  private static String name(JsonNode result) {
    String[] words = result.path("benchmark").asText().split("\\.", -1);
    String values =
        StreamSupport.stream(result.path("params").spliterator(), false)
            .map(value -> value.asText().toLowerCase(Locale.ROOT).replace('_', ' '))
            .collect(Collectors.joining(", "));
    String method = words[words.length - 2] + "." + words[words.length - 1];
    return values.isEmpty() ? method : method + " " + values;
  }

  /** In the order of the run. */
  Set<String> benchmarks() {
    return results.keySet();
  }

  int threads() {
    return results.values().iterator().next().path("threads").asInt();
  }

  /** Mean nanoseconds of an operation. */
  double nanos(String benchmark) {
    return result(benchmark).path("primaryMetric").path("score").asDouble();
  }

  /** Half of the 99.9 % interval around it. */
  double error(String benchmark) {
    return result(benchmark).path("primaryMetric").path("scoreError").asDouble();
  }

  /** Bytes allocated for an operation. */
  double bytes(String benchmark) {
    return allocated(result(benchmark)).path("score").asDouble();
  }

  boolean countsBytes() {
    return results.values().stream().anyMatch(result -> !allocated(result).isMissingNode());
  }

  private JsonNode result(String benchmark) {
    return results.getOrDefault(benchmark, MissingNode.getInstance());
  }

  private static JsonNode allocated(JsonNode result) {
    return result.path("secondaryMetrics").path("gc.alloc.rate.norm");
  }
}
