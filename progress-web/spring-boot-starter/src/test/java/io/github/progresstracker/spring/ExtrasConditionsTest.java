package io.github.progresstracker.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.jdbc.PostgresProgress;
import io.github.progresstracker.micrometer.MicrometerSink;
import io.github.progresstracker.micrometer.SinkHealthMetrics;
import io.github.progresstracker.web.ApiResponse;
import io.github.progresstracker.web.ApiRoute;
import io.github.progresstracker.web.Authenticator;
import io.github.progresstracker.web.Principal;
import io.github.progresstracker.web.ProgressWeb;
import io.github.progresstracker.web.Scope;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.sql.Connection;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.jdbc.datasource.AbstractDataSource;

/** Meters, endpoint, page and PostgreSQL: when they are there, when not, and what is refused. */
@ExtendWith(OutputCaptureExtension.class)
class ExtrasConditionsTest {

  private static final AutoConfigurations ALL =
      AutoConfigurations.of(
          ProgressAutoConfiguration.class,
          ProgressEndpointAutoConfiguration.class,
          ProgressJdbcAutoConfiguration.class,
          ProgressMetricsAutoConfiguration.class,
          ProgressWebAutoConfiguration.class);

  private static final String TOKEN = "progress.web.token=a-token-for-tests";

  private final ApplicationContextRunner plain =
      new ApplicationContextRunner().withConfiguration(ALL);
  private final WebApplicationContextRunner web =
      new WebApplicationContextRunner().withConfiguration(ALL);
  private final WebApplicationContextRunner shown =
      web.withPropertyValues("progress.web.enabled=true");

  private static void refused(AssertableWebApplicationContext context, String... parts) {
    refused(context.getStartupFailure(), parts);
  }

  private static void refused(AssertableApplicationContext context, String... parts) {
    refused(context.getStartupFailure(), parts);
  }

  /** The application says in two sentences why it does not start. */
  private static void refused(@Nullable Throwable failure, String... parts) {
    Throwable told = Objects.requireNonNull(failure, "it must not start");
    FailureAnalysis analysis =
        Objects.requireNonNull(new BadSettingAnalyzer().analyze(told), told::toString);
    assertThat(analysis.getDescription() + " " + analysis.getAction()).contains(parts);
  }

  // ---- meters --------------------------------------------------------------------------------

  @Test
  void meters_are_there_where_there_is_a_meter_registry() {
    plain.run(context -> assertThat(context).doesNotHaveBean(MicrometerSink.class));
    plain
        .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
        .run(
            context ->
                assertThat(context)
                    .hasSingleBean(MicrometerSink.class)
                    .hasSingleBean(SinkHealthMetrics.class));
    plain
        .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
        .withPropertyValues("progress.metrics.enabled=false")
        .run(context -> assertThat(context).doesNotHaveBean(MicrometerSink.class));
    plain
        .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
        .withBean("own", MicrometerSink.class, () -> MicrometerSink.to(new SimpleMeterRegistry()))
        .run(context -> assertThat(context).hasSingleBean(MicrometerSink.class).hasBean("own"));
    plain
        .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
        .withPropertyValues("progress.enabled=false")
        .run(context -> assertThat(context).doesNotHaveBean(MicrometerSink.class));
  }

  @Test
  void no_job_can_have_no_meters() {
    plain
        .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
        .withPropertyValues("progress.metrics.max-jobs=0")
        .run(context -> refused(context, "progress.metrics.max-jobs=0", "1 or more"));
  }

  // ---- endpoint ------------------------------------------------------------------------------

  @Test
  void the_endpoint_is_there_when_it_is_shown() {
    plain.run(context -> assertThat(context).doesNotHaveBean(ProgressEndpoint.class));
    web.withPropertyValues("management.endpoints.web.exposure.include=progress")
        .run(context -> assertThat(context).hasSingleBean(ProgressEndpoint.class));
    web.withPropertyValues(
            "management.endpoints.web.exposure.include=progress",
            "management.endpoint.progress.access=NONE")
        .run(context -> assertThat(context).doesNotHaveBean(ProgressEndpoint.class));
  }

  // ---- what is not on the class path -----------------------------------------------------------

  @Test
  void a_log_that_is_asked_for_and_cannot_be_is_refused() {
    plain
        .withPropertyValues("progress.jdbc.enabled=true")
        .withClassLoader(new FilteredClassLoader(PostgresProgress.class))
        .run(context -> refused(context, "progress.jdbc.enabled=true", "progress-jdbc"));
    plain
        .withPropertyValues("progress.jdbc.enabled=true")
        .withInitializer(
            context ->
                context.addBeanFactoryPostProcessor(
                    new LazyInitializationBeanFactoryPostProcessor()))
        .withClassLoader(new FilteredClassLoader(PostgresProgress.class))
        .run(context -> refused(context, "progress.jdbc.enabled=true", "progress-jdbc"));
    plain
        .withPropertyValues("progress.jdbc.enabled=true", "progress.enabled=false")
        .withClassLoader(new FilteredClassLoader(PostgresProgress.class))
        .run(context -> assertThat(context).hasNotFailed());
    plain
        .withPropertyValues("progress.jdbc.enabled=true")
        .run(context -> refused(context, "no single DataSource", "spring.datasource"));
    plain
        .withBean(DataSource.class, Unused::new)
        .withPropertyValues("progress.jdbc.enabled=true", "progress.jdbc.prefix=9")
        .run(context -> refused(context, "progress.jdbc.schema, prefix=null, 9", "prefix"));
    plain.run(context -> assertThat(context).doesNotHaveBean(PostgresProgress.class));
  }

  @Test
  void a_page_that_the_host_has_left_out_is_refused() {
    plain
        .withPropertyValues("progress.web.enabled=true")
        .withClassLoader(new FilteredClassLoader(ProgressWeb.class))
        .run(context -> refused(context, "progress.web.enabled=true", "progress-web is not on"));
    plain
        .withClassLoader(new FilteredClassLoader(ProgressWeb.class))
        .run(context -> assertThat(context).hasNotFailed());
  }

  @Test
  void a_page_where_no_server_has_servlets_is_said_to_have_no_effect(CapturedOutput output) {
    plain
        .withPropertyValues(TOKEN)
        .run(context -> assertThat(output).doesNotContain("has no effect"));
    plain
        .withPropertyValues("progress.web.enabled=true")
        .withBean(ProgressWeb.class, () -> ProgressWeb.builder().build())
        .run(context -> assertThat(output).doesNotContain("has no effect"));
    shown
        .withPropertyValues(TOKEN)
        .run(context -> assertThat(output).doesNotContain("has no effect"));
    new ReactiveWebApplicationContextRunner()
        .withConfiguration(ALL)
        .withPropertyValues("progress.web.enabled=true", TOKEN)
        .run(context -> assertThat(context).hasSingleBean(ProgressRegistry.class));
    assertThat(output)
        .contains("WARN")
        .contains("progress.web.enabled=true has no effect: the page is a servlet")
        .contains("ProgressWeb.serve");
  }

  @Test
  void observations_without_their_registry_are_said_to_have_no_effect(CapturedOutput output) {
    plain.run(context -> assertThat(output).doesNotContain("has no effect"));
    plain
        .withPropertyValues("progress.metrics.observations=true")
        .run(context -> assertThat(context).hasSingleBean(ProgressRegistry.class));
    assertThat(output)
        .contains("progress.metrics.observations=true has no effect: there is no single MeterReg");
    ApplicationContextRunner metered =
        plain
            .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
            .withPropertyValues("progress.metrics.observations=true");
    metered.run(context -> assertThat(context).hasSingleBean(MicrometerSink.class));
    assertThat(output).containsOnlyOnce("there is no single ObservationRegistry bean");
    metered
        .withBean(ObservationRegistry.class, ObservationRegistry::create)
        .run(context -> assertThat(context).hasSingleBean(MicrometerSink.class));
    assertThat(output.toString().split("has no effect", -1)).as("twice in all").hasSize(3);
  }

  /** Gives no connection. */
  static final class Unused extends AbstractDataSource {
    @Override
    public Connection getConnection() {
      throw new AssertionError("nobody should ask");
    }

    @Override
    public Connection getConnection(String user, String password) {
      return getConnection();
    }
  }

  // ---- page ----------------------------------------------------------------------------------

  @Test
  void the_page_is_there_when_it_is_asked_for_and_the_application_has_a_server() {
    web.run(context -> assertThat(context).doesNotHaveBean(ProgressWeb.class));
    plain
        .withPropertyValues("progress.web.enabled=true", TOKEN)
        .run(context -> assertThat(context).doesNotHaveBean(ProgressWeb.class));
    shown
        .withPropertyValues(TOKEN, "progress.web.path=/ops/jobs")
        .run(
            context ->
                assertThat(context.getBean("progressServlet"))
                    .isInstanceOfSatisfying(
                        ServletRegistrationBean.class,
                        servlet -> assertThat(servlet).asString().contains("/ops/jobs/*")));
    shown
        .withPropertyValues(TOKEN, "progress.enabled=false")
        .run(context -> assertThat(context).doesNotHaveBean(ProgressWeb.class));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "", "progress", "/progress/", "/*", "/a b", "//"})
  void a_path_that_is_no_place_of_its_own_is_refused(String path) {
    shown
        .withPropertyValues(TOKEN, "progress.web.path=" + path)
        .run(context -> refused(context, "progress.web.path=" + path + " ", "/progress"));
  }

  @Test
  void nobody_is_let_in_by_mistake() {
    shown.run(context -> refused(context, "server.address is not set", "progress.web.token"));
    shown
        .withPropertyValues("server.address=0.0.0.0")
        .run(context -> refused(context, "server.address is 0.0.0.0", "127.0.0.1"));
    shown
        .withPropertyValues("server.address=127.0.0.1")
        .run(context -> assertThat(context).hasSingleBean(ProgressWeb.class));
    shown
        .withPropertyValues("progress.web.anonymous=true")
        .run(context -> assertThat(context).hasSingleBean(ProgressWeb.class));
    shown
        .withPropertyValues("server.address=127.0.0.1", "progress.web.control-enabled=true")
        .run(context -> refused(context, "progress.web.control-enabled=true", "Authenticator"));
    shown
        .withBean(Authenticator.class, () -> request -> Optional.empty())
        .withPropertyValues("progress.web.control-enabled=true")
        .run(context -> assertThat(context).hasSingleBean(ProgressWeb.class));
  }

  @Test
  void a_bad_token_is_refused_and_not_repeated() {
    shown
        .withPropertyValues("progress.web.token=two words")
        .run(
            context -> {
              refused(context, "progress.web.token is not possible", "openssl");
              assertThat(context.getStartupFailure())
                  .hasStackTraceContaining("progress.web.token")
                  .extracting(RegistryConditionsTest::messages)
                  .asString()
                  .doesNotContain("two words");
            });
  }

  @Test
  void scopes_are_what_the_settings_say() {
    shown
        .withPropertyValues(
            TOKEN, "progress.web.ingest-token=another-token", "progress.web.anonymous=true")
        .withBean(
            Authenticator.class,
            () ->
                request ->
                    request
                        .header("x-user")
                        .map(name -> new Principal(name, Set.of(Scope.CONTROL), null)))
        .withBean(
            ApiRoute.class,
            () -> ApiRoute.get("/api/own", Scope.CONTROL, call -> ApiResponse.empty(204)))
        .withBean(
            ProgressWebCustomizer.class, () -> builder -> builder.allowHosts("customized.example"))
        .withPropertyValues("progress.web.allowed-hosts=ops.example,two.example")
        .run(
            context -> {
              Asking ask = new Asking(context.getBean(ProgressWeb.class).api());
              assertThat(ask.status("/api/progress")).isEqualTo(200);
              assertThat(ask.status("/api/own")).isEqualTo(403);
              assertThat(ask.status("/api/own", "Authorization", "Bearer a-token-for-tests"))
                  .isEqualTo(403);
              assertThat(ask.status("/api/own", "X-User", "eve")).isEqualTo(204);
              assertThat(ask.status("/api/progress", "Host", "two.example")).isEqualTo(200);
              assertThat(ask.status("/api/progress", "Host", "customized.example")).isEqualTo(200);
              assertThat(ask.status("/api/progress", "Host", "evil.example")).isEqualTo(403);
            });
    shown
        .withPropertyValues(TOKEN, "progress.web.control-enabled=true")
        .withBean(
            ApiRoute.class,
            () -> ApiRoute.get("/api/own", Scope.CONTROL, call -> ApiResponse.empty(204)))
        .run(
            context -> {
              Asking ask = new Asking(context.getBean(ProgressWeb.class).api());
              assertThat(ask.status("/api/own")).isEqualTo(401);
              assertThat(ask.status("/api/own", "Authorization", "Bearer a-token-for-tests"))
                  .isEqualTo(204);
            });
  }

  @Test
  void a_registry_of_the_hosts_can_be_shown_by_the_host() {
    shown
        .withPropertyValues(TOKEN)
        .withBean("own", ProgressRegistry.class, () -> ProgressRegistry.builder().build())
        .run(
            context -> {
              assertThat(context).hasSingleBean(ProgressWeb.class).hasBean("own");
              context.getBean(ProgressWeb.class).show(context.getBean(ProgressRegistry.class));
            });
  }
}
