package io.github.progresstracker.web.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.TrackerSpec;
import io.github.progresstracker.alert.AlertCategory;
import io.github.progresstracker.alert.AlertRule;
import io.github.progresstracker.alert.Finding;
import io.github.progresstracker.alert.Hysteresis;
import io.github.progresstracker.job.CheckpointStore;
import io.github.progresstracker.job.JobStores;
import io.github.progresstracker.job.LeaseStore;
import io.github.progresstracker.testing.ManualClock;
import io.github.progresstracker.web.KeptInMemory;
import io.github.progresstracker.web.ProgressServer;
import io.github.progresstracker.web.ProgressWeb;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A real server with a real registry, whose jobs do what the test says when it says so. */
final class Site implements AutoCloseable {

  static final Instant BEGIN = Instant.parse("2025-11-10T12:30:00Z");

  final ManualClock clock = new ManualClock(BEGIN);

  /** Ids of the jobs that something is wrong with. */
  final Set<String> broken = ConcurrentHashMap.newKeySet();

  private final UnaryOperator<ProgressWeb.Builder> settings;

  /** Outlives the process, and has what other processes report. */
  final KeptInMemory store = new KeptInMemory(clock);

  private ProgressWeb web;
  private ProgressServer server;
  private ProgressRegistry registry;

  private Site(UnaryOperator<ProgressWeb.Builder> settings) {
    this.settings = settings;
    web = web();
    registry = registry();
    server = web.serve(0);
  }

  static Site open() {
    return open(UnaryOperator.identity());
  }

  static Site open(UnaryOperator<ProgressWeb.Builder> settings) {
    return new Site(settings);
  }

  private ProgressWeb web() {
    return settings
        .apply(
            ProgressWeb.builder()
                .clock(clock)
                .jobs(store, store.reader())
                .controls(true)
                .updateEvery(Duration.ofMillis(50)))
        .build();
  }

  private ProgressRegistry registry() {
    Hysteresis atOnce =
        Hysteresis.DEFAULT
            .raiseAfter(Duration.ZERO)
            .clearAfter(Duration.ZERO)
            .cooldown(Duration.ZERO);
    AlertRule rule = AlertRule.of("test", this::look).with(atOnce);
    return web.show(
        ProgressRegistry.builder()
            .clock(clock)
            .manualSampling()
            .jobs(new JobStores(store, CheckpointStore.inMemory(clock), LeaseStore.inMemory(clock)))
            .rules(List.of(rule)));
  }

  private @Nullable Finding look(ProgressSnapshot job) {
    return broken.contains(job.id())
        ? Finding.warning(AlertCategory.ERRORS, "it is broken: " + job.name(), "mend it")
        : null;
  }

  ProgressRegistry engine() {
    return registry;
  }

  ProgressWeb shown() {
    return web;
  }

  int port() {
    return server.port();
  }

  String address() {
    return "http://127.0.0.1:" + port() + "/";
  }

  ProgressTracker job(String name, long total) {
    ProgressTracker job =
        registry.start(TrackerSpec.named(name).id(name).total(total).unit("messages"));
    registry.sampleNow();
    return job;
  }

  /**
   * Lets time go by, as the jobs and the page know it; each sample reaches the server by itself.
   */
  void pass(Duration time) {
    clock.advance(time);
    registry.sampleNow();
    try {
      assertThat(registry.flush(Duration.ofSeconds(20))).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError("nobody interrupts tests", e);
    }
  }

  /**
   * Until the page says so. Hints are answered by the server's clock, which only the test moves.
   */
  void await(Locator of, String text) {
    for (int i = 0; i < 40 && !of.textContent().contains(text); i++) {
      pass(Duration.ofMillis(500));
      web.changed();
      of.page().waitForTimeout(100);
    }
    PlaywrightAssertions.assertThat(of).containsText(text);
  }

  /** So many seconds, with so much done in each. */
  void work(ProgressTracker job, int seconds, long perSecond) {
    for (int i = 0; i < seconds; i++) {
      job.advance(perSecond);
      pass(Duration.ofSeconds(1));
    }
  }

  /** The process ends; the jobs are those of its next life. */
  void stop() {
    registry.close();
    web.close();
  }

  void startAgain() {
    int port = port();
    web = web();
    registry = registry();
    server = web.serve(port);
  }

  @Override
  public void close() {
    stop();
  }
}
