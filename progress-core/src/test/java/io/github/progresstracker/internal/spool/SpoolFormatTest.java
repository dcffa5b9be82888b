package io.github.progresstracker.internal.spool;

import static io.github.progresstracker.internal.spool.Spools.SMALL;
import static io.github.progresstracker.internal.spool.Spools.batch;
import static io.github.progresstracker.internal.spool.Spools.drain;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files in {@code golden/spool.v1} were made from the description, not by the library. */
@DisplayName("The files of a spool of version 1")
class SpoolFormatTest {

  private static final List<String> FILES = List.of("spool.position", "000000000000000001.segment");

  @TempDir Path directory;

  @Test
  @DisplayName("are written to the byte as they are in the golden files")
  void written() throws IOException {
    try (Spool spool = Spool.open(directory, SMALL)) {
      spool.append(batch("first", "second"));
      spool.append(batch("third ü"));
      spool.acknowledge(1);
      for (String file : FILES) {
        assertThat(directory.resolve(file)).as(file).hasBinaryContent(golden(file));
      }
    }
  }

  @Test
  @DisplayName("are read, but for what was acknowledged")
  void read() throws IOException {
    for (String file : FILES) {
      Files.write(directory.resolve(file), golden(file));
    }
    try (Spool spool = Spool.open(directory, SMALL)) {
      assertThat(spool.recovery().isClean()).isTrue();
      assertThat(drain(spool)).containsExactly("2:second", "3:third ü");
      assertThat(spool.append(batch("next"))).isEqualTo(4);
    }
  }

  private static byte[] golden(String name) throws IOException {
    try (InputStream file = SpoolFormatTest.class.getResourceAsStream("/golden/spool.v1/" + name)) {
      return Objects.requireNonNull(file, name).readAllBytes();
    }
  }
}
