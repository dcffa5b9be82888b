package io.github.progresstracker.internal;

import io.github.progresstracker.event.ProgressUpdate;
import io.github.progresstracker.sink.Cadence;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Thins the updates of one job for one sink: the newest is held until it is due. */
final class Pace {

  private final Cadence cadence;
  private @Nullable ProgressUpdate held;
  private boolean begun;
  private long takenAt;
  private double takenPercent;

  Pace(Cadence cadence) {
    this.cadence = cadence;
  }

  /** Holds an update; true if it takes the place of one that was never taken. */
  boolean hold(ProgressUpdate update) {
    boolean replaced = held != null;
    held = update;
    return replaced;
  }

  boolean isHolding() {
    return held != null;
  }

  /** Whether what is held should go out now; the first of a job always should. */
  boolean isDue(long nanos) {
    long silence = nanos - takenAt;
    return !begun
        || (silence >= cadence.minimumGap().toNanos()
            && (silence >= cadence.interval().toNanos() || hasCrossedStep()));
  }

  ProgressUpdate take(long nanos) {
    ProgressUpdate update = Objects.requireNonNull(held, "nothing is held");
    held = null;
    begun = true;
    takenAt = nanos;
    takenPercent = percent(update);
    return update;
  }

  private boolean hasCrossedStep() {
    double step = cadence.percentStep();
    return step > 0
        && held != null
        && Math.floor(percent(held) / step) > Math.floor(takenPercent / step);
  }

  private static double percent(ProgressUpdate update) {
    Double percent = update.job().percent();
    return percent == null ? 0 : percent;
  }
}
