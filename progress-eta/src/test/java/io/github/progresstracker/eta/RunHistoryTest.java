package io.github.progresstracker.eta;

import static io.github.progresstracker.eta.RunSummaryTest.even;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The completed runs of one job")
class RunHistoryTest {

  /** So many runs, the first of one second, the next of two. */
  private static List<RunSummary> runs(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(i -> even(100, i)).toList();
  }

  @Test
  void nothing_known_is_the_empty_history() {
    assertThat(RunHistory.none().isEmpty()).isTrue();
    assertThat(RunHistory.none().runs()).isEmpty();
    assertThat(RunHistory.of(List.of())).isEqualTo(RunHistory.none());
    assertThat(RunHistory.of(runs(1)).isEmpty()).isFalse();
  }

  @Test
  void the_order_is_kept_oldest_first() {
    assertThat(RunHistory.of(runs(5)).runs()).isEqualTo(runs(5));
    assertThat(new RunHistory(runs(5)).runs()).isEqualTo(runs(5));
  }

  @Test
  @DisplayName("of more than 32 runs the newest 32 are kept")
  void limit() {
    assertThat(RunHistory.LIMIT).isEqualTo(32);
    assertThat(RunHistory.of(runs(32)).runs()).isEqualTo(runs(32));
    assertThat(RunHistory.of(runs(100)).runs()).isEqualTo(runs(100).subList(68, 100));
    assertThat(new RunHistory(runs(33)).runs()).isEqualTo(runs(33).subList(1, 33));
  }

  @Test
  void one_more_run_is_the_newest_and_pushes_out_the_oldest() {
    RunHistory full = RunHistory.of(runs(32));
    RunHistory more = full.with(even(100, 77));

    assertThat(more.runs()).hasSize(32).endsWith(even(100, 77)).startsWith(even(100, 2));
    assertThat(RunHistory.none().with(even(7, 7)).runs()).containsExactly(even(7, 7));
  }

  @Test
  void one_more_run_makes_a_new_history_and_leaves_the_old_one_alone() {
    RunHistory two = RunHistory.of(runs(2));
    RunHistory three = two.with(even(100, 3));

    assertThat(two).isEqualTo(RunHistory.of(runs(2)));
    assertThat(three).isEqualTo(RunHistory.of(runs(3)));
    assertThat(RunHistory.none().isEmpty()).isTrue();
  }

  @Test
  void a_history_does_not_change_with_the_list_it_was_made_of_nor_by_its_readers() {
    List<RunSummary> mine = new ArrayList<>(runs(3));
    RunHistory made = new RunHistory(mine);
    RunHistory of = RunHistory.of(mine);
    mine.clear();

    assertThat(made.runs()).isEqualTo(runs(3)).isUnmodifiable();
    assertThat(of.runs()).isEqualTo(runs(3)).isUnmodifiable();
    assertThat(made.with(even(1, 1)).runs()).isUnmodifiable();
  }

  @Test
  void a_run_that_is_null_is_refused_at_once() {
    List<RunSummary> withNull = Arrays.asList(even(1, 1), null);

    assertThatNullPointerException().isThrownBy(() -> RunHistory.of(withNull));
    assertThatNullPointerException().isThrownBy(() -> new RunHistory(withNull));
  }
}
