package io.github.progresstracker.mtproto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.progresstracker.mtproto.Coverage.Interval;
import java.util.BitSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CoverageTest {

  @Test
  void nothing_covered_is_one_hole() {
    assertThat(Coverage.NONE.holes(100)).containsExactly(new Interval(1, 100));
    assertThat(Coverage.NONE.holes(0)).isEmpty();
  }

  @Test
  void intervals_that_touch_become_one() {
    Coverage coverage = Coverage.NONE.with(11, 20).with(31, 40).with(21, 30);
    assertThat(coverage.intervals()).containsExactly(new Interval(11, 40));
  }

  @Test
  void new_messages_on_top_are_the_first_hole() {
    Coverage coverage = Coverage.NONE.with(51, 100);
    assertThat(coverage.holes(120)).containsExactly(new Interval(101, 120), new Interval(1, 50));
  }

  @Test
  void a_top_below_what_is_covered_leaves_only_what_is_below() {
    assertThat(Coverage.NONE.with(51, 100).holes(70)).containsExactly(new Interval(1, 50));
  }

  @Test
  void covered_and_holes_are_the_whole_for_any_order_of_intervals() {
    SplittableRandom random = new SplittableRandom(42);
    for (int round = 0; round < 2_000; round++) {
      BitSet expected = new BitSet();
      Coverage coverage = Coverage.NONE;
      for (int i = 0; i < random.nextInt(12); i++) {
        int lo = 1 + random.nextInt(60);
        int hi = lo + random.nextInt(15);
        expected.set(lo, hi + 1);
        coverage = coverage.with(lo, hi);
      }
      assertThat(bits(coverage.intervals())).isEqualTo(expected);
      assertDisjoint(coverage);
      int top = 1 + random.nextInt(90);
      BitSet missing = new BitSet();
      missing.set(1, top + 1);
      missing.andNot(expected);
      assertThat(bits(coverage.holes(top))).isEqualTo(missing);
    }
  }

  @Test
  void an_interval_upside_down_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Interval(5, 4))
        .withMessageContaining("5..4");
    assertThatIllegalArgumentException().isThrownBy(() -> new Interval(0, 4));
  }

  private static void assertDisjoint(Coverage coverage) {
    long end = -1;
    for (Interval interval : coverage.intervals()) {
      assertThat(interval.lo()).isGreaterThan(end + 1);
      end = interval.hi();
    }
  }

  private static BitSet bits(Iterable<Interval> intervals) {
    BitSet bits = new BitSet();
    intervals.forEach(interval -> bits.set((int) interval.lo(), (int) interval.hi() + 1));
    return bits;
  }
}
