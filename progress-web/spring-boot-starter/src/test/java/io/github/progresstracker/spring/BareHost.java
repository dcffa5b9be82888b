package io.github.progresstracker.spring;

import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.ProgressTracker;
import java.util.Arrays;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * A host that has Spring Boot and the starter and nothing else; run in a class loader of its own.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class BareHost {

  /**
   * Tracks a job in such a host.
   *
   * @param settings such as {@code --progress.web.enabled=true}
   * @return the names of the beans of the starter
   */
  public static String beans(String... settings) {
    try (ConfigurableApplicationContext context =
        new SpringApplicationBuilder(BareHost.class)
            .properties(
                "spring.config.name=none",
                "spring.datasource.url=jdbc:postgresql://none/none",
                "management.endpoints.web.exposure.include=*")
            .run(settings)) {
      ProgressTracker job = context.getBean(ProgressRegistry.class).start("job", 1);
      job.advance();
      job.complete();
      String[] names =
          Arrays.stream(context.getBeanDefinitionNames())
              .filter(name -> name.startsWith("progress") && !name.startsWith("progress-"))
              .toArray(String[]::new);
      return String.join(" ", names);
    }
  }
}
