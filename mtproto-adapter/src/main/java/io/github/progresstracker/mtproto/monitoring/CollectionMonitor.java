package io.github.progresstracker.mtproto.monitoring;

import io.github.progresstracker.jdbc.internal.Postgres;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/**
 * What the audit log knows of channels, whichever process collects them. Each question is one
 * statement.
 *
 * <p>All methods may be called by any thread. Each throws {@link SQLException} if the database does
 * not answer.
 *
 * <pre>{@code
 * CollectionMonitor monitor = new CollectionMonitor(dataSource);
 * for (ChannelProgress channel : monitor.progress(null, Duration.ofHours(24))) {
 *   log.info("{}: {} messages", channel.channelName(), channel.messagesCurrent());
 *   List<ChannelPoint> graph = monitor.history(null, channel.channelId(), 24);
 * }
 * }</pre>
 */
public final class CollectionMonitor {

  /** The longest time to look back, in hours: a leap year. */
  public static final int MOST_HOURS = 24 * 366;

  private static final int MOST_POINTS = 500;
  private static final Duration SHORTEST_SPAN = Duration.ofSeconds(1);

  private final Jdbi jdbi;

  /**
   * A monitor of the collections in a database.
   *
   * @param dataSource where to get connections; a replica will do
   */
  public CollectionMonitor(DataSource dataSource) {
    this.jdbi = Postgres.jdbi(dataSource);
  }

  /**
   * How far each channel has come.
   *
   * @param userId whose channels, or null for all users'
   * @param window of those that were heard of within that time
   * @return the channels, the one heard of last first
   * @throws SQLException if the database does not answer
   */
  public List<ChannelProgress> progress(@Nullable Long userId, Duration window)
      throws SQLException {
    return answered(
        () ->
            jdbi.withHandle(
                handle ->
                    handle
                        .createQuery(MonitorSql.PROGRESS)
                        .bind("user", userId)
                        .bind("window", (double) window.toSeconds())
                        .map((row, context) -> progress(row))
                        .list()));
  }

  /**
   * The course of a channel, for a graph of at most 500 points.
   *
   * @param userId whose collections of it, or null for all users'
   * @param channelId the channel, as a positive number
   * @param hours to look back, 1 to {@value #MOST_HOURS}
   * @return the points, oldest first; empty if the channel was not heard of
   * @throws IllegalArgumentException if {@code hours} is out of its range
   * @throws SQLException if the database does not answer
   */
  public List<ChannelPoint> history(@Nullable Long userId, long channelId, int hours)
      throws SQLException {
    if (hours < 1 || hours > MOST_HOURS) {
      throw new IllegalArgumentException("hours must be in 1.." + MOST_HOURS + ", was " + hours);
    }
    Duration window = Duration.ofHours(hours);
    Duration even = window.dividedBy(MOST_POINTS);
    Duration span = even.compareTo(SHORTEST_SPAN) < 0 ? SHORTEST_SPAN : even;
    return answered(
        () ->
            jdbi.withHandle(
                handle ->
                    handle
                        .createQuery(MonitorSql.HISTORY)
                        .bind("user", userId)
                        .bind("channel", channelId)
                        .bind("window", (double) window.toSeconds())
                        .bind("span", span.toMillis() / 1e3)
                        .map((row, context) -> point(row))
                        .list()));
  }

  private static ChannelProgress progress(ResultSet row) throws SQLException {
    return new ChannelProgress(
        row.getLong("channel_id"),
        row.getString("title"),
        row.getString("phase"),
        row.getLong("done"),
        row.getObject("total", Long.class),
        row.getObject("percent", Double.class),
        row.getLong("step_number"),
        row.getObject("step_count", Long.class),
        row.getObject("rate", Double.class),
        row.getObject("eta_seconds", Long.class),
        time(row, "started_at"),
        row.getObject("timestamp", OffsetDateTime.class).toInstant());
  }

  private static ChannelPoint point(ResultSet row) throws SQLException {
    return new ChannelPoint(
        row.getObject("timestamp", OffsetDateTime.class).toInstant(),
        row.getLong("done"),
        row.getObject("rate", Double.class));
  }

  private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  private static <R> R answered(Question<R> question) throws SQLException {
    try {
      return question.ask();
    } catch (JdbiException e) {
      SQLException cause = Postgres.sqlCause(e);
      throw cause == null ? new SQLException(Postgres.oneLine(e), e) : cause;
    }
  }

  /** A question to the database. */
  private interface Question<R> {
    R ask();
  }
}
