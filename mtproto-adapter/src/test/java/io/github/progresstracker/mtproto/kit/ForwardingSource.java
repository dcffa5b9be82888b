package io.github.progresstracker.mtproto.kit;

import io.github.progresstracker.mtproto.Channel;
import io.github.progresstracker.mtproto.ChannelRef;
import io.github.progresstracker.mtproto.HiddenWait;
import io.github.progresstracker.mtproto.HistorySource;
import io.github.progresstracker.mtproto.Page;
import io.github.progresstracker.mtproto.SourceException;
import io.github.progresstracker.mtproto.SourceInfo;
import java.util.List;
import java.util.function.Consumer;

/** Another source, but for what a test does otherwise. */
public abstract class ForwardingSource implements HistorySource {

  private final HistorySource delegate;

  protected ForwardingSource(HistorySource delegate) {
    this.delegate = delegate;
  }

  @Override
  public List<ChannelRef> channels() throws SourceException, InterruptedException {
    return delegate.channels();
  }

  @Override
  public Channel resolve(ChannelRef ref) throws SourceException, InterruptedException {
    return delegate.resolve(ref);
  }

  @Override
  public Page older(Channel channel, long beforeId, int limit)
      throws SourceException, InterruptedException {
    return delegate.older(channel, beforeId, limit);
  }

  @Override
  public Subscription onHiddenWait(Consumer<HiddenWait> listener) {
    return delegate.onHiddenWait(listener);
  }

  @Override
  public SourceInfo info() {
    return delegate.info();
  }

  @Override
  public void close() {
    delegate.close();
  }
}
