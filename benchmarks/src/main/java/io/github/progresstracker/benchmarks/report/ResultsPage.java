package io.github.progresstracker.benchmarks.report;

import io.github.progresstracker.benchmarks.report.Findings.Finding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Writes the page of results anew. What is said there in words stays; what is between two markers
 * comes from the files beside the page, so that it says nothing else than they do:
 *
 * <pre>
 * &lt;!-- jmh FILE... --&gt; … &lt;!-- end --&gt;                the figures of JMH, one run or several side by side
 * &lt;!-- jmh FILE... beside METHOD --&gt; … &lt;!-- end --&gt;  with multiples of one of them
 * &lt;!-- goals FILE... --&gt; … &lt;!-- end --&gt;              the goals of reports, or of what JMH has written
 * &lt;!-- missed --&gt; … &lt;!-- end --&gt;                     the goals that are not reached, of all of them
 * </pre>
 *
 * <p>Arguments: {@code --results DIRECTORY} ({@code benchmarks/results}).
 */
public final class ResultsPage {

  private static final String PAGE = "README.md";

  /** Lines {@code Class.method = name of its row}. */
  private static final String NAMES = "names.properties";

  private static final String HEAD = "| | measured | goal | |\n|---|--:|--:|---|\n";

  private static final Pattern MARKED =
      Pattern.compile("(<!-- (jmh|goals|missed)([^>]*?) -->\n).*?(<!-- end -->)", Pattern.DOTALL);

  private final Path results;

  private ResultsPage(Path results) {
    this.results = results;
  }

  /**
   * Writes the page.
   *
   * @param arguments see the class
   * @throws IOException if a file cannot be read, or the page cannot be written
   */
  public static void main(String[] arguments) throws IOException {
    Path results = Path.of(ReportOptions.of(arguments).text("--results", "benchmarks/results"));
    Path page = results.resolve(PAGE);
    Files.writeString(page, anew(Files.readString(page), results));
  }

  /**
   * The page with the figures of now.
   *
   * @param page its text, with markers
   * @param results the directory of the files that they name
   * @return the same, with other figures
   * @throws IOException if a file that a marker names cannot be read
   * @throws IllegalArgumentException if a marker names a benchmark that is not there
   */
  static String anew(String page, Path results) throws IOException {
    ResultsPage writer = new ResultsPage(results);
    try {
      return MARKED
          .matcher(page)
          .replaceAll(
              marked ->
                  Matcher.quoteReplacement(
                      marked.group(1)
                          + writer.figures(marked.group(2), marked.group(3).strip())
                          + marked.group(4)));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private String figures(String kind, String words) {
    try {
      return switch (kind) {
        case "jmh" -> jmh(words);
        case "goals" -> goals(words);
        default -> missed();
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String jmh(String words) throws IOException {
    String[] halves = words.split(" beside ", 2);
    List<String> names = List.of(halves[0].split(" "));
    List<Path> files = names.stream().map(results::resolve).toList();
    String beside = halves.length == 1 ? null : halves[1];
    return new JmhTable(files, beside, Pairs.read(results.resolve(NAMES))).text()
        + Taken.of(results, names.get(names.size() - 1))
            .map(taken -> "\n" + taken + ".\n")
            .orElse("");
  }

  private String goals(String files) throws IOException {
    StringBuilder table = new StringBuilder(HEAD);
    for (String file : files.split(" ", -1)) {
      for (Finding finding : findings(file)) {
        table.append(row(finding, finding.isReached() ? "reached" : "**missed**"));
      }
    }
    return table.toString();
  }

  private List<Finding> findings(String file) throws IOException {
    return file.endsWith(".json")
        ? JmhGoals.of(results, file).stream().map(Finding::of).toList()
        : Findings.of(results.resolve(file));
  }

  private String missed() throws IOException {
    List<String> rows = new ArrayList<>();
    for (String file : files()) {
      findings(file).stream()
          .filter(finding -> !finding.isReached())
          .forEach(finding -> rows.add(row(finding, "[" + file + "](" + file + ")")));
    }
    return rows.isEmpty() ? "None.\n" : HEAD + String.join("", rows);
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.walk(results)) {
      return files
          .map(file -> results.relativize(file).toString())
          .filter(file -> (file.endsWith(".md") && !file.equals(PAGE)) || file.endsWith(".json"))
          .sorted()
          .toList();
    }
  }

  private static String row(Finding finding, String last) {
    return "| %s | %s | %s | %s |\n"
        .formatted(finding.what(), finding.measured(), finding.goal(), last);
  }
}
