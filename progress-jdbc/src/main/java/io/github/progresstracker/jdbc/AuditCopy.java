package io.github.progresstracker.jdbc;

import io.github.progresstracker.jdbc.internal.Postgres;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;

/**
 * Rows by {@code COPY … FROM STDIN (FORMAT binary)}, the fastest way into a table there is: the
 * server parses nothing, and writes its log page by page instead of row by row.
 *
 * <p>It is all or nothing, and knows no {@code ON CONFLICT}: a batch with a row in it that is there
 * already, or that PostgreSQL does not take, is refused as a whole. The caller then inserts, which
 * sorts out the rows. Not thread-safe.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-copy.html">the format, under "Binary
 *     Format"</a>
 */
final class AuditCopy {

  private static final byte[] SIGNATURE = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
  };

  private static final int COLUMNS = 17;
  private static final int NULL = -1;
  private static final byte JSONB_VERSION = 1;

  /** As much as goes to the driver at a time. */
  private static final int CHUNK = 1 << 16;

  /** PostgreSQL counts microseconds from 2000-01-01. */
  private static final long EPOCH_SECONDS = Instant.parse("2000-01-01T00:00:00Z").getEpochSecond();

  /** One off "infinity", and out of the range of timestamps, so that the server refuses it. */
  private static final long NO_TIMESTAMP = Long.MAX_VALUE - 1;

  private final ByteBuffer buffer = ByteBuffer.allocate(CHUNK);

  /**
   * Copies all rows or none.
   *
   * @return how many rows there are
   * @throws SQLException if PostgreSQL refuses one, or is away
   */
  long copy(Handle handle, List<AuditRecord> rows) throws SQLException {
    Connection connection = handle.getConnection();
    BaseConnection driver = connection.unwrap(BaseConnection.class);
    try {
      return copy(new CopyManager(driver).copyIn(TableNames.of(handle).sql(AuditSql.COPY)), rows);
    } catch (SQLException e) {
      if (Postgres.state(e).startsWith("08")) {
        giveUp(driver, connection, e);
      }
      throw e;
    }
  }

  private long copy(CopyIn copy, List<AuditRecord> rows) throws SQLException {
    try {
      buffer.clear();
      put(copy, SIGNATURE);
      for (AuditRecord row : rows) {
        putRow(copy, row);
      }
      room(copy, Short.BYTES).putShort((short) NULL);
      send(copy);
      return copy.endCopy();
    } catch (SQLException | RuntimeException | Error e) {
      cancel(copy, e);
      throw e;
    }
  }

  /**
   * A pool knows that a connection is lost by what its own wrapper of it throws, and the copy went
   * past that. Without this it would hand out the dead one again.
   */
  private static void giveUp(BaseConnection driver, Connection wrapper, SQLException failure) {
    try {
      driver.close();
      wrapper.createStatement().close();
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
  }

  /** Otherwise the connection stays in the middle of the copy, and is of no use to anybody. */
  private static void cancel(CopyIn copy, Throwable failure) {
    try {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
  }

  private void putRow(CopyIn copy, AuditRecord row) throws SQLException {
    room(copy, Short.BYTES).putShort((short) COLUMNS);
    room(copy, Integer.BYTES + 2 * Long.BYTES)
        .putInt(2 * Long.BYTES)
        .putLong(row.eventId().getMostSignificantBits())
        .putLong(row.eventId().getLeastSignificantBits());
    putNumber(copy, micros(row.timestamp()));
    putText(copy, row.jobId());
    putText(copy, row.trackerId());
    putNumber(copy, row.userId());
    putNumber(copy, row.channelId());
    putText(copy, row.action());
    putText(copy, row.phase());
    putNumber(copy, row.done());
    putNumber(copy, row.total());
    putNumber(copy, row.stepNumber());
    putNumber(copy, row.stepCount());
    putNumber(copy, row.stepDone());
    putNumber(copy, row.stepTotal());
    putNumber(copy, bits(AuditSql.finite(row.rate())));
    putNumber(copy, bits(AuditSql.finite(row.etaSeconds())));
    putJson(copy, AuditSql.json(row));
  }

  private void putNumber(CopyIn copy, @Nullable Long value) throws SQLException {
    if (value == null) {
      room(copy, Integer.BYTES).putInt(NULL);
    } else {
      room(copy, Integer.BYTES + Long.BYTES).putInt(Long.BYTES).putLong(value);
    }
  }

  private void putText(CopyIn copy, @Nullable String text) throws SQLException {
    if (text == null) {
      room(copy, Integer.BYTES).putInt(NULL);
    } else if (isPlain(text)) {
      room(copy, Integer.BYTES + text.length()).putInt(text.length());
      for (int i = 0; i < text.length(); i++) {
        buffer.put((byte) text.charAt(i));
      }
    } else {
      byte[] bytes = AuditSql.name(text).getBytes(StandardCharsets.UTF_8);
      room(copy, Integer.BYTES).putInt(bytes.length);
      put(copy, bytes);
    }
  }

  /** Whether there is nothing to clean, to cut or to encode, as with nearly every id. */
  private static boolean isPlain(String text) {
    if (text.length() > AuditSql.MAX_NAME) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0 || c > 0x7f) {
        return false;
      }
    }
    return true;
  }

  private void putJson(CopyIn copy, String json) throws SQLException {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    room(copy, Integer.BYTES + 1).putInt(bytes.length + 1).put(JSONB_VERSION);
    put(copy, bytes);
  }

  private void put(CopyIn copy, byte[] bytes) throws SQLException {
    if (bytes.length <= CHUNK) {
      room(copy, bytes.length).put(bytes);
    } else {
      send(copy);
      copy.writeToCopy(bytes, 0, bytes.length);
    }
  }

  /** The buffer, with so much room in it. */
  private ByteBuffer room(CopyIn copy, int bytes) throws SQLException {
    if (buffer.remaining() < bytes) {
      send(copy);
    }
    return buffer;
  }

  private void send(CopyIn copy) throws SQLException {
    copy.writeToCopy(buffer.array(), 0, buffer.position());
    buffer.clear();
  }

  private static @Nullable Long bits(@Nullable Double value) {
    return value == null ? null : (Long) Double.doubleToRawLongBits(value);
  }

  /** Cut to the microsecond downwards, as {@link AuditSql#text} does it. */
  private static long micros(Instant instant) {
    if (!AuditSql.isStorable(instant)) {
      return NO_TIMESTAMP;
    }
    long seconds = instant.getEpochSecond() - EPOCH_SECONDS;
    return seconds * 1_000_000 + instant.getNano() / 1_000;
  }
}
