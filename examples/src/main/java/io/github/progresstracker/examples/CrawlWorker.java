package io.github.progresstracker.examples;

import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.TrackerSpec;
import io.github.progresstracker.jdbc.PostgresProgress;
import io.github.progresstracker.job.Checkpoint;
import io.github.progresstracker.job.JobHeldException;
import io.github.progresstracker.job.JobId;
import io.github.progresstracker.job.JobTracker;
import io.github.progresstracker.job.WriterId;
import java.io.PrintWriter;
import java.time.Duration;

/** Those who crawl: threads that count for as long as they live, and a part that can be resumed. */
record CrawlWorker(PostgresProgress postgres, JobId job, Duration pace) {

  private static final String[] TYPES = {"projects", "issues", "mergeRequests"};
  private static final int PAGE = 25;
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration RETRY = Duration.ofSeconds(1);

  private static TrackerSpec part(String name, long items) {
    return TrackerSpec.named(name).total(items).unit("pages").key("crawl").label("user_id", "7");
  }

  /** One of several writers; what it counts is added to what the others do. */
  void join(ProgressRegistry registry, String name, long items) throws InterruptedException {
    try (JobTracker tracker = registry.join(job, WriterId.of(name), part(name, items))) {
      for (long i = 0; i < items; i++) {
        crawl(tracker, i);
        tracker.advance();
      }
      tracker.complete();
    }
  }

  /** A part with a checkpoint at each page of its own, for a process that may be killed. */
  void resume(String name, long items, PrintWriter out) throws Exception {
    try (ProgressRegistry registry = ProgressRegistry.builder().jobs(postgres.jobs()).build();
        JobTracker tracker = resumed(registry, name, items, out)) {
      long done = tracker.resumedFrom().map(Checkpoint::totals).map(t -> t.done()).orElse(0L);
      out.println(name + ": begins at " + done);
      while (done < items) {
        int page = (int) Math.min(PAGE, items - done);
        for (int i = 0; i < page; i++) {
          crawl(tracker, done + i);
        }
        done += page;
        tracker.checkpoint(postgres.checkpoints(), "page " + done / PAGE, page);
      }
      tracker.complete();
      registry.flush(PATIENCE);
    }
  }

  /** Who was killed holds the part until its lease ends. */
  private JobTracker resumed(ProgressRegistry registry, String name, long items, PrintWriter out)
      throws InterruptedException {
    boolean told = false;
    while (true) {
      try {
        return registry.resume(job, name, part(name, items));
      } catch (JobHeldException e) {
        if (!told) {
          out.println(name + ": " + e.getMessage());
          told = true;
        }
        Thread.sleep(RETRY.toMillis());
      }
    }
  }

  private void crawl(JobTracker tracker, long item) throws InterruptedException {
    tracker.throwIfStopRequested();
    Thread.sleep(pace.toMillis());
    String type = TYPES[(int) (item % TYPES.length)];
    tracker.activity().currentDataType(type);
    tracker.activity().count(type, 1);
  }
}
