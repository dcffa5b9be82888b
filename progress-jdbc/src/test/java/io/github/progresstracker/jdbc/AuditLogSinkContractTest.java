package io.github.progresstracker.jdbc;

import io.github.progresstracker.contract.SinkContract;
import io.github.progresstracker.jdbc.kit.PostgresExtension;
import io.github.progresstracker.sink.ProgressSink;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("The audit log keeps the contract of sinks")
class AuditLogSinkContractTest extends SinkContract {

  @RegisterExtension static final PostgresExtension postgres = new PostgresExtension();

  @Override
  protected ProgressSink newSink() {
    postgres.clear();
    return PostgresProgress.on(postgres.dataSource()).migrate().auditLog();
  }

  @Override
  protected Optional<List<UUID>> arrived() {
    return Optional.of(
        Jdbi.create(postgres.dataSource())
            .withHandle(
                handle ->
                    handle
                        .createQuery("select event_id from progress_event order by \"timestamp\"")
                        .mapTo(UUID.class)
                        .list()));
  }
}
