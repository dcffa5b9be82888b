package io.github.progresstracker.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The command line of a report: names, each followed by its value, and {@code --out FILE}. */
public final class ReportOptions {

  private final List<String> words;

  private ReportOptions(List<String> words) {
    this.words = words;
  }

  /**
   * Reads a command line.
   *
   * @param arguments of the program
   * @return its options
   */
  public static ReportOptions of(String... arguments) {
    return new ReportOptions(List.of(arguments));
  }

  /**
   * The value of an option.
   *
   * @param name with its dashes
   * @param otherwise what it is if it is not given
   * @return the word after the name
   */
  public String text(String name, String otherwise) {
    int at = words.indexOf(name);
    return at < 0 || at + 1 >= words.size() ? otherwise : words.get(at + 1);
  }

  /**
   * The value of an option that is a number.
   *
   * @param name with its dashes
   * @param otherwise what it is if it is not given
   * @return the number after the name
   * @throws IllegalArgumentException if it is none
   */
  public int number(String name, int otherwise) {
    String text = text(name, Integer.toString(otherwise));
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          name + " takes a whole number, was \"" + text + "\" (such as " + otherwise + ")", e);
    }
  }

  /**
   * Prints a report, and writes it to the file of {@code --out} if there is one.
   *
   * @param report Markdown
   * @throws IOException if it cannot be written
   */
  public void deliver(String report) throws IOException {
    System.out.println(report);
    String out = text("--out", "");
    if (!out.isEmpty()) {
      Files.writeString(Path.of(out), report);
    }
  }
}
