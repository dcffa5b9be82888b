package io.github.progresstracker.web.internal;

import io.github.progresstracker.job.JobControl;
import io.github.progresstracker.job.JobState;
import io.github.progresstracker.job.JobStatus;
import io.github.progresstracker.job.TimelineEntry;
import io.github.progresstracker.job.WorkerState;
import io.github.progresstracker.web.ApiProblem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks what has changed in a store, what the worker is at and how many jobs each user has, and
 * tells the streams. Looks only while there are streams. Confined to the thread that polls.
 */
final class Follower {

  private static final int MOST_JOBS = 500;

  /** Of how many jobs that have changed what happened is read, too. */
  private static final int MOST_TIMELINES = 20;

  private static final int MOST_ENTRIES = 100;

  private final Jobs jobs;
  private final EventHub hub;
  private final Map<String, Seen> seen = new HashMap<>();
  private final Map<String, Long> lastEntries = new HashMap<>();
  private final Map<@Nullable Long, byte[]> workers = new HashMap<>();
  private byte @Nullable [] users;
  private boolean begun;

  Follower(Jobs jobs, EventHub hub) {
    this.jobs = jobs;
    this.hub = hub;
  }

  /** What of a job has to change for it to be news. */
  private record Seen(
      Instant updatedAt, JobStatus status, WorkerState worker, @Nullable JobControl control) {
    static Seen of(JobState job) {
      return new Seen(
          job.updatedAt(),
          job.status(),
          job.workerState(JobState.STALLED_AFTER),
          job.control() == null ? null : job.control().control());
    }
  }

  /**
   * Looks once. A store that does not answer is looked at again next time.
   *
   * @param anew whether what the store has said before is not good enough
   */
  void poll(boolean anew) {
    Set<@Nullable Long> audiences = hub.audiences();
    if (audiences.isEmpty()) {
      return;
    }
    try {
      KeptJobs kept = jobs.kept();
      if (kept != null) {
        if (anew) {
          kept.refresh();
        }
        follow(kept);
      }
      audiences.forEach(this::followWorker);
      if (kept != null && audiences.contains(null)) {
        followUsers();
      }
    } catch (ApiProblem e) {
      // Told in the log already.
    }
  }

  private void follow(KeptJobs kept) {
    List<JobState> changed = new ArrayList<>();
    Set<String> there = new HashSet<>();
    for (JobState job : kept.latest(null, MOST_JOBS)) {
      String id = job.job().value();
      there.add(id);
      Seen now = Seen.of(job);
      // The first stream has begun with what was there before this first look.
      boolean told = begun || !job.status().isFinal();
      if (!now.equals(seen.put(id, now)) && told && !jobs.isLive(job)) {
        changed.add(job);
      }
    }
    seen.keySet().retainAll(there);
    lastEntries.keySet().retainAll(there);
    changed.forEach(job -> tell(kept, job));
    if (begun) {
      changed.stream().limit(MOST_TIMELINES).forEach(job -> followTimeline(kept, job));
    }
    begun = true;
  }

  private void tell(KeptJobs kept, JobState job) {
    JobView view = kept.view(job);
    boolean ended = job.status().isFinal();
    hub.publish(
        ended ? "end" : "progress",
        new ServerEvent.Subject(view.id(), view.userId(), !ended),
        view::json);
  }

  /** From the first look on: what happened before is for whoever asks for the timeline. */
  private void followTimeline(KeptJobs kept, JobState job) {
    String id = job.job().value();
    List<TimelineEntry> newest = kept.timeline(id, Long.MAX_VALUE, MOST_ENTRIES);
    Instant changedAt = job.updatedAt();
    Long last = lastEntries.put(id, newest.isEmpty() ? 0 : newest.get(0).id());
    for (int i = newest.size() - 1; i >= 0; i--) {
      TimelineEntry entry = newest.get(i);
      boolean isNew = last == null ? !entry.at().isBefore(changedAt) : entry.id() > last;
      if (isNew) {
        Long user = job.info() == null ? null : job.info().userId();
        hub.publish(
            "timeline",
            new ServerEvent.Subject(id, user, false),
            mayControl ->
                Json.object(json -> json.text("jobId", id).document("entry", Jobs.entry(entry))));
      }
    }
  }

  /** From the first look on: a stream may have begun with what was so before. */
  private void followWorker(@Nullable Long user) {
    byte[] worker = jobs.worker(user);
    if (!Arrays.equals(workers.put(user, worker), worker)) {
      hub.publish("worker", new ServerEvent.Subject(null, user, true), mayControl -> worker);
    }
  }

  private void followUsers() {
    byte[] now = Json.object(json -> json.documents("users", jobs.users()));
    if (!Arrays.equals(users, now)) {
      users = now;
      hub.publish("users", new ServerEvent.Subject(null, null, true), mayControl -> now);
    }
  }
}
