package io.github.progresstracker.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the README points to is there, every program is in it, and its commands are run. */
class ReadmeTest {

  private static final Path ROOT = Path.of("..");
  private static final String SOURCES = "examples/src/main/java/io/github/progresstracker/examples";
  private static final Pattern FILE = Pattern.compile("]\\(([^)#:]+)(?:#[^)]*)?\\)");
  private static final Pattern PLACE = Pattern.compile("]\\(#([^)]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");

  private static String readme;

  @BeforeAll
  static void read() throws IOException {
    readme = Files.readString(ROOT.resolve("README.md"));
  }

  @Test
  void every_program_is_in_the_table_with_its_source() {
    Examples.commandLine()
        .getSubcommands()
        .forEach(
            (name, command) ->
                assertThat(readme.lines())
                    .as(name)
                    .anyMatch(
                        line ->
                            line.startsWith("|")
                                && line.contains("`" + name + "`")
                                && line.contains(
                                    SOURCES
                                        + "/"
                                        + command.getCommand().getClass().getSimpleName()
                                        + ".java)")));
  }

  @Test
  void every_command_is_known_to_the_script_that_runs_them() throws Exception {
    Process script =
        new ProcessBuilder("bash", ".ci/readme", "--list")
            .directory(ROOT.toFile())
            .redirectErrorStream(true)
            .start();
    String said = String.join("\n", script.inputReader().lines().toList());
    assertThat(script.waitFor()).as(said).isZero();
    assertThat(said).contains("to run    java -jar examples/target/progress-examples.jar collect");
  }

  @Test
  void files_that_are_linked_exist() {
    assertThat(linked(FILE))
        .hasSizeGreaterThan(20)
        .allMatch(file -> ROOT.resolve(file).toFile().exists());
  }

  @Test
  void places_that_are_linked_have_a_heading() {
    Set<String> headings =
        HEADING
            .matcher(readme)
            .results()
            .map(found -> slug(found.group(1)))
            .collect(Collectors.toSet());
    assertThat(headings).containsAll(linked(PLACE)).contains("over-http");
    assertThat(linked(PLACE)).isNotEmpty();
  }

  /** As GitHub makes an anchor of a heading. */
  private static String slug(String heading) {
    return heading.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-');
  }

  private static Set<String> linked(Pattern pattern) {
    return pattern
        .matcher(readme)
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toSet());
  }
}
