package io.github.progresstracker.mtproto;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.jdbc.PostgresProgress;
import io.github.progresstracker.jdbc.kit.PostgresExtension;
import io.github.progresstracker.job.LeaseStore;
import io.github.progresstracker.mtproto.kit.Walk;
import io.github.progresstracker.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Collectors that die in the middle, on a real database. */
class CrashTest {

  @RegisterExtension static final PostgresExtension POSTGRES = new PostgresExtension();

  /** How many random lives; -Dprogress.crash.runs=5000 looks harder. */
  private static final int RUNS = Integer.getInteger("progress.crash.runs", 20);

  private final ManualClock clock = new ManualClock(Instant.parse("2025-11-10T12:30:00Z"));
  private final ProgressRegistry registry =
      ProgressRegistry.builder().clock(clock).manualSampling().build();

  @BeforeEach
  void migrate() {
    POSTGRES.clear();
    PostgresProgress.on(POSTGRES.dataSource()).migrate();
    PostgresMessageStore.schema().migrate(POSTGRES.dataSource());
  }

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void a_death_before_or_after_any_statement_costs_nothing_and_repeats_nothing() throws Exception {
    int deaths = 0;
    for (int moment = 1; ; moment++) {
      for (boolean after : new boolean[] {false, true}) {
        empty();
        SimulatedTelegram source = simulator("channels=2,messages=160,seed=9");
        DyingDatabase dying = new DyingDatabase(POSTGRES.dataSource(), moment, after);
        boolean died = dies(() -> collect(source, dying));
        if (!died) {
          assertThat(deaths).as("moments").isGreaterThan(40);
          return;
        }
        deaths++;
        collect(source, POSTGRES.dataSource());
        assertOracle(source);
      }
    }
  }

  @Test
  void any_number_of_deaths_of_workers_at_random_moments_ends_with_everything_once()
      throws Exception {
    for (int seed = 0; seed < RUNS; seed++) {
      empty();
      SplittableRandom random = new SplittableRandom(seed);
      SimulatedTelegram source =
          simulator(
              "channels=3,ragged=true,messages=" + (100 + random.nextInt(900)) + ",seed=" + seed);
      int lives = 0;
      while (lives < 6) {
        int moment = 1 + random.nextInt(120);
        DyingDatabase dying =
            new DyingDatabase(POSTGRES.dataSource(), moment, random.nextBoolean());
        boolean died = dies(() -> work(source, dying));
        lives = died ? lives + 1 : 6;
        expireLeases();
      }
      work(source, POSTGRES.dataSource());
      assertOracle(source);
    }
  }

  @Test
  void a_channel_whose_holder_was_killed_is_somebody_elses_a_minute_later() throws Exception {
    SimulatedTelegram source = simulator("channels=2,messages=900");
    DyingDatabase dying = new DyingDatabase(POSTGRES.dataSource(), 30, true);
    assertThat(dies(() -> work(source, dying))).isTrue();
    long before = stored();
    work(source, POSTGRES.dataSource());
    assertThat(stored()).as("the dead one's leases still hold").isEqualTo(before);
    expireLeases();
    work(source, POSTGRES.dataSource());
    assertOracle(source);
  }

  @Test
  void a_holder_that_stalled_and_wakes_up_writes_nothing_more() throws Exception {
    SimulatedTelegram source = simulator("channels=1,messages=900");
    List<Long> storedWhenAwake = new ArrayList<>();
    PostgresMessageStore store = new PostgresMessageStore(POSTGRES.dataSource());
    MessageStore stalling =
        new MessageStore() {
          @Override
          public ChannelState open(Channel channel, long token) {
            return store.open(channel, token);
          }

          @Override
          public ChannelState store(Channel channel, Batch batch) {
            ChannelState state = store.open(channel);
            if (storedWhenAwake.isEmpty() && state.stored() >= 300) {
              expireLeases();
              takeOver(source);
              storedWhenAwake.add(stored());
            }
            return store.store(channel, batch);
          }
        };
    worker(stalling, POSTGRES.dataSource(), source).loops().get(0).cycle();
    assertThat(storedWhenAwake).containsExactly(900L);
    assertOracle(source);
  }

  private void takeOver(HistorySource source) {
    try {
      work(source, POSTGRES.dataSource());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private SimulatedTelegram simulator(String options) {
    return new SimulatedTelegram(SimulatorOptions.parse(options), clock::nanoTime, clock::advance);
  }

  private void collect(HistorySource source, DataSource database) throws Exception {
    new HistoryCollector(
            registry,
            source,
            new PostgresMessageStore(database),
            CollectorOptions.forUser(7).sessionLimit(70),
            clock,
            clock::advance)
        .collect();
  }

  private void work(HistorySource source, DataSource database) throws InterruptedException {
    worker(new PostgresMessageStore(database), database, source).loops().get(0).cycle();
  }

  private CollectionWorker worker(MessageStore store, DataSource database, HistorySource source) {
    LeaseStore leases = PostgresProgress.on(database).leases();
    return CollectionWorker.builder(registry, store, leases)
        .account(7, source)
        .schedule(CollectionSchedule.every(Duration.ofMinutes(10)))
        .sessionLimit(200)
        .pagesPerSecond(0)
        .time(clock, clock::advance)
        .build();
  }

  private interface Life {
    void live() throws Exception;
  }

  private static boolean dies(Life life) throws Exception {
    try {
      life.live();
      return false;
    } catch (DyingDatabase.Death e) {
      return true;
    }
  }

  /** As the minute does that a dead holder's leases last. */
  private void expireLeases() {
    execute("update progress_lease set until = acquired_at + interval '1 microsecond'");
  }

  private void empty() {
    execute(
        "truncate mtproto_channel, mtproto_coverage, mtproto_message, mtproto_dead_letter,"
            + " progress_lease");
  }

  private static void execute(String sql) {
    Jdbi.create(POSTGRES.dataSource()).useHandle(handle -> handle.execute(sql));
  }

  private static long stored() {
    return Jdbi.create(POSTGRES.dataSource())
        .withHandle(
            handle ->
                handle.createQuery("select count(*) from mtproto_message").mapTo(Long.class).one());
  }

  /** Ids, count and coverage are those of the source. */
  private static void assertOracle(HistorySource source) throws Exception {
    for (ChannelRef ref : source.channels()) {
      Channel channel = source.resolve(ref);
      List<Long> expected = Walk.of(source, channel, 100).ids();
      List<Long> found =
          Jdbi.create(POSTGRES.dataSource())
              .withHandle(
                  handle ->
                      handle
                          .createQuery(
                              "select id from mtproto_message where channel_id = ? order by id"
                                  + " desc")
                          .bind(0, channel.id())
                          .mapTo(Long.class)
                          .list());
      assertThat(found).isEqualTo(expected);
      assertThat(new PostgresMessageStore(POSTGRES.dataSource()).open(channel))
          .isEqualTo(
              new MessageStore.ChannelState(
                  expected.size(), 0, Coverage.NONE.with(1, channel.topId())));
    }
  }
}
