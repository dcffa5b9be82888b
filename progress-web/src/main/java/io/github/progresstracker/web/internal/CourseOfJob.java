package io.github.progresstracker.web.internal;

import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.eta.Eta;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a job came along, in memory: at first a point a second; when they become too many every other
 * one is left out and they come half as often. So it spans any run in some 50 KB. Safe for use by
 * several threads.
 */
final class CourseOfJob {

  private static final int MOST_POINTS = 600;

  private final List<Point> points = new ArrayList<>();
  private Duration gap = Duration.ofSeconds(1);

  /**
   * Where a job stood.
   *
   * @param lowAt earliest end by the 80 % interval, or null if unknown
   * @param highAt latest end by it, or null if unknown
   */
  record Point(
      Instant at,
      long done,
      @Nullable Double percent,
      @Nullable Double perSecond,
      @Nullable Double remainingSeconds,
      @Nullable Instant completionAt,
      @Nullable Instant lowAt,
      @Nullable Instant highAt) {

    static Point of(ProgressSnapshot job) {
      Eta eta = job.eta();
      Duration remaining = eta.remaining();
      return new Point(
          job.at(),
          job.done(),
          job.percent(),
          job.rates().average() > 0 ? job.rates().current() : null,
          remaining == null ? null : remaining.toMillis() / 1e3,
          after(job.at(), remaining),
          after(job.at(), eta.low()),
          after(job.at(), eta.high()));
    }

    private static @Nullable Instant after(Instant at, @Nullable Duration duration) {
      return duration == null ? null : at.plus(duration);
    }

    byte[] json() {
      return Json.object(
          json ->
              json.time("at", at)
                  .number("done", done)
                  .real("percent", percent)
                  .real("perSecond", perSecond)
                  .real("remainingSeconds", remainingSeconds)
                  .time("completionAt", completionAt)
                  .time("lowAt", lowAt)
                  .time("highAt", highAt));
    }
  }

  /** Adds a point, unless the last one is too near; the end of a job always. */
  synchronized void add(ProgressSnapshot job) {
    boolean far =
        points.isEmpty() || !job.at().isBefore(points.get(points.size() - 1).at().plus(gap));
    if (!far && !job.state().isFinal()) {
      return;
    }
    points.add(Point.of(job));
    if (points.size() > MOST_POINTS) {
      thin();
    }
  }

  private void thin() {
    List<Point> kept = new ArrayList<>(MOST_POINTS / 2 + 1);
    for (int i = 0; i < points.size(); i += 2) {
      kept.add(points.get(i));
    }
    points.clear();
    points.addAll(kept);
    gap = gap.multipliedBy(2);
  }

  synchronized List<Point> since(Instant from) {
    return points.stream().filter(point -> !point.at().isBefore(from)).toList();
  }

  /** Not more than so many of the points, evenly chosen, the last one among them. */
  static List<Point> thinned(List<Point> points, int most) {
    if (points.size() <= most) {
      return points;
    }
    List<Point> chosen = new ArrayList<>(most);
    for (int i = 1; i <= most; i++) {
      chosen.add(points.get((int) ((long) i * points.size() / most) - 1));
    }
    return chosen;
  }
}
