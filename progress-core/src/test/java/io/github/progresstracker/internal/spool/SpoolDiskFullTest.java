package io.github.progresstracker.internal.spool;

import static io.github.progresstracker.internal.spool.Spools.SMALL;
import static io.github.progresstracker.internal.spool.Spools.appendOneByOne;
import static io.github.progresstracker.internal.spool.Spools.batch;
import static io.github.progresstracker.internal.spool.Spools.drain;
import static io.github.progresstracker.internal.spool.Spools.drainPayloads;
import static io.github.progresstracker.internal.spool.Spools.names;
import static io.github.progresstracker.internal.spool.Spools.numbered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A spool on a full or failing disk")
class SpoolDiskFullTest {

  @TempDir Path root;

  private final FaultyDisk disk = new FaultyDisk();

  @Test
  void refuses_a_batch_whose_segment_finds_no_space_and_leaves_no_file() throws IOException {
    Path directory = root.resolve("spool");
    try (Spool spool = open(directory)) {
      disk.leave(500);
      assertThatExceptionOfType(SpoolFullException.class)
          .isThrownBy(() -> spool.append(batch("a")))
          .withMessageContaining("has no space for 1024 bytes")
          .extracting(SpoolFullException::reason)
          .isEqualTo(SpoolFullException.Reason.DISK);
      assertThat(spool.bytes()).isZero();
      assertThat(unfinishedFiles(directory)).isEmpty();
      disk.repair();
      assertThat(spool.append(batch("a"))).isEqualTo(1);
      assertThat(drain(spool)).containsExactly("1:a");
    }
  }

  @Test
  void a_full_disk_keeps_nobody_from_reading_what_is_there() throws IOException {
    try (Spool spool = open(root.resolve("spool"))) {
      appendOneByOne(spool, 1, 30);
      disk.leave(0);
      assertThatExceptionOfType(SpoolFullException.class)
          .isThrownBy(() -> spool.append(List.of(new byte[900])));
      assertThat(spool.peek(10, 1_000)).hasSize(10);
      disk.repair();
      assertThat(drainPayloads(spool)).isEqualTo(names(1, 30));
    }
  }

  @Test
  @DisplayName("leaves nothing of a batch, wherever in it the space ended")
  void leaves_nothing_of_a_batch() throws IOException {
    long batchBytes = numbered(3, 6).stream().mapToLong(p -> FrameHeader.BYTES + p.length).sum();
    for (int space = 0; space < batchBytes; space++) {
      Path directory = root.resolve("spool-" + space);
      Path crashed = root.resolve("crashed-" + space);
      try (Spool spool = open(directory)) {
        appendOneByOne(spool, 1, 2);
        disk.leave(space);
        assertThatExceptionOfType(SpoolFullException.class)
            .isThrownBy(() -> spool.append(numbered(3, 6)));
        disk.repair();
        assertThat(spool.append(batch("x"))).isEqualTo(3);
        Spools.copy(directory, crashed);
        assertThat(drain(spool)).containsExactly("1:record 1", "2:record 2", "3:x");
      }
      try (Spool spool = Spool.open(crashed, SMALL)) {
        assertThat(spool.recovery()).isEqualTo(new RecoveryReport(3, 0, 0, 0, false));
        assertThat(drain(spool)).containsExactly("1:record 1", "2:record 2", "3:x");
      }
    }
  }

  @Test
  void takes_a_batch_back_that_could_not_be_forced() throws IOException {
    Path directory = root.resolve("spool");
    try (Spool spool = open(directory)) {
      appendOneByOne(spool, 1, 2);
      disk.complain("Input/output error");
      disk.failNextForces(2);
      assertThatIOException()
          .isThrownBy(() -> spool.append(numbered(3, 6)))
          .isNotInstanceOf(SpoolFullException.class)
          .withMessage("Input/output error");
      assertThat(spool.depth()).isEqualTo(2);
      assertThat(spool.append(batch("x"))).isEqualTo(3);
    }
    try (Spool spool = Spool.open(directory, SMALL)) {
      assertThat(spool.recovery().isClean()).isTrue();
      assertThat(drain(spool)).containsExactly("1:record 1", "2:record 2", "3:x");
    }
  }

  @Test
  void an_acknowledgement_that_cannot_be_written_counts_in_this_process() throws IOException {
    Path directory = root.resolve("spool");
    Path crashed = root.resolve("crashed");
    try (Spool spool = open(directory)) {
      appendOneByOne(spool, 1, 4);
      disk.leave(0);
      assertThatIOException().isThrownBy(() -> spool.acknowledge(3));
      assertThat(spool.oldest()).hasValue(4);
      Spools.copy(directory, crashed);
      disk.repair();
      spool.acknowledge(4);
    }
    try (Spool spool = Spool.open(directory, SMALL);
        Spool afterCrash = Spool.open(crashed, SMALL)) {
      assertThat(spool.depth()).isZero();
      assertThat(drainPayloads(afterCrash)).isEqualTo(names(1, 4));
    }
  }

  @Test
  void cannot_be_opened_without_space_and_can_later() throws IOException {
    Path directory = root.resolve("spool");
    disk.leave(10);
    assertThatIOException()
        .isThrownBy(() -> open(directory))
        .withMessage("cannot open the spool in " + directory + ": No space left on device");
    disk.repair();
    try (Spool spool = open(directory)) {
      assertThat(spool.append(batch("a"))).isEqualTo(1);
    }
  }

  private Spool open(Path directory) throws IOException {
    return Spool.open(directory, SMALL, disk, () -> 0);
  }

  private static List<String> unfinishedFiles(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(Path::toString).filter(name -> name.endsWith(".new")).toList();
    }
  }
}
