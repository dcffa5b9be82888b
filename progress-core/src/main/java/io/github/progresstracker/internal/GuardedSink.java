package io.github.progresstracker.internal;

import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.sink.Cadence;
import io.github.progresstracker.sink.Guarantee;
import io.github.progresstracker.sink.ProgressSink;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A sink out of which nothing is thrown, not even an error. What it says of itself is read once;
 * that trouble with it begins and that it is over is one line each in the log. Called by one thread
 * at a time.
 */
final class GuardedSink {

  private static final Logger LOG = LoggerFactory.getLogger("io.github.progresstracker.sink");

  private final ProgressSink sink;
  private final String name;
  private final Cadence cadence;
  private final Guarantee guarantee;
  private boolean fails;

  GuardedSink(ProgressSink sink) {
    this.sink = sink;
    this.name = Objects.requireNonNull(sink.name(), "a sink's name");
    this.cadence = Objects.requireNonNull(sink.cadence(), "a sink's cadence");
    this.guarantee = Objects.requireNonNull(sink.guarantee(), "a sink's guarantee");
  }

  String name() {
    return name;
  }

  Cadence cadence() {
    return cadence;
  }

  boolean isDurable() {
    return guarantee == Guarantee.DURABLE;
  }

  /** Calls the sink; gives the text of what it throws, or null. */
  @Nullable String deliver(List<ProgressEvent> events) {
    try {
      sink.deliver(events);
    } catch (Throwable failure) {
      String text = textOf(failure);
      report(events.size(), text);
      return text;
    }
    report(events.size(), null);
    return null;
  }

  void close() {
    try {
      sink.close();
    } catch (Throwable failure) {
      LOG.warn("sink {} did not close well: {}", name, textOf(failure));
    }
  }

  private void report(int events, @Nullable String failure) {
    boolean failed = fails;
    fails = failure != null;
    if (failed && !fails) {
      LOG.info("sink {} works again", name);
    } else if (fails && !failed) {
      LOG.warn("sink {} failed on {} events: {}", name, events, failure);
    }
  }

  /** An exception's text is foreign code and may throw in its turn. */
  private static String textOf(Throwable failure) {
    try {
      return String.valueOf(failure);
    } catch (Throwable e) {
      return failure.getClass().getName();
    }
  }
}
