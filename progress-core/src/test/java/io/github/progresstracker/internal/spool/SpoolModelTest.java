package io.github.progresstracker.internal.spool;

import static io.github.progresstracker.internal.spool.Spools.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A spool beside a queue in memory")
class SpoolModelTest {

  private static final int STEPS = 400;

  @TempDir Path directory;

  private final FaultyDisk disk = new FaultyDisk();
  private final NavigableMap<Long, String> model = new TreeMap<>();
  private long next = 1;
  private int copies;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void holds_the_same_whatever_happens_in_whatever_order(long seed) throws IOException {
    Random random = new Random(seed);
    Path path = directory.resolve("spool");
    Spool spool = open(path, random);
    for (int step = 0; step < STEPS; step++) {
      switch (random.nextInt(12)) {
        case 0 -> {
          spool.close();
          spool = open(path, random);
        }
        case 1 -> {
          Path crashed = copy(path);
          spool.close();
          path = crashed;
          tearTail(path, random);
          spool = open(path, random);
        }
        case 2 -> refuse(spool, random);
        case 3, 4, 5, 6 -> readAndAcknowledge(spool, random);
        default -> append(spool, random);
      }
      assertSame(spool, "seed " + seed + ", step " + step);
    }
    spool.close();
  }

  private Spool open(Path path, Random random) throws IOException {
    long segmentBytes = 200L + random.nextInt(2_000);
    SyncPolicy sync = random.nextBoolean() ? SyncPolicy.everyBatch() : SyncPolicy.leftToSystem();
    return Spool.open(path, new SpoolSettings(segmentBytes, 1 << 20, sync), disk, () -> 0);
  }

  private void append(Spool spool, Random random) throws IOException {
    List<byte[]> batch = batch(random);
    spool.append(batch);
    for (byte[] payload : batch) {
      model.put(next++, text(payload));
    }
  }

  /** The batch is refused for want of space, or there was just enough. */
  private void refuse(Spool spool, Random random) throws IOException {
    List<byte[]> batch = batch(random);
    disk.leave(random.nextInt(300));
    try {
      spool.append(batch);
      for (byte[] payload : batch) {
        model.put(next++, text(payload));
      }
    } catch (SpoolFullException e) {
      assertThat(e.reason()).isEqualTo(SpoolFullException.Reason.DISK);
    } finally {
      disk.repair();
      spool.sync(); // The disk did not let the remains be removed before.
    }
  }

  private void readAndAcknowledge(Spool spool, Random random) throws IOException {
    List<SpooledRecord> read = spool.peek(1 + random.nextInt(10), 1 + random.nextInt(2_000));
    assertThat(read.isEmpty()).isEqualTo(model.isEmpty());
    for (SpooledRecord item : read) {
      assertThat(text(item.payload())).isEqualTo(model.get(item.sequence()));
    }
    if (!read.isEmpty() && random.nextInt(4) > 0) {
      long done = read.get(random.nextInt(read.size())).sequence();
      spool.acknowledge(done);
      model.headMap(done, true).clear();
    }
  }

  private void assertSame(Spool spool, String when) throws IOException {
    assertThat(spool.depth()).as(when).isEqualTo(model.size());
    assertThat(spool.append(List.of())).as(when).isEqualTo(next - 1);
    assertThat(spool.lost()).as(when).isZero();
    List<SpooledRecord> oldest = spool.peek(1, 1);
    assertThat(oldest.stream().map(SpooledRecord::sequence).toList())
        .as(when)
        .isEqualTo(model.isEmpty() ? List.of() : List.of(model.firstKey()));
  }

  /** What a crash in the middle of the next append may leave behind the last record. */
  private void tearTail(Path path, Random random) throws IOException {
    List<Path> segments = Spools.segments(path);
    if (segments.isEmpty()) {
      return;
    }
    Path last = segments.get(segments.size() - 1);
    int end = endOfRecords(last);
    byte[] torn = new byte[random.nextInt((int) Files.size(last) - end + 1)];
    random.nextBytes(torn);
    try (RandomAccessFile file = new RandomAccessFile(last.toFile(), "rw")) {
      file.seek(end);
      file.write(torn);
    }
  }

  private static int endOfRecords(Path segment) throws IOException {
    byte[] bytes = Files.readAllBytes(segment);
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] == 0) {
      end--;
    }
    return end;
  }

  private Path copy(Path path) throws IOException {
    Path copy = directory.resolve("crashed-" + copies++);
    Spools.copy(path, copy);
    return copy;
  }

  /** No payload ends in a zero, so that the end of the records can be seen. */
  private List<byte[]> batch(Random random) {
    List<byte[]> batch = new ArrayList<>();
    for (int i = random.nextInt(6); i >= 0; i--) {
      batch.add(Spools.bytes("x".repeat(random.nextInt(120)) + random.nextInt(1_000)));
    }
    return batch;
  }
}
