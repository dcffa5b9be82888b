package io.github.progresstracker.internal.spool;

import static io.github.progresstracker.internal.spool.Spools.SMALL;
import static io.github.progresstracker.internal.spool.Spools.appendOneByOne;
import static io.github.progresstracker.internal.spool.Spools.batch;
import static io.github.progresstracker.internal.spool.Spools.drain;
import static io.github.progresstracker.internal.spool.Spools.drainPayloads;
import static io.github.progresstracker.internal.spool.Spools.names;
import static io.github.progresstracker.internal.spool.Spools.numbered;
import static io.github.progresstracker.internal.spool.Spools.peekPayloads;
import static io.github.progresstracker.internal.spool.Spools.segments;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A spool")
class SpoolTest {

  @TempDir Path directory;

  @Test
  void gives_back_what_was_appended_in_order_until_it_is_acknowledged() throws IOException {
    try (Spool spool = Spool.open(directory, SMALL)) {
      assertThat(spool.append(batch("a", "", "c"))).isEqualTo(3);
      assertThat(spool.append(batch("d"))).isEqualTo(4);
      assertThat(peekPayloads(spool)).containsExactly("a", "", "c", "d");
      assertThat(peekPayloads(spool)).containsExactly("a", "", "c", "d");
      spool.acknowledge(2);
      assertThat(peekPayloads(spool)).containsExactly("c", "d");
      assertThat(spool.oldest()).hasValue(3);
      assertThat(spool.depth()).isEqualTo(2);
      assertThat(drain(spool)).containsExactly("3:c", "4:d");
      assertThat(spool.oldest()).isEmpty();
      assertThat(spool.depth()).isZero();
    }
  }

  @Test
  void keeps_what_is_not_acknowledged_over_a_restart_and_forgets_the_rest() throws IOException {
    try (Spool spool = Spool.open(directory, SMALL)) {
      appendOneByOne(spool, 1, 100);
      spool.acknowledge(55);
    }
    try (Spool spool = Spool.open(directory, SMALL)) {
      assertThat(spool.recovery()).isEqualTo(new RecoveryReport(45, 0, 0, 0, false));
      assertThat(drainPayloads(spool)).isEqualTo(names(56, 100));
    }
  }

  @Test
  void goes_on_numbering_when_everything_was_acknowledged_and_every_segment_is_gone()
      throws IOException {
    try (Spool spool = Spool.open(directory, SMALL)) {
      appendOneByOne(spool, 1, 100);
      spool.acknowledge(100);
    }
    assertThat(segments(directory)).isEmpty();
    try (Spool spool = Spool.open(directory, SMALL)) {
      assertThat(spool.append(batch("next"))).isEqualTo(101);
      assertThat(drain(spool)).containsExactly("101:next");
    }
  }

  @Test
  void deletes_a_segment_when_all_of_it_is_acknowledged_and_not_before() throws IOException {
    try (Spool spool = Spool.open(directory, SMALL)) {
      appendOneByOne(spool, 1, 100);
      long last = Segment.firstOf(segments(directory).get(1)).orElseThrow() - 1;
      int before = segments(directory).size();
      spool.acknowledge(last - 1);
      assertThat(segments(directory)).hasSize(before);
      spool.acknowledge(last);
      assertThat(segments(directory)).hasSize(before - 1);
      assertThat(spool.bytes()).isEqualTo((before - 1) * SMALL.segmentBytes());
    }
  }

  @Test
  void acknowledging_twice_or_something_older_changes_nothing() throws IOException {
    try (Spool spool = Spool.open(directory, SMALL)) {
      appendOneByOne(spool, 1, 10);
      spool.acknowledge(5);
      spool.acknowledge(5);
      spool.acknowledge(2);
      spool.acknowledge(-1);
      assertThat(drainPayloads(spool)).isEqualTo(names(6, 10));
    }
  }

  @Test
  void refuses_to_acknowledge_what_never_was_there() throws IOException {
    try (Spool spool = Spool.open(directory, SMALL)) {
      appendOneByOne(spool, 1, 10);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> spool.acknowledge(11))
          .withMessage("sequence 11 was never appended; the newest is 10");
      assertThat(spool.depth()).isEqualTo(10);
    }
  }

  @Test
  void peek_keeps_its_limits_but_gives_at_least_one_record() throws IOException {
    try (Spool spool = Spool.open(directory, SMALL)) {
      spool.append(batch("12345", "12345", "12345"));
      assertThat(spool.peek(2, 100)).hasSize(2);
      assertThat(spool.peek(9, 10)).hasSize(2);
      assertThat(spool.peek(9, 1)).hasSize(1);
      assertThatIllegalArgumentException().isThrownBy(() -> spool.peek(0, 1));
      assertThatIllegalArgumentException().isThrownBy(() -> spool.peek(1, 0));
    }
  }

  @Test
  void a_batch_larger_than_a_segment_gets_a_segment_of_its_own() throws IOException {
    byte[] large = new byte[700_000];
    new Random(1).nextBytes(large);
    try (Spool spool = Spool.open(directory, SMALL)) {
      spool.append(batch("before"));
      spool.append(List.of(large));
      spool.append(batch("after"));
    }
    try (Spool spool = Spool.open(directory, SMALL)) {
      spool.acknowledge(1);
      assertThat(spool.peek(10, 10)).singleElement().extracting("payload").isEqualTo(large);
      spool.acknowledge(2);
      assertThat(peekPayloads(spool)).containsExactly("after");
    }
  }

  @Test
  void an_empty_batch_is_nothing_and_a_null_in_a_batch_leaves_nothing() throws IOException {
    try (Spool spool = Spool.open(directory, SMALL)) {
      assertThat(spool.append(List.of())).isZero();
      assertThat(segments(directory)).isEmpty();
      assertThatNullPointerException()
          .isThrownBy(() -> spool.append(Arrays.asList(new byte[1], null)));
      assertThat(spool.append(batch("a"))).isEqualTo(1);
      assertThat(drain(spool)).containsExactly("1:a");
    }
  }

  @Test
  void refuses_what_goes_over_its_bound_and_takes_more_when_there_is_space() throws IOException {
    SpoolSettings two = new SpoolSettings(1_024, 2_048, SyncPolicy.everyBatch());
    List<byte[]> half = List.of(new byte[600]);
    try (Spool spool = Spool.open(directory, two)) {
      spool.append(half);
      spool.append(half);
      assertThatExceptionOfType(SpoolFullException.class)
          .isThrownBy(() -> spool.append(half))
          .withMessageContaining("2048 of at most 2048 bytes")
          .extracting(SpoolFullException::reason)
          .isEqualTo(SpoolFullException.Reason.BOUND);
      assertThat(spool.depth()).isEqualTo(2);
      assertThat(spool.append(batch("fits in what is left"))).isEqualTo(3);
      spool.acknowledge(1);
      assertThat(spool.append(half)).isEqualTo(4);
      assertThat(spool.bytes()).isEqualTo(2_048);
    }
  }

  @Test
  void space_of_a_used_up_segment_is_had_again_even_if_there_is_only_one() throws IOException {
    SpoolSettings one = new SpoolSettings(1_024, 1_024, SyncPolicy.everyBatch());
    try (Spool spool = Spool.open(directory, one)) {
      for (int i = 1; i <= 5; i++) {
        assertThat(spool.append(List.of(new byte[600]))).isEqualTo(i);
        assertThat(spool.peek(1, 1)).hasSize(1);
        spool.acknowledge(i);
      }
    }
  }

  @Test
  void says_when_a_batch_can_never_fit() throws IOException {
    SpoolSettings one = new SpoolSettings(1_024, 1_024, SyncPolicy.everyBatch());
    try (Spool spool = Spool.open(directory, one)) {
      assertThatExceptionOfType(SpoolFullException.class)
          .isThrownBy(() -> spool.append(List.of(new byte[1_024])))
          .withMessageContaining("1040 bytes is larger than the spool")
          .extracting(SpoolFullException::reason)
          .isEqualTo(SpoolFullException.Reason.NEVER_FITS);
      assertThat(spool.append(batch("small"))).isEqualTo(1);
    }
  }

  @Test
  void forces_the_disk_as_often_as_its_policy_says() throws IOException {
    assertThat(forcesOfTenBatches(SyncPolicy.everyBatch())).isEqualTo(10);
    assertThat(forcesOfTenBatches(SyncPolicy.every(Duration.ofSeconds(3)))).isEqualTo(3);
    assertThat(forcesOfTenBatches(SyncPolicy.leftToSystem())).isZero();
  }

  @Test
  void sync_forces_what_the_policy_has_left() throws IOException {
    FaultyDisk disk = new FaultyDisk();
    SpoolSettings lazy = new SpoolSettings(1_024, 4_096, SyncPolicy.leftToSystem());
    try (Spool spool = Spool.open(directory, lazy, disk, () -> 0)) {
      spool.append(batch("a"));
      int before = disk.forces();
      spool.sync();
      spool.sync();
      assertThat(disk.forces() - before).isEqualTo(1);
    }
  }

  @Test
  void is_done_when_it_is_closed() throws IOException {
    Spool spool = Spool.open(directory, SMALL);
    spool.close();
    spool.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> spool.append(batch("a")))
        .withMessageContaining("is closed");
    assertThatIllegalStateException().isThrownBy(() -> spool.peek(1, 1));
    assertThatIllegalStateException().isThrownBy(() -> spool.acknowledge(0));
  }

  @Test
  void takes_other_settings_than_the_last_time() throws IOException {
    try (Spool spool = Spool.open(directory, SMALL)) {
      appendOneByOne(spool, 1, 50);
    }
    SpoolSettings larger = new SpoolSettings(10_000, 20_000, SyncPolicy.leftToSystem());
    try (Spool spool = Spool.open(directory, larger)) {
      appendOneByOne(spool, 51, 100);
      assertThat(drainPayloads(spool)).isEqualTo(names(1, 100));
    }
  }

  @Test
  void settings_are_checked() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SpoolSettings(63, 100, SyncPolicy.everyBatch()))
        .withMessage("segmentBytes must be >= 64, was 63");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SpoolSettings(100, 99, SyncPolicy.everyBatch()))
        .withMessage("maxBytes must be >= segmentBytes (100), was 99");
    assertThatIllegalArgumentException().isThrownBy(() -> SyncPolicy.every(Duration.ZERO));
    assertThatIllegalArgumentException().isThrownBy(() -> new SyncPolicy(-1));
    assertThat(SyncPolicy.every(Duration.ofSeconds(Long.MAX_VALUE)))
        .isEqualTo(SyncPolicy.leftToSystem());
  }

  /** One batch a second. */
  private int forcesOfTenBatches(SyncPolicy policy) throws IOException {
    FaultyDisk disk = new FaultyDisk();
    AtomicLong seconds = new AtomicLong();
    Path own = directory.resolve(Long.toString(policy.longestNanos()));
    SpoolSettings settings = new SpoolSettings(4_096, 8_192, policy);
    try (Spool spool =
        Spool.open(own, settings, disk, () -> Duration.ofSeconds(seconds.get()).toNanos())) {
      spool.append(numbered(0, 0));
      spool.sync();
      int before = disk.forces();
      for (int i = 1; i <= 10; i++) {
        seconds.set(i);
        spool.append(numbered(i, i));
      }
      return disk.forces() - before;
    }
  }
}
