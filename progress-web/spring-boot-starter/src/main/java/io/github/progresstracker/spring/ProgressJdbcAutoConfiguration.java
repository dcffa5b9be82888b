package io.github.progresstracker.spring;

import io.github.progresstracker.history.RunHistoryStore;
import io.github.progresstracker.jdbc.AuditFormat;
import io.github.progresstracker.jdbc.AuditLogSink;
import io.github.progresstracker.jdbc.PostgresProgress;
import io.github.progresstracker.jdbc.PostgresUnavailableException;
import io.github.progresstracker.jdbc.SchemaException;
import io.github.progresstracker.jdbc.TableNames;
import io.github.progresstracker.job.JobReader;
import io.github.progresstracker.job.JobStores;
import java.time.Duration;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;

/**
 * Audit log, kept jobs and run histories in the PostgreSQL of the application's one {@link
 * DataSource}, with {@code progress.jdbc.enabled=true}. The tables are there before anything is
 * tracked, or the application does not start.
 *
 * <pre>{@code
 * @Bean
 * AuditFormat auditFormat() {                                   // instead of the standard one
 *   return event -> event instanceof Transition.Finished ? AuditRecord.of(event, "end") : null;
 * }
 * }</pre>
 */
@AutoConfiguration
@ConditionalOnClass(PostgresProgress.class)
@ConditionalOnProgress
@ConditionalOnProperty(name = "progress.jdbc.enabled", havingValue = "true")
@EnableConfigurationProperties(ProgressProperties.class)
public final class ProgressJdbcAutoConfiguration {

  /** For Spring. */
  public ProgressJdbcAutoConfiguration() {}

  /** After a migration tool of the host's, which may have the tables in its care. */
  @Bean
  @ConditionalOnMissingBean
  @DependsOnDatabaseInitialization
  PostgresProgress progressPostgres(
      ProgressProperties properties, ObjectProvider<DataSource> dataSources) {
    DataSource dataSource = dataSources.getIfUnique();
    if (dataSource == null) {
      throw new BadSettingException(
          "progress.jdbc.enabled=true",
          "there is no single DataSource bean",
          "Configure spring.datasource.*, mark one of several data sources as @Primary, or bring a"
              + " bean of type PostgresProgress.",
          null);
    }
    return open(properties.jdbc(), PostgresProgress.on(dataSource));
  }

  private static PostgresProgress open(
      ProgressProperties.Jdbc settings, PostgresProgress standard) {
    PostgresProgress postgres = standard.tables(names(settings));
    PostgresProgress unused =
        settings.migrate()
            ? checked("progress.jdbc.migrate", true, postgres::migrate)
            : checked("progress.jdbc.migrate", false, postgres::validate);
    String view = settings.auditView();
    if (view != null) {
      unused = checked("progress.jdbc.audit-view", view, () -> postgres.auditView(view));
    }
    Duration retention = settings.retention();
    if (retention != null) {
      unused = checked("progress.jdbc.retention", retention, () -> postgres.retention(retention));
    }
    return postgres;
  }

  private static TableNames names(ProgressProperties.Jdbc settings) {
    return checked(
        "progress.jdbc.schema, prefix",
        settings.schema() + ", " + settings.prefix(),
        () -> new TableNames(settings.schema(), settings.prefix()));
  }

  private static <T> T checked(String key, @Nullable Object value, Supplier<T> action) {
    try {
      return action.get();
    } catch (IllegalArgumentException | SchemaException | PostgresUnavailableException e) {
      throw new BadSettingException(
          key + "=" + value,
          String.valueOf(e.getMessage()),
          "Correct progress.jdbc.* or spring.datasource.*, or leave progress.jdbc.enabled out.",
          e);
    }
  }

  @Bean(destroyMethod = "")
  @ConditionalOnMissingBean
  @ConditionalOnProperty(
      name = "progress.jdbc.audit-log",
      havingValue = "true",
      matchIfMissing = true)
  AuditLogSink progressAuditLog(PostgresProgress postgres, ObjectProvider<AuditFormat> formats) {
    return postgres.auditLog(formats.getIfUnique(AuditFormat::standard));
  }

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnProperty(name = "progress.jdbc.jobs", havingValue = "true", matchIfMissing = true)
  JobStores progressJobStores(PostgresProgress postgres) {
    return postgres.jobs();
  }

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnProperty(name = "progress.jdbc.jobs", havingValue = "true", matchIfMissing = true)
  JobReader progressJobReader(PostgresProgress postgres) {
    return postgres.queries();
  }

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnProperty(
      name = "progress.jdbc.history",
      havingValue = "true",
      matchIfMissing = true)
  RunHistoryStore progressRunHistory(PostgresProgress postgres) {
    return postgres.runHistory();
  }
}
