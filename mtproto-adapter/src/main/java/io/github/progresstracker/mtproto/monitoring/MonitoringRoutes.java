package io.github.progresstracker.mtproto.monitoring;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.progresstracker.job.JobReader;
import io.github.progresstracker.job.WorkerStatus;
import io.github.progresstracker.web.ApiCall;
import io.github.progresstracker.web.ApiProblem;
import io.github.progresstracker.web.ApiResponse;
import io.github.progresstracker.web.ApiRoute;
import io.github.progresstracker.web.Scope;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The three questions of a page that monitors collections, under their documented paths and with
 * their documented fields:
 *
 * <ul>
 *   <li>{@code GET /api/user-mtproto/monitoring/progress}: how far each channel has come that was
 *       heard of in the last 24 hours
 *   <li>{@code GET …/progress/history?channel_id=&hours=24}: the course of a channel
 *   <li>{@code GET …/worker-status}: what the worker is at, true also after a crash
 * </ul>
 *
 * <pre>{@code
 * ProgressWeb.builder()
 *     .routes(MonitoringRoutes.of(new CollectionMonitor(dataSource), postgres.queries()))
 * }</pre>
 *
 * <p>Whoever is signed in as one user sees that user's collections. Needs {@code progress-web},
 * which is optional to this module.
 */
public final class MonitoringRoutes {

  private static final String BASE = "/api/user-mtproto/monitoring";
  private static final Duration RECENT = Duration.ofHours(24);

  private final CollectionMonitor monitor;
  private final JobReader jobs;

  private MonitoringRoutes(CollectionMonitor monitor, JobReader jobs) {
    this.monitor = monitor;
    this.jobs = jobs;
  }

  /**
   * The routes.
   *
   * @param monitor answers what is asked of channels
   * @param jobs answers what is asked of the worker
   * @return three routes for reading
   */
  public static List<ApiRoute> of(CollectionMonitor monitor, JobReader jobs) {
    MonitoringRoutes routes = new MonitoringRoutes(monitor, jobs);
    return List.of(
        ApiRoute.get(BASE + "/progress", Scope.READ, routes::progress),
        ApiRoute.get(BASE + "/progress/history", Scope.READ, routes::history),
        ApiRoute.get(BASE + "/worker-status", Scope.READ, routes::worker));
  }

  private ApiResponse progress(ApiCall call) throws Exception {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode channels = answer.putArray("channels");
    monitor.progress(call.userId(), RECENT).forEach(channel -> add(channels, channel));
    return ApiResponse.json(answer.toString());
  }

  private static void add(ArrayNode channels, ChannelProgress channel) {
    channels
        .addObject()
        .put("channel_id", channel.channelId())
        .put("channel_name", channel.channelName())
        .put("phase", channel.phase())
        .put("messages_current", channel.messagesCurrent())
        .put("messages_total", channel.messagesTotal())
        .put("progress_percent", channel.progressPercent())
        .put("session_current", channel.sessionCurrent())
        .put("session_total", channel.sessionTotal())
        .put("speed_messages_per_second", channel.speedMessagesPerSecond())
        .put("eta_seconds", channel.etaSeconds())
        .put("started_at", time(channel.startedAt()))
        .put("last_update", time(channel.lastUpdate()));
  }

  private ApiResponse history(ApiCall call) throws Exception {
    if (call.request().parameter("channel_id").isEmpty()) {
      throw new ApiProblem(400, "channel_id is missing: say whose history, as a whole number");
    }
    long channel = call.number("channel_id", 0, 1, Long.MAX_VALUE);
    int hours = (int) call.number("hours", RECENT.toHours(), 1, CollectionMonitor.MOST_HOURS);
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode points = answer.putArray("data_points");
    for (ChannelPoint point : monitor.history(call.userId(), channel, hours)) {
      points
          .addObject()
          .put("timestamp", time(point.timestamp()))
          .put("messages", point.messages())
          .put("speed", point.speed());
    }
    return ApiResponse.json(answer.toString());
  }

  private ApiResponse worker(ApiCall call) throws Exception {
    return ApiResponse.json(json(jobs.worker(call.userId())).toString());
  }

  private static ObjectNode json(WorkerStatus worker) {
    Duration interval = worker.interval();
    Double eta = worker.etaSeconds();
    return JsonNodeFactory.instance
        .objectNode()
        .put("currently_collecting", worker.isCollecting())
        .put("state", worker.state().name())
        .put("current_channel", worker.currentPart())
        .put("channels_processed", worker.partsDone())
        .put("channels_total", worker.partsTotal())
        .put("messages_collected_current_run", worker.doneThisRun())
        .put("errors_current_run", worker.errorsThisRun())
        .put("collection_start_time", time(worker.startedAt()))
        .put("estimated_time_remaining", eta == null ? null : Long.valueOf(Math.round(eta)))
        .put("last_run", time(worker.lastRun()))
        .put("next_run", time(worker.nextRun()))
        .put("interval_seconds", interval == null ? null : Long.valueOf(interval.toSeconds()))
        .put("runs_today", worker.runsToday())
        .put("errors_today", worker.errorsToday());
  }

  /** Whole seconds, as documented. */
  private static @Nullable String time(@Nullable Instant time) {
    return time == null ? null : time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
