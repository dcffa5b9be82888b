package io.github.progresstracker.benchmarks.postgres;

import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.benchmarks.report.Goals;
import io.github.progresstracker.jdbc.PostgresProgress;
import io.github.progresstracker.mtproto.Channel;
import io.github.progresstracker.mtproto.CollectionAudit;
import io.github.progresstracker.mtproto.CollectionWorker;
import io.github.progresstracker.mtproto.MessageStore;
import io.github.progresstracker.mtproto.PostgresMessageStore;
import io.github.progresstracker.mtproto.SimulatedTelegram;
import io.github.progresstracker.mtproto.SimulatorOptions;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A worker at a thousand channels that are all far behind. */
final class FairnessRun implements MessageStore {

  private static final int CHANNELS = 1_000;
  private static final int MESSAGES = 500;
  private static final int SESSION = 100;

  private final MessageStore store;
  private final Map<Long, Long> stored = new HashMap<>();
  private @Nullable CollectionWorker worker;
  private long total;
  private int pages;
  private double worst;

  private FairnessRun(MessageStore store) {
    this.store = store;
  }

  /** Runs it; returns a table of Markdown. */
  static String measure(BenchmarkServer server, Goals goals) throws Exception {
    CollectionReport.clear(server);
    PostgresProgress postgres = PostgresProgress.on(server.pool());
    FairnessRun run = new FairnessRun(new PostgresMessageStore(server.pool()));
    long start = System.nanoTime();
    try (SimulatedTelegram source =
            new SimulatedTelegram(
                SimulatorOptions.parse("channels=" + CHANNELS + ",seed=5,messages=" + MESSAGES));
        ProgressRegistry registry =
            ProgressRegistry.builder().sink(postgres.auditLog(CollectionAudit.format())).build()) {
      CollectionWorker worker =
          CollectionWorker.builder(registry, run, postgres.leases())
              .account(7, source)
              .sessionLimit(SESSION)
              .pagesPerSecond(0)
              .build();
      run.worker = worker;
      worker.run();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    goals.atMost("most served of 1,000 channels by least served, at worst", 2, run.worst);
    return String.format(
        Locale.ROOT,
        """
        | a worker, %,d channels of %d messages, %d in a turn | |
        |---|--:|
        | most served by least served channel, at any page after the first round | %.2f |
        | seconds | %.1f |
        | messages/s | %,.0f |
        """,
        CHANNELS,
        MESSAGES,
        SESSION,
        run.worst,
        seconds,
        run.total / seconds);
  }

  @Override
  public ChannelState open(Channel channel, long token) {
    stored.put(channel.id(), 0L);
    return store.open(channel, token);
  }

  @Override
  public ChannelState store(Channel channel, Batch batch) {
    ChannelState state = store.store(channel, batch);
    stored.put(channel.id(), state.stored());
    total += batch.messages().size();
    if (++pages % 20 == 0 && total < (long) CHANNELS * (MESSAGES - SESSION)) {
      look();
    }
    if (worker != null && total == (long) CHANNELS * MESSAGES) {
      worker.stop();
    }
    return state;
  }

  private void look() {
    long least = stored.values().stream().mapToLong(Long::longValue).min().orElse(0);
    long most = stored.values().stream().mapToLong(Long::longValue).max().orElse(0);
    if (least > 0) {
      worst = Math.max(worst, (double) most / least);
    }
  }
}
