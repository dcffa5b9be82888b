package io.github.progresstracker.internal;

import io.github.progresstracker.ProgressBody;
import io.github.progresstracker.ProgressCall;
import io.github.progresstracker.ProgressIterable;
import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.Total;
import io.github.progresstracker.TrackerSpec;
import io.github.progresstracker.TrackerState;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Collection;
import java.util.Iterator;
import java.util.Objects;
import java.util.Spliterator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * What counts by itself: loops, streams and bodies of code. They use trackers through their public
 * methods, so they work with any.
 */
public final class Tracking {

  private Tracking() {}

  /**
   * Counts elements on a tracker.
   *
   * @param <T> what they are
   * @param tracker where to count
   * @param elements what to count
   * @return the counted elements
   */
  public static <T extends @Nullable Object> Iterable<T> iterable(
      ProgressTracker tracker, Iterable<? extends T> elements) {
    return new CountedIterable<>(
        tracker, Objects.requireNonNull(elements, "elements"), Tracking::nothing);
  }

  /**
   * Counts elements on a tracker.
   *
   * @param <T> what they are
   * @param tracker where to count
   * @param elements what to count
   * @return the counted elements
   */
  public static <T extends @Nullable Object> Iterator<T> iterator(
      ProgressTracker tracker, Iterator<? extends T> elements) {
    return new CountedIterator<>(
        tracker, Objects.requireNonNull(elements, "elements"), Tracking::nothing);
  }

  /**
   * Counts elements on a tracker.
   *
   * @param <T> what they are
   * @param tracker where to count
   * @param elements what to count; used up by this call
   * @return the counted elements
   */
  public static <T extends @Nullable Object> Stream<T> stream(
      ProgressTracker tracker, Stream<? extends T> elements) {
    return stream(tracker, elements, elements.spliterator(), Tracking::nothing);
  }

  /**
   * Counts bytes on a tracker.
   *
   * @param tracker where to count
   * @param source what to count
   * @return the counted bytes
   */
  public static InputStream input(ProgressTracker tracker, InputStream source) {
    return new CountedInputStream(
        tracker, Objects.requireNonNull(source, "source"), Tracking::nothing);
  }

  /**
   * Counts bytes on a tracker.
   *
   * @param tracker where to count
   * @param target where to write
   * @return the counting target
   */
  public static OutputStream output(ProgressTracker tracker, OutputStream target) {
    return new CountedOutputStream(tracker, Objects.requireNonNull(target, "target"));
  }

  /**
   * Makes elements a job of their own.
   *
   * @param <T> what they are
   * @param registry where to start it
   * @param spec the job
   * @param elements what to count
   * @return the counted elements
   */
  public static <T extends @Nullable Object> ProgressIterable<T> job(
      ProgressRegistry registry, TrackerSpec spec, Iterable<? extends T> elements) {
    Objects.requireNonNull(elements, "elements");
    long size = elements instanceof Collection<?> collection ? collection.size() : -1;
    return new JobIterable<>(registry.start(sized(spec, size)), elements);
  }

  /**
   * Makes elements a job of their own.
   *
   * @param <T> what they are
   * @param registry where to start it
   * @param spec the job
   * @param elements what to count; used up by this call
   * @return the counted elements
   */
  public static <T extends @Nullable Object> Stream<T> job(
      ProgressRegistry registry, TrackerSpec spec, Stream<? extends T> elements) {
    Spliterator<? extends T> source = elements.spliterator();
    ProgressTracker job = registry.start(sized(spec, source.getExactSizeIfKnown()));
    Stream<T> counted = stream(job, elements, source, () -> completeUnlessEnded(job));
    return counted.onClose(job::close);
  }

  /**
   * Makes bytes a job of their own.
   *
   * @param registry where to start it
   * @param spec the job
   * @param source what to count
   * @return the counted bytes
   */
  public static InputStream job(ProgressRegistry registry, TrackerSpec spec, InputStream source) {
    Objects.requireNonNull(source, "source");
    long expected = spec.total() instanceof Total.Exact exact ? exact.value() - spec.offset() : -1;
    return new JobInputStream(registry.start(spec), source, expected);
  }

  /**
   * Runs a body of code with its tracker, and ends the tracker as the body ends.
   *
   * @param <X> what the body throws
   * @param tracker the body's own
   * @param body what to run
   * @throws X if the body does
   */
  public static <X extends Exception> void run(ProgressTracker tracker, ProgressBody<X> body)
      throws X {
    call(
        tracker,
        running -> {
          body.run(running);
          return running;
        });
  }

  /**
   * Runs a body of code with its tracker, and ends the tracker as the body ends.
   *
   * @param <R> what the result is
   * @param <X> what the body throws
   * @param tracker the body's own
   * @param body what to run
   * @return the body's result
   * @throws X if the body does
   */
  public static <R extends @Nullable Object, X extends Exception> R call(
      ProgressTracker tracker, ProgressCall<R, X> body) throws X {
    try {
      R result = body.call(tracker);
      completeUnlessEnded(tracker);
      return result;
    } catch (Throwable e) {
      failUnlessEnded(tracker, e);
      throw e;
    }
  }

  /** At the end of what is only counted. */
  private static void nothing() {}

  /** For work that may have said itself how it went: then it is no misuse to say nothing more. */
  static void completeUnlessEnded(ProgressTracker tracker) {
    if (end(tracker) == null) {
      tracker.complete();
    }
  }

  /** How a tracker ended; null if it has not, or is one that never ends. */
  private static @Nullable TrackerState end(ProgressTracker tracker) {
    if (tracker instanceof Delegating front) {
      return end(front.delegate());
    }
    return tracker instanceof TrackerHandle handle ? handle.end() : null;
  }

  /** An exception after the body has said that it is done contradicts it, and that is told. */
  private static void failUnlessEnded(ProgressTracker tracker, Throwable cause) {
    TrackerState end = end(tracker);
    if (end == null || end == TrackerState.COMPLETED) {
      tracker.fail(cause);
    }
  }

  private static <T extends @Nullable Object> Stream<T> stream(
      ProgressTracker tracker,
      Stream<? extends T> original,
      Spliterator<? extends T> source,
      Runnable atEnd) {
    CountedSpliterator<T> counted = new CountedSpliterator<>(tracker, source, atEnd);
    return StreamSupport.<T>stream(counted, original.isParallel()).onClose(original::close);
  }

  /** A total that the host gives is better than a size; what was done before is not in the size. */
  private static TrackerSpec sized(TrackerSpec spec, long size) {
    boolean known = spec.total().isKnown() || size < 0;
    return known ? spec : spec.total(Total.exact(Counter.saturated(spec.offset(), size)));
  }
}
