package io.github.progresstracker.alert;

import io.github.progresstracker.ProgressFormat;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.eta.Eta;
import io.github.progresstracker.eta.EtaBasis;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The end is no longer where it was expected.
 *
 * <p>Compared are two expectations of how long the whole run takes, pauses left out: the one of
 * now, and the first that could be relied on: more likely than not within a quarter of the truth.
 * The end has moved when they differ by more than the limit, the present 80 % interval does not
 * hold the earlier expectation any more, and the present expectation lies outside of the earlier
 * interval made twice as wide either way (as a ratio): with a log-normal error that is crossed by
 * chance once in a hundred times. After a while the new expectation becomes the one to compare
 * with, so that the alert ends and the next move is seen.
 */
final class EtaDeviation implements AlertRule.Watch {

  private static final double LEAST_NANOS = 60e9;
  private static final double LEAST_CONFIDENCE = 0.5;
  private static final double SHOWN_NANOS = 300e9;
  private static final double SHOWN_SHARE = 0.1;

  /** Once it has moved, it must come back by a fifth of the way. */
  private static final double BACK = 0.8;

  private final double limit;
  private final WorkTime time = new WorkTime();
  private @Nullable Expectation earlier;
  private boolean moved;
  private double movedAt;

  EtaDeviation(double percent) {
    this.limit = percent / 100;
  }

  @Override
  public @Nullable Finding look(ProgressSnapshot now) {
    time.look(now);
    Expectation present = Expectation.of(time.total(), now.eta());
    if (present == null) {
      return null;
    }
    if (earlier == null) {
      earlier = isReliable(now.eta()) ? present : null;
      return null;
    }
    return compare(earlier, present, now);
  }

  /** In the first minute only if it rests on earlier runs. */
  private boolean isReliable(Eta eta) {
    return eta.confidence() >= LEAST_CONFIDENCE
        && (eta.basis() == EtaBasis.PRIOR || time.total() >= LEAST_NANOS);
  }

  private @Nullable Finding compare(Expectation before, Expectation present, ProgressSnapshot now) {
    boolean already = moved;
    moved = present.differs(before, already ? limit * BACK : limit);
    if (!moved) {
      return null;
    }
    movedAt = already ? movedAt : time.total();
    if (time.total() - movedAt > Math.max(SHOWN_NANOS, SHOWN_SHARE * before.whole)) {
      earlier = present;
      moved = false;
      return null;
    }
    return finding(before, present, now);
  }

  private static Finding finding(Expectation before, Expectation present, ProgressSnapshot now) {
    boolean later = present.whole > before.whole;
    String message =
        "The end has moved to "
            + (later ? "a later" : "an earlier")
            + " time, "
            + AlertText.clock(now.at().plus(present.left), now.at())
            + ": the run will take "
            + text(present.whole)
            + " instead of "
            + text(before.whole);
    return new Finding(
        later ? AlertSeverity.WARNING : AlertSeverity.INFO,
        AlertCategory.ETA,
        message,
        later
            ? "See whether the work has grown or has become slower, and tell those who wait for it"
            : "See whether work is left out, and tell those who wait for it");
  }

  private static String text(double nanos) {
    return ProgressFormat.durationShort(Duration.ofNanos((long) nanos));
  }

  /**
   * How long a whole run takes, in nanoseconds without pauses.
   *
   * @param low lower end of the 80 % interval
   * @param high upper end
   * @param left what is left of it
   */
  private record Expectation(double low, double whole, double high, Duration left) {

    static @Nullable Expectation of(double past, Eta eta) {
      boolean usable = eta.basis() == EtaBasis.MEASURED || eta.basis() == EtaBasis.PRIOR;
      if (!usable || eta.low() == null || eta.remaining() == null || eta.high() == null) {
        return null;
      }
      return new Expectation(
          past + eta.low().toNanos(),
          past + eta.remaining().toNanos(),
          past + eta.high().toNanos(),
          eta.remaining());
    }

    boolean differs(Expectation before, double limit) {
      return Math.abs(whole - before.whole) > limit * before.whole
          && (before.whole < low || before.whole > high)
          && (whole * before.whole > before.high * before.high
              || whole * before.whole < before.low * before.low);
    }
  }
}
