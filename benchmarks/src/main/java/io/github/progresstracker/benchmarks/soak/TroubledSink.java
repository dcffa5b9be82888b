package io.github.progresstracker.benchmarks.soak;

import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.sink.Guarantee;
import io.github.progresstracker.sink.ProgressSink;
import java.time.Duration;
import java.util.List;

/** A sink that takes its time over each batch, or does not come back for seconds. */
final class TroubledSink implements ProgressSink {

  private final String name;
  private final Guarantee guarantee;
  private final long pauseMillis;
  private volatile long hangsUntil = System.nanoTime();

  TroubledSink(String name, Guarantee guarantee, Duration pause) {
    this.name = name;
    this.guarantee = guarantee;
    this.pauseMillis = pause.toMillis();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Guarantee guarantee() {
    return guarantee;
  }

  /** Does not come back for so many milliseconds from now. */
  void hang(long millis) {
    hangsUntil = System.nanoTime() + Duration.ofMillis(millis).toNanos();
  }

  @Override
  public void deliver(List<ProgressEvent> events) throws InterruptedException {
    Thread.sleep(pauseMillis);
    while (hangsUntil - System.nanoTime() > 0) {
      Thread.sleep(10);
    }
  }
}
