package io.github.progresstracker.examples.spring;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * A host with a job of two steps. {@code http://127.0.0.1:8080/progress/} is the page, {@code
 * /actuator/progress} and {@code /actuator/prometheus} have the same for machines.
 */
@SpringBootApplication
public class SpringBootExample {

  /** Made by Spring. */
  public SpringBootExample() {}

  /**
   * Starts it.
   *
   * @param args such as {@code --server.port=8081} or {@code --example.documents=5000}
   */
  public static void main(String[] args) {
    SpringApplication.run(SpringBootExample.class, args);
  }
}
