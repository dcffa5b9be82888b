package io.github.progresstracker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.progresstracker.testing.ManualClock;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Bodies of code whose trackers end as they end. */
class RunTest {

  private final ProgressRegistry registry =
      ProgressRegistry.builder()
          .clock(new ManualClock(Instant.parse("2026-03-01T12:00:00Z")))
          .manualSampling()
          .build();
  private final AtomicReference<ProgressTracker> seen = new AtomicReference<>();

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  @DisplayName("a body that returns has completed, and its result is passed on")
  void completes() {
    int rows =
        registry.call(
            "count",
            job -> {
              seen.set(job);
              int sum = 0;
              for (int row : job.wrap(List.of(1, 2, 3))) {
                sum += row;
              }
              return sum;
            });
    assertThat(rows).isEqualTo(6);
    assertThat(end().state()).isEqualTo(TrackerState.COMPLETED);
    assertThat(end().done()).isEqualTo(3);

    registry.run(TrackerSpec.named("sized").total(5), seen::set);
    assertThat(end().state()).isEqualTo(TrackerState.COMPLETED);
    assertThat(end().total()).isEqualTo(Total.exact(5));
    assertThat(registry.active()).isEmpty();
  }

  @Test
  @DisplayName("a body that throws has failed, and the very same comes out, checked or not")
  void fails() {
    for (Throwable thrown :
        List.of(
            new IOException("disk full"),
            new IllegalStateException("bad row"),
            new StackOverflowError("deep"))) {
      assertThatThrownBy(() -> registry.run("job", job -> failWith(job, thrown))).isSameAs(thrown);
      assertThat(end().state()).isEqualTo(TrackerState.FAILED);
      assertThat(end().message()).isEqualTo(thrown.toString());
    }
  }

  @Test
  @DisplayName("the compiler knows what a body throws")
  void keepsTheType() {
    try {
      registry.run(
          "job",
          job -> {
            if (job.name().equals("job")) {
              throw new IOException("disk full");
            }
          });
      throw new AssertionError("nothing was thrown");
    } catch (IOException e) {
      assertThat(e).hasMessage("disk full");
    }
  }

  @Test
  @DisplayName("an interrupt is a failure; whether to set the flag again stays the caller's choice")
  void passesInterruptsOn() {
    assertThatThrownBy(
            () -> registry.run("job", job -> failWith(job, new InterruptedException("stop"))))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    assertThat(end().state()).isEqualTo(TrackerState.FAILED);
    assertThat(end().message()).contains("InterruptedException");
  }

  @Test
  @DisplayName("a body may end its tracker itself; an exception after success is told")
  void mayEndItself() {
    String log =
        LogOf.action(
            () ->
                registry.run(
                    "job",
                    job -> {
                      seen.set(job);
                      job.fail("no rows");
                    }));
    assertThat(log).isEmpty();
    assertThat(end().state()).isEqualTo(TrackerState.FAILED);
    assertThat(end().message()).isEqualTo("no rows");

    log =
        LogOf.action(
            () ->
                assertThatThrownBy(
                        () ->
                            registry.run(
                                "job",
                                job -> {
                                  job.complete();
                                  failWith(job, new IOException("too late"));
                                }))
                    .hasMessage("too late"));
    assertThat(log).contains("fail() after the end is ignored", RunTest.class.getName());
    assertThat(end().state()).isEqualTo(TrackerState.COMPLETED);
  }

  @Test
  @DisplayName("parts run likewise, and what fails inside fails all that does not catch it")
  void runsParts() {
    List<ProgressTracker> parts = new ArrayList<>();
    registry.run(
        TrackerSpec.named("job").total(10).unit("rows"),
        job -> {
          job.run(
              TrackerSpec.named("first").total(4),
              part -> {
                parts.add(part);
                part.advance(4);
              });
          String name =
              job.call(
                  TrackerSpec.named("second"),
                  part -> {
                    parts.add(part);
                    return part.name();
                  });
          assertThat(name).isEqualTo("second");
          assertThatThrownBy(
                  () ->
                      job.run(
                          TrackerSpec.named("third"),
                          part -> {
                            parts.add(part);
                            failWith(part, new IOException("disk full"));
                          }))
              .isInstanceOf(IOException.class);
          seen.set(job);
        });
    assertThat(end().done()).isEqualTo(4);
    assertThat(end().state()).isEqualTo(TrackerState.COMPLETED);
    assertThat(parts)
        .extracting(part -> part.snapshot().state())
        .containsExactly(TrackerState.COMPLETED, TrackerState.COMPLETED, TrackerState.FAILED);
    assertThat(parts).extracting(part -> part.snapshot().unit()).containsOnly("rows");
  }

  @Test
  @DisplayName("no body is a mistake of the call and starts no job; a closed registry runs none")
  @SuppressWarnings("NullAway")
  void refuses() {
    ProgressTracker job = registry.start("job", 1);
    ProgressBody<RuntimeException> body = null;
    assertThatNullPointerException().isThrownBy(() -> registry.run("none", body));
    assertThatNullPointerException().isThrownBy(() -> registry.call("none", null));
    assertThatNullPointerException().isThrownBy(() -> job.run(TrackerSpec.named("x"), body));
    assertThatNullPointerException().isThrownBy(() -> job.call(TrackerSpec.named("x"), null));
    registry.sampleNow();
    assertThat(registry.active()).hasSize(1);
    assertThat(job.snapshot().children()).isEmpty();

    registry.close();
    assertThatIllegalStateException().isThrownBy(() -> registry.run("late", seen::set));
    assertThat(seen).hasValue(null);
  }

  private void failWith(ProgressTracker job, Throwable thrown) throws Exception {
    seen.set(job);
    if (thrown instanceof Error error) {
      throw error;
    }
    throw (Exception) thrown;
  }

  private ProgressSnapshot end() {
    registry.sampleNow();
    return Objects.requireNonNull(seen.get()).snapshot();
  }

  @Test
  @DisplayName(
      "a body may say why it fails and then throw: that is no misuse, and what it said stays")
  void mayFailAndThrow() {
    String log =
        LogOf.action(
            () ->
                assertThatThrownBy(
                        () ->
                            registry.run(
                                "job",
                                job -> {
                                  job.fail("no rows");
                                  failWith(job, new IOException("of an empty table"));
                                }))
                    .hasMessage("of an empty table"));
    assertThat(log).isEmpty();
    assertThat(end().message()).isEqualTo("no rows");
  }

  @Test
  @DisplayName(
      "an exception whose text cannot be had comes out all the same, and the job has failed")
  void textThatThrows() {
    RuntimeException mute =
        new IllegalStateException() {
          @Override
          public String getMessage() {
            throw new StackOverflowError();
          }
        };
    assertThatThrownBy(() -> registry.run("job", job -> failWith(job, mute))).isSameAs(mute);
    assertThat(end().state()).isEqualTo(TrackerState.FAILED);
    assertThat(registry.active()).isEmpty();
  }

  @Test
  @DisplayName("a failure without a cause is a failure")
  void noCause() {
    ProgressTracker job = registry.start("job", 1);
    job.fail((Throwable) null);
    seen.set(job);
    assertThat(end().state()).isEqualTo(TrackerState.FAILED);
    assertThat(end().message()).isNull();
  }
}
