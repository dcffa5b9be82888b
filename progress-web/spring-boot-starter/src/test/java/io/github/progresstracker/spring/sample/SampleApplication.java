package io.github.progresstracker.spring.sample;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;

/**
 * A host with one long job. Start it with the variable {@code DASHBOARD_TOKEN} and open {@code
 * http://localhost:8080/progress/}; {@code http://localhost:8080/actuator/progress} has the same
 * for machines.
 */
@SpringBootApplication
public class SampleApplication {

  /** There is JDBC on the class path, for others; by its names in Spring Boot 3 and 4. */
  private static final String WITHOUT =
      "org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration,"
          + "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration";

  /**
   * Starts it.
   *
   * @param args such as {@code --server.port=8081}
   */
  public static void main(String[] args) {
    application().run(args);
  }

  /**
   * The application before it runs.
   *
   * @return it with the settings in {@code sample.yml}
   */
  public static SpringApplicationBuilder application() {
    return new SpringApplicationBuilder(SampleApplication.class)
        .properties("spring.config.name=sample", "spring.autoconfigure.exclude=" + WITHOUT);
  }
}
