package io.github.progresstracker.internal;

import io.github.progresstracker.ProgressTracker;
import java.util.Iterator;
import java.util.Spliterator;
import org.jspecify.annotations.Nullable;

/** Elements that are counted on a tracker each time somebody goes through them. */
class CountedIterable<T extends @Nullable Object> implements Iterable<T> {

  private final ProgressTracker tracker;
  private final Iterable<? extends T> elements;
  private final Runnable atEnd;

  CountedIterable(ProgressTracker tracker, Iterable<? extends T> elements, Runnable atEnd) {
    this.tracker = tracker;
    this.elements = elements;
    this.atEnd = atEnd;
  }

  @Override
  public final Iterator<T> iterator() {
    return new CountedIterator<>(tracker, elements.iterator(), atEnd);
  }

  @Override
  public final Spliterator<T> spliterator() {
    return new CountedSpliterator<>(tracker, elements.spliterator(), atEnd);
  }
}
