package io.github.progresstracker.mtproto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportFileTest {

  @TempDir private Path temporary = Path.of("");
  @TempDir private Path folder = Path.of("");

  @Test
  @DisplayName("a compressed file is told by its content, unpacked, and leaves nothing behind")
  void unpacks() throws Exception {
    Path packed = Exports.path(Exports.TELETHON_C);
    byte[] expected;
    try (InputStream in = new GZIPInputStream(Files.newInputStream(packed))) {
      expected = in.readAllBytes();
    }
    Path copy = Files.copy(packed, folder.resolve("no-suffix"));
    try (ExportFile file = ExportFile.open(copy, temporary)) {
      assertThat(file.stream().readAllBytes()).isEqualTo(expected);
      assertThat(file.slice(1_000, 500)).isEqualTo(Arrays.copyOfRange(expected, 1_000, 1_500));
    }
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void aDamagedCompressedFileLeavesNothingBehindEither() throws Exception {
    byte[] whole = Files.readAllBytes(Exports.path(Exports.TELETHON_C));
    Path cut = Files.write(folder.resolve("cut.gz"), Arrays.copyOf(whole, whole.length / 2));
    assertThatThrownBy(() -> ExportFile.open(cut, temporary))
        .isInstanceOf(SourceException.InvalidInput.class);
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void saysWhereThereIsNoRoomToUnpack() throws Exception {
    Path packed = Exports.path(Exports.TELETHON_C);
    Path nowhere = temporary.resolve("missing");
    assertThatThrownBy(() -> ExportFile.open(packed, nowhere))
        .isInstanceOf(SourceException.InvalidInput.class)
        .hasMessageStartingWith(packed + ": cannot be unpacked to " + nowhere)
        .hasMessageEndingWith("make room there or start with -Djava.io.tmpdir=FOLDER");
  }

  @Test
  @DisplayName("a byte order mark is skipped; streams and slices count from behind it")
  void byteOrderMark() throws Exception {
    Path path = Files.writeString(folder.resolve("bom.json"), "\uFEFF[1,2]");
    try (ExportFile file = ExportFile.open(path, temporary)) {
      assertThat(new String(file.stream().readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo("[1,2]");
      assertThat(file.slice(1, 1)).containsExactly('1');
      InputStream stream = file.stream();
      assertThat(stream.read()).isEqualTo('[');
      assertThat(stream.read()).isEqualTo('1');
    }
  }
}
