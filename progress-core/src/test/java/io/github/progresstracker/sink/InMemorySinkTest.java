package io.github.progresstracker.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.progresstracker.contract.SampleEvents;
import io.github.progresstracker.contract.SnapshotBuilder;
import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.event.ProgressUpdate;
import io.github.progresstracker.event.Transition;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class InMemorySinkTest {

  @Test
  @DisplayName("gives back what it was given, by sequence, by kind and by job")
  void keepsEvents() {
    InMemorySink sink = new InMemorySink();
    sink.deliver(SampleEvents.oneOfEach());
    assertThat(sink.events()).isEqualTo(SampleEvents.oneOfEach());
    assertThat(sink.transitions()).hasSize(15).doesNotHaveAnyElementsOfTypes(ProgressUpdate.class);
    assertThat(sink.of(Transition.Finished.class)).hasSize(1);
    assertThat(sink.lastUpdate(SampleEvents.JOB_ID)).hasValue(update(SampleEvents.JOB_ID, 2));
    assertThat(sink.lastUpdate("no such job")).isEmpty();
  }

  @Test
  @DisplayName("keeps the last transitions and drops older ones")
  void isBoundedInTransitions() {
    InMemorySink sink = new InMemorySink(10);
    List<ProgressEvent> marks = SampleEvents.marks(25, 1);
    sink.deliver(marks);
    assertThat(sink.transitions()).isEqualTo(marks.subList(15, 25));
  }

  @Test
  @DisplayName("keeps the newest update of each job, and of the jobs heard of last")
  void isBoundedInJobs() {
    InMemorySink sink = new InMemorySink(2);
    sink.deliver(List.of(update("a", 1), update("b", 2), update("a", 3), update("c", 4)));
    assertThat(sink.lastUpdate("a")).hasValue(update("a", 3));
    assertThat(sink.lastUpdate("b")).isEmpty();
    assertThat(sink.events()).containsExactly(update("a", 3), update("c", 4));
  }

  @Test
  @DisplayName("what was read stays as it was read")
  void givesCopies() {
    InMemorySink sink = new InMemorySink();
    List<Transition> before = sink.transitions();
    sink.deliver(SampleEvents.oneOfEach());
    assertThat(before).isEmpty();
  }

  @Test
  @DisplayName("refuses to keep nothing")
  void refusesNoCapacity() {
    assertThatThrownBy(() -> new InMemorySink(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("capacity must be >= 1, was 0");
  }

  @Test
  @DisplayName("can be read while it takes events: readers see whole batches in order")
  void isReadableMeanwhile() throws Exception {
    InMemorySink sink = new InMemorySink(1_000);
    ExecutorService reader = Executors.newSingleThreadExecutor();
    CountDownLatch reading = new CountDownLatch(1);
    try {
      Future<Integer> looks = reader.submit(() -> lookUntilComplete(sink, reading));
      assertThat(reading.await(10, TimeUnit.SECONDS)).isTrue();
      for (int batch = 0; batch < 100; batch++) {
        sink.deliver(SampleEvents.marks(10, batch * 10L + 1));
      }
      assertThat(looks.get(10, TimeUnit.SECONDS)).isPositive();
    } finally {
      reader.shutdownNow();
    }
  }

  private static int lookUntilComplete(InMemorySink sink, CountDownLatch reading) {
    int looks = 0;
    List<Transition> seen = new ArrayList<>();
    while (seen.size() < 1_000) {
      seen = sink.transitions();
      assertThat(seen.size() % 10).isZero();
      assertThat(seen).extracting(event -> event.header().sequence()).isSorted();
      looks++;
      reading.countDown();
    }
    return looks;
  }

  private static ProgressUpdate update(String jobId, long sequence) {
    return new ProgressUpdate(
        SampleEvents.header(sequence, jobId, jobId),
        jobId.equals(SampleEvents.JOB_ID)
            ? SampleEvents.jobTree()
            : SnapshotBuilder.named(jobId).build());
  }
}
