package io.github.progresstracker.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.progresstracker.contract.RunHistoryStoreContract;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Run histories in files")
class DirectoryRunHistoryTest extends RunHistoryStoreContract {

  private static final String GOLDEN = "nightly-import-d5f4f14a187003abb92834b5de548409.json";

  @TempDir Path temporary;

  /** Filled in by JUnit. */
  @SuppressWarnings("NullAway.Init")
  DirectoryRunHistoryTest() {}

  @Override
  protected RunHistoryStore newStore() {
    return sameAgain();
  }

  @Override
  protected RunHistoryStore sameAgain() {
    return RunHistoryStore.directory(directory());
  }

  private Path directory() {
    return temporary.resolve("made").resolve("when needed");
  }

  @Override
  protected void damage(String key) throws IOException {
    Files.write(file(key), new byte[] {'{', (byte) 0xFF, 0, 1});
  }

  private Path file(String key) throws IOException {
    return files().stream()
        .filter(file -> file.getFileName().toString().startsWith(key + "-"))
        .findFirst()
        .orElseThrow();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(directory())) {
      return files.filter(file -> file.toString().endsWith(".json")).toList();
    }
  }

  @Test
  @DisplayName("have names that any file system takes, and stay in their directory")
  void names() throws Exception {
    for (String key : List.of("../../etc/passwd", "Nightly Import:catalog-7", "CON", "🚀")) {
      sameAgain().save(key, run(1, null));
    }
    assertThat(files())
        .hasSize(4)
        .allSatisfy(
            file -> assertThat(file.getFileName().toString()).matches("[a-z0-9-]{33,73}\\.json"))
        .anySatisfy(
            file ->
                assertThat(file.getFileName().toString()).startsWith("nightly-import-catalog-7-"));
    assertThat(temporary.toFile().list()).containsExactly("made");
  }

  @Test
  @DisplayName("are written as in the golden file, and it is read")
  void golden() throws Exception {
    String golden;
    try (InputStream file =
        DirectoryRunHistoryTest.class.getResourceAsStream("/golden/run-history.v1/" + GOLDEN)) {
      golden = new String(Objects.requireNonNull(file, GOLDEN).readAllBytes(), UTF_8);
    }
    sameAgain().save("Nightly import", RunJsonTest.even());
    assertThat(files()).containsExactly(directory().resolve(GOLDEN));
    assertThat(directory().resolve(GOLDEN)).hasContent(golden);

    Path other = Files.createDirectory(temporary.resolve("of another version"));
    Files.writeString(other.resolve(GOLDEN), golden);
    assertThat(RunHistoryStore.directory(other).load("Nightly import"))
        .containsExactly(RunJsonTest.even());
  }

  @Test
  @DisplayName("leave nothing else behind than a lock")
  void leave_nothing_behind() throws Exception {
    sameAgain().save("x", run(1, null));
    sameAgain().save("x", run(2, null));
    assertThat(directory().toFile().list())
        .containsExactlyInAnyOrder(".lock", file("x").getFileName().toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{\"version\": 1, \"runs\": [{}]}",
        "{\"version\": 1, \"runs\": []} trailing",
        "{\"version\": 2, \"runs\": []}",
        "{\"version\": 1, \"runs\": [{\"version\": 1"
      })
  @DisplayName("that are none are named together with the cure, and put aside at the next save")
  void unreadable(String text) throws Exception {
    RunHistoryStore store = sameAgain();
    store.save("x", run(1, null));
    Path file = file("x");
    Files.writeString(file, text);

    assertThatThrownBy(() -> store.load("x"))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file + " is no run history (")
        .hasMessageEndingWith("); delete it to begin anew");

    store.save("x", run(2, null));
    assertThat(store.load("x")).containsExactly(run(2, null));
    assertThat(file.resolveSibling(file.getFileName() + ".unreadable")).hasContent(text);
  }

  @Test
  @DisplayName("that are far too large are not read")
  void too_large() throws Exception {
    RunHistoryStore store = sameAgain();
    store.save("x", run(1, null));
    Files.write(file("x"), " ".repeat(1_000_001).getBytes(UTF_8));
    assertThatThrownBy(() -> store.load("x")).hasMessageContaining("1000001 bytes are more than");
  }

  @Test
  @DisplayName("cannot be where a file is; that is said")
  void no_directory() throws Exception {
    Path file = Files.createFile(temporary.resolve("file"));
    RunHistoryStore store = RunHistoryStore.directory(file);
    assertThatThrownBy(() -> store.save("x", run(1, null))).isInstanceOf(IOException.class);
  }
}
