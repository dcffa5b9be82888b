package io.github.progresstracker.web.internal;

import io.github.progresstracker.TrackerState;
import io.github.progresstracker.web.ApiCall;
import io.github.progresstracker.web.ApiProblem;
import io.github.progresstracker.web.ApiRequest;
import io.github.progresstracker.web.ApiResponse;
import io.github.progresstracker.web.ApiRoute;
import io.github.progresstracker.web.Principal;
import io.github.progresstracker.web.Scope;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Where jobs are looked at. */
final class ReadRoutes {

  private static final int MOST_IDS = 200;
  private static final long MOST_HOURS = 24L * 366;

  private final Jobs jobs;
  private final EventHub hub;
  private final Predicate<ApiRequest> snake;

  ReadRoutes(Jobs jobs, EventHub hub, Predicate<ApiRequest> snake) {
    this.jobs = jobs;
    this.hub = hub;
    this.snake = snake;
  }

  List<ApiRoute> routes() {
    return List.of(
        ApiRoute.get("/api/progress", Scope.READ, this::list),
        ApiRoute.get("/api/progress/stream", Scope.READ, this::stream),
        ApiRoute.get("/api/progress/{jobId}", Scope.READ, this::job),
        ApiRoute.get("/api/progress/{jobId}/history", Scope.READ, this::history),
        ApiRoute.get("/api/progress/{jobId}/timeline", Scope.READ, this::timeline),
        ApiRoute.get(
            "/api/worker", Scope.READ, call -> ApiResponse.json(jobs.worker(call.userId()))),
        ApiRoute.get("/api/analytics", Scope.READ, this::analytics));
  }

  private ApiResponse list(ApiCall call) {
    Jobs.Wanted wanted =
        new Jobs.Wanted(
            call.userId(),
            states(call.request()),
            Set.of(),
            (int) call.number("limit", 500, 1, Jobs.MOST_JOBS));
    ProgressDocument document = jobs.progress(call.principal(), wanted, snake.test(call.request()));
    return Etag.tagged(
        call.request(), document.tag(), ApiResponse.json(document.json(hub.lastEventId())));
  }

  private static Set<String> states(ApiRequest request) {
    Set<String> states = new LinkedHashSet<>();
    for (String word : words(request, "state")) {
      String state = word.toUpperCase(Locale.ROOT);
      if (Arrays.stream(TrackerState.values()).noneMatch(known -> known.name().equals(state))) {
        throw new ApiProblem(
            400,
            "state must be some of " + Arrays.toString(TrackerState.values()) + ", was " + word);
      }
      states.add(state);
    }
    return states;
  }

  private static List<String> words(ApiRequest request, String parameter) {
    return request.query().getOrDefault(parameter, List.of()).stream()
        .flatMap(value -> Arrays.stream(value.split(",")))
        .filter(word -> !word.isBlank())
        .toList();
  }

  private ApiResponse job(ApiCall call) {
    byte[] json = find(call).json(call.principal().may(Scope.CONTROL));
    return Etag.tagged(call.request(), Etag.of(json), ApiResponse.json(json));
  }

  private JobView find(ApiCall call) {
    return jobs.find(call.path("jobId"), call.principal());
  }

  private ApiResponse history(ApiCall call) {
    Duration window = hours(call, 24);
    int points = (int) call.number("points", 500, 2, 5_000);
    return ApiResponse.json(jobs.history(find(call), window, points));
  }

  private static Duration hours(ApiCall call, long otherwise) {
    return Duration.ofHours(call.number("hours", otherwise, 1, MOST_HOURS));
  }

  private ApiResponse timeline(ApiCall call) {
    long before = call.number("after", Long.MAX_VALUE, -Long.MAX_VALUE, Long.MAX_VALUE);
    int limit = (int) call.number("limit", 100, 1, 1_000);
    return ApiResponse.json(jobs.timeline(find(call), before, limit));
  }

  private ApiResponse analytics(ApiCall call) {
    return ApiResponse.json(jobs.analytics(call.userId(), hours(call, 24 * 30)));
  }

  private ApiResponse stream(ApiCall call) {
    Principal principal = call.principal();
    Set<String> ids = new LinkedHashSet<>(words(call.request(), "jobs"));
    if (ids.size() > MOST_IDS) {
      throw new ApiProblem(400, "jobs has at most " + MOST_IDS + " ids, had " + ids.size());
    }
    boolean inSnakeCase = snake.test(call.request());
    Jobs.Wanted wanted = new Jobs.Wanted(principal.userId(), Set.of(), ids, 500);
    EventStream stream =
        hub.open(
            principal,
            ids,
            inSnakeCase,
            call.request().header("last-event-id").orElse(null),
            last -> jobs.progress(principal, wanted, inSnakeCase).json(last));
    return new ApiResponse.Stream(
        200,
        Map.of("Content-Type", "text/event-stream; charset=utf-8", "X-Accel-Buffering", "no"),
        stream);
  }
}
