package io.github.progresstracker.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.jdbc.kit.PostgresServer;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A server that goes away and comes back has every batch exactly once")
class RestartTest {

  @Test
  void stopAndStart(@TempDir Path data) throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Instant now = Instant.now();
    List<ProgressEvent> first = Events.batch(now, 1, 100);
    List<ProgressEvent> second = Events.batch(now, 201, 100);

    PostgresServer server = PostgresServer.start(data, port);
    try (HikariDataSource pool = server.pool("postgres")) {
      pool.setConnectionTimeout(1_000);
      AuditLogSink sink = PostgresProgress.on(pool).migrate().auditLog();
      sink.deliver(first);

      server.close();
      assertThatThrownBy(() -> sink.deliver(second)).isInstanceOf(SQLException.class);
      assertThatThrownBy(() -> sink.deliver(second)).isInstanceOf(SQLException.class);
      assertThat(sink.rejected()).isZero();

      server = PostgresServer.start(data, port);
      sink.deliver(first);
      sink.deliver(second);
      sink.deliver(second);

      long rows =
          Jdbi.create(pool)
              .withHandle(
                  handle ->
                      handle
                          .createQuery("select count(*) from progress_event")
                          .mapTo(Long.class)
                          .one());
      assertThat(rows).isEqualTo(200);
      assertThat(sink.written()).isEqualTo(200);
    } finally {
      server.close();
    }
  }
}
