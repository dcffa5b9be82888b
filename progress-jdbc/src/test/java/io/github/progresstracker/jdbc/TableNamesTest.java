package io.github.progresstracker.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.progresstracker.jdbc.kit.PostgresExtension;
import io.github.progresstracker.jdbc.kit.PostgresServer;
import io.github.progresstracker.job.Checkpoint;
import io.github.progresstracker.job.CheckpointStep;
import io.github.progresstracker.job.JobId;
import io.github.progresstracker.job.JobReport;
import io.github.progresstracker.job.JobTotals;
import io.github.progresstracker.job.WriterId;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("Tables may have other names, and a schema of their own")
class TableNamesTest {

  @RegisterExtension static final PostgresExtension postgres = new PostgresExtension();

  private final Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);

  private Jdbi jdbi = Jdbi.create(() -> null);

  @BeforeEach
  void freshDatabase() {
    postgres.clear();
    jdbi = Jdbi.create(postgres.dataSource());
    jdbi.useHandle(handle -> handle.execute("drop schema if exists \"Audit \"\" Trail\" cascade"));
  }

  @Test
  @DisplayName("everything works in a schema that no search_path knows, under another prefix")
  void everywhere() throws Exception {
    TableNames names = TableNames.standard().inSchema("Audit \" Trail").withPrefix("acme_");
    PostgresProgress progress =
        PostgresProgress.on(postgres.dataSource()).tables(names).migrate().validate();
    AuditLogSink sink = progress.auditLog();
    sink.deliver(Events.batch(now, 1, 3));
    sink.deliver(Events.batch(now.plusSeconds(1), 2, 3));
    sink.deliver(Events.batch(now.minus(200, ChronoUnit.DAYS), 10, 1));
    progress.auditView("mtproto_audit_log");

    // That of the old row, and that of the week after it, which is made along with it.
    assertThat(progress.upkeep(Duration.ofDays(90)).partitionsDropped()).isEqualTo(2);
    assertThat(text("select count(*) from \"Audit \"\" Trail\".acme_event")).isEqualTo("4");
    assertThat(text("select count(*) from \"Audit \"\" Trail\".mtproto_audit_log")).isEqualTo("4");
    assertThat(text("select count(*) from \"Audit \"\" Trail\".acme_event_timeline"))
        .isEqualTo("4");
    assertThat(progress.runHistory().load("nobody")).isEmpty();
    jobsUnder(progress);
    assertThat(progress.migrate()).isSameAs(progress);
    assertThat(text("select count(*) from pg_class where relname like 'progress%'")).isEqualTo("0");
    assertThat(text("select count(*) from pg_class c where relnamespace = 'public'::regnamespace"))
        .isEqualTo("0");
  }

  private static void jobsUnder(PostgresProgress progress) throws Exception {
    JobId job = JobId.of("crawl");
    WriterId writer = WriterId.of("one");
    progress
        .jobStore()
        .apply(List.of(JobReport.of(job, writer).at(1, 1).totals(JobTotals.of(7)).build()));
    assertThat(progress.queries().job(job)).isPresent();
    assertThat(progress.queries().latest(null, 10)).hasSize(1);
    assertThat(progress.leases().acquire("crawl", writer, Duration.ofMinutes(1))).isPresent();
    CheckpointStep step = new CheckpointStep(job, Checkpoint.WHOLE, 1, "page 3", JobTotals.of(3));
    progress.checkpoints().claim(job, Checkpoint.WHOLE, 1);
    try (Connection connection = postgres.dataSource().getConnection()) {
      assertThat(progress.checkpoints().in(connection).add(step).done()).isEqualTo(3);
    }
  }

  @Test
  @DisplayName("in a schema with the standard names, old weeks go as well")
  void retentionInSchema() throws Exception {
    jdbi.useHandle(handle -> handle.execute("drop schema if exists audit cascade"));
    PostgresProgress progress =
        PostgresProgress.on(postgres.dataSource())
            .tables(TableNames.standard().inSchema("audit"))
            .migrate();
    progress.auditLog().deliver(Events.batch(now.minus(200, ChronoUnit.DAYS), 1, 1));

    assertThat(progress.upkeep(Duration.ofDays(90))).isEqualTo(new UpkeepReport(0, 2, 0, 0));
    jdbi.useHandle(handle -> handle.execute("drop schema audit cascade"));
  }

  @Test
  @DisplayName("two logs live side by side in one database")
  void sideBySide() throws Exception {
    PostgresProgress one = PostgresProgress.on(postgres.dataSource()).migrate();
    PostgresProgress other =
        PostgresProgress.on(postgres.dataSource())
            .tables(TableNames.standard().withPrefix("other_"))
            .migrate();
    one.auditLog().deliver(Events.batch(now, 1, 2));
    other.auditLog().deliver(Events.batch(now, 1, 3));

    assertThat(text("select count(*) from progress_event")).isEqualTo("2");
    assertThat(text("select count(*) from other_event")).isEqualTo("3");
  }

  @Test
  @DisplayName("the audit log has the name that the host gives it")
  void auditView() throws Exception {
    PostgresProgress progress = PostgresProgress.on(postgres.dataSource()).migrate();
    progress.auditView("mtproto_audit_log").auditView("Our \"log\"").auditView("mtproto_audit_log");
    progress.auditLog().deliver(Events.batch(now, 1, 2));

    assertThat(text("select count(*) from mtproto_audit_log where user_id = 844338517"))
        .isEqualTo("2");
    assertThat(text("select max(action) from \"Our \"\"log\"\"\"")).isEqualTo("started");
  }

  @Test
  @DisplayName("a name that something else has is not taken from it")
  void takenName() {
    PostgresProgress progress = PostgresProgress.on(postgres.dataSource()).migrate();
    jdbi.useHandle(handle -> handle.execute("create view taken as select 1 as one"));

    for (String taken : List.of("taken", "progress_audit_log", "progress_event")) {
      assertThatThrownBy(() -> progress.auditView(taken))
          .isInstanceOf(SchemaException.class)
          .hasMessageContaining("there is a " + taken + " already");
    }
    assertThatThrownBy(() -> progress.auditView("mine", "nowhere"))
        .isInstanceOf(SchemaException.class)
        .hasMessageContaining("\"nowhere\" does not exist");
    assertThatThrownBy(() -> progress.auditView("")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @DisplayName("literals, comments, columns and quoted names stay as they are")
  void statements() {
    TableNames names = TableNames.standard().inSchema("s").withPrefix("a_");
    assertThat(
            names.sql(
                "select progress_percent, 'progress_event' -- progress_event\n from progress_event"
                    + " join \"progress_event\" join progress_event_20261123, x.progress_event"))
        .isEqualTo(
            "select progress_percent, 'progress_event' -- progress_event\n from \"s\".a_event"
                + " join \"progress_event\" join \"s\".a_event_20261123, x.progress_event");
    assertThat(TableNames.standard().sql("select * from progress_event"))
        .isEqualTo("select * from progress_event");
  }

  @Test
  @DisplayName("a prefix that would need quotes is refused, with what is allowed")
  void prefixes() {
    for (String prefix : List.of("", "A_", "1", "a b", "a\"; drop table x; --", "a".repeat(28))) {
      assertThatThrownBy(() -> TableNames.standard().withPrefix(prefix))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("1 to 27 of a-z, 0-9 and _");
    }
    assertThatThrownBy(() -> TableNames.standard().inSchema(" "))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @DisplayName("with currentSchema in the address nothing else is needed")
  void currentSchema() throws Exception {
    jdbi.useHandle(handle -> handle.execute("drop schema if exists elsewhere cascade"));
    jdbi.useHandle(handle -> handle.execute("create schema elsewhere"));
    try (PostgresProgress progress =
        PostgresProgress.connect(
            postgres.jdbcUrl() + "?currentSchema=elsewhere", PostgresServer.USER, null)) {
      progress.migrate().validate().auditLog().deliver(Events.batch(now, 1, 2));
    }
    assertThat(text("select count(*) from elsewhere.progress_event")).isEqualTo("2");

    PostgresProgress wrong = PostgresProgress.on(postgres.dataSource());
    String cure =
        "progress_event is in schema elsewhere, and looked for in the search_path \"$user\","
            + " public; connect with currentSchema=elsewhere or use TableNames.inSchema";
    assertThatThrownBy(wrong::validate)
        .isInstanceOf(SchemaException.class)
        .hasMessageContaining(cure);
    assertThatThrownBy(() -> wrong.auditLog().deliver(Events.batch(now, 1, 2)))
        .isInstanceOf(SchemaException.class)
        .hasMessage(cure);
    jdbi.useHandle(handle -> handle.execute("drop schema elsewhere cascade"));
  }

  private String text(String sql) {
    return jdbi.withHandle(handle -> handle.createQuery(sql).mapTo(String.class).one());
  }
}
