package io.github.progresstracker.internal;

import io.github.progresstracker.ProgressTracker;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Counts an element when the next one is asked for, because by then its work is done. */
final class CountedIterator<T extends @Nullable Object> implements Iterator<T> {

  private final ProgressTracker tracker;
  private final Iterator<? extends T> source;
  private final Runnable atEnd;
  private boolean handedOut;

  CountedIterator(ProgressTracker tracker, Iterator<? extends T> source, Runnable atEnd) {
    this.tracker = tracker;
    this.source = source;
    this.atEnd = atEnd;
  }

  @Override
  public boolean hasNext() {
    countLast();
    boolean more = source.hasNext();
    if (!more) {
      atEnd.run();
    }
    return more;
  }

  @Override
  public T next() {
    countLast();
    T element = source.next();
    handedOut = true;
    return element;
  }

  @Override
  public void remove() {
    source.remove();
  }

  private void countLast() {
    if (handedOut) {
      handedOut = false;
      tracker.advance();
    }
  }
}
