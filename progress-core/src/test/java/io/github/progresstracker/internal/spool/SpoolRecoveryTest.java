package io.github.progresstracker.internal.spool;

import static io.github.progresstracker.internal.spool.Spools.SMALL;
import static io.github.progresstracker.internal.spool.Spools.appendOneByOne;
import static io.github.progresstracker.internal.spool.Spools.batch;
import static io.github.progresstracker.internal.spool.Spools.copy;
import static io.github.progresstracker.internal.spool.Spools.drain;
import static io.github.progresstracker.internal.spool.Spools.drainPayloads;
import static io.github.progresstracker.internal.spool.Spools.lastSegment;
import static io.github.progresstracker.internal.spool.Spools.names;
import static io.github.progresstracker.internal.spool.Spools.segments;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Opening a spool that was not closed well")
class SpoolRecoveryTest {

  private static final int RECORDS = 13;

  /** "record 1" to "record 9" have 8 bytes, the others 9. */
  private static final int HEAD = 9 * (FrameHeader.BYTES + 8);

  private static final int TAIL_FRAME = FrameHeader.BYTES + 9;
  private static final int END = HEAD + (RECORDS - 9) * TAIL_FRAME;

  @TempDir Path root;

  private Path original;
  private int trials;

  @BeforeEach
  void fill() throws IOException {
    original = root.resolve("original");
    try (Spool spool = Spool.open(original, SMALL)) {
      appendOneByOne(spool, 1, RECORDS);
      spool.acknowledge(4);
    }
  }

  @Test
  @DisplayName("finds the whole frames in front of any cut in the last four frames")
  void cut_at_every_byte() throws IOException {
    for (int cut = HEAD; cut <= END; cut++) {
      int at = cut;
      assertWholePrefix(cut, file -> file.setLength(at), unfinished(cut));
    }
  }

  @Test
  @DisplayName("finds the whole frames in front of any point at which the writing of zeros ended")
  void zeros_from_every_byte() throws IOException {
    for (int cut = HEAD; cut <= END; cut++) {
      int at = cut;
      assertWholePrefix(cut, file -> write(file, at, new byte[END - at]), unfinished(cut));
    }
  }

  @Test
  @DisplayName("leaves out everything from any flipped byte of the last four frames on")
  void flip_of_every_byte() throws IOException {
    for (int position = HEAD; position < END; position++) {
      int at = position;
      int whole = (position - HEAD) / TAIL_FRAME * TAIL_FRAME;
      assertWholePrefix(position, file -> flip(file, at), END - HEAD - whole);
    }
  }

  @Test
  @DisplayName("does not bring back frames from behind a cut when the gap is filled again")
  void stale_frames_behind_a_cut_stay_dead() throws IOException {
    Path trial = damaged(file -> flip(file, HEAD + TAIL_FRAME));
    try (Spool spool = Spool.open(trial, SMALL)) {
      assertThat(spool.append(batch("RECORD 11"))).isEqualTo(11); // As long as the one it replaces.
    }
    try (Spool spool = Spool.open(trial, SMALL)) {
      assertThat(spool.recovery().isClean()).isTrue();
      assertThat(drain(spool)).hasSize(7).endsWith("11:RECORD 11");
    }
  }

  @Test
  void damage_in_an_earlier_segment_costs_the_rest_of_that_segment_only() throws IOException {
    Path trial = root.resolve("trial");
    try (Spool spool = Spool.open(trial, SMALL)) {
      appendOneByOne(spool, 1, 120);
    }
    int next = (int) Segment.firstOf(segments(trial).get(2)).orElseThrow();
    int first = (int) Segment.firstOf(segments(trial).get(1)).orElseThrow();
    change(segments(trial).get(1), file -> flip(file, 2 * TAIL_FRAME + 20));
    List<String> expected = new ArrayList<>(names(1, first + 1));
    expected.addAll(names(next, 120));
    try (Spool spool = Spool.open(trial, SMALL)) {
      long lost = next - first - 2L;
      assertThat(spool.recovery())
          .isEqualTo(new RecoveryReport(120 - lost, 0, lost, lost * TAIL_FRAME, false));
      assertThat(spool.recovery().describe())
          .isEqualTo("82 records recovered; 38 records lost to damage (950 bytes)");
      assertThat(spool.lost()).isEqualTo(lost);
      assertThat(drainPayloads(spool)).isEqualTo(expected);
      assertThat(spool.append(batch("next"))).isEqualTo(121);
    }
    try (Spool spool = Spool.open(trial, SMALL)) {
      assertThat(spool.recovery().isClean()).isTrue();
      assertThat(drain(spool)).containsExactly("121:next");
    }
  }

  @Test
  void a_segment_that_is_gone_is_counted_as_lost() throws IOException {
    Path trial = root.resolve("trial");
    try (Spool spool = Spool.open(trial, SMALL)) {
      appendOneByOne(spool, 1, 120);
    }
    long second = Segment.firstOf(segments(trial).get(1)).orElseThrow();
    Files.delete(segments(trial).get(0));
    try (Spool spool = Spool.open(trial, SMALL)) {
      assertThat(spool.recovery().recordsLost()).isEqualTo(second - 1);
      assertThat(drainPayloads(spool)).isEqualTo(names((int) second, 120));
    }
  }

  @Test
  void damage_that_appears_while_the_spool_is_open_is_passed_over() throws IOException {
    Path trial = root.resolve("trial");
    try (Spool spool = Spool.open(trial, SMALL)) {
      appendOneByOne(spool, 1, RECORDS);
      change(lastSegment(trial), file -> flip(file, HEAD + 20));
      assertThat(drainPayloads(spool)).isEqualTo(names(1, 9));
      assertThat(spool.lost()).isEqualTo(4);
      assertThat(spool.append(batch("next"))).isEqualTo(14);
    }
    try (Spool spool = Spool.open(trial, SMALL)) {
      assertThat(drain(spool)).containsExactly("14:next");
    }
  }

  @Test
  void a_segment_that_somebody_removes_or_cuts_while_the_spool_is_open_is_passed_over()
      throws IOException {
    Path trial = root.resolve("trial");
    try (Spool spool = Spool.open(trial, SMALL)) {
      appendOneByOne(spool, 1, 120);
      Files.delete(segments(trial).get(0));
      change(segments(trial).get(0), file -> file.setLength(100));
      int third = (int) Segment.firstOf(segments(trial).get(1)).orElseThrow();
      List<String> drained = drainPayloads(spool);
      assertThat(drained).endsWith(names(third, 120).toArray(String[]::new));
      assertThat(spool.lost()).isEqualTo(120 - drained.size());
    }
  }

  @Test
  void a_flip_in_one_slot_of_the_position_makes_some_records_come_again() throws IOException {
    for (int at : new int[] {0, 9, 17, 25, 4096, 4105, 4113, 4121}) {
      Path trial = copyOfOriginal();
      change(trial.resolve("spool.position"), file -> flip(file, at));
      try (Spool spool = Spool.open(trial, SMALL)) {
        assertThat(spool.recovery().isClean()).isTrue();
        assertThat(drainPayloads(spool)).endsWith(names(5, RECORDS).toArray(String[]::new));
        assertThat(spool.append(batch("next"))).isEqualTo(RECORDS + 1);
      }
    }
  }

  @Test
  void without_a_position_everything_that_is_there_comes_again() throws IOException {
    for (Change change : List.<Change>of(file -> file.setLength(0), SpoolRecoveryTest::garbage)) {
      Path trial = copyOfOriginal();
      change(trial.resolve("spool.position"), change);
      assertEverythingAgain(trial);
    }
    Path trial = copyOfOriginal();
    Files.delete(trial.resolve("spool.position"));
    assertEverythingAgain(trial);
  }

  @Test
  void empty_and_garbage_segments_at_the_end_are_removed() throws IOException {
    for (Change change : List.<Change>of(file -> {}, SpoolRecoveryTest::garbage)) {
      Path trial = copyOfOriginal();
      Path last = trial.resolve(Segment.nameOf(RECORDS + 1));
      Files.createFile(last);
      change(last, change);
      try (Spool spool = Spool.open(trial, SMALL)) {
        assertThat(last).doesNotExist();
        assertThat(spool.recovery().recordsLost()).isZero();
        assertThat(spool.append(batch("next"))).isEqualTo(RECORDS + 1);
        assertThat(drainPayloads(spool)).hasSize(10).endsWith("next");
      }
    }
  }

  @Test
  void a_copied_segment_is_not_read_twice() throws IOException {
    Path trial = copyOfOriginal();
    Files.copy(lastSegment(trial), trial.resolve(Segment.nameOf(7)));
    try (Spool spool = Spool.open(trial, SMALL)) {
      assertThat(drainPayloads(spool)).isEqualTo(names(5, RECORDS));
      assertThat(spool.append(batch("next"))).isEqualTo(RECORDS + 1);
    }
  }

  @Test
  void a_name_with_a_huge_number_neither_overflows_nor_harms() throws IOException {
    Path trial = copyOfOriginal();
    Files.createFile(trial.resolve("899999999999999999.segment"));
    Files.createFile(trial.resolve("999999999999999999.segment"));
    try (Spool spool = Spool.open(trial, SMALL)) {
      assertThat(drainPayloads(spool)).isEqualTo(names(5, RECORDS));
      assertThat(spool.append(batch("next"))).isEqualTo(899999999999999999L);
    }
    try (Spool spool = Spool.open(trial, SMALL)) {
      assertThat(drainPayloads(spool)).containsExactly("next");
    }
  }

  @Test
  void the_report_says_only_what_there_is_to_say() {
    assertThat(new RecoveryReport(3, 0, 0, 0, false).describe()).isEqualTo("3 records recovered");
    assertThat(new RecoveryReport(3, 7, 0, 0, true).describe())
        .isEqualTo(
            "3 records recovered; 7 bytes of an unfinished write cut off;"
                + " what had been acknowledged is unknown, so all are read again");
  }

  /** Records 5 to the last whole one are there, each once, and the spool goes on behind them. */
  private void assertWholePrefix(int position, Change change, long cutOff) throws IOException {
    int whole = 9 + (position - HEAD) / TAIL_FRAME;
    Path trial = damaged(change);
    try (Spool spool = Spool.open(trial, SMALL)) {
      assertThat(spool.recovery())
          .as("at byte %s", position)
          .isEqualTo(new RecoveryReport(whole - 4, cutOff, 0, 0, false));
      assertThat(spool.append(batch("more"))).isEqualTo(whole + 1);
    }
    List<String> expected = new ArrayList<>(names(5, whole));
    expected.add("more");
    try (Spool spool = Spool.open(trial, SMALL)) {
      assertThat(spool.recovery().isClean()).as("at byte %s", position).isTrue();
      assertThat(drainPayloads(spool)).as("at byte %s", position).isEqualTo(expected);
    }
  }

  /** Bytes of an unfinished frame in front of a cut; zeros at its end cannot be told from none. */
  private int unfinished(int cut) throws IOException {
    byte[] bytes = Files.readAllBytes(lastSegment(original));
    int frame = cut - (cut - HEAD) % TAIL_FRAME;
    int end = cut;
    while (end > frame && bytes[end - 1] == 0) {
      end--;
    }
    return end - frame;
  }

  private static void assertEverythingAgain(Path trial) throws IOException {
    try (Spool spool = Spool.open(trial, SMALL)) {
      assertThat(spool.recovery()).isEqualTo(new RecoveryReport(RECORDS, 0, 0, 0, true));
      assertThat(drainPayloads(spool)).isEqualTo(names(1, RECORDS));
    }
    try (Spool spool = Spool.open(trial, SMALL)) {
      assertThat(spool.recovery().isClean()).isTrue();
    }
  }

  private Path damaged(Change change) throws IOException {
    Path trial = copyOfOriginal();
    change(lastSegment(trial), change);
    return trial;
  }

  private Path copyOfOriginal() throws IOException {
    Path trial = root.resolve("trial-" + trials++);
    copy(original, trial);
    return trial;
  }

  private static void change(Path path, Change change) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      change.apply(file);
    }
  }

  private static void flip(RandomAccessFile file, int at) throws IOException {
    file.seek(at);
    int value = file.read();
    write(file, at, new byte[] {(byte) ~value});
  }

  private static void write(RandomAccessFile file, int at, byte[] bytes) throws IOException {
    file.seek(at);
    file.write(bytes);
  }

  private static void garbage(RandomAccessFile file) throws IOException {
    byte[] garbage = new byte[9_000];
    new Random(7).nextBytes(garbage);
    write(file, 0, garbage);
  }

  @FunctionalInterface
  private interface Change {
    void apply(RandomAccessFile file) throws IOException;
  }
}
