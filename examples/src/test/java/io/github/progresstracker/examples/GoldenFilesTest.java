package io.github.progresstracker.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The table of what is stored and sent, in UPGRADING.md")
class GoldenFilesTest {

  private static final Path ROOT = Path.of(System.getProperty("basedir", "")).resolve("..");
  private static final Pattern NAME = Pattern.compile("`([^`]+)`");
  private static final Pattern KIND_OF_EVENT = Pattern.compile("[a-z][a-zA-Z]+\\.v1\\.json");
  private static final int FILES = 3;
  private static final int TESTS = 4;
  private static final List<String> MODULES =
      List.of("progress-core", "progress-jdbc", "progress-web", "mtproto-adapter");

  @Test
  @DisplayName("names golden files and tests that are there")
  void namesWhatThereIs() throws IOException {
    Set<String> there = new TreeSet<>();
    for (String module : MODULES) {
      there.addAll(names(ROOT.resolve(module).resolve("src/test"), Integer.MAX_VALUE));
    }
    assertThat(there).containsAll(named(FILES));
    assertThat(there).containsAll(named(TESTS).stream().map(test -> test + ".java").toList());
  }

  @Test
  @DisplayName("names each golden file, but of the kinds of event only the first")
  void namesAll() throws IOException {
    List<String> all = new ArrayList<>();
    for (String module : MODULES) {
      List<String> files = names(ROOT.resolve(module).resolve("src/test/resources/golden"), 1);
      files.removeIf(
          file -> module.equals("progress-core") && KIND_OF_EVENT.matcher(file).matches());
      all.addAll(files);
    }
    assertThat(all).isNotEmpty();
    assertThat(named(FILES)).contains("started.v1.json", "snapshot.v1.json").containsAll(all);
  }

  /** What stands between backquotes in a column of the table. */
  private static Set<String> named(int column) throws IOException {
    Set<String> names = new TreeSet<>();
    for (String line : Files.readAllLines(ROOT.resolve("UPGRADING.md"))) {
      String[] cells = line.split("\\|", -1);
      Matcher name = NAME.matcher(cells.length > TESTS ? cells[column] : "");
      while (name.find()) {
        names.add(name.group(1));
      }
    }
    assertThat(names).hasSizeGreaterThan(10);
    return names;
  }

  /** The names of what is in a directory, to a depth. */
  private static List<String> names(Path directory, int depth) throws IOException {
    if (!Files.isDirectory(directory)) {
      return new ArrayList<>();
    }
    try (Stream<Path> files = Files.walk(directory, depth)) {
      return new ArrayList<>(
          files.skip(1).map(file -> String.valueOf(file.getFileName())).toList());
    }
  }
}
