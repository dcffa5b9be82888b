package io.github.progresstracker.mtproto;

import io.github.progresstracker.mtproto.internal.Requests;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An account on a Telegram that exists in this process only: any number of channels and messages
 * out of a seed, with flood waits on request.
 *
 * <p>The histories depend on nothing but the options, so a second process, or the same one after a
 * crash, sees exactly the same messages, and channels of different seeds, message counts or
 * densities have different ids. They do not change while the source lives. Memory: one bit per id.
 *
 * <p>Flood waits are the account's: once {@link SimulatorOptions#floodEvery()} messages were
 * served, over all channels together, the next page request fails with {@link
 * SourceException.FloodWait}, and so does every page request until the wait is over, each with what
 * is left of it. Only pages are limited, neither {@link #channels()} nor {@link #resolve}.
 *
 * <p>Thread safe.
 *
 * <pre>{@code
 * HistorySource simulated = new SimulatedTelegram(
 *     SimulatorOptions.parse("channels=3,messages=20000,flood-every=5000,flood-seconds=3"));
 * }</pre>
 */
public final class SimulatedTelegram implements HistorySource {

  private static final String NAME = "simulator";
  private static final long FIRST_SERVER_ID = 1_000_000_000;
  private static final int CHANNEL_FAMILIES = 900_000_000;
  private static final int FAMILY_SIZE = 1_000;

  private final SimulatorOptions options;
  private final LongSupplier nanoTime;
  private final Pacer pacer;
  private final long firstServerId;
  private final @Nullable SimulatedHistory[] histories;
  private volatile boolean closed;

  private long served;
  private boolean flooded;
  private long floodEnd;

  /**
   * Simulates in real time.
   *
   * @param options what to simulate
   */
  public SimulatedTelegram(SimulatorOptions options) {
    this(options, System::nanoTime, Pacer.SLEEPING);
  }

  /**
   * Simulates in a time of the caller's.
   *
   * @param options what to simulate
   * @param nanoTime the clock of the flood waits, in nanoseconds from any origin, never going back
   * @param pacer called once per page when {@link SimulatorOptions#pageMillis()} is above 0
   */
  public SimulatedTelegram(SimulatorOptions options, LongSupplier nanoTime, Pacer pacer) {
    this.options = options;
    this.nanoTime = nanoTime;
    this.pacer = pacer;
    this.firstServerId = firstServerId(options);
    this.histories = new SimulatedHistory[options.channels()];
  }

  @Override
  public List<ChannelRef> channels() throws SourceException {
    checkOpen();
    List<ChannelRef> refs = new ArrayList<>();
    for (int number = 1; number <= options.channels(); number++) {
      refs.add(new ChannelRef("Simulated " + number));
    }
    return refs;
  }

  @Override
  public Channel resolve(ChannelRef ref) throws SourceException {
    List<ChannelRef> refs = channels();
    int number = refs.indexOf(ref);
    for (int i = 0; number < 0 && i < refs.size(); i++) {
      if (Channel.isNamedBy(ref, firstServerId + i)) {
        number = i;
      }
    }
    if (number < 0) {
      throw new SourceException.ChannelUnavailable(
          "no channel \""
              + ref.name()
              + "\" in the simulator; there are: Simulated 1 to Simulated "
              + options.channels());
    }
    return history(number).channel();
  }

  @Override
  public Page older(Channel channel, long beforeId, int limit)
      throws SourceException, InterruptedException {
    Requests.check(beforeId, limit);
    checkOpen();
    long number = channel.serverId() - firstServerId;
    if (number < 0 || number >= options.channels()) {
      throw new SourceException.ChannelUnavailable(
          "channel " + channel.id() + " (" + channel.title() + ") is not in the simulator");
    }
    passFloodGate();
    if (options.pageMillis() > 0) {
      pacer.pause(Duration.ofMillis(options.pageMillis()));
    }
    Page page = history((int) number).older(beforeId, pageSize(beforeId, limit));
    count(page.messages().size());
    return page;
  }

  @Override
  public SourceInfo info() {
    return new SourceInfo(NAME, true);
  }

  @Override
  public void close() {
    closed = true;
  }

  private synchronized void passFloodGate() throws SourceException {
    long now = nanoTime.getAsLong();
    if (!flooded && options.floodEvery() > 0 && served >= options.floodEvery()) {
      flooded = true;
      floodEnd = now + TimeUnit.SECONDS.toNanos(options.floodSeconds());
    }
    if (flooded) {
      if (floodEnd - now > 0) {
        throw new SourceException.FloodWait(Duration.ofNanos(floodEnd - now));
      }
      flooded = false;
      served = 0;
    }
  }

  private synchronized void count(int messages) {
    served += messages;
  }

  private synchronized SimulatedHistory history(int number) {
    SimulatedHistory history = histories[number];
    if (history == null) {
      history = new SimulatedHistory(options, number, firstServerId + number);
      histories[number] = history;
    }
    return history;
  }

  private int pageSize(long beforeId, int limit) {
    if (!options.ragged()) {
      return limit;
    }
    int size = new Dice(options.seed(), beforeId).chance(0.7) ? MAX_PAGE - 1 : MAX_PAGE / 2;
    return Math.min(limit, beforeId == Long.MAX_VALUE ? 1 : size);
  }

  /** Histories that differ must not be taken for one another in a database. */
  private static long firstServerId(SimulatorOptions options) {
    long density = Double.doubleToLongBits(options.density());
    Dice dice = new Dice(options.seed(), options.messages(), density);
    return FIRST_SERVER_ID + (long) dice.below(CHANNEL_FAMILIES) * FAMILY_SIZE;
  }

  private void checkOpen() throws SourceException {
    if (closed) {
      throw new SourceException.Closed(NAME);
    }
  }
}
