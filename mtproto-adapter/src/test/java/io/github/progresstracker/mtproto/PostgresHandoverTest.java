package io.github.progresstracker.mtproto;

import io.github.progresstracker.jdbc.PostgresProgress;
import io.github.progresstracker.jdbc.kit.PostgresExtension;
import io.github.progresstracker.job.JobStores;
import java.time.Duration;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("Workers that share a job in PostgreSQL")
class PostgresHandoverTest extends ChannelHandover {

  @RegisterExtension static final PostgresExtension POSTGRES = new PostgresExtension();

  private @Nullable PostgresProgress made;

  @BeforeEach
  void migrate() {
    POSTGRES.clear();
    made = PostgresProgress.on(POSTGRES.dataSource()).migrate();
    PostgresMessageStore.schema().migrate(POSTGRES.dataSource());
  }

  @Override
  JobStores stores() {
    return there(made).jobs();
  }

  @Override
  MessageStore messages() {
    return new PostgresMessageStore(POSTGRES.dataSource());
  }

  @Override
  void expireLeases() {
    clock.advance(Duration.ofMinutes(2));
    Jdbi.create(POSTGRES.dataSource())
        .useHandle(
            handle ->
                handle.execute(
                    "update progress_lease set until = acquired_at + interval '1 microsecond'"));
  }
}
