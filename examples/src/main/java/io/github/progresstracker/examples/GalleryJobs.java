package io.github.progresstracker.examples;

import io.github.progresstracker.ByteUnits;
import io.github.progresstracker.Outcome;
import io.github.progresstracker.PhaseSpec;
import io.github.progresstracker.ProgressPhase;
import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.TrackerSpec;
import io.github.progresstracker.WaitScope;
import java.io.PrintWriter;
import java.time.Duration;

/**
 * A collection of three channels, one of which has to sit out a flood wait, a download and a scan
 * of nobody knows how many files. All goes by the clock, and some log lines with it.
 */
final class GalleryJobs {

  private static final long TICK_MILLIS = 50;
  private static final long MESSAGES = 60_000;
  private static final long BYTES = 3L << 30;
  private static final int SESSION = 5_000;

  private final PrintWriter out;
  private final ProgressTracker collect;
  private final ProgressTracker news;
  private final ProgressTracker tech;
  private final ProgressTracker sports;
  private final ProgressTracker download;
  private final ProgressTracker scan;
  private ProgressTracker session;
  private ProgressPhase phase;
  private long told;

  GalleryJobs(ProgressRegistry registry, PrintWriter out) {
    this.out = out;
    this.collect = registry.start(TrackerSpec.named("collect").total(MESSAGES).unit("messages"));
    this.news = channel("ABC LEGACY NEWS");
    this.tech = channel("技術チャンネル 📰");
    this.sports = channel("Sports feed");
    this.download =
        registry.start(TrackerSpec.named("photos.zip").total(BYTES).unit(ByteUnits.IEC.unit()));
    this.scan = registry.start(TrackerSpec.named("scan").unit("files"));
    this.session = session(1);
    this.phase = session.phase(PhaseSpec.named("fetching").total(SESSION).reportEvery(500));
  }

  private ProgressTracker channel(String name) {
    return collect.child(TrackerSpec.named(name).total(MESSAGES / 3).unit("messages"));
  }

  private ProgressTracker session(long number) {
    return news.child(
        TrackerSpec.named("Session " + number)
            .total(SESSION)
            .unit("messages")
            .step(number, MESSAGES / 3 / SESSION));
  }

  void run(Duration length) throws InterruptedException {
    long ticks = length.toMillis() / TICK_MILLIS;
    WaitScope flood = null;
    for (long tick = 1; tick <= ticks; tick++) {
      if (tick == ticks / 4) {
        flood = tech.waiting("FLOOD_WAIT", length.dividedBy(2));
      }
      if (flood != null && tick == ticks * 3 / 4) {
        flood.close();
        flood = null;
      }
      tick(tick, ticks, flood != null);
      Thread.sleep(TICK_MILLIS); // it is a simulation of work that takes time
    }
    end();
  }

  private void tick(long tick, long ticks, boolean flooded) {
    long share = MESSAGES / 3 * tick / ticks;
    long before = MESSAGES / 3 * (tick - 1) / ticks;
    collectNews(share);
    sports.advance(share - before);
    if (!flooded) {
      tech.advance((share - before) * 9 / 10);
    }
    download.advance(BYTES * tick / ticks / 2 - BYTES * (tick - 1) / ticks / 2);
    scan.advance(7);
    if (tick % 8 == 0) {
      out.printf("stored page %d of Sports feed%n", tick / 8);
      out.flush();
    }
    if (tick % 60 == 0) {
      sports.advance(1, Outcome.FAILED);
    }
  }

  /** Messages are counted in sessions of 5,000. */
  private void collectNews(long reached) {
    while (told < reached) {
      long number = told / SESSION + 1;
      long step = Math.min(reached, number * SESSION) - told;
      session.advance(step);
      phase.advance(step);
      told += step;
      if (told == number * SESSION && told < MESSAGES / 3) {
        phase.close();
        session.complete();
        session = session(number + 1);
        phase = session.phase(PhaseSpec.named("fetching").total(SESSION).reportEvery(500));
      }
    }
  }

  private void end() {
    phase.close();
    session.complete();
    news.complete();
    tech.complete();
    sports.complete();
    collect.complete();
    download.fail("the connection was reset");
    scan.complete();
  }
}
