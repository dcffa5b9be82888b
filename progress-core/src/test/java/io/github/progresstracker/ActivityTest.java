package io.github.progresstracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;

import io.github.progresstracker.testing.ManualClock;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a tracker is at, in the words of its host. */
class ActivityTest {

  private final ManualClock clock = new ManualClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final ProgressRegistry registry =
      ProgressRegistry.builder().clock(clock).manualSampling().build();
  private final ProgressTracker job = registry.start("crawl", 100);

  @AfterEach
  void close() {
    registry.close();
  }

  private ActivitySnapshot said() {
    registry.sampleNow();
    return job.snapshot().activity();
  }

  @Test
  void the_last_word_stands_and_null_takes_it_back() {
    Activity activity = job.activity();
    activity.operationType(OperationType.DISCOVERY);
    activity.operationType(OperationType.DATA_COLLECTION);
    activity.currentDataType("issues");
    activity.stage("resolving users");
    activity.lastProcessedId("issue-4711");
    assertThat(said())
        .isEqualTo(
            new ActivitySnapshot(
                OperationType.DATA_COLLECTION,
                "issues",
                "resolving users",
                "issue-4711",
                null,
                Map.of()));

    activity.stage(null);
    activity.operationType(null);
    assertThat(said())
        .isEqualTo(new ActivitySnapshot(null, "issues", null, "issue-4711", null, Map.of()));
  }

  @Test
  void a_tracker_whose_parts_take_turns_says_whose_turn_it_is() {
    job.activity().part("b", 1, 3);
    assertThat(said().part()).isEqualTo(new ActivitySnapshot.Part("b", 1, 3));
    job.activity().part(null, 3, 3);
    assertThat(said().part()).isEqualTo(new ActivitySnapshot.Part(null, 3, 3));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> job.activity().part("d", 4, 3))
        .withMessage("parts done must be in 0..3, was 4");
  }

  @Test
  void a_tracker_that_says_nothing_is_at_nothing() {
    assertThat(said()).isSameAs(ActivitySnapshot.NONE);
  }

  @Test
  void types_are_counted_in_the_order_of_their_first_appearance() {
    Activity activity = job.activity();
    activity.count("projects", 20);
    activity.count("issues", 75);
    activity.count("commits", 0);
    activity.count("issues", 50);
    assertThat(said().itemsByType()).containsExactly(entry("projects", 20L), entry("issues", 125L));
    activity.count("groups", 5);
    activity.count("projects", 1);
    assertThat(said().itemsByType())
        .containsExactly(entry("projects", 21L), entry("issues", 125L), entry("groups", 5L));
  }

  @Test
  void counts_of_the_parts_add_up_and_their_words_are_their_own() {
    ProgressTracker ended = job.child("a", 10);
    ended.activity().stage("listing");
    ended.activity().count("issues", 3);
    ended.complete();
    ProgressTracker deep = job.child("b", 10).child("c", 10);
    deep.activity().count("commits", 7);
    deep.activity().count("issues", 1);
    job.activity().count("issues", 10);

    assertThat(said().itemsByType()).containsOnly(entry("issues", 14L), entry("commits", 7L));
    assertThat(said().stage()).isNull();
    assertThat(deep.snapshot().activity().itemsByType())
        .containsExactly(entry("commits", 7L), entry("issues", 1L));
  }

  @Test
  void a_million_different_types_are_a_thousand_and_the_others() {
    for (int i = 0; i < 1_000_000; i++) {
      job.activity().count("type " + i, 1);
    }
    Map<String, Long> types = said().itemsByType();
    assertThat(types).hasSize(Activity.MOST_TYPES + 1).containsEntry("type 999", 1L);
    assertThat(types).containsEntry("other", 1_000_000L - Activity.MOST_TYPES);
  }

  @Test
  void the_types_of_all_parts_together_are_bounded_too() {
    for (int part = 0; part < 5; part++) {
      try (ProgressTracker child = job.child("part", 1)) {
        for (int i = 0; i < 500; i++) {
          child.activity().count(part + "-" + i, 1);
        }
      }
    }
    Map<String, Long> types = said().itemsByType();
    assertThat(types).hasSize(Activity.MOST_TYPES + 1).containsEntry("other", 1_500L);
  }

  @Test
  void texts_of_any_length_are_taken_and_cut() {
    String longest = "\ud83d\ude80".repeat(5_000_000);
    job.activity().stage(longest);
    job.activity().lastProcessedId(longest);
    job.activity().count(longest, 2);
    job.activity().count(longest + "!", 3);
    assertThat(said().stage()).isEqualTo("\ud83d\ude80".repeat(Activity.LONGEST_TEXT / 2));
    assertThat(said().itemsByType()).hasSize(1).containsValue(5L);
  }

  @Test
  void bad_input_is_refused_and_late_input_ignored() {
    Activity activity = job.activity();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> activity.count("issues", -1))
        .withMessageContaining("-1");
    job.complete();
    activity.stage("late");
    activity.count("issues", 1);
    assertThat(said()).isEqualTo(ActivitySnapshot.NONE);
  }
}
