/** HTTP API with live events, dashboard, and the client for reporters in other processes. */
module io.github.progresstracker.web {
  requires transitive io.github.progresstracker.core;
  requires com.fasterxml.jackson.databind;
  requires java.net.http;
  requires jdk.httpserver;
  requires org.slf4j;
  requires static jakarta.servlet;
  requires static org.jspecify;

  exports io.github.progresstracker.web;
}
