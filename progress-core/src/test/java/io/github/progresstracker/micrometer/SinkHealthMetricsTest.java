package io.github.progresstracker.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.sink.InMemorySink;
import io.github.progresstracker.sink.ProgressSink;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class SinkHealthMetricsTest {

  private static final Duration SOON = Duration.ofSeconds(10);

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  @Test
  void a_sink_that_throws_shows_its_errors_and_what_was_lost() throws InterruptedException {
    try (ProgressRegistry progress = registry(new ThrowingSink(), new InMemorySink())) {
      new SinkHealthMetrics(progress).bindTo(meters);
      progress.start("import", 10).complete();
      assertThat(progress.flush(SOON)).isTrue();
      assertThat(count("errors", "throwing")).isEqualTo(1);
      assertThat(count("dropped", "throwing")).isPositive();
      assertThat(count("errors", "in-memory")).isZero();
      assertThat(count("dropped", "in-memory")).isZero();
    }
  }

  @Test
  void a_sink_that_hangs_shows_a_queue() throws InterruptedException {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    ProgressSink hanging = new HangingSink(entered, release);
    try (ProgressRegistry progress = registry(hanging)) {
      new SinkHealthMetrics(progress).bindTo(meters);
      progress.start("import", 10);
      progress.sampleNow();
      entered.await();
      assertThat(gauge("queued", "hanging")).isPositive();
      release.countDown();
      assertThat(progress.flush(SOON)).isTrue();
      assertThat(gauge("queued", "hanging")).isZero();
      assertThat(gauge("lag", "hanging")).isZero();
    }
  }

  @Test
  void sinks_of_one_name_are_added_up() throws InterruptedException {
    try (ProgressRegistry progress = registry(new ThrowingSink(), new ThrowingSink())) {
      new SinkHealthMetrics(progress).bindTo(meters);
      progress.start("import", 10);
      assertThat(progress.flush(SOON)).isTrue();
      assertThat(count("errors", "throwing")).isEqualTo(2);
    }
  }

  @Test
  void callbacks_of_trackers_are_seen_though_their_pipe_comes_later() throws InterruptedException {
    try (ProgressRegistry progress = registry()) {
      new SinkHealthMetrics(progress).bindTo(meters);
      assertThat(count("errors", "tracker-callbacks")).isZero();
      assertThat(gauge("lag", "tracker-callbacks")).isZero();
      ProgressTracker job = progress.start("import", 10);
      job.onProgressUpdate(
          now -> {
            throw new IllegalStateException("no");
          });
      assertThat(progress.flush(SOON)).isTrue();
      assertThat(count("errors", "tracker-callbacks")).isEqualTo(1);
    }
  }

  @Test
  void closing_removes_the_meters_and_only_those() {
    meters.counter("of the host");
    try (ProgressRegistry progress = registry(new InMemorySink())) {
      SinkHealthMetrics health = new SinkHealthMetrics(progress);
      health.bindTo(meters);
      assertThat(meters.getMeters()).hasSize(9);
      health.close();
      health.close();
      assertThat(meters.getMeters())
          .singleElement()
          .satisfies(meter -> assertThat(meter.getId().getName()).isEqualTo("of the host"));
    }
  }

  private static ProgressRegistry registry(ProgressSink... sinks) {
    ProgressRegistry.Builder builder = ProgressRegistry.builder().manualSampling();
    List.of(sinks).forEach(builder::sink);
    return builder.build();
  }

  private double count(String name, String sink) {
    return meters.get("progress.sink." + name).tag("sink", sink).functionCounter().count();
  }

  private double gauge(String name, String sink) {
    return meters.get("progress.sink." + name).tag("sink", sink).gauge().value();
  }

  private static final class ThrowingSink implements ProgressSink {
    @Override
    public String name() {
      return "throwing";
    }

    @Override
    public void deliver(List<ProgressEvent> events) {
      throw new IllegalStateException("target is away");
    }
  }

  private record HangingSink(CountDownLatch entered, CountDownLatch release)
      implements ProgressSink {
    @Override
    public String name() {
      return "hanging";
    }

    @Override
    public void deliver(List<ProgressEvent> events) throws InterruptedException {
      entered.countDown();
      release.await();
    }
  }
}
