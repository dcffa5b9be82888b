package io.github.progresstracker.benchmarks.accuracy;

import io.github.progresstracker.benchmarks.accuracy.Trace.Pause;
import io.github.progresstracker.benchmarks.accuracy.Trace.Run;
import io.github.progresstracker.benchmarks.accuracy.Trace.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads one trace: comment lines with {@code name=value} pairs parted by semicolons, the line
 * {@code t_seconds,done}, then one observation a line. Known names are {@code kind}, {@code total},
 * {@code key}, {@code run} and {@code known_pauses} ({@code from-to,from-to,...} in seconds);
 * others are for people. Further columns are ignored.
 *
 * <p>What cannot be scored is refused as a whole, with the line and the reason: a repaired trace
 * would be a run that never happened.
 */
final class TraceReader {

  /** The start, something in between and the end. */
  static final int FEWEST_STEPS = 3;

  private static final String COLUMNS = "t_seconds,done";
  private static final String NUMBER = "[0-9.]+(?:[eE][-+]?[0-9]+)?";
  private static final Pattern WHOLE_NUMBER = Pattern.compile("[0-9]{1,9}");
  private static final Pattern PAUSE = Pattern.compile("\\s*(" + NUMBER + ")-(" + NUMBER + ")\\s*");
  private static final String BYTE_ORDER_MARK = "\uFEFF";
  private static final double ROUNDING = 1e-9;
  // Thirty years; the estimators count nanoseconds in 64 bits.
  private static final double LONGEST_SECONDS = 1e9;

  private final String name;
  private final Map<String, String> header = new HashMap<>();
  private final List<Step> steps = new ArrayList<>();
  private boolean columnsSeen;
  private int lineNumber;

  private TraceReader(String name) {
    this.name = name;
  }

  static Trace read(String name, List<String> lines) throws BadTraceException {
    TraceReader reader = new TraceReader(name);
    for (String line : lines) {
      reader.take(line);
    }
    return reader.trace();
  }

  private void take(String raw) throws BadTraceException {
    lineNumber++;
    String line = (lineNumber == 1 ? withoutMark(raw) : raw).strip();
    if (line.startsWith("#")) {
      takeHeader(line.substring(1));
    } else if (!columnsSeen) {
      takeColumns(line);
    } else if (!line.isEmpty()) {
      takeStep(line);
    }
  }

  private static String withoutMark(String line) {
    return line.startsWith(BYTE_ORDER_MARK) ? line.substring(1) : line;
  }

  private void takeHeader(String comment) {
    for (String pair : comment.split(";", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        // The first one counts: prose further on may hold the same words.
        header.putIfAbsent(pair.substring(0, equals).strip(), pair.substring(equals + 1).strip());
      }
    }
  }

  private void takeColumns(String line) throws BadTraceException {
    if (line.isEmpty()) {
      return;
    }
    String columns = line.replace(" ", "");
    if (!columns.equals(COLUMNS) && !columns.startsWith(COLUMNS + ",")) {
      throw new BadTraceException("not a trace: no line \"" + COLUMNS + "\" before the data");
    }
    columnsSeen = true;
  }

  private void takeStep(String line) throws BadTraceException {
    String[] columns = line.split(",", -1);
    if (columns.length < 2) {
      throw bad("needs two numbers parted by a comma, is \"" + line + "\"");
    }
    Step step = new Step(number(columns[0]), number(columns[1]));
    if (!steps.isEmpty() && step.seconds() < last().seconds()) {
      throw bad("time goes back from " + last().seconds() + " s to " + step.seconds() + " s");
    }
    if (step.seconds() > LONGEST_SECONDS) {
      throw bad("time must be at most 1e9 s, is " + step.seconds() + " s");
    }
    steps.add(step);
  }

  private double number(String text) throws BadTraceException {
    double value;
    try {
      value = Double.parseDouble(text.strip());
    } catch (NumberFormatException e) {
      throw bad("\"" + text.strip() + "\" is not a number");
    }
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw bad("numbers must be finite and >= 0, this one is " + text.strip());
    }
    return value;
  }

  private Trace trace() throws BadTraceException {
    if (!columnsSeen) {
      throw new BadTraceException("not a trace: no line \"" + COLUMNS + "\"");
    }
    if (steps.size() < FEWEST_STEPS || last().seconds() <= 0) {
      throw new BadTraceException(
          "too short: "
              + steps.size()
              + " observations, a trace needs at least "
              + FEWEST_STEPS
              + " and must not end at second 0");
    }
    double total = total();
    return new Trace(name, header.getOrDefault("kind", "none"), total, run(), steps, pauses());
  }

  private double total() throws BadTraceException {
    double total = headerNumber("total");
    double most = steps.stream().mapToDouble(Step::done).max().orElse(0);
    if (most > total * (1 + ROUNDING)) {
      throw new BadTraceException("done reaches " + most + ", more than the total of " + total);
    }
    return total;
  }

  private double headerNumber(String key) throws BadTraceException {
    String text = header.get(key);
    if (text == null) {
      throw new BadTraceException("no \"" + key + "=\" in the header");
    }
    try {
      double value = Double.parseDouble(text);
      if (value > 0 && value < Double.POSITIVE_INFINITY) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below, like every other value that will not do.
    }
    throw new BadTraceException(
        "\"" + key + "=" + text + "\" in the header must be a number above 0");
  }

  private @Nullable Run run() throws BadTraceException {
    String key = header.get("key");
    if (key == null) {
      return null;
    }
    String text = header.get("run");
    if (text == null) {
      // Of one run that has no number nobody knows which ones were earlier.
      return null;
    }
    if (!WHOLE_NUMBER.matcher(text).matches()) {
      throw new BadTraceException("\"run=" + text + "\" must be a whole number, 0 or more");
    }
    return new Run(key, Integer.parseInt(text));
  }

  private List<Pause> pauses() throws BadTraceException {
    List<Pause> pauses = new ArrayList<>();
    String text = header.getOrDefault("known_pauses", "");
    for (String range : text.isEmpty() ? new String[0] : text.split(",", -1)) {
      pauses.add(pause(range));
    }
    return pauses;
  }

  private static Pause pause(String range) throws BadTraceException {
    Matcher matcher = PAUSE.matcher(range);
    if (matcher.matches()) {
      try {
        double from = Double.parseDouble(matcher.group(1));
        double to = Double.parseDouble(matcher.group(2));
        if (from <= to) {
          return new Pause(from, to);
        }
      } catch (NumberFormatException e) {
        // Said below.
      }
    }
    throw new BadTraceException("known_pauses must be ranges of seconds, one is \"" + range + "\"");
  }

  private Step last() {
    return steps.get(steps.size() - 1);
  }

  private BadTraceException bad(String reason) {
    return new BadTraceException("line " + lineNumber + ": " + reason);
  }
}
