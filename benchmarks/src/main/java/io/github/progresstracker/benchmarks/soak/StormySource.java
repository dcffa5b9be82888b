package io.github.progresstracker.benchmarks.soak;

import io.github.progresstracker.mtproto.Channel;
import io.github.progresstracker.mtproto.ChannelRef;
import io.github.progresstracker.mtproto.HistorySource;
import io.github.progresstracker.mtproto.Page;
import io.github.progresstracker.mtproto.SourceException;
import io.github.progresstracker.mtproto.SourceInfo;
import java.time.Duration;
import java.util.List;

/**
 * A source that refuses all pages as a flood while there is a storm, and takes its time over each
 * page until it is told to hurry.
 */
final class StormySource implements HistorySource {

  private final HistorySource source;
  private volatile long stormEnd = System.nanoTime();
  private volatile long pauseMillis;

  StormySource(HistorySource source, Duration pause) {
    this.source = source;
    this.pauseMillis = pause.toMillis();
  }

  /** From now on so many milliseconds. */
  void storm(long millis) {
    stormEnd = System.nanoTime() + Duration.ofMillis(millis).toNanos();
  }

  void hurry() {
    pauseMillis = 0;
  }

  @Override
  public Page older(Channel channel, long beforeId, int limit)
      throws SourceException, InterruptedException {
    long left = stormEnd - System.nanoTime();
    if (left > 0) {
      throw new SourceException.FloodWait(Duration.ofNanos(left));
    }
    Thread.sleep(pauseMillis);
    return source.older(channel, beforeId, limit);
  }

  @Override
  public List<ChannelRef> channels() throws SourceException, InterruptedException {
    return source.channels();
  }

  @Override
  public Channel resolve(ChannelRef ref) throws SourceException, InterruptedException {
    return source.resolve(ref);
  }

  @Override
  public SourceInfo info() {
    return source.info();
  }

  @Override
  public void close() {
    source.close();
  }
}
