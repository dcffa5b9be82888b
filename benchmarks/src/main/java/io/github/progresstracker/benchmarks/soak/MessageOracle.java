package io.github.progresstracker.benchmarks.soak;

import io.github.progresstracker.mtproto.Channel;
import io.github.progresstracker.mtproto.ChannelRef;
import io.github.progresstracker.mtproto.CollectionWorker;
import io.github.progresstracker.mtproto.HistorySource;
import io.github.progresstracker.mtproto.Message;
import io.github.progresstracker.mtproto.Page;
import io.github.progresstracker.mtproto.SimulatedTelegram;
import io.github.progresstracker.mtproto.SimulatorOptions;
import io.github.progresstracker.mtproto.SourceException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Jdbi;

/** All messages that there are have been collected, and each was counted once. */
final class MessageOracle implements Oracle {

  private final Map<Long, Set<Long>> expected = new HashMap<>();

  MessageOracle(SimulatorOptions options) throws SourceException, InterruptedException {
    try (HistorySource source = new SimulatedTelegram(options)) {
      for (ChannelRef ref : source.channels()) {
        Channel channel = source.resolve(ref);
        expected.put(channel.id(), ids(source, channel));
      }
    }
  }

  private static Set<Long> ids(HistorySource source, Channel channel)
      throws SourceException, InterruptedException {
    Set<Long> ids = new HashSet<>();
    Page page = source.older(channel, Long.MAX_VALUE, HistorySource.MAX_PAGE);
    while (!page.isEmpty()) {
      page.messages().stream().map(Message::id).forEach(ids::add);
      page = source.older(channel, page.lowestId().orElseThrow(), HistorySource.MAX_PAGE);
    }
    return ids;
  }

  /** Whether nothing is missing any more. */
  boolean isComplete(Jdbi database) {
    return incomplete(database) == 0;
  }

  private long incomplete(Jdbi database) {
    return expected.size()
        - number(
            database,
            "select count(*) from mtproto_coverage join mtproto_channel using (channel_id)"
                + " where lo = 1 and hi = top_id");
  }

  @Override
  public List<Finding> findings(Jdbi database) {
    long missing = 0;
    long strange = 0;
    for (Map.Entry<Long, Set<Long>> channel : expected.entrySet()) {
      Set<Long> stored = new HashSet<>(stored(database, channel.getKey()));
      missing += channel.getValue().stream().filter(id -> !stored.contains(id)).count();
      strange += stored.stream().filter(id -> !channel.getValue().contains(id)).count();
    }
    long rows = number(database, "select count(*) from mtproto_message");
    long counted = number(database, "select sum(stored) from mtproto_channel");
    long job =
        number(
            database,
            "select coalesce(sum((progress ->> 'processedItems')::bigint), 0)"
                + " from progress_job_state where id = '"
                + CollectionWorker.jobOf(SoakCollector.USER)
                + "'");
    List<Finding> findings = new ArrayList<>();
    findings.add(
        new Finding(
            "messages to collect", expected.values().stream().mapToLong(Set::size).sum(), false));
    findings.add(new Finding("messages stored", rows, false));
    findings.add(new Finding("channels not collected within minutes", incomplete(database), true));
    findings.add(new Finding("messages lost", missing, true));
    findings.add(new Finding("messages stored that there are not", strange, true));
    findings.add(
        new Finding("messages counted twice or not at all", Math.abs(counted - rows), true));
    findings.add(
        new Finding(
            "messages in the sum of the collection's job, more or less",
            Math.abs(job - rows),
            true));
    return findings;
  }

  private static List<Long> stored(Jdbi database, long channel) {
    return database.withHandle(
        handle ->
            handle
                .createQuery("select id from mtproto_message where channel_id = :channel")
                .bind("channel", channel)
                .mapTo(Long.class)
                .list());
  }

  private static long number(Jdbi database, String sql) {
    return database.withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
  }
}
