package io.github.progresstracker.web.internal;

import io.github.progresstracker.ProgressClock;
import io.github.progresstracker.alert.Alert;
import io.github.progresstracker.job.HistoryPoint;
import io.github.progresstracker.job.JobState;
import io.github.progresstracker.job.RunAnalytics;
import io.github.progresstracker.job.TimelineEntry;
import io.github.progresstracker.job.UserJobs;
import io.github.progresstracker.json.ProgressJson;
import io.github.progresstracker.json.SafeJson;
import io.github.progresstracker.web.ApiProblem;
import io.github.progresstracker.web.Principal;
import io.github.progresstracker.web.Scope;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All jobs that can be shown, of this process and of a store, as documents. A job that is both is
 * shown once, as this process knows it, because that is newer and more.
 */
final class Jobs {

  /** Most jobs that are read from a store for a list. */
  static final int MOST_JOBS = 10_000;

  /** Among so many of the newest jobs those of a state are looked for. */
  private static final int MOST_SEARCHED = 1_000;

  private final ProgressClock clock;
  private final LiveJobs live;
  private final @Nullable KeptJobs kept;

  Jobs(ProgressClock clock, LiveJobs live, @Nullable KeptJobs kept) {
    this.clock = clock;
    this.live = live;
    this.kept = kept;
  }

  /**
   * Which jobs are wanted.
   *
   * @param userId whose, or null for all users'
   * @param states in which states, or none for all
   * @param ids which, or none for all
   * @param limit how many at the most
   */
  record Wanted(@Nullable Long userId, Set<String> states, Set<String> ids, int limit) {
    private boolean has(JobView job) {
      return (userId == null || userId.equals(job.userId()))
          && (states.isEmpty() || states.contains(job.snapshot().state().name()))
          && (ids.isEmpty() || ids.contains(job.id()));
    }
  }

  /** What is shown, and whether the store had a say in it. */
  private record Shown(List<JobView> jobs, boolean complete) {}

  private Shown shown(Wanted wanted) {
    Map<String, JobView> all = new LinkedHashMap<>();
    live.list().stream().filter(wanted::has).forEach(job -> all.put(job.id(), job));
    boolean complete = kept == null || addKept(kept, wanted, all);
    List<JobView> jobs = new ArrayList<>(all.values());
    jobs.sort((a, b) -> b.snapshot().startedAt().compareTo(a.snapshot().startedAt()));
    return new Shown(jobs.subList(0, Math.min(wanted.limit(), jobs.size())), complete);
  }

  /**
   * Whether a kept job is shown as this process knows it. A part of a job that this process joined
   * has the writer in its id, and is all of the job if nobody else writes.
   */
  boolean isLive(JobState job) {
    String id = job.job().value();
    return live.view(id).isPresent()
        || (job.writers().size() == 1
            && live.view(id + "#" + job.writers().get(0).writer()).isPresent());
  }

  /** A store that is away takes only its own jobs with it. */
  private boolean addKept(KeptJobs from, Wanted wanted, Map<String, JobView> all) {
    try {
      kept(from, wanted).stream()
          .filter(job -> !isLive(job))
          .map(from::view)
          .filter(wanted::has)
          .forEach(job -> all.put(job.id(), job));
      return true;
    } catch (ApiProblem e) {
      if (!live.isAttached()) {
        throw e;
      }
      return false;
    }
  }

  /** Those that may be wanted: whoever wants some of the newest means the newest of those. */
  private static List<JobState> kept(KeptJobs from, Wanted wanted) {
    if (!wanted.ids().isEmpty()) {
      return wanted.ids().stream().flatMap(id -> from.find(id).stream()).toList();
    }
    int most = wanted.states().isEmpty() ? wanted.limit() : Math.max(wanted.limit(), MOST_SEARCHED);
    return from.latest(wanted.userId(), most);
  }

  /**
   * Finds a job that somebody may see.
   *
   * @throws ApiProblem 404 if there is none
   */
  JobView find(String jobId, Principal principal) {
    return live.view(jobId)
        .or(() -> kept == null ? Optional.empty() : kept.find(jobId).map(kept::view))
        .filter(job -> isFor(principal, job.userId()))
        .orElseThrow(() -> unknown(jobId));
  }

  static boolean isFor(Principal principal, @Nullable Long userId) {
    return principal.userId() == null || principal.userId().equals(userId);
  }

  static ApiProblem unknown(String jobId) {
    return new ApiProblem(404, "there is no job " + SafeJson.cleanText(jobId, 100));
  }

  // ---- documents -----------------------------------------------------------------------------

  /** The list, with all that a page needs to begin. */
  ProgressDocument progress(Principal principal, Wanted wanted, boolean snake) {
    Shown shown = shown(wanted);
    boolean mayControl = principal.may(Scope.CONTROL);
    List<byte[]> jobs = new ArrayList<>();
    List<byte[]> alerts = new ArrayList<>();
    for (JobView job : shown.jobs()) {
      jobs.add(job.json(mayControl));
      for (Alert alert : job.alerts()) {
        alerts.add(LiveJobs.alert(job.snapshot(), ProgressJson.writeBytes(alert)));
      }
    }
    return new ProgressDocument(
        clock.now(),
        principal,
        snake,
        shown.complete(),
        jobs,
        alerts,
        shown.complete() ? worker(wanted.userId()) : null,
        principal.userId() == null && shown.complete() && kept != null ? users() : null);
  }

  byte[] worker(@Nullable Long userId) {
    if (kept != null) {
      return WorkerJson.of(kept.worker(userId));
    }
    return WorkerJson.of(
        live.list().stream().filter(job -> userId == null || userId.equals(job.userId())).toList());
  }

  /** Of how many jobs each user has, a document each. There is a store. */
  List<byte[]> users() {
    return Objects.requireNonNull(kept).users().stream().map(Jobs::user).toList();
  }

  private static byte[] user(UserJobs user) {
    return Json.object(
        json ->
            json.number("userId", user.userId())
                .number("jobs", user.jobs())
                .number("running", user.running())
                .number("lost", user.lost())
                .number("done", user.done())
                .number("failed", user.failed())
                .time("updatedAt", user.updatedAt()));
  }

  /** The course of a job: of this process's memory, and before that of the store's. */
  byte[] history(JobView job, Duration window, int points) {
    Instant since = clock.now().minus(window);
    List<CourseOfJob.Point> all = new ArrayList<>(live.course(job.id(), since));
    Instant first = all.isEmpty() ? Instant.MAX : all.get(0).at();
    boolean older = first.isAfter(since) && first.isAfter(job.snapshot().startedAt());
    if (kept != null && (all.isEmpty() || older) && isKept(kept, job.id())) {
      List<CourseOfJob.Point> before =
          kept.history(job.id(), window, points).stream()
              .filter(point -> point.at().isBefore(first))
              .map(point -> point(point, job))
              .toList();
      all.addAll(0, before);
    }
    List<byte[]> documents =
        CourseOfJob.thinned(all, points).stream().map(CourseOfJob.Point::json).toList();
    return Json.object(json -> json.text("jobId", job.id()).documents("points", documents));
  }

  private static boolean isKept(KeptJobs kept, String jobId) {
    try {
      return kept.find(jobId).isPresent();
    } catch (ApiProblem e) {
      return false;
    }
  }

  private static CourseOfJob.Point point(HistoryPoint point, JobView job) {
    long total = job.snapshot().total().valueOr(0);
    Double eta = point.etaSeconds();
    return new CourseOfJob.Point(
        point.at(),
        point.done(),
        total == 0 ? null : Math.min(100.0, 100.0 * point.done() / total),
        point.rate(),
        eta,
        eta == null ? null : point.at().plusMillis((long) (eta * 1e3)),
        null,
        null);
  }

  /**
   * A page of what happened, newest first: what this process remembers, then what a store knows of
   * the time before. Of a job that is both, entries of the store have negative ids, so that they
   * are not taken for others.
   *
   * @param before the last entry of the page before, or {@code Long.MAX_VALUE}
   */
  byte[] timeline(JobView job, long before, int limit) {
    List<LiveTimeline.Entry> remembered =
        before < 0 ? List.of() : live.timeline().page(job.id(), before, limit);
    List<byte[]> entries = new ArrayList<>();
    remembered.forEach(entry -> entries.add(entry.json(null)));
    Long last = remembered.isEmpty() ? null : remembered.get(remembered.size() - 1).id();
    if (entries.size() < limit && kept != null && isKept(kept, job.id())) {
      Optional<Instant> since = live.timeline().since(job.id());
      int sign = since.isPresent() ? -1 : 1;
      long id = before < 0 ? -before : since.isEmpty() ? before : Long.MAX_VALUE;
      int more = limit - entries.size();
      for (TimelineEntry entry : kept.timeline(job.id(), id, since.orElse(Instant.MAX), more)) {
        last = sign * entry.id();
        entries.add(entry(entry, last));
      }
    }
    Long next = entries.size() < limit ? null : last;
    return Json.object(
        json -> json.text("jobId", job.id()).documents("entries", entries).number("next", next));
  }

  static byte[] entry(TimelineEntry entry) {
    return entry(entry, entry.id());
  }

  private static byte[] entry(TimelineEntry entry, long id) {
    return new LiveTimeline.Entry(id, entry.at(), entry.event(), entry.details())
        .json(entry.writer().value());
  }

  /** What runs were like. */
  byte[] analytics(@Nullable Long userId, Duration window) {
    if (kept == null) {
      throw new ApiProblem(404, "there is no store of jobs, so nobody knows of earlier runs");
    }
    List<byte[]> keys =
        kept.analytics(userId, window).stream()
            .map(runs -> SafeJson.write(analytics(runs)).getBytes(StandardCharsets.UTF_8))
            .toList();
    return Json.object(json -> json.documents("runs", keys));
  }

  private static Map<String, @Nullable Object> analytics(RunAnalytics runs) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    all.put("key", runs.key());
    all.put("runs", runs.runs());
    all.put("completed", runs.completed());
    all.put("done", runs.done());
    all.put("failed", runs.failed());
    all.put("throughputPerSecond", runs.throughput());
    all.put("throughputTrendPerSecond", runs.throughputTrend());
    all.put("quality", runs.quality());
    all.put("tokens", runs.tokens());
    all.put("cost", runs.cost());
    all.put("etaError", runs.etaError());
    all.put("etaCoverage", runs.etaCoverage());
    return all;
  }

  LiveJobs live() {
    return live;
  }

  @Nullable KeptJobs kept() {
    return kept;
  }
}
