package io.github.progresstracker.internal.spool;

import static io.github.progresstracker.internal.spool.Spools.SMALL;
import static io.github.progresstracker.internal.spool.Spools.batch;
import static io.github.progresstracker.internal.spool.Spools.drain;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.github.progresstracker.ChildProgram;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Opening a spool")
class SpoolOpeningTest {

  @TempDir Path root;

  @Test
  void makes_the_directory_and_its_parents() throws IOException {
    try (Spool spool = Spool.open(root.resolve("a/b/c"), SMALL)) {
      assertThat(spool.recovery().isClean()).isTrue();
      assertThat(spool.append(batch("a"))).isEqualTo(1);
    }
  }

  @Test
  void is_refused_to_a_second_opener_of_this_process_without_harm_to_the_first()
      throws IOException {
    try (Spool first = Spool.open(root, SMALL)) {
      assertInUse(root);
      assertInUse(root.resolve("../" + root.getFileName()));
      // The refused openers must not have taken the lock of the operating system along.
      try (ChildProgram child = AppendingProgram.start(root)) {
        assertThat(child.readLine()).contains("cannot open the spool in " + root, "in use");
      }
      assertThat(first.append(batch("a"))).isEqualTo(1);
    }
    try (Spool second = Spool.open(root, SMALL)) {
      assertThat(drain(second)).containsExactly("1:a");
    }
  }

  @Test
  void is_refused_while_another_process_has_it() throws IOException {
    try (ChildProgram child = AppendingProgram.start(root)) {
      assertThat(child.readLine()).isEqualTo("open");
      assertInUse(root);
    }
  }

  @Test
  void follows_a_link_to_a_directory() throws IOException {
    Path real = Files.createDirectory(root.resolve("real"));
    Path link = Files.createSymbolicLink(root.resolve("link"), real);
    try (Spool spool = Spool.open(link, SMALL)) {
      spool.append(batch("a"));
      assertInUse(real);
    }
  }

  @Test
  void refuses_a_file_in_the_place_of_the_directory() throws IOException {
    Path file = Files.createFile(root.resolve("file"));
    assertThatIOException()
        .isThrownBy(() -> Spool.open(file, SMALL))
        .withMessageStartingWith("cannot open the spool in " + file);
    assertThatIOException().isThrownBy(() -> Spool.open(file.resolve("below"), SMALL));
  }

  @Test
  void refuses_a_directory_that_nobody_may_write_to() {
    // Not even root may make a directory there.
    assertThatIOException()
        .isThrownBy(() -> Spool.open(Path.of("/proc/spool"), SMALL))
        .withMessageStartingWith("cannot open the spool in /proc/spool");
  }

  @Test
  void refuses_a_directory_of_other_files_and_leaves_it_as_it_is() throws IOException {
    Files.writeString(root.resolve("letter.txt"), "Dear reader");
    assertThatIOException()
        .isThrownBy(() -> Spool.open(root, SMALL))
        .withMessageContaining("it holds other files (letter.txt) and no spool")
        .withMessageContaining("give an empty directory");
    try (var files = Files.list(root)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void other_files_beside_a_spool_do_not_matter() throws IOException {
    Spool.open(root, SMALL).close();
    Files.writeString(root.resolve("letter.txt"), "Dear reader");
    Files.writeString(root.resolve("12.segment"), "not a segment's name");
    try (Spool spool = Spool.open(root, SMALL)) {
      assertThat(spool.recovery().isClean()).isTrue();
    }
    assertThat(root.resolve("letter.txt")).hasContent("Dear reader");
  }

  @Test
  void refuses_directories_where_its_files_should_be_and_opens_when_they_are_gone()
      throws IOException {
    Spool.open(root, SMALL).close();
    Path segment = Files.createDirectory(root.resolve(Segment.nameOf(1)));
    assertThatIOException()
        .isThrownBy(() -> Spool.open(root, SMALL))
        .withMessageContaining("is not a file; remove it");
    Files.delete(segment);
    Files.delete(root.resolve("spool.position"));
    Files.createDirectory(root.resolve("spool.position"));
    assertThatIOException()
        .isThrownBy(() -> Spool.open(root, SMALL))
        .withMessageContaining("spool.position");
    Files.delete(root.resolve("spool.position"));
    Spool.open(root, SMALL).close();
  }

  @Test
  void refuses_what_another_version_has_written() throws IOException {
    Spool.open(root, SMALL).close();
    rewriteMagic(0x53504F4F4C000002L);
    assertThatIOException()
        .isThrownBy(() -> Spool.open(root, SMALL))
        .withMessageContaining("was written by another version of this library");
    rewriteMagic(42);
    assertThatIOException()
        .isThrownBy(() -> Spool.open(root, SMALL))
        .withMessageContaining("is no spool");
  }

  private void rewriteMagic(long magic) throws IOException {
    ByteBuffer slot = ByteBuffer.allocate(28).putLong(magic).putLong(9).putLong(3);
    CRC32C crc = new CRC32C();
    crc.update(slot.array(), 0, 24);
    slot.putInt((int) crc.getValue());
    try (RandomAccessFile file =
        new RandomAccessFile(root.resolve("spool.position").toFile(), "rw")) {
      file.write(slot.array());
    }
  }

  private static void assertInUse(Path directory) {
    assertThatIOException()
        .isThrownBy(() -> Spool.open(directory, SMALL))
        .withMessageStartingWith("cannot open the spool in " + directory)
        .withMessageContaining("in use")
        .withMessageContaining("give each its own directory");
  }
}
