package io.github.progresstracker.web.internal;

import io.github.progresstracker.ProgressClock;
import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.TrackerState;
import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.event.ProgressUpdate;
import io.github.progresstracker.event.Transition;
import io.github.progresstracker.job.JobTracker;
import io.github.progresstracker.json.ProgressJson;
import io.github.progresstracker.sink.Cadence;
import io.github.progresstracker.sink.ProgressSink;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The jobs of this process: those that run, by the registry, and those that ended lately, by their
 * last event. As a sink it passes on what happens to the streams, and remembers what a registry
 * does not: how each job came along, and what happened to it. Nothing in here waits.
 */
final class LiveJobs implements ProgressSink {

  private static final Duration FINISHED_STAY = Duration.ofMinutes(10);
  private static final int MOST_FINISHED = 100;

  /** A course takes some 50 KB when it is full, so not every one of 10,000 jobs has one. */
  private static final int MOST_COURSES = 1_000;

  private final ProgressClock clock;
  private final EventHub hub;
  private final Cadence cadence;
  private final boolean asksStore;
  private final LiveTimeline timeline = new LiveTimeline();

  private volatile @Nullable ProgressRegistry registry;

  /** The newest snapshot of each job, those that ended in the order of their ends; guarded. */
  private final Map<String, ProgressSnapshot> running = new LinkedHashMap<>();

  private final Map<String, ProgressSnapshot> finished = new LinkedHashMap<>();
  private final Map<String, CourseOfJob> courses = new LinkedHashMap<>();

  /**
   * The jobs of this process.
   *
   * @param updates time between two updates of a job
   * @param asksStore whether there is a store through which jobs that are kept can be asked
   */
  LiveJobs(ProgressClock clock, EventHub hub, Duration updates, boolean asksStore) {
    this.asksStore = asksStore;
    this.clock = clock;
    this.hub = hub;
    this.cadence = Cadence.every(updates);
  }

  void attach(ProgressRegistry newRegistry) {
    if (registry != null) {
      throw new IllegalStateException("this web shows a registry already; build another web");
    }
    registry = newRegistry;
  }

  boolean isAttached() {
    return registry != null;
  }

  // ---- what happens --------------------------------------------------------------------------

  @Override
  public String name() {
    return "web";
  }

  @Override
  public Cadence cadence() {
    return cadence;
  }

  @Override
  public void deliver(List<ProgressEvent> events) {
    for (ProgressEvent event : events) {
      if (event instanceof ProgressUpdate update) {
        show(update.job());
      } else if (event instanceof Transition transition) {
        tell(transition);
      }
    }
  }

  private void show(ProgressSnapshot job) {
    remember(job);
    JobView view = JobView.live(job, controls(job));
    boolean ended = job.state().isFinal();
    hub.publish(
        ended ? "end" : "progress",
        new ServerEvent.Subject(job.id(), view.userId(), !ended),
        view::json);
  }

  private synchronized void remember(ProgressSnapshot job) {
    CourseOfJob course = courses.get(job.id());
    if (course == null && courses.size() < MOST_COURSES) {
      course = new CourseOfJob();
      courses.put(job.id(), course);
    }
    if (course != null) {
      course.add(job);
    }
    if (job.state().isFinal()) {
      running.remove(job.id());
      finished.put(job.id(), job);
      forgetOld();
    } else {
      running.put(job.id(), job);
    }
  }

  private void tell(Transition event) {
    String job = event.header().jobId();
    boolean ofJob = job.equals(event.header().trackerId());
    if (ofJob && event instanceof Transition.Started) {
      begin(job);
    }
    if (ofJob && changesState(event)) {
      show(current(event));
    }
    Long user = JobView.userOf(event.job().labels());
    LiveTimeline.Entry entry = LiveTimeline.entry(event);
    timeline.add(job, entry);
    hub.publish(
        "timeline",
        new ServerEvent.Subject(job, user, false),
        mayControl ->
            Json.object(json -> json.text("jobId", job).document("entry", entry.json(null))));
    if (event instanceof Transition.AlertTransition alert) {
      tellAlert(alert, job, user);
    }
  }

  private void tellAlert(Transition.AlertTransition event, String job, @Nullable Long user) {
    String change =
        event instanceof Transition.AlertRaised
            ? "raised"
            : event instanceof Transition.AlertCleared ? "cleared" : "dismissed";
    byte[] alert = alert(event.job(), ProgressJson.writeBytes(event.alert()));
    hub.publish(
        "alert",
        new ServerEvent.Subject(job, user, false),
        mayControl -> Json.object(json -> json.text("change", change).document("alert", alert)));
  }

  /** An alert, and the job it is of. */
  static byte[] alert(ProgressSnapshot job, byte[] alert) {
    return Json.with(alert, json -> json.text("jobId", job.id()).text("jobName", job.name()));
  }

  /** A job of an id that was there before has nothing in common with that. */
  private synchronized void begin(String job) {
    finished.remove(job);
    courses.remove(job);
    timeline.forget(job);
  }

  private static boolean changesState(Transition event) {
    return event instanceof Transition.Started
        || event instanceof Transition.Paused
        || event instanceof Transition.Resumed
        || event instanceof Transition.WaitStarted
        || event instanceof Transition.WaitEnded
        || event instanceof Transition.StopRequested;
  }

  /** With the parts of the job if it has any, which the event is without. */
  private ProgressSnapshot current(Transition event) {
    return find(event.header().jobId())
        .map(ProgressTracker::snapshot)
        .filter(now -> !now.at().isBefore(event.job().at()) && !now.state().isFinal())
        .orElse(event.job());
  }

  // ---- what is asked -------------------------------------------------------------------------

  /** All jobs, the newest first. */
  List<JobView> list() {
    Map<String, ProgressSnapshot> all = new LinkedHashMap<>();
    ProgressRegistry shown = registry;
    synchronized (this) {
      forgetOld();
      all.putAll(finished);
      if (shown == null) {
        all.putAll(running);
      }
    }
    if (shown != null) {
      shown.active().forEach(job -> all.put(job.id(), job));
    }
    List<JobView> views = new ArrayList<>();
    all.values().forEach(job -> views.add(JobView.live(job, controls(job))));
    views.sort((a, b) -> b.snapshot().startedAt().compareTo(a.snapshot().startedAt()));
    return views;
  }

  Optional<JobView> view(String jobId) {
    Optional<ProgressSnapshot> job = find(jobId).map(ProgressTracker::snapshot);
    if (job.isEmpty()) {
      synchronized (this) {
        forgetOld();
        job = Optional.ofNullable(finished.getOrDefault(jobId, running.get(jobId)));
      }
    }
    return job.map(found -> JobView.live(found, controls(found)));
  }

  private void forgetOld() {
    Instant old = clock.now().minus(FINISHED_STAY);
    while (!finished.isEmpty()) {
      ProgressSnapshot oldest = finished.values().iterator().next();
      if (finished.size() <= MOST_FINISHED && !oldest.at().isBefore(old)) {
        return;
      }
      finished.remove(oldest.id());
      courses.remove(oldest.id());
      timeline.forget(oldest.id());
    }
  }

  List<CourseOfJob.Point> course(String jobId, Instant since) {
    CourseOfJob course;
    synchronized (this) {
      course = courses.get(jobId);
    }
    return course == null ? List.of() : course.since(since);
  }

  LiveTimeline timeline() {
    return timeline;
  }

  Optional<ProgressTracker> find(String jobId) {
    ProgressRegistry shown = registry;
    return shown == null ? Optional.empty() : shown.find(jobId);
  }

  /** What can be asked of a job: only one that is kept has a safe point at which it pauses. */
  List<String> controls(ProgressSnapshot job) {
    Optional<ProgressTracker> tracker = find(job.id());
    if (job.state().isFinal() || tracker.isEmpty()) {
      return List.of();
    }
    List<String> controls = new ArrayList<>();
    if (asksStore && tracker.get() instanceof JobTracker) {
      controls.add(job.state() == TrackerState.PAUSED ? "resume" : "pause");
    }
    if (!job.stopRequested()) {
      controls.add("stop");
    }
    return controls;
  }

  boolean dismissAlert(String alertId) {
    ProgressRegistry shown = registry;
    return shown != null && shown.dismissAlert(alertId);
  }

  /** The job of an alert that is shown. */
  Optional<JobView> jobOfAlert(String alertId) {
    return list().stream()
        .filter(job -> job.alerts().stream().anyMatch(alert -> alert.id().equals(alertId)))
        .findFirst();
  }
}
