package io.github.progresstracker.spring;

import io.github.progresstracker.web.ProgressServlet;
import org.springframework.context.SmartLifecycle;

/**
 * Ends the streams when the application stops, before its server waits for requests to be over: a
 * page that is open would keep it up for as long as it is ready to wait.
 */
final class StreamsEnd implements SmartLifecycle {

  private final ProgressServlet servlet;
  private volatile boolean running;

  StreamsEnd(ProgressServlet servlet) {
    this.servlet = servlet;
  }

  @Override
  public void start() {
    running = true;
  }

  @Override
  public void stop() {
    servlet.destroy();
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
