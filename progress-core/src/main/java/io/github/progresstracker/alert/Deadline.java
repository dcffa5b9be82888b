package io.github.progresstracker.alert;

import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.eta.Eta;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The job will not be done in time, or may not be. */
final class Deadline implements AlertRule.Watch {

  /** Before, an estimate of a job that nobody knows says little. */
  private static final Duration LEAST_ACTIVE = Duration.ofSeconds(30);

  private static final String ADVICE =
      "Add workers, leave out what can wait, or tell those who wait for it";

  private final Function<ProgressSnapshot, @Nullable Instant> deadlines;
  private boolean late;

  /**
   * A watch.
   *
   * @param deadlines says by when a tracker must be done; null if it does not matter
   */
  Deadline(Function<ProgressSnapshot, @Nullable Instant> deadlines) {
    this.deadlines = deadlines;
  }

  @Override
  public @Nullable Finding look(ProgressSnapshot now) {
    Instant deadline = deadlines.apply(now);
    if (deadline == null) {
      return null;
    }
    Finding finding =
        now.at().isAfter(deadline) ? missed(deadline, now) : predicted(deadline, now, now.eta());
    late = finding != null;
    return finding;
  }

  private static Finding missed(Instant deadline, ProgressSnapshot now) {
    return finding(
        AlertSeverity.CRITICAL,
        "The deadline of " + AlertText.clock(deadline, now.at()) + " has passed");
  }

  private @Nullable Finding predicted(Instant deadline, ProgressSnapshot now, Eta eta) {
    if (eta.low() == null
        || eta.remaining() == null
        || eta.high() == null
        || now.active().compareTo(LEAST_ACTIVE) < 0) {
      return null;
    }
    Duration left = Duration.between(now.at(), deadline);
    if (left.compareTo(eta.low()) < 0) {
      return finding(AlertSeverity.CRITICAL, text("Will miss", deadline, now.at(), eta));
    }
    // Once in danger, the end must be a tenth nearer than that to be out of it.
    Duration safe = late ? eta.high().plus(eta.high().dividedBy(10)) : eta.high();
    return left.compareTo(safe) < 0
        ? finding(AlertSeverity.WARNING, text("May miss", deadline, now.at(), eta))
        : null;
  }

  private static String text(String verb, Instant deadline, Instant now, Eta eta) {
    return verb
        + " the deadline of "
        + AlertText.clock(deadline, now)
        + ": the end is expected at "
        + AlertText.clock(now.plus(eta.remaining()), now)
        + ", "
        + AlertText.clock(now.plus(eta.low()), now.plus(eta.high()), now)
        + " with 80 % probability";
  }

  private static Finding finding(AlertSeverity severity, String message) {
    return new Finding(severity, AlertCategory.ETA, message, ADVICE);
  }
}
