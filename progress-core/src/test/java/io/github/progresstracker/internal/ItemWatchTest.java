package io.github.progresstracker.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.progresstracker.ItemStatus;
import io.github.progresstracker.ProgressItem;
import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.testing.ManualClock;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the sampler keeps of the items. */
class ItemWatchTest {

  private final ProgressRegistry registry =
      ProgressRegistry.builder()
          .clock(new ManualClock(Instant.parse("2026-03-01T12:00:00Z")))
          .manualSampling()
          .build();
  private final ProgressTracker job = registry.start("x", 100);
  private final ItemBoard board = new ItemBoard((TrackerHandle) job);
  private final ItemWatch watch = new ItemWatch(board, 3);

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void the_items_that_ended_last_are_remembered() {
    ItemHandle first = board.item("0", 1);
    first.done();
    for (int i = 1; i < 5; i++) {
      board.item(String.valueOf(i), 1).done();
    }
    watch.look();
    assertThat(board.item("4", 1).status()).isEqualTo(ItemStatus.COMPLETED);
    assertThat(board.item("2", 1).status()).isEqualTo(ItemStatus.COMPLETED);
    assertThat(board.item("1", 1).status()).as("forgotten").isEqualTo(ItemStatus.PENDING);
    assertThat(first.status()).as("a handle never forgets").isEqualTo(ItemStatus.COMPLETED);
  }

  @Test
  void pending_items_and_those_at_work_are_never_forgotten() {
    ProgressItem pending = board.item("pending", 1);
    ProgressItem atWork = board.item("at work", 1).begin();
    for (int i = 0; i < 10; i++) {
      board.item(String.valueOf(i), 1).done();
      watch.look();
    }
    assertThat(board.item("pending", 1)).isSameAs(pending);
    assertThat(board.item("at work", 1)).isSameAs(atWork);
  }

  @Test
  void an_item_that_is_over_is_partly_done_no_more() {
    ItemHandle item = board.item("a", 4);
    item.progress(25);
    assertThat(watch.look()).isEqualTo(1.0);
    item.done();
    assertThat(watch.look()).isZero();
  }

  @Test
  void what_waits_is_not_partly_done_whatever_is_said_of_it() {
    board.update("a", ItemStatus.PENDING, 50, null, Double.NaN);
    assertThat(watch.look()).isZero();
    board.item("a", 1).begin();
    assertThat(watch.look()).isEqualTo(0.5);
  }
}
