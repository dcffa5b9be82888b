package io.github.progresstracker.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.TrackerSpec;
import io.github.progresstracker.contract.RunHistoryStoreContract;
import io.github.progresstracker.eta.EtaBasis;
import io.github.progresstracker.eta.RunHistory;
import io.github.progresstracker.history.RunHistoryStore;
import io.github.progresstracker.history.StoredRun;
import io.github.progresstracker.jdbc.kit.PostgresExtension;
import io.github.progresstracker.jdbc.kit.PostgresServer;
import io.github.progresstracker.testing.ManualClock;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("Run histories in PostgreSQL")
class PostgresRunHistoryTest extends RunHistoryStoreContract {

  @RegisterExtension static final PostgresExtension postgres = new PostgresExtension();

  @Override
  protected RunHistoryStore newStore() {
    postgres.clear();
    return PostgresProgress.on(postgres.dataSource()).migrate().runHistory();
  }

  @Override
  protected RunHistoryStore sameAgain() {
    return PostgresProgress.on(postgres.dataSource()).runHistory();
  }

  @Override
  protected void damage(String key) {
    Jdbi.create(postgres.dataSource())
        .useHandle(
            handle ->
                handle.execute(
                    "update progress_run set run = '{\"done\": -1}' where key = ?", key));
  }

  @Test
  @DisplayName("are no more than needed, and the database says what a run was like")
  void rows() throws Exception {
    RunHistoryStore store = sameAgain();
    for (int i = 1; i <= RunHistory.LIMIT + 3; i++) {
      store.save("x", run(i, null));
    }
    String rows =
        Jdbi.create(postgres.dataSource())
            .withHandle(
                handle ->
                    handle
                        .createQuery(
                            "select count(*) || ' from ' || min((run->>'waits')::int)"
                                + " from progress_run where key = 'x'")
                        .mapTo(String.class)
                        .one());
    assertThat(rows).isEqualTo(RunHistory.LIMIT + " from 4");
  }

  @Test
  @DisplayName("leave out one damaged run and keep the others")
  void one_damaged() throws Exception {
    RunHistoryStore store = sameAgain();
    store.save("x", run(1, null));
    damage("x");
    store.save("x", run(2, null));
    assertThat(store.load("x")).containsExactly(run(2, null));
  }

  @Test
  @DisplayName("work where the host's connections are isolated and do not commit by themselves")
  void hosts_settings() throws Exception {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(postgres.jdbcUrl());
    config.setUsername(PostgresServer.USER);
    config.setAutoCommit(false);
    config.setTransactionIsolation("TRANSACTION_SERIALIZABLE");
    try (HikariDataSource pool = new HikariDataSource(config)) {
      PostgresProgress.on(pool).runHistory().save("x", run(1, null));
    }
    assertThat(sameAgain().load("x")).containsExactly(run(1, null));
  }

  @Test
  @DisplayName("have units of any text")
  void units() throws Exception {
    StoredRun odd = new StoredRun(run(1, null).run(), "a\u0000b\ud800", null, Instant.EPOCH);
    sameAgain().save("x", odd);
    assertThat(sameAgain().load("x")).extracting(StoredRun::unit).containsExactly("a\u2400b\ufffd");
  }

  @Test
  @DisplayName("say what to do where the table is missing, and what is wrong with the database")
  void not_there() {
    postgres.clear();
    assertThatThrownBy(() -> sameAgain().load("x"))
        .isInstanceOf(SchemaException.class)
        .hasMessage(
            "the table progress_run is not in the database; call PostgresProgress.migrate() first");
    assertThatThrownBy(() -> sameAgain().save("x", run(1, null)))
        .isInstanceOf(SchemaException.class);
    DataSource away =
        FailingDataSource.before(
            postgres.dataSource(),
            (connection, method) -> {
              throw new SQLException("away", "08006");
            });
    assertThatThrownBy(() -> PostgresProgress.on(away).runHistory().load("x"))
        .isInstanceOf(SQLException.class)
        .hasMessage("away");
  }

  @Test
  @DisplayName("give the second run of a job an ETA at once")
  void second_run() {
    ManualClock clock = new ManualClock(Instant.parse("2026-03-01T12:00:00Z"));
    for (EtaBasis basis : new EtaBasis[] {EtaBasis.WARMING_UP, EtaBasis.PRIOR}) {
      try (ProgressRegistry registry =
          ProgressRegistry.builder().clock(clock).manualSampling().history(sameAgain()).build()) {
        ProgressTracker job = registry.start(TrackerSpec.named("x").total(60).key("x:1"));
        registry.sampleNow();
        assertThat(job.snapshot().eta().basis()).isEqualTo(basis);
        for (int i = 0; i < 60; i++) {
          clock.advance(Duration.ofSeconds(1));
          job.advance();
          registry.sampleNow();
        }
        job.complete();
      }
    }
  }
}
