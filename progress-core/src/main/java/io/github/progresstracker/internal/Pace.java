package io.github.progresstracker.internal;

import io.github.progresstracker.event.ProgressUpdate;
import io.github.progresstracker.sink.Cadence;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Thins the updates of one job for one sink: the newest is held until it is due. */
final class Pace {

  private final long intervalNanos;
  private final long gapNanos;
  private final double percentStep;
  private @Nullable ProgressUpdate held;
  private boolean begun;
  private long takenAt;
  private double takenPercent;

  Pace(Cadence cadence) {
    this.intervalNanos = Nanos.of(cadence.interval());
    this.gapNanos = Nanos.of(cadence.minimumGap());
    this.percentStep = cadence.percentStep();
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
    return !begun || (silence >= gapNanos && (silence >= intervalNanos || hasCrossedStep()));
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
    return percentStep > 0
        && held != null
        && Math.floor(percent(held) / percentStep) > Math.floor(takenPercent / percentStep);
  }

  private static double percent(ProgressUpdate update) {
    Double percent = update.job().percent();
    return percent == null ? 0 : percent;
  }
}
