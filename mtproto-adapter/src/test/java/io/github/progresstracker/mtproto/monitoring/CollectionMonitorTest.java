package io.github.progresstracker.mtproto.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.progresstracker.jdbc.kit.PostgresExtension;
import io.github.progresstracker.mtproto.CollectedHour;
import io.github.progresstracker.mtproto.SimulatedTelegram;
import io.github.progresstracker.mtproto.SimulatorOptions;
import java.time.Duration;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CollectionMonitorTest {

  private static final long USER = 844_338_517;
  private static final Duration DAY = Duration.ofDays(1);

  @RegisterExtension static final PostgresExtension POSTGRES = new PostgresExtension();

  private final CollectionMonitor monitor = new CollectionMonitor(POSTGRES.dataSource());

  @BeforeAll
  static void collect() throws Exception {
    CollectedHour.into(
        POSTGRES.dataSource(),
        USER,
        new SimulatedTelegram(SimulatorOptions.parse("channels=2,messages=12000")));
  }

  @Test
  void each_channel_with_the_last_that_was_noted_of_it() throws Exception {
    List<ChannelProgress> channels = monitor.progress(USER, DAY);
    assertThat(channels)
        .extracting(ChannelProgress::channelName)
        .containsExactly("Simulated 2", "Simulated 1");
    ChannelProgress second = channels.get(0);
    assertThat(second.phase()).isEqualTo("complete");
    assertThat(second.messagesCurrent()).isEqualTo(second.messagesTotal()).isPositive();
    assertThat(second.progressPercent()).isEqualTo(100);
    assertThat(second.sessionCurrent()).isEqualTo(3);
    assertThat(second.speedMessagesPerSecond()).isBetween(90.0, 110.0);
    assertThat(second.startedAt()).isBefore(second.lastUpdate());
    assertThat(channels.get(1).startedAt()).isEqualTo(second.startedAt());
  }

  @Test
  void nobody_elses_and_nothing_older_than_was_asked_for() throws Exception {
    assertThat(monitor.progress(1L, DAY)).isEmpty();
    assertThat(monitor.progress(null, DAY)).hasSize(2);
    assertThat(monitor.progress(USER, Duration.ofSeconds(1))).isEmpty();
  }

  @Test
  void the_course_of_a_channel_is_the_last_of_each_span() throws Exception {
    ChannelProgress second = monitor.progress(USER, DAY).get(0);
    List<ChannelPoint> points = monitor.history(USER, second.channelId(), 1);
    // spans of 7.2 seconds; a mark of 500 messages each five seconds and one for each processing
    assertThat(points).hasSizeBetween(15, 25);
    assertThat(points).extracting(ChannelPoint::messages).isSorted();
    assertThat(points).extracting(ChannelPoint::timestamp).isSorted();
    assertThat(points.get(points.size() - 1).messages()).isEqualTo(second.messagesCurrent());
    assertThat(monitor.history(1L, second.channelId(), 1)).isEmpty();
    assertThat(monitor.history(null, 4_711, CollectionMonitor.MOST_HOURS)).isEmpty();
  }

  @Test
  void hours_out_of_range() {
    assertThatThrownBy(() -> monitor.history(null, 1, 0))
        .hasMessage("hours must be in 1..8784, was 0");
    assertThatThrownBy(() -> monitor.history(null, 1, Integer.MAX_VALUE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void one_step_into_an_index_for_each_channel() {
    List<String> plan =
        Jdbi.create(POSTGRES.dataSource()).withHandle(CollectionMonitorTest::planOfProgress);
    assertThat(String.join("\n", plan)).contains("channel_id_timestamp_event_id_idx");
  }

  private static List<String> planOfProgress(Handle handle) {
    handle.execute("set enable_seqscan = off");
    return handle
        .createQuery("explain " + MonitorSql.PROGRESS)
        .bind("user", USER)
        .bind("window", 86_400.0)
        .mapTo(String.class)
        .list();
  }
}
