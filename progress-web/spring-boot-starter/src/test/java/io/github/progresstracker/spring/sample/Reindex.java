package io.github.progresstracker.spring.sample;

import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.ProgressTracker;
import java.time.Duration;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;

/** The long job. It gets the registry like any other bean. */
@Component
class Reindex implements ApplicationRunner, DisposableBean {

  private static final int DOCUMENTS = 6_000;
  private static final Duration DOCUMENT = Duration.ofMillis(20);

  private final ProgressRegistry registry;
  private final Thread worker = new Thread(this::work, "reindex");

  Reindex(ProgressRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void run(ApplicationArguments args) {
    worker.start();
  }

  private void work() {
    try (ProgressTracker job = registry.start("reindex", DOCUMENTS)) {
      for (int i = 0; i < DOCUMENTS; i++) {
        index();
        job.advance();
        job.throwIfStopRequested();
      }
      job.complete();
    } catch (InterruptedException e) {
      // The application stops; the job is abandoned, and its end still told.
    }
  }

  private static void index() throws InterruptedException {
    Thread.sleep(DOCUMENT.toMillis());
  }

  @Override
  public void destroy() throws InterruptedException {
    worker.interrupt();
    worker.join();
  }
}
