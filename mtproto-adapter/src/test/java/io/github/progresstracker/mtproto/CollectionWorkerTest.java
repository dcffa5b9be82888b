package io.github.progresstracker.mtproto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.progresstracker.ActivitySnapshot;
import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.TrackerState;
import io.github.progresstracker.event.Transition;
import io.github.progresstracker.job.JobControl;
import io.github.progresstracker.job.JobFacts;
import io.github.progresstracker.job.JobState;
import io.github.progresstracker.job.JobStatus;
import io.github.progresstracker.job.JobStores;
import io.github.progresstracker.job.LeaseStore;
import io.github.progresstracker.job.WriterId;
import io.github.progresstracker.mtproto.MessageStore.StoreException;
import io.github.progresstracker.mtproto.kit.ForwardingSource;
import io.github.progresstracker.mtproto.kit.Recorder;
import io.github.progresstracker.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A worker in a time of its own. */
class CollectionWorkerTest {

  private static final long USER = 844_338_517;
  private static final CollectionSchedule SCHEDULE =
      CollectionSchedule.every(Duration.ofMinutes(10));

  private final ManualClock clock = new ManualClock(Instant.parse("2025-11-10T12:30:00Z"));
  private final JobStores jobs = JobStores.inMemory(clock);
  private final LeaseStore leases = jobs.leases();
  private final InMemoryMessageStore store = new InMemoryMessageStore();
  private final Recorder recorder = new Recorder();
  private final ProgressRegistry registry =
      ProgressRegistry.builder().clock(clock).manualSampling().jobs(jobs).sink(recorder).build();

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void everything_of_all_users_is_stored_and_what_is_new_is_found_by_the_next_run()
      throws Exception {
    LivingChannels first = new LivingChannels().channel(1, 12_345).channel(2, 50);
    LivingChannels second = new LivingChannels().channel(3, 777);
    List<AccountLoop> loops = worker().account(USER, first).account(2, second).build().loops();
    for (AccountLoop loop : loops) {
      loop.cycle();
    }
    assertStored(first, 1, 2);
    assertStored(second, 3);
    first.post(1, 250);
    first.delete(2, 7);
    assertThat(loops.get(0).cycle()).isEqualTo(Duration.ofMinutes(10));
    assertThat(ids(1)).hasSize(12_595);
    assertThat(loops.get(0).cycle()).as("nothing new").isEqualTo(Duration.ofMinutes(15));
    assertThat(notes("collection_end")).hasSize(4);
    assertThat(notes("collection_end").get(2))
        .containsEntry("total_messages", 250L)
        .containsEntry("channels_synced", 2);
  }

  @Test
  void what_is_new_comes_first_and_then_all_take_turns() throws Exception {
    LivingChannels source = new LivingChannels().channel(1, 40_000).channel(2, 900).channel(3, 900);
    Asked asked = new Asked(source, page -> {});
    AccountLoop loop = worker().account(USER, asked).build().loops().get(0);
    loop.cycle();
    assertThat(asked.channels.subList(0, 50)).containsOnly(1L);
    assertThat(asked.channels.indexOf(2L)).isEqualTo(50);
    assertThat(asked.channels.indexOf(3L)).isEqualTo(59);
    asked.channels.clear();
    source.post(1, 10);
    source.post(2, 10);
    source.post(3, 10);
    loop.cycle();
    assertThat(asked.channels).containsExactly(1L, 2L, 3L);
  }

  @Test
  void a_backlog_that_takes_longer_than_the_interval_is_gone_on_with_after_the_cooldown()
      throws Exception {
    LivingChannels source = new LivingChannels().channel(1, 30_000).channel(2, 30_000);
    Asked slow = new Asked(source, page -> clock.advance(Duration.ofSeconds(10)));
    AccountLoop loop = worker().account(USER, slow).build().loops().get(0);
    for (int run = 0; run < 5; run++) {
      assertThat(loop.cycle()).isEqualTo(Duration.ofMinutes(1));
    }
    assertThat(ids(1)).hasSize(25_000);
    assertThat(ids(2)).hasSize(25_000);
    loop.cycle();
    assertStored(source, 1, 2);
    assertThat(notes("collection_progress").get(0)).containsEntry("messages_collected", 5_000L);
  }

  @Test
  void a_third_run_in_a_row_that_takes_longer_than_the_interval_is_an_alert() throws Exception {
    LivingChannels source = new LivingChannels().channel(1, 30_000);
    Asked slow =
        new Asked(
            source,
            page -> {
              clock.advance(Duration.ofSeconds(15));
              registry.sampleNow();
            });
    AccountLoop loop = worker().account(USER, slow).build().loops().get(0);
    loop.cycle();
    loop.cycle();
    assertThat(alerts()).isEmpty();
    loop.cycle();
    assertThat(alerts()).containsExactly("WARNING collection-overrun");
    assertThat(raised().get(0).alert().message())
        .isEqualTo("3 runs in a row took longer than the interval of 10m");
  }

  @Test
  void a_channel_that_cannot_be_collected_is_an_alert_even_if_the_run_ends_with_it()
      throws Exception {
    LivingChannels source = new LivingChannels().channel(1, 500).channel(2, 500);
    source.makeUnavailable(2);
    AccountLoop loop = worker().account(USER, source).build().loops().get(0);
    loop.cycle();
    assertThat(alerts()).containsExactly("WARNING channel-unavailable");
    assertThat(raised().get(0).alert().message())
        .startsWith("1 channel cannot be collected: Channel 2 (")
        .contains("CHANNEL_PRIVATE");
    source.makeUnavailable(0);
    source.makeUnresolvable(2);
    clock.advance(Duration.ofMinutes(1));
    loop.cycle();
    assertThat(alerts()).as("another trouble").hasSize(2).endsWith("WARNING channel-unavailable");
  }

  @Test
  void a_channel_that_stays_unavailable_is_one_alert_and_not_one_for_each_try() throws Exception {
    LivingChannels source = new LivingChannels().channel(1, 500).channel(2, 500).channel(3, 500);
    source.makeUnavailable(2);
    source.makeUnresolvable(3);
    AccountLoop loop = worker().account(USER, source).build().loops().get(0);
    for (int run = 0; run < 6; run++) {
      loop.cycle();
      clock.advance(Duration.ofHours(7));
    }
    assertThat(notes("collection_error")).as("each try is logged").hasSize(12);
    assertThat(alerts()).containsExactly("WARNING channel-unavailable");
    source.makeUnavailable(0);
    loop.cycle();
    source.post(2, 10);
    source.makeUnavailable(2);
    loop.cycle();
    assertThat(alerts()).as("it had been collected in between").hasSize(2);
    assertThat(raised().get(1).alert().message()).startsWith("1 channel cannot be collected");
  }

  @Test
  void messages_that_cannot_be_stored_are_an_alert() throws Exception {
    LivingChannels source = new LivingChannels().channel(1, 300);
    BrokenMessage broken = new BrokenMessage(OptionalLong.of(7), "no date", "{}");
    MessageStore refusing =
        new MessageStore() {
          @Override
          public ChannelState open(Channel channel, long token) {
            return store.open(channel, token);
          }

          @Override
          public ChannelState store(Channel channel, Batch batch) {
            return store.store(
                channel,
                new Batch(batch.messages(), List.of(broken), batch.covered(), batch.token()));
          }
        };
    worker(refusing).account(USER, source).build().loops().get(0).cycle();
    assertThat(alerts()).containsExactly("WARNING dead-letters");
    assertThat(raised().get(0).alert().message()).startsWith("1 message could not be read");
  }

  @Test
  void long_waits_and_waits_in_a_row_are_alerts() throws Exception {
    LivingChannels source = new LivingChannels().channel(1, 100);
    AccountLoop loop =
        worker()
            .account(USER, source)
            .time(
                clock,
                time -> {
                  clock.advance(time);
                  registry.sampleNow();
                })
            .build()
            .loops()
            .get(0);
    source.failNext(flood(60), flood(60));
    loop.cycle();
    assertThat(alerts()).as("two short ones").isEmpty();
    source.post(1, 10);
    source.failNext(flood(400));
    loop.cycle();
    assertThat(alerts()).containsExactly("WARNING flood-wait");
    source.post(1, 10);
    source.failNext(flood(3_700));
    loop.cycle();
    assertThat(alerts()).hasSize(2).endsWith("CRITICAL flood-wait");
    source.post(1, 10);
    source.failNext(flood(5), flood(5), flood(5));
    loop.cycle();
    assertThat(alerts()).hasSize(3).endsWith("CRITICAL flood-wait");
    assertThat(raised().get(2).alert().message()).contains("for the 3. time in a row");
  }

  private static SourceException flood(long seconds) {
    return new SourceException.FloodWait(Duration.ofSeconds(seconds));
  }

  private List<Transition.AlertRaised> raised() {
    flush();
    return recorder.of(Transition.AlertRaised.class);
  }

  private List<String> alerts() {
    return raised().stream()
        .map(raised -> raised.alert().severity() + " " + raised.alert().rule())
        .toList();
  }

  @Test
  void a_run_says_which_channel_has_its_turn_and_how_many_are_through() throws Exception {
    LivingChannels source =
        new LivingChannels().channel(1, 300).channel(2, 800).channel(3, 100).channel(4, 10);
    source.makeUnresolvable(4);
    List<String> said = new ArrayList<>();
    Asked asked =
        new Asked(
            source,
            channel -> {
              flush();
              ActivitySnapshot.Part part =
                  Objects.requireNonNull(registry.active().get(0).activity().part());
              String now = part.name() + " " + part.done() + "/" + part.total();
              if (said.isEmpty() || !said.get(said.size() - 1).equals(now)) {
                said.add(now);
              }
            });
    worker().sessionLimit(200).account(USER, asked).build().loops().get(0).cycle();
    assertThat(said)
        .containsExactly(
            "Channel 1 1/4", "Channel 2 1/4", "Channel 3 1/4", "Channel 1 2/4", "Channel 2 3/4");
    flush();
    JobState state = jobs.jobs().find(CollectionWorker.jobOf(USER)).orElseThrow();
    assertThat(state.newest(JobFacts::part)).isNull();
    assertThat(state.newest(JobFacts::partsDone)).isEqualTo(4);
    assertThat(state.newest(JobFacts::partsTotal)).isEqualTo(4);
  }

  @Test
  void a_channel_that_fails_rests_and_the_others_go_on() throws Exception {
    LivingChannels source = new LivingChannels().channel(1, 500).channel(2, 500).channel(3, 500);
    source.makeUnavailable(2);
    source.makeUnresolvable(3);
    Asked asked = new Asked(source, page -> {});
    AccountLoop loop = worker().account(USER, asked).build().loops().get(0);
    loop.cycle();
    assertStored(source, 1);
    assertThat(notes("collection_error")).hasSize(2);
    assertThat(notes("collection_end").get(0)).containsEntry("errors", 2L);
    asked.channels.clear();
    loop.cycle();
    assertThat(asked.channels).as("both rest").isEmpty();
    clock.advance(Duration.ofMinutes(1));
    source.makeUnavailable(0);
    source.makeUnresolvable(0);
    loop.cycle();
    assertStored(source, 1, 2, 3);
  }

  @Test
  void two_workers_share_the_channels_and_none_is_collected_twice_at_a_time() throws Exception {
    LivingChannels source = new LivingChannels().channel(1, 2_000).channel(2, 2_000);
    List<AccountLoop> other = new ArrayList<>();
    List<Long> asked = new ArrayList<>();
    Asked theirs = new Asked(source, asked::add);
    Asked ours = new Asked(source, page -> cycleOnce(other));
    AccountLoop loop = worker().account(USER, ours).build().loops().get(0);
    other.addAll(
        worker().keptJobs(WriterId.of("second worker")).account(USER, theirs).build().loops());
    loop.cycle();
    assertStored(source, 1, 2);
    assertThat(asked).as("the other found both held").isEmpty();
  }

  @Test
  void who_sleeps_through_the_end_of_a_lease_writes_no_more() throws Exception {
    LivingChannels source = new LivingChannels().channel(1, 9_000);
    List<AccountLoop> other = new ArrayList<>();
    Asked sleeping =
        new Asked(
            source,
            page -> {
              if (!other.isEmpty()) {
                clock.advance(Duration.ofMinutes(2));
                cycleOnce(other);
              }
            });
    AccountLoop loop = worker().account(USER, sleeping).build().loops().get(0);
    other.addAll(worker().keptJobs(WriterId.of("b")).account(USER, source).build().loops());
    loop.cycle();
    assertStored(source, 1);
    assertThat(notes("collection_error")).as("nobody's fault").isEmpty();
    assertThat(notes("collection_end"))
        .extracting(note -> note.get("total_messages"), note -> note.get("errors"))
        .containsExactly(tuple(9_000L, 0L), tuple(0L, 0L));
    assertThat(recorder.of(Transition.Finished.class))
        .extracting(finished -> finished.tracker().state())
        .doesNotContain(TrackerState.FAILED);
  }

  @Test
  void a_wish_to_stop_ends_the_run_and_the_next_one_goes_on() throws Exception {
    LivingChannels source = new LivingChannels().channel(1, 3_000);
    Asked asked =
        new Asked(
            source,
            page -> {
              if (ids(1).size() == 1_000) {
                ask(JobControl.STOP);
              }
            });
    AccountLoop loop = worker().account(USER, asked).build().loops().get(0);
    loop.cycle();
    assertThat(ids(1)).hasSizeBetween(1_000, 1_200);
    assertThat(notes("collection_end").get(0)).containsEntry("reason", "stopped");
    loop.cycle();
    assertStored(source, 1);
    assertThat(notes("collection_end")).hasSize(2);
    JobState state = jobs.jobs().find(CollectionWorker.jobOf(USER)).orElseThrow();
    assertThat(state.totals().done()).isEqualTo(3_000);
  }

  @Test
  @Timeout(60)
  void a_wish_to_pause_holds_the_run_between_two_pages_until_somebody_resumes() throws Exception {
    LivingChannels source = new LivingChannels().channel(1, 3_000);
    Asked asked =
        new Asked(
            source,
            page -> {
              if (ids(1).size() == 1_000) {
                ask(JobControl.PAUSE);
              }
            });
    AccountLoop loop = worker().account(USER, asked).build().loops().get(0);
    Thread run = new Thread(() -> cycleOnce(new ArrayList<>(List.of(loop))), "run");
    run.start();
    while (registry.active().isEmpty() || registry.active().get(0).state() != TrackerState.PAUSED) {
      registry.sampleNow();
    }
    flush();
    JobState paused = jobs.jobs().find(CollectionWorker.jobOf(USER)).orElseThrow();
    assertThat(paused.status()).isEqualTo(JobStatus.PAUSED);
    assertThat(ids(1)).hasSizeBetween(1_000, 1_200);
    ask(JobControl.RESUME);
    run.join();
    assertStored(source, 1);
    assertThat(notes("collection_end")).hasSize(1);
  }

  @Test
  void an_account_that_is_not_logged_in_is_tried_again_and_ends_nothing() throws Exception {
    LivingChannels source = new LivingChannels().channel(1, 300);
    source.failNext(new SourceException.NotAuthorized("log in again"));
    AccountLoop loop = worker().account(USER, source).build().loops().get(0);
    assertThat(loop.cycle()).isEqualTo(Duration.ofMinutes(10));
    assertThat(notes("collection_end").get(0)).containsEntry("reason", "failed");
    loop.cycle();
    assertStored(source, 1);
  }

  @Test
  void a_database_that_is_away_for_an_hour_is_waited_for() throws Exception {
    LivingChannels source = new LivingChannels().channel(1, 300);
    Instant back = clock.now().plus(Duration.ofHours(1));
    MessageStore away =
        new MessageStore() {
          @Override
          public ChannelState open(Channel channel, long token) {
            return store.open(channel, token);
          }

          @Override
          public ChannelState store(Channel channel, Batch batch) {
            if (clock.now().isBefore(back)) {
              throw new StoreException("connection refused", true, new IllegalStateException());
            }
            return store.store(channel, batch);
          }
        };
    worker(away).account(USER, source).build().loops().get(0).cycle();
    assertStored(source, 1);
    assertThat(clock.now()).isAfterOrEqualTo(back);
    registry.sampleNow();
    assertThat(registry.flush(Duration.ofSeconds(10))).isTrue();
    assertThat(recorder.of(Transition.WaitStarted.class))
        .extracting(Transition.WaitStarted::reason)
        .containsOnly("DATABASE_AWAY");
  }

  @Test
  void floods_of_any_length_are_waited_out_and_nothing_is_asked_before_they_are_over()
      throws Exception {
    LivingChannels source = new LivingChannels().channel(1, 900);
    List<Instant> times = new ArrayList<>();
    Asked asked = new Asked(source, page -> times.add(clock.now()));
    AccountLoop loop = worker().account(USER, asked).build().loops().get(0);
    for (int seconds : new int[] {3, 20, 61, 70, 86_400}) {
      source.failNext(new SourceException.FloodWait(Duration.ofSeconds(seconds)));
      source.post(1, 150);
      times.clear();
      loop.cycle();
      assertThat(times).hasSizeGreaterThan(1);
      assertThat(Duration.between(times.get(0), times.get(1)))
          .isGreaterThanOrEqualTo(Duration.ofSeconds(seconds + 1));
    }
    assertStored(source, 1);
  }

  @Test
  void each_run_says_when_the_next_one_is_due() throws Exception {
    List<String> plans = new ArrayList<>();
    LivingChannels source = new LivingChannels().channel(1, 100);
    AccountLoop loop =
        worker()
            .account(USER, source)
            .plan(
                (user, interval, next) -> {
                  plans.add(user + " " + interval + " " + next);
                  throw new IllegalStateException("the database is away");
                })
            .build()
            .loops()
            .get(0);
    loop.cycle();
    assertThat(plans).containsExactly(USER + " PT10M PT10M");
  }

  @Test
  @Timeout(30)
  void a_worker_stops_in_the_middle_and_gives_its_leases_back() throws Exception {
    LivingChannels source = new LivingChannels().channel(1, 100_000);
    List<CollectionWorker> running = new ArrayList<>();
    Asked asked =
        new Asked(
            source,
            page -> {
              if (ids(1).size() > 2_000) {
                running.get(0).stop();
              }
            });
    CollectionWorker worker = worker().account(USER, asked).build();
    running.add(worker);
    worker.run();
    assertThat(ids(1)).hasSizeBetween(2_000, 2_300);
    assertThat(leases.find("mtproto/channel/" + Channel.markedId(1))).isEmpty();
    assertThat(notes("collection_end").get(0)).containsEntry("reason", "shutdown");
  }

  private CollectionWorker.Builder worker() {
    return worker(store);
  }

  private CollectionWorker.Builder worker(MessageStore messages) {
    return CollectionWorker.builder(registry, messages, leases)
        .schedule(SCHEDULE)
        .keptJobs(WriterId.of("worker"))
        .pagesPerSecond(0)
        .time(clock, clock::advance);
  }

  private void cycleOnce(List<AccountLoop> loops) {
    if (!loops.isEmpty()) {
      AccountLoop loop = loops.remove(0);
      try {
        loop.cycle();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private void ask(JobControl control) {
    try {
      registry.sampleNow();
      assertThat(registry.flush(Duration.ofSeconds(10))).isTrue();
      assertThat(jobs.jobs().request(CollectionWorker.jobOf(USER), control, "a test")).isPresent();
      clock.advance(Duration.ofSeconds(5));
      registry.sampleNow();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private java.util.Set<Long> ids(long serverId) {
    return store.messages(Channel.markedId(serverId)).keySet();
  }

  private void assertStored(LivingChannels source, long... serverIds) {
    for (long serverId : serverIds) {
      assertThat(ids(serverId)).containsAll(source.messages(serverId).keySet());
    }
  }

  private void flush() {
    registry.sampleNow();
    try {
      assertThat(registry.flush(Duration.ofSeconds(10))).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<Map<String, Object>> notes(String action) {
    flush();
    return recorder.of(Transition.Note.class).stream()
        .filter(note -> note.action().equals(action))
        .<Map<String, Object>>map(Transition.Note::details)
        .toList();
  }

  /** Says which channels are asked for pages, before they are. */
  private static final class Asked extends ForwardingSource {
    private final Consumer<Long> before;
    private final List<Long> channels = new ArrayList<>();

    Asked(HistorySource delegate, Consumer<Long> before) {
      super(delegate);
      this.before = before;
    }

    @Override
    public Page older(Channel channel, long beforeId, int limit)
        throws SourceException, InterruptedException {
      channels.add(channel.serverId());
      before.accept(channel.serverId());
      return super.older(channel, beforeId, limit);
    }
  }
}
