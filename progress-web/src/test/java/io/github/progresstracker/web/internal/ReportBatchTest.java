package io.github.progresstracker.web.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.progresstracker.job.JobId;
import io.github.progresstracker.job.JobReport;
import io.github.progresstracker.job.WriterId;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Reports of requests that come at once")
class ReportBatchTest {

  private static final long SOON_SECONDS = 20;

  private final BlockingQueue<List<String>> rounds = new LinkedBlockingQueue<>();
  private final Semaphore storeGoesOn = new Semaphore(0);
  private final ReportBatch batch = new ReportBatch(this::apply);
  private final ExecutorService requests = Executors.newCachedThreadPool();

  @AfterEach
  void end() {
    storeGoesOn.release(100);
    requests.shutdownNow();
  }

  private List<JobReport> apply(List<JobReport> reports) throws Exception {
    List<String> jobs = reports.stream().map(report -> report.job().value()).toList();
    rounds.add(jobs);
    storeGoesOn.acquire();
    if (jobs.contains("error")) {
      throw new StackOverflowError("of the store");
    }
    if (jobs.contains("poison")) {
      throw new IOException("poison");
    }
    return reports.stream().filter(report -> report.job().value().equals("old")).toList();
  }

  private ReportBatch.Ticket ticket(String job) {
    return batch.add(List.of(JobReport.of(JobId.of(job), WriterId.of("writer")).at(1, 1).build()));
  }

  private CompletableFuture<Set<JobReport>> await(ReportBatch.Ticket ticket) {
    CompletableFuture<Set<JobReport>> result = new CompletableFuture<>();
    requests.execute(
        () -> {
          try {
            result.complete(batch.await(ticket));
          } catch (Exception | StackOverflowError e) {
            result.completeExceptionally(e);
          }
        });
    return result;
  }

  private List<String> round() throws InterruptedException {
    return rounds.poll(SOON_SECONDS, TimeUnit.SECONDS);
  }

  private static Set<JobReport> ofNow(CompletableFuture<Set<JobReport>> result) throws Exception {
    return result.get(SOON_SECONDS, TimeUnit.SECONDS);
  }

  private static @Nullable Throwable failure(CompletableFuture<Set<JobReport>> result) {
    return catchThrowableOfType(ExecutionException.class, () -> ofNow(result)).getCause();
  }

  @Test
  void gather_while_others_are_at_the_store_and_need_not_wait_for_those_after_them()
      throws Exception {
    CompletableFuture<Set<JobReport>> first = await(ticket("first"));
    assertThat(round()).containsExactly("first");
    CompletableFuture<Set<JobReport>> second = await(ticket("second"));
    CompletableFuture<Set<JobReport>> old = await(ticket("old"));
    storeGoesOn.release();
    assertThat(ofNow(first)).isEmpty();
    assertThat(round()).containsExactly("second", "old");
    CompletableFuture<Set<JobReport>> last = await(ticket("last"));
    storeGoesOn.release();
    assertThat(round()).containsExactly("last");
    assertThat(ofNow(second)).extracting(report -> report.job().value()).containsExactly("old");
    assertThat(ofNow(old)).hasSize(1);
    assertThat(last).isNotDone();
    storeGoesOn.release();
    assertThat(ofNow(last)).isEmpty();
  }

  @Test
  void that_the_store_does_not_take_together_are_tried_one_by_one() throws Exception {
    storeGoesOn.release(4);
    ReportBatch.Ticket good = ticket("good");
    ReportBatch.Ticket poison = ticket("poison");
    assertThat(batch.await(good)).isEmpty();
    assertThatThrownBy(() -> batch.await(poison)).hasMessage("poison");
    assertThat(rounds)
        .containsExactly(List.of("good", "poison"), List.of("good"), List.of("poison"));
  }

  @Test
  void are_refused_with_whom_an_error_comes_back_and_the_next_go_on() throws Exception {
    CompletableFuture<Set<JobReport>> first = await(ticket("first"));
    assertThat(round()).containsExactly("first");
    CompletableFuture<Set<JobReport>> error = await(ticket("error"));
    CompletableFuture<Set<JobReport>> beside = await(ticket("beside"));
    storeGoesOn.release();
    assertThat(ofNow(first)).isEmpty();
    assertThat(round()).containsExactly("error", "beside");
    CompletableFuture<Set<JobReport>> next = await(ticket("next"));
    storeGoesOn.release();
    assertThat(round()).containsExactly("next");
    storeGoesOn.release();
    assertThat(ofNow(next)).isEmpty();
    assertThat(List.of(failure(error), failure(beside)))
        .as("either may be the one that went to the store for both")
        .satisfiesExactlyInAnyOrder(
            atTheStore -> assertThat(atTheStore).isInstanceOf(StackOverflowError.class),
            takenAlong -> assertThat(takenAlong).hasMessageContaining("an error has kept"));
  }

  @Test
  void that_are_interrupted_wait_all_the_same_and_stay_interrupted() throws Exception {
    CompletableFuture<Set<JobReport>> first = await(ticket("first"));
    assertThat(round()).containsExactly("first");
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    ReportBatch.Ticket second = ticket("second");
    requests.execute(
        () -> {
          Thread.currentThread().interrupt();
          try {
            batch.await(second);
            interrupted.complete(Thread.interrupted());
          } catch (Exception e) {
            interrupted.completeExceptionally(e);
          }
        });
    storeGoesOn.release(2);
    assertThat(ofNow(first)).isEmpty();
    assertThat(interrupted.get(SOON_SECONDS, TimeUnit.SECONDS)).isTrue();
  }
}
