package io.github.progresstracker.jdbc;

import io.github.progresstracker.contract.CheckpointContract;
import io.github.progresstracker.contract.JobReaderContract;
import io.github.progresstracker.contract.JobStoreContract;
import io.github.progresstracker.contract.LeaseStoreContract;
import io.github.progresstracker.jdbc.kit.PostgresExtension;
import io.github.progresstracker.job.CheckpointStore;
import io.github.progresstracker.job.JobReader;
import io.github.progresstracker.job.JobStore;
import io.github.progresstracker.job.LeaseStore;
import java.time.Duration;
import java.util.Objects;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("In PostgreSQL,")
class PostgresJobsTest {

  @RegisterExtension static final PostgresExtension postgres = new PostgresExtension();

  private static @Nullable PostgresProgress progress;

  @BeforeAll
  static void migrate() {
    progress = PostgresProgress.on(postgres.dataSource()).migrate();
  }

  @AfterAll
  static void close() {
    progress().close();
  }

  private static PostgresProgress progress() {
    return Objects.requireNonNull(progress, "no test is running");
  }

  /** The server sleeps, and not the test: it is its time that has to pass. */
  static void letDatabaseTimePass(Duration duration) {
    Jdbi.create(postgres.dataSource())
        .useHandle(
            handle ->
                handle
                    .createQuery("select pg_sleep(:seconds)")
                    .bind("seconds", 0.002 + duration.toMillis() / 1e3)
                    .mapToMap()
                    .one());
  }

  @Nested
  @DisplayName("a store of jobs")
  class Jobs extends JobStoreContract {
    @Override
    protected JobStore store() {
      return progress().jobStore();
    }

    @Override
    protected void letTimePass(Duration duration) {
      letDatabaseTimePass(duration);
    }

    @Override
    protected void turnMinute() {
      Jdbi.create(progress().dataSource())
          .useHandle(
              handle ->
                  handle.execute(
                      "update progress_writer set bucket = bucket - interval '1 minute'"));
    }
  }

  @Nested
  @DisplayName("a reader of jobs")
  class Reader extends JobReaderContract {
    @Override
    protected JobStore store() {
      return progress().jobStore();
    }

    @Override
    protected JobReader reader() {
      return progress().queries();
    }

    @Override
    protected void letTimePass(Duration duration) {
      letDatabaseTimePass(duration);
    }
  }

  @Nested
  @DisplayName("a store of leases")
  class Leases extends LeaseStoreContract {
    @Override
    protected LeaseStore store() {
      return progress().leases();
    }

    @Override
    protected void letTimePass(Duration duration) {
      letDatabaseTimePass(duration);
    }
  }

  @Nested
  @DisplayName("a store of checkpoints")
  class Checkpoints extends CheckpointContract {
    @Override
    protected CheckpointStore store() {
      return progress().checkpoints();
    }
  }
}
