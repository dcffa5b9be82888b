package io.github.progresstracker.mtproto.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.jdbc.PostgresProgress;
import io.github.progresstracker.jdbc.kit.PostgresExtension;
import io.github.progresstracker.mtproto.Channel;
import io.github.progresstracker.mtproto.ChannelRef;
import io.github.progresstracker.mtproto.CollectionAudit;
import io.github.progresstracker.mtproto.CollectionResult;
import io.github.progresstracker.mtproto.CollectorOptions;
import io.github.progresstracker.mtproto.HiddenWait;
import io.github.progresstracker.mtproto.HistoryCollector;
import io.github.progresstracker.mtproto.HistorySource;
import io.github.progresstracker.mtproto.PostgresMessageStore;
import io.github.progresstracker.mtproto.SourceException;
import io.github.progresstracker.mtproto.kit.HistorySourceContract;
import io.github.progresstracker.mtproto.kit.Walk;
import io.github.progresstracker.mtproto.tdlib.TdlibHistorySource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Java, JNA, TDLib, MTProto, a server, PostgreSQL: everything but Telegram is real. */
@Tag("tdlib-e2e")
class TdlibEndToEndTest {

  private static final Logger LOG = LoggerFactory.getLogger(TdlibEndToEndTest.class);
  private static final int IDS = 20_000;

  @SuppressWarnings("NullAway.Init")
  @TempDir
  static Path directory;

  @RegisterExtension static final PostgresExtension POSTGRES = new PostgresExtension();

  private static final ScriptedTelegram TELEGRAM = new ScriptedTelegram();
  private static final ServedChannel BIG = channel(1, "bigchannel", IDS);
  private static final ServedChannel SMALL = channel(2, "smallchannel", 700);
  private static final AtomicInteger ACCOUNTS = new AtomicInteger();

  /** Set before the first test. */
  @SuppressWarnings("NullAway.Init")
  private static RealTdlib real;

  @BeforeAll
  static void start() throws Exception {
    TELEGRAM.channel(BIG).channel(SMALL);
    real = RealTdlib.start(TELEGRAM, directory);
  }

  @AfterAll
  static void stop() throws Exception {
    real.close();
  }

  /** 8 % of the ids are missing; first and last are there. */
  private static ServedChannel channel(int number, String userName, int ids) {
    SplittableRandom random = new SplittableRandom(number);
    return new ServedChannel(1_234_567_890L + number, userName, "Channel " + number)
        .post(ids, id -> id == 1 || id == ids || random.nextInt(100) >= 8);
  }

  @Nested
  class Contract extends HistorySourceContract {
    private final Path account = directory.resolve("contract" + ACCOUNTS.incrementAndGet());

    @Override
    protected HistorySource open() throws SourceException, InterruptedException {
      return real.open(account, "smallchannel");
    }

    @Override
    protected long rawId(long id) {
      return id << 20;
    }
  }

  @Test
  void a_channel_of_18_000_messages_comes_into_the_database_with_floods_errors_and_posts()
      throws Exception {
    List<Long> expected = BIG.ids();
    AtomicInteger requests = new AtomicInteger();
    TELEGRAM.beforeHistory(() -> script(requests.incrementAndGet()));
    CollectionResult result;
    try {
      result = collect("bigchannel");
    } finally {
      TELEGRAM.beforeHistory(null);
    }
    assertThat(result.errors()).isZero();
    Jdbi jdbi = Jdbi.create(POSTGRES.dataSource());
    List<Long> stored = numbers(jdbi, "select id from mtproto_message order by id desc");
    assertThat(stored).doesNotHaveDuplicates();
    assertThat(expected).containsAll(stored);
    assertThat(stored)
        .as("all but what was deleted meanwhile")
        .hasSizeGreaterThan(expected.size() - 3);
    assertThat(
            texts(
                jdbi,
                "select metadata->>'reason' from mtproto_audit_log"
                    + " where action = 'collection_waiting'"))
        .contains("FLOOD_WAIT");
    assertThat(
            numbers(
                jdbi,
                "select max((metadata->>'session_current')::int)"
                    + " from mtproto_audit_log where action = 'collection_progress_detail'"))
        .containsExactly((long) (expected.size() + 4_999) / 5_000);
  }

  /** How fast that is, is in the log. */
  @Test
  void a_channel_comes_into_the_database_with_nothing_in_the_way() throws Exception {
    ServedChannel calm = channel(4, "calmchannel", IDS);
    TELEGRAM.channel(calm);
    assertThat(collect("calmchannel").errors()).isZero();
    assertThat(
            numbers(
                Jdbi.create(POSTGRES.dataSource()),
                "select id from mtproto_message order by id desc"))
        .isEqualTo(calm.ids());
  }

  private static CollectionResult collect(String channel) throws Exception {
    POSTGRES.clear();
    PostgresProgress postgres = PostgresProgress.on(POSTGRES.dataSource()).migrate();
    PostgresMessageStore.schema().migrate(POSTGRES.dataSource());
    try (HistorySource source = open(channel);
        ProgressRegistry registry =
            ProgressRegistry.builder().sink(postgres.auditLog(CollectionAudit.format())).build()) {
      long start = System.nanoTime();
      CollectionResult result =
          new HistoryCollector(
                  registry,
                  source,
                  new PostgresMessageStore(POSTGRES.dataSource()),
                  CollectorOptions.forUser(7))
              .collect();
      double seconds = (System.nanoTime() - start) / 1e9;
      assertThat(registry.flush(Duration.ofSeconds(20))).isTrue();
      LOG.warn(
          "{} messages in {} s: {} a second",
          result.messages(),
          seconds,
          Math.round(result.messages() / seconds));
      return result;
    }
  }

  /** What happens during the walk, by the number of the request. */
  private static void script(int request) {
    switch (request) {
      case 20 -> TELEGRAM.flood(3);
      case 60 -> TELEGRAM.refuse(500, "INTERNAL", 2);
      case 100 -> BIG.post(5, id -> true);
      case 140 -> BIG.deleteBelow(3_000);
      case 180 -> TELEGRAM.flood(61);
      default -> {}
    }
  }

  @Test
  void short_waits_are_sat_out_and_told_and_long_ones_are_exceptions() throws Exception {
    try (HistorySource source = open("bigchannel")) {
      Channel channel = source.resolve(new ChannelRef("bigchannel"));
      List<HiddenWait> waits = Collections.synchronizedList(new ArrayList<>());
      HistorySource.Subscription listening = source.onHiddenWait(waits::add);
      TELEGRAM.flood(20);
      long start = System.nanoTime();
      assertThat(source.older(channel, 15_000, 100).isEmpty()).isFalse();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(19));
      listening.close();
      assertThat(waits).isNotEmpty();
      assertThat(waits.get(0).reason()).isEqualTo("FLOOD_WAIT");
      assertThat(waits.get(0).expected()).isBetween(Duration.ofSeconds(18), Duration.ofSeconds(21));
      TELEGRAM.refuse(420, "FLOOD_WAIT_61", 1);
      assertThatThrownBy(() -> source.older(channel, 9_000, 100))
          .isInstanceOfSatisfying(
              SourceException.FloodWait.class,
              flood -> assertThat(flood.retryAfter()).hasSeconds(61));
    } finally {
      TELEGRAM.calm();
    }
  }

  @Test
  void a_channel_that_has_become_private_is_unavailable_and_the_account_lives_on()
      throws Exception {
    try (HistorySource source = open("bigchannel", "smallchannel")) {
      Channel big = source.resolve(new ChannelRef("bigchannel"));
      TELEGRAM.refuseAll(400, "CHANNEL_PRIVATE");
      assertThatThrownBy(() -> source.older(big, 5_000, 100))
          .isInstanceOf(SourceException.ChannelUnavailable.class)
          .hasMessageContaining("CHANNEL_PRIVATE");
      TELEGRAM.calm();
      Channel small = source.resolve(new ChannelRef("smallchannel"));
      assertThat(Walk.of(source, small, 100).ids()).isEqualTo(SMALL.ids());
    } finally {
      TELEGRAM.calm();
    }
  }

  @Test
  void the_head_of_a_channel_moves_when_something_is_posted() throws Exception {
    ServedChannel living = channel(3, "livingchannel", 120);
    TELEGRAM.channel(living);
    try (HistorySource source = open("livingchannel")) {
      ChannelRef ref = new ChannelRef("livingchannel");
      assertThat(source.resolve(ref).topId()).isEqualTo(120);
      living.post(30, id -> true);
      Channel later = source.resolve(ref);
      long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      while (later.topId() < 150 && System.nanoTime() < deadline) {
        // TDLib asks the server for news of a channel that is open when the server has told it to.
        source.older(later, 100, 10);
        later = source.resolve(ref);
      }
      assertThat(later.topId()).isEqualTo(150);
      assertThat(Walk.of(source, later, 100).ids()).isEqualTo(living.ids());
    }
  }

  private static TdlibHistorySource open(String... channels) throws Exception {
    return real.open(directory.resolve("account" + ACCOUNTS.incrementAndGet()), channels);
  }

  private static List<Long> numbers(Jdbi jdbi, String sql) {
    return jdbi.withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).list());
  }

  private static List<String> texts(Jdbi jdbi, String sql) {
    return jdbi.withHandle(handle -> handle.createQuery(sql).mapTo(String.class).list());
  }
}
