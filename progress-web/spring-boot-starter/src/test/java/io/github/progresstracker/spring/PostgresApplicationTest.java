package io.github.progresstracker.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.TrackerSpec;
import io.github.progresstracker.jdbc.kit.PostgresExtension;
import io.github.progresstracker.jdbc.kit.PostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** A host whose data source is PostgreSQL. */
class PostgresApplicationTest {

  @RegisterExtension static final PostgresExtension postgres = new PostgresExtension();

  @BeforeEach
  void clear() {
    postgres.clear();
  }

  private static ConfigurableApplicationContext start(String... settings) {
    return startAt(postgres.jdbcUrl(), settings);
  }

  private static ConfigurableApplicationContext startAt(String url, String... settings) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--server.port=0",
                "--spring.main.banner-mode=off",
                "--spring.datasource.url=" + url,
                "--spring.datasource.hikari.connection-timeout=1000",
                "--spring.datasource.username=" + PostgresServer.USER,
                "--progress.jdbc.enabled=true"));
    all.addAll(List.of(settings));
    return new SpringApplicationBuilder(Host.class)
        .properties("spring.config.name=none")
        .run(all.toArray(String[]::new));
  }

  private static String one(String sql) throws SQLException {
    try (Connection connection = postgres.dataSource().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  @Test
  void events_jobs_and_runs_are_in_the_tables_when_the_application_has_stopped() throws Exception {
    try (ConfigurableApplicationContext context = start()) {
      ProgressRegistry registry = context.getBean(ProgressRegistry.class);
      registry.run(
          TrackerSpec.named("reindex").id("reindex-1").key("reindex").total(2),
          job -> job.advance(2));
    }
    assertThat(one("select count(*) from progress_event where action = 'completion'"))
        .isEqualTo("1");
    assertThat(one("select status from progress_writer where job_id = 'reindex-1'"))
        .isEqualToIgnoringCase("completed");
    assertThat(one("select count(*) from progress_run where key = 'reindex'")).isEqualTo("1");
  }

  @Test
  void other_processes_report_over_http_and_all_is_on_the_page() {
    try (ConfigurableApplicationContext context =
        start(
            "--progress.web.enabled=true",
            "--progress.web.token=looker",
            "--progress.web.ingest-token=crawler",
            "--progress.jdbc.schema=progress",
            "--progress.jdbc.retention=90d",
            "--progress.jdbc.audit-view=app_audit_log")) {
      Http http =
          new Http(context.getEnvironment().getRequiredProperty("local.server.port", int.class));
      String report = "{\"jobId\":\"crawl\",\"status\":\"processing\",\"processedItems\":7}";
      String ingest = "/progress/api/internal/jobs/progress";
      assertThat(http.token("looker").post(ingest, report).statusCode()).isEqualTo(403);
      assertThat(http.token("crawler").post(ingest, report).statusCode()).isEqualTo(204);
      JsonNode job = http.token("looker").json("/progress/api/progress/crawl");
      assertThat(job.path("done").asLong()).isEqualTo(7);
    }
  }

  @Test
  void a_schema_that_is_not_there_is_said_before_anything_is_tracked() {
    assertThat(failure("--progress.jdbc.migrate=false"))
        .contains("progress.jdbc.migrate=false is not possible", "progress");
    assertThat(failure("--progress.jdbc.retention=1h"))
        .contains("progress.jdbc.retention=PT1H", "36500 days");
    assertThat(failureAt("jdbc:postgresql://localhost:1/none", "--progress.jdbc.schema=ops"))
        .contains("progress.jdbc.migrate=true", "connect");
  }

  private static String failure(String setting) {
    return failureAt(postgres.jdbcUrl(), setting);
  }

  private static String failureAt(String url, String setting) {
    try (ConfigurableApplicationContext context = startAt(url, setting)) {
      throw new AssertionError("started with " + setting + ": " + context);
    } catch (RuntimeException e) {
      return Objects.requireNonNull(new BadSettingAnalyzer().analyze(e)).getDescription();
    }
  }

  /** Has everything that Boot finds. */
  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Host {}
}
