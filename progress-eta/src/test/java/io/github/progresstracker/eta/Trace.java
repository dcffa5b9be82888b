package io.github.progresstracker.eta;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A recorded run of a real job: how much was done at what second, and when it was told to wait.
 *
 * @param name file name
 * @param total units to do
 * @param steps the run, in the order of time
 * @param pauses announced waits, in the order of time
 */
record Trace(String name, double total, List<Step> steps, List<Pause> pauses) {

  /**
   * One observation.
   *
   * @param seconds since the start
   * @param done units done by then
   */
  record Step(double seconds, double done) {}

  /**
   * One announced wait.
   *
   * @param from second at which it began
   * @param to second at which it ended
   */
  record Pause(double from, double to) {}

  private static final Pattern TOTAL = Pattern.compile("total=([0-9.eE+]+)");

  /** Reads one of the traces among the test resources. */
  static Trace load(String name) {
    try (InputStream in = Trace.class.getResourceAsStream("/traces/" + name + ".csv")) {
      if (in == null) {
        throw new IllegalArgumentException("no trace named " + name);
      }
      return parse(name, new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads a trace: header comments, a line of column names, then {@code seconds,done}. */
  static Trace parse(String name, BufferedReader in) {
    List<Step> steps = new ArrayList<>();
    List<Pause> pauses = new ArrayList<>();
    double total = Double.NaN;
    for (String line : in.lines().toList()) {
      Matcher matcher = TOTAL.matcher(line);
      if (line.startsWith("# known_pauses=")) {
        pauses.addAll(parsePauses(line.substring(line.indexOf('=') + 1)));
      } else if (line.startsWith("#") && matcher.find()) {
        total = Double.parseDouble(matcher.group(1));
      } else if (!line.startsWith("#") && !line.startsWith("t_seconds")) {
        double[] columns = numbers(line, ",");
        steps.add(new Step(columns[0], columns[1]));
      }
    }
    return new Trace(name, total, List.copyOf(steps), List.copyOf(pauses));
  }

  private static List<Pause> parsePauses(String text) {
    List<Pause> pauses = new ArrayList<>();
    for (String range : text.split(",", -1)) {
      double[] ends = numbers(range, "-");
      pauses.add(new Pause(ends[0], ends[1]));
    }
    return pauses;
  }

  private static double[] numbers(String text, String separator) {
    String[] parts = text.split(separator, -1);
    return new double[] {Double.parseDouble(parts[0]), Double.parseDouble(parts[1])};
  }

  /** How long the job took. */
  double duration() {
    return steps.get(steps.size() - 1).seconds();
  }
}
