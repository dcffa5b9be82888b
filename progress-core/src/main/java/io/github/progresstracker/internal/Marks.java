package io.github.progresstracker.internal;

import java.util.function.LongConsumer;

/** Counters whose marks lie on multiples of a step, although they count from a resume offset. */
final class Marks {

  private Marks() {}

  /**
   * A counter that reports when {@code offset + count} passes a multiple of {@code step}.
   *
   * @param onMark told of the count at the mark, without the offset
   */
  static Counter counter(long offset, long step, LongConsumer onMark) {
    return step == 0 ? new Counter() : new Counter(step - offset % step, step, onMark);
  }
}
