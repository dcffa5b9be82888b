/** Registry, trackers, snapshots, events and the delivery engine that brings them to sinks. */
@SuppressWarnings("module") // Some packages are for the module of the web, compiled later.
module io.github.progresstracker.core {
  requires transitive io.github.progresstracker.eta;
  requires transitive org.slf4j;
  requires com.fasterxml.jackson.databind;
  requires java.net.http;
  requires jdk.unsupported;
  requires static java.management;
  requires static jdk.management;
  requires static micrometer.commons;
  requires static micrometer.core;
  requires static micrometer.observation;
  requires static org.jspecify;

  exports io.github.progresstracker;
  exports io.github.progresstracker.alert;
  exports io.github.progresstracker.analysis;
  exports io.github.progresstracker.console;
  exports io.github.progresstracker.event;
  exports io.github.progresstracker.history;
  exports io.github.progresstracker.job;
  exports io.github.progresstracker.json;
  exports io.github.progresstracker.micrometer;
  exports io.github.progresstracker.sink;
  exports io.github.progresstracker.testing;
  exports io.github.progresstracker.internal.http to
      io.github.progresstracker.web;
  exports io.github.progresstracker.internal.jobs to
      io.github.progresstracker.web;
  exports io.github.progresstracker.internal.json to
      io.github.progresstracker.web;
}
