package me.tongfei.progressbar;

import java.time.Duration;
import java.util.Optional;

/**
 * The peer's own state with a clock that is set from outside, for the peer's own estimate.
 *
 * <p>It lives in the peer's package because {@code Util.linearEta} can be called from nowhere else.
 */
public final class ReplayedProgress {

  private final SetClock state;

  /**
   * Starts at zero.
   *
   * @param max units to do
   */
  public ReplayedProgress(long max) {
    state = new SetClock(max);
  }

  /**
   * Reports progress.
   *
   * @param current units done
   */
  public void stepTo(long current) {
    state.stepTo(current);
  }

  /**
   * What the peer's bar would show.
   *
   * @param elapsed since the start
   * @return the remaining time, if the peer shows one
   */
  public Optional<Duration> eta(Duration elapsed) {
    state.elapsed = elapsed;
    return Util.linearEta(state);
  }

  private static final class SetClock extends ProgressState {

    private Duration elapsed = Duration.ZERO;

    SetClock(long max) {
      super("replay", max, 0, Duration.ZERO);
    }

    @Override
    public synchronized Duration getElapsedAfterStart() {
      return elapsed;
    }
  }
}
