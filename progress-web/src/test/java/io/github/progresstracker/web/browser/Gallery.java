package io.github.progresstracker.web.browser;

import io.github.progresstracker.PhaseSpec;
import io.github.progresstracker.ProgressPhase;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.Total;
import io.github.progresstracker.TrackerSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/** One job for each thing that can be said of a job. */
final class Gallery {

  static final List<String> JOBS =
      List.of(
          "ABC LEGACY NEWS",
          "Sports Feed",
          "أرشيف الأخبار القديمة",
          "Archive of the whole municipal library, volumes 1 to 4,812 (second attempt)",
          "Archive 2019",
          "Thumbnails",
          "Weather history");

  private Gallery() {}

  static void fill(Site site) {
    fill(site, second -> {});
  }

  /** Does something of the caller's in each second, too. */
  static void fill(Site site, IntConsumer each) {
    ProgressTracker news = news(site);
    ProgressTracker flood = start(site, JOBS.get(1), Total.exact(12_000));
    ProgressTracker endless = start(site, JOBS.get(2), Total.unknown());
    ProgressTracker stalled = start(site, JOBS.get(3), Total.exact(1_000));
    ProgressTracker paused = start(site, JOBS.get(4), Total.exact(9_000));
    ProgressTracker done = start(site, JOBS.get(5), Total.exact(4_000));
    ProgressTracker failed = start(site, JOBS.get(6), Total.exact(1_000));
    ProgressTracker session =
        news.child(TrackerSpec.named("Session 134").total(5_000).step(134, 200));
    ProgressPhase fetching = session.phase(PhaseSpec.named("fetching").total(5_000));
    fetching.advance(5_000);
    fetching.close();
    ProgressPhase processing = session.phase(PhaseSpec.named("processing").total(5_000));
    for (int second = 0; second < 200; second++) {
      long step = 17 + Math.round(8 * Math.sin(second / 9.0)) + second % 7;
      processing.advance(step);
      session.advance(step);
      endless.advance(3);
      done.advance(step);
      if (second < 60) {
        stalled.advance(5);
      }
      if (second < 140) {
        List.of(flood, paused, failed).forEach(job -> job.advance(1 + step / 8));
      }
      if (second == 139) {
        flood.waiting("FLOOD_WAIT", Duration.ofSeconds(412));
        failed.fail("connection refused: db.example.org:5432");
        paused.pause();
        news.note("areas_discovered", Map.of("groups", 5, "projects", 20));
        site.broken.add(JOBS.get(0));
      }
      each.accept(second);
      site.pass(Duration.ofSeconds(1));
    }
    done.complete();
    session.updateProgress(4_000);
    processing.updateProgress(4_000);
    site.pass(Duration.ofSeconds(1));
  }

  private static ProgressTracker start(Site site, String name, Total total) {
    site.clock.advance(Duration.ofMillis(10));
    return site.engine().start(TrackerSpec.named(name).id(name).total(total).unit("files"));
  }

  private static ProgressTracker news(Site site) {
    ProgressTracker news =
        site.engine()
            .start(
                TrackerSpec.named(JOBS.get(0))
                    .id(JOBS.get(0))
                    .total(1_000_000)
                    .unit("messages")
                    .startAt(665_000)
                    .label("user_id", "844338517"));
    Map.of("commits", 1_200L, "issues", 410L, "mergeRequests", 78L, "projects", 20L)
        .forEach((type, n) -> news.activity().count(type, n));
    news.usage().tokens(1_250_000);
    news.usage().cost(3.75);
    for (int i = 0; i < 40; i++) {
      news.usage().apiCall(i % 13 != 12);
    }
    news.usage().rateLimited(Duration.ofSeconds(412));
    news.item("photo-813-of-the-long-series-that-does-not-fit.jpg").begin().progress(75);
    news.item("photo-17.jpg").begin().fail("not a picture");
    return news;
  }
}
