package io.github.progresstracker.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.progresstracker.jdbc.PostgresProgress;
import io.github.progresstracker.mtproto.Channel;
import io.github.progresstracker.mtproto.ChannelRef;
import io.github.progresstracker.mtproto.CollectionWorker;
import io.github.progresstracker.mtproto.HistorySource;
import io.github.progresstracker.mtproto.Message;
import io.github.progresstracker.mtproto.Page;
import io.github.progresstracker.mtproto.PostgresMessageStore;
import io.github.progresstracker.mtproto.SimulatedTelegram;
import io.github.progresstracker.mtproto.SimulatorOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two workers in JVMs of their own collect the same channels for the same user into one PostgreSQL.
 * One is killed, or stopped for longer than its leases last, in the middle of a channel. What is
 * stored, covered, logged and summed up is what one worker would have made that nothing happened
 * to, and no channel is ever written by two.
 */
class TwoWorkersTest {

  private static final String CHANNELS = "simulator:channels=2,messages=4150,seed=11";
  private static final int SESSION = 1_000;
  private static final int MARK = 500;
  private static final SplittableRandom MOMENTS = new SplittableRandom(20_261_129);

  /** Filled in by JUnit. */
  @SuppressWarnings("NullAway.Init")
  @TempDir
  static Path data;

  private static @Nullable EmbeddedDatabase server;

  @TempDir Path directory;

  private final List<Program> programs = new ArrayList<>();
  private @Nullable PostgresProgress opened;

  /** Filled in by JUnit. */
  @SuppressWarnings("NullAway.Init")
  TwoWorkersTest() {}

  @BeforeAll
  static void startServer() {
    server = EmbeddedDatabase.start(data);
  }

  @AfterAll
  static void stopServer() {
    server().close();
  }

  private static EmbeddedDatabase server() {
    if (server == null) {
      throw new IllegalStateException("no test is running");
    }
    return server;
  }

  /** A trigger tells who writes what, with which fencing token, in which order. */
  @BeforeEach
  void start() throws Exception {
    opened = PostgresProgress.connect(server().jdbcUrl(), null, null);
    execute("drop schema public cascade");
    execute("create schema public");
    postgres().migrate();
    PostgresMessageStore.schema().migrate(postgres().dataSource());
    execute(
        "create table written (place bigserial, channel_id bigint, id bigint, fence bigint,"
            + " writer text)");
    execute(
        "create function note() returns trigger language plpgsql as $$ begin"
            + " insert into written (channel_id, id, fence, writer) values (new.channel_id, new.id,"
            + " (select fence from mtproto_channel c where c.channel_id = new.channel_id),"
            + " current_setting('application_name')); return new; end $$");
    execute(
        "create trigger note after insert on mtproto_message for each row execute function note()");
  }

  @AfterEach
  void stop() {
    programs.forEach(program -> program.process().destroyForcibly());
    if (opened != null) {
      opened.close();
    }
  }

  @Test
  @Timeout(120)
  void one_is_killed_in_the_middle_of_a_channel_and_the_other_goes_on() throws Exception {
    Program slow = worker("slow", 300);
    await("select coalesce(max(stored), 0) >= " + middleOfSession() + " from mtproto_channel");
    Program quick = worker("quick", 10);
    slow.process().destroyForcibly().waitFor();
    awaitAllStored();
    assertExact();
    assertThat(number("select count(*) from progress_writer where writer_id = 'slow'")).isOne();
    Program again = worker("slow", 10);
    again.awaitLine("event=finished");
    assertExact();
    assertStops(quick, again);
  }

  @Test
  @Timeout(120)
  void one_is_stopped_for_longer_than_its_leases_last_and_wakes_up_while_the_other_is_at_work()
      throws Exception {
    Program slow = worker("slow", 300);
    await("select coalesce(max(stored), 0) >= " + middleOfSession() + " from mtproto_channel");
    signal("STOP", slow);
    Program quick = worker("quick", 30);
    int pages = 3 + MOMENTS.nextInt(10);
    await("select count(*) >= " + 100 * pages + " from written where writer = 'quick'");
    assertThat(allStored()).as("the other is at work").isFalse();
    signal("CONT", slow);
    String refused = slow.awaitLine("AccountCycle - channel Simulated 1");
    assertThat(refused).contains("is held with token").contains("writes no more");
    awaitAllStored();
    assertStops(quick, slow);
    assertExact();
    assertThat(
            number(
                "select sum((extras ->> 'total_messages')::bigint) from progress_event"
                    + " where action = 'collection_end'"))
        .as("each message was new in one run")
        .isEqualTo(number("select count(*) from mtproto_message"));
  }

  /** Some pages after the last mark of a session, so that all that came before has been told. */
  private static int middleOfSession() {
    return MARK + 300 + MOMENTS.nextInt(100);
  }

  private Program worker(String name, int pageMillis) throws IOException {
    String url = server().jdbcUrl();
    Program program =
        Program.startIn(
            directory,
            "worker",
            "--source",
            CHANNELS + ",page-millis=" + pageMillis,
            "--session-limit",
            Integer.toString(SESSION),
            "--interval",
            "1",
            "--lease",
            "2",
            "--writer",
            name,
            "--view",
            "lines",
            "--db",
            url + (url.contains("?") ? "&" : "?") + "ApplicationName=" + name);
    programs.add(program);
    return program;
  }

  private static void signal(String name, Program program) throws Exception {
    String pid = Long.toString(program.process().pid());
    assertThat(new ProcessBuilder("kill", "-" + name, pid).inheritIO().start().waitFor()).isZero();
  }

  /** Both end within 15 seconds, as those who asked for it. */
  private static void assertStops(Program... workers) throws Exception {
    for (Program worker : workers) {
      worker.process().toHandle().destroy();
    }
    long asked = System.nanoTime();
    for (Program worker : workers) {
      Program.Outcome end = worker.end();
      assertThat(end.code()).as(end.err()).isZero();
      assertThat(end.err()).doesNotContain("Exception");
    }
    assertThat((System.nanoTime() - asked) / 1e9).as("seconds to the end").isLessThan(15);
  }

  private void assertExact() throws Exception {
    HistorySource source =
        new SimulatedTelegram(SimulatorOptions.parse(CHANNELS.substring("simulator:".length())));
    long all = 0;
    List<String> rows = new ArrayList<>();
    for (ChannelRef ref : source.channels()) {
      Channel channel = source.resolve(ref);
      List<Long> ids = ids(source, channel);
      all += ids.size();
      assertThat(
              numbers(
                  "select id from mtproto_message where channel_id = %d order by id desc", channel))
          .isEqualTo(ids);
      assertThat(numbers("select stored from mtproto_channel where channel_id = %d", channel))
          .containsExactly((long) ids.size());
      assertThat(
              numbers(
                  "select unnest(array[lo, hi]) from mtproto_coverage where channel_id = %d",
                  channel))
          .containsExactly(1L, channel.topId());
      rows.addAll(rows(channel.id(), "processing", MARK, ids.size()));
      rows.addAll(rows(channel.id(), "complete", SESSION, ids.size()));
    }
    long sum = all;
    await(
        "select progress @> '{\"processedItems\": %1$d, \"totalItems\": %1$d}'".formatted(sum)
            + " from progress_job_state where id = '"
            + CollectionWorker.jobOf(1)
            + "'");
    assertThat(postgres().jobStore().find(CollectionWorker.jobOf(1)).orElseThrow().totals().done())
        .isEqualTo(sum);
    assertThat(texts(LOGGED)).as("logged, each once").containsExactlyInAnyOrderElementsOf(rows);
    assertThat(number("select count(*) from written")).as("written, each once").isEqualTo(sum);
    assertThat(number(TWO_HOLDERS)).as("tokens of two writers").isZero();
    assertThat(number(LATE)).as("written after a later holder had begun").isZero();
  }

  /** Without where a run has left a session, which is told, too, and may be anywhere. */
  private static final String LOGGED =
      "select channel_id || ' ' || phase || ' ' || done from progress_event"
          + " where action = 'collection_progress_detail' and phase <> 'fetching'"
          + " and done = (step_number - 1) * step_total + step_done"
          + " and (phase = 'complete' or done % "
          + MARK
          + " = 0 or done = total)";

  private static final String TWO_HOLDERS =
      "select count(*) from (select from written group by channel_id, fence"
          + " having count(distinct writer) > 1) tokens";

  private static final String LATE =
      "select count(*) from (select fence, max(fence) over (partition by channel_id order by place)"
          + " as newest from written) pages where fence < newest";

  private static List<Long> ids(HistorySource source, Channel channel) throws Exception {
    List<Long> ids = new ArrayList<>();
    Page page = source.older(channel, Long.MAX_VALUE, 100);
    while (!page.messages().isEmpty()) {
      page.messages().stream().map(Message::id).forEach(ids::add);
      page = source.older(channel, ids.get(ids.size() - 1), 100);
    }
    return ids;
  }

  /** What is logged of a phase: at each multiple, and at the end. */
  private static List<String> rows(long channelId, String phase, int every, int messages) {
    List<String> rows = new ArrayList<>();
    for (int at = every; at < messages; at += every) {
      rows.add(channelId + " " + phase + " " + at);
    }
    rows.add(channelId + " " + phase + " " + messages);
    return rows;
  }

  private void awaitAllStored() throws Exception {
    while (!allStored()) {
      tick();
    }
  }

  private boolean allStored() throws SQLException {
    return number(
            "select count(*) from mtproto_coverage c join mtproto_channel using (channel_id)"
                + " where lo = 1 and hi = top_id")
        == 2;
  }

  /** Until a condition holds; the test's timeout ends it otherwise. */
  private void await(String condition) throws Exception {
    while (!texts(condition).equals(List.of("t"))) {
      tick();
    }
  }

  private void tick() throws InterruptedException {
    for (Program program : programs) {
      if (program.process().waitFor(10, TimeUnit.MILLISECONDS)
          && program.process().exitValue() == 1) {
        throw new AssertionError("a worker has ended");
      }
    }
  }

  private PostgresProgress postgres() {
    if (opened == null) {
      throw new IllegalStateException("no test is running");
    }
    return opened;
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = postgres().dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private List<String> texts(String sql) throws SQLException {
    try (Connection connection = postgres().dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> texts = new ArrayList<>();
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
      return texts;
    }
  }

  private List<Long> numbers(String sql, Channel channel) throws SQLException {
    return texts(sql.formatted(channel.id())).stream().map(Long::valueOf).toList();
  }

  private long number(String sql) throws SQLException {
    return Long.parseLong(texts(sql).get(0));
  }
}
