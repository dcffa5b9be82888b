package io.github.progresstracker.mtproto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.Total;
import io.github.progresstracker.TrackerState;
import io.github.progresstracker.eta.EtaBasis;
import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.event.Transition;
import io.github.progresstracker.jdbc.AuditRecord;
import io.github.progresstracker.mtproto.MessageStore.StoreException;
import io.github.progresstracker.mtproto.kit.ForwardingSource;
import io.github.progresstracker.mtproto.kit.Recorder;
import io.github.progresstracker.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The collector against sources and a store in memory, in a time of its own. */
class HistoryCollectorTest {

  private static final long CHANNEL = 2_678_877_654L;
  private static final CollectorOptions OPTIONS = CollectorOptions.forUser(844_338_517);

  private final ManualClock clock = new ManualClock(Instant.parse("2025-11-10T12:30:00Z"));
  private final InMemoryMessageStore store = new InMemoryMessageStore();
  private final Recorder recorder = new Recorder();

  @Test
  void everything_is_stored_once_in_sessions_of_the_limit() throws Exception {
    LivingChannels source = new LivingChannels().channel(CHANNEL, 12_000).channel(7, 203);
    CollectionResult result = collect(source);

    assertThat(result.channels()).isEqualTo(2);
    assertThat(result.messages()).isEqualTo(12_203);
    assertThat(result.newMessages()).isEqualTo(12_203);
    assertThat(result.sessions()).isEqualTo(4);
    assertThat(result.errors()).isZero();
    assertThat(stored(CHANNEL)).isEqualTo(source.messages(CHANNEL));
  }

  @Test
  void a_second_run_finds_nothing_new_and_ends_with_the_same_totals() throws Exception {
    LivingChannels source = new LivingChannels().channel(CHANNEL, 6_000);
    CollectionResult first = collect(source);
    CollectionResult second = collect(source);
    assertThat(second.newMessages()).isZero();
    assertThat(second.messages()).isEqualTo(first.messages());
    assertThat(second.sessions()).isEqualTo(first.sessions());
  }

  @Test
  void details_are_told_at_each_500_in_both_phases_and_the_levels_agree() throws Exception {
    collect(new LivingChannels().channel(CHANNEL, 11_219));
    List<AuditRecord> details = audit("collection_progress_detail");

    assertThat(details.stream().filter(row -> isOf(row, 1, "fetching")))
        .extracting(AuditRecord::stepDone)
        .containsExactly(500L, 1000L, 1500L, 2000L, 2500L, 3000L, 3500L, 4000L, 4500L, 5000L);
    assertThat(details.stream().filter(row -> isOf(row, 2, "processing")))
        .extracting(AuditRecord::stepDone)
        .containsExactly(500L, 1000L, 1500L, 2000L, 2500L, 3000L, 3500L, 4000L, 4500L, 5000L);
    assertThat(details.stream().filter(row -> isOf(row, 3, "processing")))
        .extracting(AuditRecord::stepDone)
        .containsExactly(500L, 1000L, 1219L);
    assertThat(details.stream().filter(row -> "complete".equals(row.phase())))
        .extracting(AuditRecord::done)
        .containsExactly(5_000L, 10_000L, 11_219L);
    assertLevelsAgree(details);
    assertThat(details)
        .allSatisfy(
            row -> {
              assertThat(row.userId()).isEqualTo(844_338_517);
              assertThat(row.channelId()).isEqualTo(Channel.markedId(CHANNEL));
              assertThat(row.total()).isEqualTo(11_219);
              assertThat(row.stepCount()).isEqualTo(3);
              assertThat(row.rate()).as("no time has passed").isNull();
            });
  }

  @Test
  void a_run_is_told_with_the_documented_actions_and_keys() throws Exception {
    collect(new LivingChannels().channel(CHANNEL, 50));
    assertThat(audit("collection_start").get(0).extras())
        .containsOnlyKeys("total_channels", "start_time")
        .containsEntry("total_channels", 1);
    assertThat(audit("collection_progress").get(0).extras())
        .containsOnlyKeys(
            "channel_name",
            "messages_collected",
            "channels_processed",
            "total_channels",
            "errors",
            "progress_time")
        .containsEntry("messages_collected", 50L)
        .containsEntry("channels_processed", 1);
    assertThat(audit("collection_end").get(0).extras())
        .containsOnlyKeys(
            "total_messages", "channels_synced", "total_channels", "errors", "end_time")
        .containsEntry("total_messages", 50L)
        .containsEntry("channels_synced", 1);
  }

  @Test
  void a_crash_at_any_page_costs_nothing_and_repeats_nothing() throws Exception {
    for (int page = 1; page <= 40; page++) {
      for (boolean committed : new boolean[] {false, true}) {
        LivingChannels source = new LivingChannels().channel(CHANNEL, 1_780).channel(8, 310);
        InMemoryMessageStore target = new InMemoryMessageStore();
        CrashingStore crashing = new CrashingStore(target, page, committed);
        CollectorOptions options = OPTIONS.sessionLimit(400);
        try {
          collect(source, crashing, options);
        } catch (Crash expected) {
          recorder.clear();
        }
        CollectionResult result = collect(source, target, options);
        assertThat(target.messages(Channel.markedId(CHANNEL))).isEqualTo(source.messages(CHANNEL));
        assertThat(target.messages(Channel.markedId(8))).isEqualTo(source.messages(8));
        assertThat(result.messages()).isEqualTo(2_090);
        assertThat(result.sessions()).isEqualTo(6);
        assertLevelsAgree(audit("collection_progress_detail"));
        recorder.clear();
      }
    }
  }

  @Test
  void posts_and_deletions_between_crashes_leave_neither_gap_nor_duplicate() throws Exception {
    for (int seed = 0; seed < 60; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      LivingChannels source = new LivingChannels().channel(CHANNEL, random.nextInt(900));
      InMemoryMessageStore target = new InMemoryMessageStore();
      for (int run = 0; run < 5; run++) {
        try {
          int page = 1 + random.nextInt(8);
          collect(source, new CrashingStore(target, page, random.nextBoolean()), OPTIONS);
        } catch (Crash expected) {
          recorder.clear();
        }
        source.post(CHANNEL, random.nextInt(250));
        for (int i = 0; i < random.nextInt(40); i++) {
          source.delete(CHANNEL, 1 + random.nextInt(1_500));
        }
      }
      collect(source, target, OPTIONS);
      assertThat(target.messages(Channel.markedId(CHANNEL)))
          .as("seed %d", seed)
          .containsAllEntriesOf(source.messages(CHANNEL));
      assertThat(target.open(source.resolve(ChannelRef.ofId(CHANNEL))).coverage().intervals())
          .hasSizeLessThanOrEqualTo(1);
      recorder.clear();
    }
  }

  @Test
  void a_flood_wait_shows_as_waiting_and_the_eta_is_right_at_the_first_page_after_it()
      throws Exception {
    LivingChannels source = new LivingChannels().channel(CHANNEL, 20_000);
    List<ProgressSnapshot> seen = new ArrayList<>();
    try (ProgressRegistry registry = registry()) {
      Pacer pacer =
          time -> {
            clock.advance(time);
            registry.sampleNow();
            seen.addAll(registry.active());
          };
      HistorySource slow = new SlowSource(source, pacer, 5_000, 30);
      new HistoryCollector(registry, slow, store, OPTIONS, clock, pacer).collect();
      registry.flush(Duration.ofSeconds(10));
    }
    assertThat(seen)
        .filteredOn(job -> job.state() == TrackerState.WAITING)
        .isNotEmpty()
        .allSatisfy(
            job -> {
              assertThat(job.waiting()).isNotNull();
              assertThat(job.eta().basis()).isEqualTo(EtaBasis.WAITING);
            });
    assertThat(audit("collection_waiting")).hasSize(3);
    assertThat(audit("collection_resumed"))
        .allSatisfy(row -> assertThat(row.extras()).containsEntry("waited_seconds", 30.0));
    // 100 messages a second and no wait left: the rest takes 1 s per 100 messages
    ProgressSnapshot after =
        seen.stream()
            .filter(job -> job.done() == 15_100 && job.state() == TrackerState.RUNNING)
            .findFirst()
            .orElseThrow();
    assertThat(Objects.requireNonNull(after.eta().remaining()).toSeconds()).isBetween(44L, 80L);
    assertThat(after.rates().current()).isBetween(95.0, 105.0);
  }

  /** The server counts nothing, and a tenth of the ids is gone. */
  @ParameterizedTest
  @CsvSource({"3000, 20", "5000, 30", "6000, 61"})
  void after_the_second_flood_wait_the_eta_of_an_uncounted_channel_is_right(
      int floodEvery, int seconds) throws Exception {
    LivingChannels source = new LivingChannels().uncounted().channel(CHANNEL, 50_000);
    SplittableRandom random = new SplittableRandom(floodEvery);
    for (long id = 1; id <= 50_000; id++) {
      if (random.nextInt(10) == 0) {
        source.delete(CHANNEL, id);
      }
    }
    int messages = source.messages(CHANNEL).size();
    List<ProgressSnapshot> seen = new ArrayList<>();
    try (ProgressRegistry registry = registry()) {
      Pacer pacer =
          time -> {
            clock.advance(time);
            registry.sampleNow();
            seen.addAll(registry.active());
          };
      HistorySource slow = new SlowSource(source, pacer, floodEvery, seconds);
      new HistoryCollector(registry, slow, store, OPTIONS, clock, pacer).collect();
      registry.flush(Duration.ofSeconds(10));
    }
    assertThat(stored(CHANNEL)).hasSize(messages);
    List<Double> errors =
        seen.stream()
            .filter(job -> job.done() > 2L * floodEvery && job.done() < 0.7 * messages)
            .filter(job -> job.state() == TrackerState.RUNNING)
            .map(job -> error(job, clock.now()))
            .sorted()
            .toList();
    assertThat(errors.get(errors.size() / 2)).as("median error of the ETA").isLessThan(0.1);
    assertThat(seen.get(seen.size() / 2).total()).isInstanceOf(Total.Estimate.class);
    List<AuditRecord> details = audit("collection_progress_detail");
    assertThat(details.get(details.size() / 2).extras())
        .containsEntry("total_is_estimate", true)
        .containsKeys("total_low", "total_high");
    assertThat(details.get(details.size() / 2).total())
        .isBetween(messages * 97L / 100, messages * 103L / 100);
    ProgressSnapshot last = lastOf(recorder.events());
    assertThat(last.total()).isEqualTo(Total.exact(messages));
  }

  private static double error(ProgressSnapshot job, Instant end) {
    double left = Duration.between(job.at(), end).toMillis();
    Duration said = job.eta().remaining();
    return said == null ? Double.POSITIVE_INFINITY : Math.abs(said.toMillis() - left) / left;
  }

  private static ProgressSnapshot lastOf(List<ProgressEvent> events) {
    return events.get(events.size() - 1).job();
  }

  @Test
  void one_channel_that_is_gone_does_not_hold_up_the_others() throws Exception {
    LivingChannels source = new LivingChannels().channel(5, 100).channel(6, 100).channel(7, 100);
    source.makeUnavailable(6);
    CollectionResult result = collect(source);
    assertThat(result.messages()).isEqualTo(200);
    assertThat(result.errors()).isEqualTo(1);
    assertThat(audit("collection_error").get(0).extras())
        .containsEntry("channel_name", "Channel 6")
        .containsEntry("error", "CHANNEL_PRIVATE");
    assertThat(audit("collection_end").get(0).extras())
        .containsEntry("channels_synced", 2)
        .containsEntry("errors", 1L);
  }

  @Test
  void a_busy_server_is_asked_again_later() throws Exception {
    LivingChannels source = new LivingChannels().channel(5, 300);
    source.failNext(new SourceException.Busy("500"), new SourceException.Busy("500"));
    Instant start = clock.now();
    assertThat(collect(source).messages()).isEqualTo(300);
    assertThat(Duration.between(start, clock.now())).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void a_database_that_is_away_for_a_while_is_waited_for() throws Exception {
    LivingChannels source = new LivingChannels().channel(5, 300);
    UnreliableStore away = new UnreliableStore(store, 4);
    assertThat(collect(source, away, OPTIONS).messages()).isEqualTo(300);
    assertThat(audit("collection_waiting")).hasSize(4);
  }

  @Test
  void a_database_that_stays_away_ends_the_run_and_says_so() {
    LivingChannels source = new LivingChannels().channel(5, 300);
    assertThatThrownBy(() -> collect(source, new UnreliableStore(store, 100), OPTIONS))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("away");
    assertThat(audit("collection_end").get(0).extras()).containsEntry("reason", "failed");
  }

  @Test
  void an_interrupt_ends_the_run_in_order() {
    LivingChannels source = new LivingChannels().channel(5, 300);
    source.failNext(new SourceException.FloodWait(Duration.ofHours(1)));
    Pacer interrupted =
        time -> {
          throw new InterruptedException();
        };
    assertThatThrownBy(() -> collect(source, store, OPTIONS, interrupted))
        .isInstanceOf(InterruptedException.class);
    assertThat(audit("collection_end").get(0).extras()).containsEntry("reason", "shutdown");
  }

  @Test
  void the_speed_limit_is_kept_on_average() throws Exception {
    LivingChannels source = new LivingChannels().channel(5, 1_000);
    Instant start = clock.now();
    collect(source, store, OPTIONS.messagesPerSecond(50));
    // ten pages of two seconds each; nobody waits after the last one
    assertThat(Duration.between(start, clock.now())).isEqualTo(Duration.ofSeconds(18));
  }

  @Test
  void what_a_flood_wait_took_is_not_made_up_for_by_a_burst() throws Exception {
    LivingChannels source = new LivingChannels().channel(5, 1_000);
    source.failNext(new SourceException.FloodWait(Duration.ofHours(1)));
    Instant start = clock.now();
    collect(source, store, OPTIONS.messagesPerSecond(50));
    // the first page takes the hour, the second comes at once, and then it goes on as always
    assertThat(Duration.between(start, clock.now())).isEqualTo(Duration.ofSeconds(3_600 + 8 * 2));
  }

  @Test
  void an_interrupt_is_noticed_where_nothing_waits() throws Exception {
    LivingChannels channels = new LivingChannels().channel(5, 1_000);
    HistorySource source =
        new SlowSource(
            channels,
            time -> {
              if (store.messages(Channel.markedId(5)).size() == 100) {
                Thread.currentThread().interrupt();
              }
            },
            1_000_000,
            30);
    assertThatThrownBy(() -> collect(source, store, OPTIONS, Pacer.SLEEPING))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
    assertThat(stored(5)).hasSize(200).containsKeys(801L, 1_000L);
    assertThat(audit("collection_end").get(0).extras())
        .containsEntry("reason", "shutdown")
        .containsEntry("total_messages", 200L);
  }

  @Test
  void a_lost_reply_to_a_commit_changes_neither_counts_nor_levels() throws Exception {
    for (int lost = 1; lost <= 12; lost++) {
      LivingChannels source = new LivingChannels().channel(CHANNEL, 1_030);
      InMemoryMessageStore target = new InMemoryMessageStore();
      CollectionResult result =
          collect(source, new ForgetfulStore(target, lost), OPTIONS.sessionLimit(400));
      assertThat(result.newMessages()).isEqualTo(1_030);
      List<AuditRecord> details = audit("collection_progress_detail");
      assertLevelsAgree(details);
      assertThat(details.stream().filter(row -> "complete".equals(row.phase())))
          .extracting(AuditRecord::done)
          .containsExactly(400L, 800L, 1_030L);
      assertThat(audit("collection_end").get(0).extras())
          .containsEntry("total_messages", 1_030L)
          .containsEntry("errors", 0L);
      recorder.clear();
    }
  }

  @Test
  void what_another_collector_stores_meanwhile_shows_in_its_sessions() throws Exception {
    LivingChannels source = new LivingChannels().channel(CHANNEL, 1_030);
    MessageStore shared =
        new ForgetfulStore(store, 3) {
          @Override
          void lose() {
            try {
              collect(source, store, OPTIONS.sessionLimit(400));
            } catch (Exception e) {
              throw new IllegalStateException(e);
            }
            recorder.clear();
          }
        };
    CollectionResult result = collect(source, shared, OPTIONS.sessionLimit(400));
    assertThat(result.newMessages()).isEqualTo(1_030);
    assertLevelsAgree(audit("collection_progress_detail"));
    assertThat(
            audit("collection_progress_detail").stream()
                .filter(row -> "complete".equals(row.phase())))
        .extracting(AuditRecord::done)
        .containsExactly(400L, 800L, 1_030L);
  }

  @Test
  void a_total_that_is_passed_is_raised_on_every_level() throws Exception {
    LivingChannels source = new LivingChannels().channel(5, 1_200).channel(6, 50);
    source.claim(5, 700);
    try (ProgressRegistry registry = registry()) {
      new HistoryCollector(
              registry, source, store, OPTIONS.sessionLimit(500), clock, clock::advance)
          .collect();
    }
    assertStoredWithinTotal();
    assertThat(recorder.of(Transition.Finished.class))
        .extracting(finished -> finished.lineage().get(0))
        .allSatisfy(run -> assertThat(run.done()).isLessThanOrEqualTo(run.total().valueOr(0)))
        .last()
        .satisfies(run -> assertThat(run.total()).isEqualTo(Total.exact(1_250)));
    // the source says 1,200 again, or less, and 1,200 are stored: no percentage above 100
    source.claim(5, 10);
    source.post(5, 30);
    recorder.clear();
    assertThat(collect(source).messages()).isEqualTo(1_280);
    assertStoredWithinTotal();
  }

  @Test
  void a_channel_that_cannot_be_resolved_is_on_record_and_the_others_go_on() throws Exception {
    LivingChannels source = new LivingChannels().channel(5, 100).channel(6, 100);
    source.makeUnresolvable(5);
    CollectionResult result = collect(source);
    assertThat(result.messages()).isEqualTo(100);
    assertThat(result.errors()).isEqualTo(1);
    assertThat(audit("collection_error"))
        .singleElement()
        .satisfies(
            row ->
                assertThat(row.extras())
                    .containsEntry("channel_name", "5")
                    .containsEntry("error", "USERNAME_NOT_OCCUPIED"));
    assertThat(actions()).startsWith("collection_start", "collection_error");
    assertThat(audit("collection_end").get(0).extras())
        .containsEntry("channels_synced", 1)
        .containsEntry("total_channels", 2)
        .containsEntry("errors", 1L);
  }

  @Test
  void a_store_that_must_be_mended_first_is_not_tried_again() {
    LivingChannels source = new LivingChannels().channel(5, 300);
    Instant start = clock.now();
    MessageStore forbidden =
        new ForgetfulStore(store, 1) {
          @Override
          void lose() {
            throw new StoreException("grant it", false, new IllegalStateException());
          }
        };
    assertThatThrownBy(() -> collect(source, forbidden, OPTIONS)).hasMessage("grant it");
    assertThat(clock.now()).isEqualTo(start);
    assertThat(audit("collection_end").get(0).extras()).containsEntry("reason", "failed");
  }

  @Test
  void an_empty_channel_is_through_at_once_without_a_session() throws Exception {
    CollectionResult result = collect(new LivingChannels().channel(5, 0));
    assertThat(result.messages()).isZero();
    assertThat(result.sessions()).isZero();
    assertThat(audit("collection_progress_detail")).isEmpty();
  }

  private CollectionResult collect(HistorySource source) throws Exception {
    return collect(source, store, OPTIONS);
  }

  private CollectionResult collect(
      HistorySource source, MessageStore target, CollectorOptions options) throws Exception {
    return collect(source, target, options, clock::advance);
  }

  private CollectionResult collect(
      HistorySource source, MessageStore target, CollectorOptions options, Pacer pacer)
      throws Exception {
    try (ProgressRegistry registry = registry()) {
      return new HistoryCollector(registry, source, target, options, clock, pacer).collect();
    }
  }

  private ProgressRegistry registry() {
    return ProgressRegistry.builder().clock(clock).manualSampling().sink(recorder).build();
  }

  private List<AuditRecord> audit(String action) {
    return audit().filter(row -> row.action().equals(action)).toList();
  }

  /** What was answered and is not stored yet may be ahead of a total that is too low. */
  private void assertStoredWithinTotal() {
    assertThat(audit("collection_progress_detail"))
        .filteredOn(row -> !"fetching".equals(row.phase()))
        .isNotEmpty()
        .allSatisfy(row -> assertThat(number(row.done())).isLessThanOrEqualTo(number(row.total())));
  }

  private List<String> actions() {
    return audit().map(AuditRecord::action).toList();
  }

  private Stream<AuditRecord> audit() {
    return recorder.events().stream()
        .flatMap(e -> Stream.ofNullable(CollectionAudit.format().format(e)));
  }

  private static void assertLevelsAgree(List<AuditRecord> details) {
    assertThat(details)
        .allSatisfy(
            row ->
                assertThat(row.done())
                    .isEqualTo(
                        (number(row.stepNumber()) - 1) * number(row.stepTotal())
                            + number(row.stepDone())));
  }

  private static boolean isOf(AuditRecord row, long session, String phase) {
    return number(row.stepNumber()) == session && phase.equals(row.phase());
  }

  private static long number(@org.jspecify.annotations.Nullable Long value) {
    return Objects.requireNonNull(value);
  }

  private java.util.NavigableMap<Long, Message> stored(long serverId) {
    return store.messages(Channel.markedId(serverId));
  }

  /** Takes a second per page and asks to wait every so many messages. */
  private static final class SlowSource extends ForwardingSource {
    private final Pacer pacer;
    private final int floodEvery;
    private final int seconds;
    private int served;
    private boolean flooded;

    SlowSource(HistorySource delegate, Pacer pacer, int floodEvery, int seconds) {
      super(delegate);
      this.pacer = pacer;
      this.floodEvery = floodEvery;
      this.seconds = seconds;
    }

    @Override
    public Page older(Channel channel, long beforeId, int limit)
        throws SourceException, InterruptedException {
      if (served > 0 && served % floodEvery == 0 && !flooded) {
        flooded = true;
        throw new SourceException.FloodWait(Duration.ofSeconds(seconds));
      }
      flooded = false;
      Page page = super.older(channel, beforeId, limit);
      served += page.messages().size();
      pacer.pause(Duration.ofSeconds(1));
      return page;
    }
  }

  /** Ends the process, as it were, at a page: before its transaction or right after it. */
  private static final class CrashingStore implements MessageStore {
    private final MessageStore delegate;
    private final boolean committed;
    private int pagesLeft;

    CrashingStore(MessageStore delegate, int page, boolean committed) {
      this.delegate = delegate;
      this.pagesLeft = page;
      this.committed = committed;
    }

    @Override
    public ChannelState open(Channel channel, long token) {
      return delegate.open(channel, token);
    }

    @Override
    public ChannelState store(Channel channel, Batch batch) {
      pagesLeft--;
      if (pagesLeft == 0 && !committed) {
        throw new Crash();
      }
      ChannelState state = delegate.store(channel, batch);
      if (pagesLeft == 0) {
        throw new Crash();
      }
      return state;
    }
  }

  private static final class Crash extends Error {
    private static final long serialVersionUID = 1L;
  }

  /** Commits, and loses the reply to one page. */
  private static class ForgetfulStore implements MessageStore {
    private final MessageStore delegate;
    private int pagesLeft;

    ForgetfulStore(MessageStore delegate, int page) {
      this.delegate = delegate;
      this.pagesLeft = page;
    }

    /** What happens between the commit and its reply. */
    void lose() {
      throw new StoreException("connection reset", true, new IllegalStateException());
    }

    @Override
    public ChannelState open(Channel channel, long token) {
      return delegate.open(channel, token);
    }

    @Override
    public ChannelState store(Channel channel, Batch batch) {
      ChannelState state = delegate.store(channel, batch);
      if (--pagesLeft == 0) {
        lose();
        return delegate.open(channel);
      }
      return state;
    }
  }

  /** Fails the first times. */
  private static final class UnreliableStore implements MessageStore {
    private final MessageStore delegate;
    private int failuresLeft;

    UnreliableStore(MessageStore delegate, int failures) {
      this.delegate = delegate;
      this.failuresLeft = failures;
    }

    @Override
    public ChannelState open(Channel channel, long token) {
      return delegate.open(channel, token);
    }

    @Override
    public ChannelState store(Channel channel, Batch batch) {
      if (failuresLeft-- > 0) {
        throw new StoreException(
            "the database is away", true, new IllegalStateException("connection"));
      }
      return delegate.store(channel, batch);
    }
  }
}
