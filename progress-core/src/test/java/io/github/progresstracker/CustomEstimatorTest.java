package io.github.progresstracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.progresstracker.eta.Eta;
import io.github.progresstracker.eta.EtaBasis;
import io.github.progresstracker.eta.EtaEstimator;
import io.github.progresstracker.eta.EtaFactors;
import io.github.progresstracker.eta.EtaMethod;
import io.github.progresstracker.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("An estimator of one's own")
class CustomEstimatorTest {

  private static final Duration AN_HOUR = Duration.ofHours(1);

  private final ManualClock clock = new ManualClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final List<TrackerSpec> asked = new ArrayList<>();
  private ProgressRegistry registry = registry(EstimatorFactory.of(EtaMethod.ADAPTIVE));

  @AfterEach
  void close() {
    registry.close();
  }

  private ProgressRegistry registry(EstimatorFactory factory) {
    return ProgressRegistry.builder().clock(clock).manualSampling().estimator(factory).build();
  }

  private EtaEstimator anHour(TrackerSpec spec) {
    asked.add(spec);
    return new Scripted(Fault.NONE);
  }

  @Test
  @DisplayName("can be brought for all trackers, and is told which one it is for")
  void for_all() {
    registry = registry(this::anHour);
    TrackerSpec spec = TrackerSpec.named("import").total(10).label("table", "orders");
    ProgressTracker job = registry.start(spec);
    assertThat(job.snapshot().eta().method()).as("at once").isEqualTo(EtaMethod.CUSTOM);
    ProgressTracker part = job.child("part", 5);
    registry.sampleNow();
    assertThat(job.snapshot().eta().method()).isEqualTo(EtaMethod.CUSTOM);
    assertThat(job.snapshot().eta().remaining()).isEqualTo(AN_HOUR);
    assertThat(part.snapshot().eta().remaining()).isEqualTo(AN_HOUR);
    assertThat(asked).extracting(TrackerSpec::name).containsExactly("import", "part");
    assertThat(asked.get(0)).isEqualTo(spec);
  }

  @Test
  @DisplayName("can be brought for one tracker; the others keep the registry's")
  void for_one() {
    ProgressTracker own =
        registry.start(TrackerSpec.named("own").total(10).estimator(this::anHour));
    ProgressTracker other = registry.start("other", 10);
    registry.sampleNow();
    assertThat(own.snapshot().eta().remaining()).isEqualTo(AN_HOUR);
    assertThat(other.snapshot().eta().method()).isEqualTo(EtaMethod.ADAPTIVE);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CUSTOM")
  @DisplayName("goes the same way as the library's own")
  void built_in(EtaMethod method) {
    TrackerSpec spec = TrackerSpec.named("x").total(10).estimator(method);
    assertThat(spec).isEqualTo(TrackerSpec.named("x").total(10).estimator(method));
    ProgressTracker job = registry.start(spec);
    assertThat(job.snapshot().eta().method()).isEqualTo(method);
    registry.sampleNow();
    assertThat(job.snapshot().eta().method()).isEqualTo(method);
  }

  @Test
  @DisplayName("has no method to be chosen by")
  void no_name() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrackerSpec.named("x").estimator(EtaMethod.CUSTOM))
        .withMessageContaining("was CUSTOM; bring an estimator of your own");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProgressRegistry.builder().estimator(EtaMethod.CUSTOM));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  @DisplayName("that goes wrong stops nothing: it is logged once and the ETA is linear from there")
  void faults(Fault fault) {
    String log = LogOf.action(() -> runWith(spec -> faulty(fault)));
    assertThat(log.lines().filter(line -> line.contains("the estimator of import went wrong")))
        .hasSize(1);
  }

  private static EtaEstimator faulty(Fault fault) {
    if (fault == Fault.FACTORY_THROWS) {
      throw new IllegalStateException("no estimator today");
    }
    return fault == Fault.FACTORY_GIVES_NULL ? nullEstimator() : new Scripted(fault);
  }

  /** What a host does that knows nothing of null. */
  @SuppressWarnings("NullAway")
  private static EtaEstimator nullEstimator() {
    return null;
  }

  private void runWith(EstimatorFactory factory) {
    ProgressTracker job = registry.start(TrackerSpec.named("import").total(100).estimator(factory));
    for (int i = 1; i <= 60; i++) {
      clock.advance(Duration.ofSeconds(1));
      job.advance();
      registry.sampleNow();
    }
    assertThat(job.snapshot().done()).isEqualTo(60);
    assertThat(job.snapshot().eta().method()).isEqualTo(EtaMethod.LINEAR);
    assertThat(job.snapshot().eta().remaining()).isEqualTo(Duration.ofSeconds(40));
    job.complete();
    registry.sampleNow();
    assertThat(job.snapshot().state()).isEqualTo(TrackerState.COMPLETED);
    assertThat(job.snapshot().eta().basis()).isEqualTo(EtaBasis.DONE);
  }

  /** What can go wrong, and where; most of it at the thirtieth call. */
  enum Fault {
    NONE,
    FACTORY_THROWS,
    FACTORY_GIVES_NULL,
    METHOD_GIVES_NULL,
    OBSERVE_THROWS,
    WAITS_THROWS,
    ESTIMATE_THROWS,
    ESTIMATE_THROWS_AN_ERROR,
    ESTIMATE_IS_NO_NUMBER,
    ESTIMATE_GIVES_NULL
  }

  /** Says an hour whatever happens, until its fault shows. */
  private static final class Scripted implements EtaEstimator {
    private final Fault fault;
    private int calls;

    Scripted(Fault fault) {
      this.fault = fault;
    }

    @Override
    @SuppressWarnings("NullAway") // what a host does that knows nothing of null
    public EtaMethod method() {
      return fault == Fault.METHOD_GIVES_NULL ? null : EtaMethod.CUSTOM;
    }

    @Override
    public void observe(long activeNanos, double done, double total) {
      failAt(Fault.OBSERVE_THROWS);
    }

    @Override
    public void waits(int count, long totalNanos, long leftNanos) {
      failAt(Fault.WAITS_THROWS);
    }

    @Override
    @SuppressWarnings("NullAway")
    public Eta estimate(long activeNanos) {
      failAt(Fault.ESTIMATE_THROWS);
      calls++;
      if (calls > 30 && fault == Fault.ESTIMATE_THROWS_AN_ERROR) {
        throw new StackOverflowError("too deep");
      }
      if (calls > 30 && fault == Fault.ESTIMATE_GIVES_NULL) {
        return null;
      }
      double confidence = calls > 30 && fault == Fault.ESTIMATE_IS_NO_NUMBER ? Double.NaN : 0.5;
      return new Eta(
          EtaBasis.MEASURED, method(), AN_HOUR, AN_HOUR, AN_HOUR, confidence, EtaFactors.NONE);
    }

    private void failAt(Fault here) {
      calls++;
      if (fault == here && calls > 30) {
        throw new IllegalStateException(here.name());
      }
    }

    @Override
    public void reset() {
      calls = 0;
    }
  }
}
