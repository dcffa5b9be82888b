package io.github.progresstracker.internal;

import io.github.progresstracker.ProgressTracker;
import java.util.Comparator;
import java.util.Spliterator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Counts an element when what it was handed to returns, which in a stream is all that comes after.
 *
 * <p>It stands between source and action itself, so that no element costs an object.
 */
final class CountedSpliterator<T extends @Nullable Object> implements Spliterator<T>, Consumer<T> {

  private final ProgressTracker tracker;
  private final Spliterator<T> source;
  private final Runnable atEnd;

  /** How many parts, split off each other, have not come to their end. */
  private final AtomicInteger openParts;

  private @Nullable Consumer<? super T> action;
  private boolean exhausted;

  CountedSpliterator(ProgressTracker tracker, Spliterator<? extends T> source, Runnable atEnd) {
    this(tracker, readOnly(source), atEnd, new AtomicInteger(1));
  }

  private CountedSpliterator(
      ProgressTracker tracker, Spliterator<T> source, Runnable atEnd, AtomicInteger openParts) {
    this.tracker = tracker;
    this.source = source;
    this.atEnd = atEnd;
    this.openParts = openParts;
  }

  /** A spliterator only hands elements out, so one of a subtype is as good. */
  @SuppressWarnings("unchecked")
  private static <T extends @Nullable Object> Spliterator<T> readOnly(
      Spliterator<? extends T> source) {
    return (Spliterator<T>) source;
  }

  @Override
  public boolean tryAdvance(Consumer<? super T> to) {
    action = to;
    boolean advanced = source.tryAdvance(this);
    if (!advanced) {
      exhaust();
    }
    return advanced;
  }

  @Override
  public void forEachRemaining(Consumer<? super T> to) {
    action = to;
    source.forEachRemaining(this);
    exhaust();
  }

  /** Called by the source. */
  @Override
  public void accept(T element) {
    if (action != null) {
      action.accept(element);
      tracker.advance();
    }
  }

  @Override
  public @Nullable Spliterator<T> trySplit() {
    Spliterator<T> part = source.trySplit();
    if (part == null) {
      return null;
    }
    openParts.incrementAndGet();
    return new CountedSpliterator<>(tracker, part, atEnd, openParts);
  }

  @Override
  public long estimateSize() {
    return source.estimateSize();
  }

  @Override
  public long getExactSizeIfKnown() {
    return source.getExactSizeIfKnown();
  }

  @Override
  public int characteristics() {
    return source.characteristics();
  }

  @Override
  public @Nullable Comparator<? super T> getComparator() {
    return source.getComparator();
  }

  private void exhaust() {
    if (!exhausted) {
      exhausted = true;
      if (openParts.decrementAndGet() == 0) {
        atEnd.run();
      }
    }
  }
}
