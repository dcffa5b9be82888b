package io.github.progresstracker.benchmarks.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * What JMH has written about one set of benchmarks, in one run or in several side by side, as a
 * table. A row is named as {@code names} says, and rows come in that order; those that it leaves
 * out come last and are called as in the code.
 */
final class JmhTable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, String> names;
  private final List<Map<String, JsonNode>> runs = new ArrayList<>();
  private final @Nullable String beside;

  /**
   * Reads the runs.
   *
   * @param beside the benchmark of which the others are multiples, or null
   */
  JmhTable(List<Path> files, @Nullable String beside, Map<String, String> names)
      throws IOException {
    this.names = names;
    this.beside = beside;
    for (Path file : files) {
      Map<String, JsonNode> run = new LinkedHashMap<>();
      JSON.readTree(file.toFile()).forEach(result -> run.put(key(result), result));
      runs.add(run);
    }
    if (beside != null
        && runs.stream().anyMatch(run -> run.keySet().stream().noneMatch(this::isYardstick))) {
      throw new IllegalArgumentException(
          "no benchmark is called "
              + beside
              + " in each of "
              + files
              + "; there are "
              + runs.get(0).keySet());
    }
  }

  String text() {
    StringBuilder text = new StringBuilder(head());
    List<String> keys = new ArrayList<>(runs.get(0).keySet());
    List<String> order = List.copyOf(names.keySet());
    keys.sort((a, b) -> Integer.compare(place(order, a), place(order, b)));
    keys.forEach(key -> text.append(row(key)));
    return text.toString();
  }

  private static int place(List<String> order, String key) {
    int at = order.indexOf(method(key));
    return at < 0 ? order.size() : at;
  }

  private String head() {
    StringBuilder titles = new StringBuilder("| |");
    StringBuilder lines = new StringBuilder("|---|");
    for (Map<String, JsonNode> run : runs) {
      int threads = run.values().iterator().next().path("threads").asInt();
      String how = threads == 1 ? "1 thread" : threads + " threads";
      titles.append(" ns, ").append(how).append(beside == null ? " |" : " | × |");
      lines.append(beside == null ? "--:|" : "--:|--:|");
    }
    return titles + (isCounted() ? " B |\n" : "\n") + lines + (isCounted() ? "--:|\n" : "\n");
  }

  private String row(String key) {
    StringBuilder row = new StringBuilder("| ").append(label(key)).append(" |");
    for (Map<String, JsonNode> run : runs) {
      JsonNode metric = result(run, key).path("primaryMetric");
      row.append(" %s ± %s |".formatted(figure(metric, "score"), figure(metric, "scoreError")));
      if (beside != null) {
        row.append(String.format(Locale.ROOT, " %.2f |", score(run, key) / yardstick(run, key)));
      }
    }
    return row + (isCounted() ? " " + bytes(key) + " |\n" : "\n");
  }

  private static String figure(JsonNode metric, String name) {
    double value = metric.path(name).asDouble();
    return String.format(Locale.ROOT, value < 20 ? "%.1f" : "%,.0f", value);
  }

  private String label(String key) {
    int parameters = key.indexOf(' ');
    String label = names.getOrDefault(method(key), "`" + method(key) + "`");
    return parameters < 0 ? label : label + "," + key.substring(parameters);
  }

  /** That of the same parameters, or the only one. */
  private double yardstick(Map<String, JsonNode> run, String key) {
    return run.keySet().stream()
        .filter(this::isYardstick)
        .filter(other -> parameters(other).isEmpty() || parameters(other).equals(parameters(key)))
        .mapToDouble(other -> score(run, other))
        .findFirst()
        .orElse(Double.NaN);
  }

  private boolean isYardstick(String key) {
    return method(key).endsWith("." + beside);
  }

  private static double score(Map<String, JsonNode> run, String key) {
    return result(run, key).path("primaryMetric").path("score").asDouble();
  }

  /** One that is missing has no figures. */
  private static JsonNode result(Map<String, JsonNode> run, String key) {
    return run.getOrDefault(key, MissingNode.getInstance());
  }

  private boolean isCounted() {
    return runs.get(0).values().stream().anyMatch(result -> !allocated(result).isMissingNode());
  }

  /** Of the first run; below half a byte it is what other threads did meanwhile. */
  private String bytes(String key) {
    double bytes = allocated(result(runs.get(0), key)).path("score").asDouble();
    return String.format(Locale.ROOT, "%,.0f", bytes);
  }

  private static JsonNode allocated(JsonNode result) {
    return result.path("secondaryMetrics").path("gc.alloc.rate.norm");
  }

  /** Class, method and values of the parameters. */
  private static String key(JsonNode result) {
    String[] words = result.path("benchmark").asText().split("\\.", -1);
    String values =
        StreamSupport.stream(result.path("params").spliterator(), false)
            .map(value -> value.asText().toLowerCase(Locale.ROOT).replace('_', ' '))
            .collect(Collectors.joining(", "));
    String method = words[words.length - 2] + "." + words[words.length - 1];
    return values.isEmpty() ? method : method + " " + values;
  }

  private static String method(String key) {
    return key.split(" ", 2)[0];
  }

  private static String parameters(String key) {
    return key.substring(method(key).length());
  }
}
