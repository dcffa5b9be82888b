/**
 * Progress in a Spring Boot application by its properties and beans. For the Javadoc only: the jar is an
 * automatic module of this name, because Spring's own jars are.
 */
module io.github.progresstracker.spring {
  requires transitive io.github.progresstracker.core;
  requires transitive io.github.progresstracker.web;
  requires com.fasterxml.jackson.databind;
  requires static io.github.progresstracker.jdbc;
  requires static jakarta.servlet;
  requires static java.sql;
  requires static micrometer.core;
  requires static micrometer.observation;
  requires static org.jspecify;
  requires static spring.beans;
  requires static spring.boot;
  requires static spring.boot.actuator;
  requires static spring.boot.actuator.autoconfigure;
  requires static spring.boot.autoconfigure;
  requires static spring.context;
  requires static spring.core;
  requires static spring.web;

  exports io.github.progresstracker.spring;
}
