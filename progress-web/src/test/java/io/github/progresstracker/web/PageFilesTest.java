package io.github.progresstracker.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for the files of the page, without a browser. */
class PageFilesTest {

  private static final Path PAGE = Path.of("src/main/resources/io/github/progresstracker/web/page");

  /** What the browser does not load: for pages of others, and the second language. */
  private static final Set<String> NOT_LOADED =
      Set.of("progress.js", "react.js", "de.json", "SHA256SUMS", "uPlot.LICENSE");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "src/main/resources/io/github/progresstracker/web/page/vendor",
        "src/test/resources/vendor"
      })
  void vendored_files_are_the_published_ones(Path folder) throws Exception {
    List<String> sums = Files.readAllLines(folder.resolve("SHA256SUMS"));
    assertThat(sums).isNotEmpty();
    for (String line : sums) {
      String[] sumAndName = line.split(" +", 2);
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(Files.readAllBytes(folder.resolve(sumAndName[1])));
      assertThat(HexFormat.of().formatHex(digest)).as(line).isEqualTo(sumAndName[0]);
    }
  }

  /**
   * Of what crosses the wire: the server compresses what it serves, for any browser asks for it.
   */
  @Test
  void the_page_weighs_less_than_a_hundred_kilobytes() throws IOException {
    long bytes = 0;
    try (ProgressWeb web = ProgressWeb.builder().build()) {
      Calls browser = new Calls(web.api()).header("Accept-Encoding", "gzip, deflate, br");
      for (Path file : files("")) {
        if (!NOT_LOADED.contains(file.getFileName().toString())) {
          ApiResponse.Full answer = browser.get("/assets/" + PAGE.relativize(file));
          assertThat(answer.status()).isEqualTo(200);
          assertThat(answer.headers()).containsEntry("Content-Encoding", "gzip");
          bytes += answer.body().length;
        }
      }
    }
    assertThat(bytes).isBetween(40_000L, 100_000L);
  }

  @Test
  void both_languages_have_the_same_words_with_the_same_places() throws IOException {
    Map<String, Set<String>> english = placesByKey("en");
    assertThat(placesByKey("de")).isEqualTo(english);
    assertThat(english).hasSizeGreaterThan(100);
  }

  @Test
  void every_word_that_the_page_uses_is_there() throws IOException {
    Set<String> known = placesByKey("en").keySet();
    Set<String> used = new TreeSet<>();
    for (Path file : files(".js")) {
      used.addAll(found("\\bt\\('([^']+)'", Files.readString(file)));
      used.addAll(found("(?:section|figure)\\('([^']+)'", Files.readString(file)));
    }
    used.addAll(found("data-t=\"([^\"]+)\"", Files.readString(PAGE.resolve("index.html"))));
    assertThat(used).hasSizeGreaterThan(60);
    assertThat(known).containsAll(used);
  }

  @Test
  void nothing_is_inline_and_nothing_is_elsewhere() throws IOException {
    assertThat(Files.readString(PAGE.resolve("index.html")))
        .doesNotContainPattern("(?i)<script(?![^>]*\\bsrc=)")
        .doesNotContainPattern("(?i)\\s(style|on\\w+)=");
    for (Path file : ours()) {
      String links = Files.readString(file).replace("http://www.w3.org/2000/svg", "");
      assertThat(links).as(file.toString()).doesNotContain("http:", "https:", "'//", "\"//");
    }
  }

  @Test
  void text_from_outside_is_never_html() throws IOException {
    for (Path file : ours()) {
      assertThat(Files.readString(file))
          .as(file.toString())
          .doesNotContain(
              "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "srcdoc");
    }
  }

  @Test
  void the_data_layer_knows_no_page() throws IOException {
    for (String file : List.of("sse.js", "connection.js", "progress.js")) {
      assertThat(Files.readString(PAGE.resolve(file)))
          .as(file)
          .doesNotContain("document.", "window.", "localStorage", "sessionStorage");
    }
  }

  private static List<Path> files(String ending) throws IOException {
    try (Stream<Path> all = Files.walk(PAGE)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> file.toString().endsWith(ending))
          .sorted()
          .toList();
    }
  }

  private static List<Path> ours() throws IOException {
    return files("").stream().filter(file -> !file.toString().contains("vendor")).toList();
  }

  private static Map<String, Set<String>> placesByKey(String language) throws IOException {
    byte[] json = Files.readAllBytes(PAGE.resolve("i18n/" + language + ".json"));
    Map<String, Set<String>> places = new TreeMap<>();
    JsonNode words = new ObjectMapper().readTree(new String(json, StandardCharsets.UTF_8));
    words
        .properties()
        .forEach(word -> places.put(word.getKey(), found("\\{(\\w+)}", word.getValue().asText())));
    return places;
  }

  private static Set<String> found(String pattern, String text) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map((MatchResult result) -> result.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
