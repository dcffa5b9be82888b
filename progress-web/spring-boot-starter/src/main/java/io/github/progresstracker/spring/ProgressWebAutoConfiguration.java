package io.github.progresstracker.spring;

import io.github.progresstracker.ProgressClock;
import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.job.JobReader;
import io.github.progresstracker.job.JobStores;
import io.github.progresstracker.web.ApiRoute;
import io.github.progresstracker.web.Authenticator;
import io.github.progresstracker.web.ProgressServlet;
import io.github.progresstracker.web.ProgressWeb;
import jakarta.servlet.Servlet;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * The page and the HTTP API on the application's own server, with {@code
 * progress.web.enabled=true}, in a servlet application.
 *
 * <p>Beans of type {@link Authenticator} say who asks, besides {@code progress.web.token}; beans of
 * type {@link ApiRoute} are more routes; each {@link ProgressWebCustomizer} has the last word. Who
 * builds the registry gives it {@link ProgressWeb#sink()} and calls {@link
 * ProgressWeb#show(ProgressRegistry)}.
 *
 * <pre>{@code
 * @Bean
 * Authenticator people() {
 *   return Authenticator.bearer(System.getenv("DASHBOARD_TOKEN"), Scope.READ, Scope.CONTROL);
 * }
 * }</pre>
 */
@AutoConfiguration(after = ProgressJdbcAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnClass({ProgressWeb.class, Servlet.class, ServletRegistrationBean.class})
@ConditionalOnProgress
@ConditionalOnProperty(name = "progress.web.enabled", havingValue = "true")
@EnableConfigurationProperties(ProgressProperties.class)
public final class ProgressWebAutoConfiguration {

  /** For Spring. */
  public ProgressWebAutoConfiguration() {}

  @Bean
  @ConditionalOnMissingBean
  ProgressWeb progressWeb(
      ProgressProperties properties,
      Environment environment,
      ObjectProvider<Authenticator> authenticators,
      ObjectProvider<ApiRoute> routes,
      ObjectProvider<JobStores> stores,
      ObjectProvider<JobReader> readers,
      ObjectProvider<ProgressClock> clocks,
      ObjectProvider<ProgressWebCustomizer> customizers) {
    WebSettings settings = new WebSettings(properties.web());
    ProgressWeb.Builder builder =
        ProgressWeb.builder()
            .allowHosts(properties.web().allowedHosts().toArray(String[]::new))
            .routes(routes.orderedStream().toList());
    settings
        .authenticator(
            authenticators.orderedStream().toList(), environment.getProperty("server.address"))
        .ifPresent(builder::authenticator);
    clocks.ifUnique(builder::clock);
    readers.ifUnique(builder::jobs);
    stores.ifUnique(kept -> readers.ifUnique(reader -> builder.jobs(kept.jobs(), reader)));
    customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
    return builder.build();
  }

  @Bean
  @ConditionalOnMissingBean(name = "progressWebOnRegistry")
  ProgressRegistryCustomizer progressWebOnRegistry(ProgressWeb web) {
    return new ProgressRegistryCustomizer() {
      @Override
      public void customize(ProgressRegistry.Builder builder) {
        builder.sink(web.sink());
      }

      @Override
      public void built(ProgressRegistry registry) {
        web.show(registry);
      }
    };
  }

  @Bean
  @ConditionalOnMissingBean(name = "progressServlet")
  ServletRegistrationBean<ProgressServlet> progressServlet(
      ProgressWeb web, ProgressProperties properties) {
    ServletRegistrationBean<ProgressServlet> registration =
        new ServletRegistrationBean<>(
            new ProgressServlet(web), new WebSettings(properties.web()).mapping());
    registration.setName("progress");
    return registration;
  }

  @Bean
  @ConditionalOnMissingBean
  StreamsEnd progressStreamsEnd(ServletRegistrationBean<ProgressServlet> progressServlet) {
    return new StreamsEnd(progressServlet.getServlet());
  }
}
