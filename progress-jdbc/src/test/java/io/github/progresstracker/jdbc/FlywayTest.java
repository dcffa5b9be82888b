package io.github.progresstracker.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.progresstracker.jdbc.kit.PostgresExtension;
import java.time.Instant;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("The host's own Flyway may apply the files")
class FlywayTest {

  @RegisterExtension static final PostgresExtension postgres = new PostgresExtension();

  @BeforeEach
  void freshDatabase() {
    postgres.clear();
  }

  @Test
  @DisplayName("all of them, beside migrations of the host, and the library is content")
  void applied() throws Exception {
    Jdbi.create(postgres.dataSource())
        .useHandle(handle -> handle.execute("create table of_the_host (x int)"));
    int files = flyway().load().migrate().migrationsExecuted;

    PostgresProgress progress = PostgresProgress.on(postgres.dataSource()).validate().migrate();
    progress.auditLog().deliver(Events.batch(Instant.now(), 1, 2));

    assertThat(files).isGreaterThanOrEqualTo(3);
    assertThat(Schema.progress().migrate(postgres.dataSource())).isZero();
    assertThat(count("progress_event")).isEqualTo(2);
    assertThat(flyway().load().validateWithResult().validationSuccessful).isTrue();
  }

  @Test
  @DisplayName("where it has applied some, it is asked for the others, and nothing is half done")
  void behind() {
    flyway().target(MigrationVersion.fromVersion("2")).load().migrate();

    assertThatThrownBy(() -> Schema.progress().validate(postgres.dataSource()))
        .isInstanceOf(SchemaException.class)
        .hasMessageContaining("lacks /db/progress/V3__");
    assertThatThrownBy(() -> Schema.progress().migrate(postgres.dataSource()))
        .isInstanceOf(SchemaException.class)
        .hasMessage(
            "a Flyway has applied files of component progress here, and not yet"
                + " /db/progress/V3__event_timeline.sql; let it apply that, too");
  }

  @Test
  @DisplayName("in a schema of its own")
  void ownSchema() throws Exception {
    Jdbi.create(postgres.dataSource())
        .useHandle(handle -> handle.execute("drop schema if exists audit cascade"));
    flyway().schemas("audit").load().migrate();

    PostgresProgress progress =
        PostgresProgress.on(postgres.dataSource())
            .tables(TableNames.standard().inSchema("audit"))
            .validate();
    progress.auditLog().deliver(Events.batch(Instant.now(), 1, 2));

    assertThat(count("audit.progress_event")).isEqualTo(2);
    Jdbi.create(postgres.dataSource())
        .useHandle(handle -> handle.execute("drop schema audit cascade"));
  }

  /** A history of its own, so that the versions do not get mixed up with those of the host. */
  private static FluentConfiguration flyway() {
    return Flyway.configure()
        .dataSource(postgres.dataSource())
        .locations("classpath:db/progress")
        .table("progress_migrations")
        .baselineOnMigrate(true)
        .baselineVersion("0");
  }

  private static long count(String table) {
    return Jdbi.create(postgres.dataSource())
        .withHandle(
            handle -> handle.createQuery("select count(*) from " + table).mapTo(Long.class).one());
  }
}
