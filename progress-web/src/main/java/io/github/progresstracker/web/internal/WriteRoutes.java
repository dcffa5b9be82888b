package io.github.progresstracker.web.internal;

import io.github.progresstracker.ProgressClock;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.job.JobControl;
import io.github.progresstracker.job.JobState;
import io.github.progresstracker.job.JobStore;
import io.github.progresstracker.job.JobTracker;
import io.github.progresstracker.web.ApiCall;
import io.github.progresstracker.web.ApiProblem;
import io.github.progresstracker.web.ApiResponse;
import io.github.progresstracker.web.ApiRoute;
import io.github.progresstracker.web.Scope;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where something is asked of jobs, and where reporters report. */
final class WriteRoutes {

  private final Jobs jobs;
  private final @Nullable Reporters reporters;
  private final ProgressClock clock;
  private final Runnable changed;

  WriteRoutes(Jobs jobs, @Nullable JobStore store, ProgressClock clock, Runnable changed) {
    this.jobs = jobs;
    this.reporters = store == null ? null : new Reporters(store, clock);
    this.clock = clock;
    this.changed = changed;
  }

  List<ApiRoute> routes() {
    return List.of(
        ApiRoute.post(
            "/api/progress/{jobId}/pause", Scope.CONTROL, call -> control(call, JobControl.PAUSE)),
        ApiRoute.post(
            "/api/progress/{jobId}/resume",
            Scope.CONTROL,
            call -> control(call, JobControl.RESUME)),
        ApiRoute.post(
            "/api/progress/{jobId}/stop", Scope.CONTROL, call -> control(call, JobControl.STOP)),
        ApiRoute.post("/api/alerts/{alertId}/dismiss", Scope.CONTROL, this::dismiss),
        ApiRoute.post("/api/internal/jobs/progress", Scope.INGEST, this::report));
  }

  // ---- controls ------------------------------------------------------------------------------

  private ApiResponse control(ApiCall call, JobControl control) {
    JobView job = jobs.find(call.path("jobId"), call.principal());
    String reason = reason(call);
    if (job.snapshot().state().isFinal()) {
      throw new ApiProblem(409, "job " + job.id() + " has ended, it is " + job.snapshot().state());
    }
    Optional<ProgressTracker> live = jobs.live().find(job.id());
    String keptId =
        live.map(tracker -> tracker instanceof JobTracker kept ? kept.jobId().value() : "")
            .orElse(job.id());
    if (keptId.isEmpty() || !request(keptId, control, reason)) {
      controlHere(job.id(), live, control, reason);
    }
    changed.run();
    return ApiResponse.empty(202);
  }

  private static String reason(ApiCall call) {
    Fields fields = new Fields(Bodies.optionalObject(call.request()));
    String reason = fields.text("reason");
    fields.requireNoFault();
    String by = "asked by " + call.principal().name();
    return reason == null || reason.isBlank() ? by : reason + " (" + by + ")";
  }

  /** Asks through the store, where all who work on the job hear it. */
  private boolean request(String jobId, JobControl control, String reason) {
    KeptJobs kept = jobs.kept();
    if (kept == null) {
      return false;
    }
    Optional<JobState> now = kept.now(jobId);
    if (control == JobControl.RESUME && now.isPresent() && !KeptView.isPaused(now.get())) {
      throw new ApiProblem(409, "job " + jobId + " is not paused, and nobody has asked it to be");
    }
    return now.isPresent() && kept.request(jobId, control, reason);
  }

  private void controlHere(
      String jobId, Optional<ProgressTracker> live, JobControl control, String reason) {
    if (control != JobControl.STOP || live.isEmpty()) {
      throw new ApiProblem(
          409,
          "job "
              + jobId
              + " cannot "
              + control.word()
              + ": only jobs that are kept in a store listen to that; build the registry with"
              + " jobs(…), and this web with the same store");
    }
    boolean unused = live.get().requestStop(reason);
  }

  private ApiResponse dismiss(ApiCall call) {
    String alert = call.path("alertId");
    Optional<JobView> job =
        jobs.live().jobOfAlert(alert).filter(found -> Jobs.isFor(call.principal(), found.userId()));
    if (job.isEmpty() || !jobs.live().dismissAlert(alert)) {
      throw new ApiProblem(404, "there is no such alert, or not any more");
    }
    return ApiResponse.empty(204);
  }

  // ---- reports -------------------------------------------------------------------------------

  private ApiResponse report(ApiCall call) throws Exception {
    Reporters taking = reporters;
    KeptJobs kept = jobs.kept();
    if (taking == null || kept == null) {
      throw new ApiProblem(404, "this server has no store of jobs, so it takes no reports");
    }
    boolean state = wantsState(call);
    Reported reported =
        Reported.read(
            Bodies.object(call.request()), call.request().header("idempotency-key"), clock.now());
    kept.take(() -> taking.accept(reported, call.principal()));
    changed.run();
    return state ? state(kept, reported, call) : ApiResponse.empty(204);
  }

  private static boolean wantsState(ApiCall call) {
    Optional<String> wanted = call.request().parameter("return");
    if (wanted.isPresent() && !wanted.get().equals("state")) {
      throw new ApiProblem(400, "return must be state, was " + wanted.get());
    }
    return wanted.isPresent();
  }

  private static ApiResponse state(KeptJobs kept, Reported reported, ApiCall call) {
    boolean mayControl = call.principal().may(Scope.CONTROL);
    return kept.now(reported.job().value())
        .map(job -> ApiResponse.json(kept.view(job).json(mayControl)))
        .orElseThrow(() -> Jobs.unknown(reported.job().value()));
  }
}
