package io.github.progresstracker.web.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import io.github.progresstracker.Outcome;
import io.github.progresstracker.PhaseSpec;
import io.github.progresstracker.ProgressItem;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.StopRequestedException;
import io.github.progresstracker.Total;
import io.github.progresstracker.TrackerSpec;
import io.github.progresstracker.job.JobId;
import io.github.progresstracker.job.JobTracker;
import io.github.progresstracker.job.WriterId;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What people see of jobs, in the real browser, from the real server. */
@Tag("browser")
@Timeout(60)
@ExtendWith(Chromium.class)
class DashboardTest {

  /** A chart is drawn again when the page gets round to it. */
  private static final LocatorAssertions.IsVisibleOptions SOON =
      new LocatorAssertions.IsVisibleOptions().setTimeout(20_000);

  private static Locator bar(Page page, String name) {
    return page.locator("article")
        .getByRole(
            AriaRole.PROGRESSBAR, new Locator.GetByRoleOptions().setName(name).setExact(true));
  }

  private static Locator button(Locator within, String name) {
    return within.getByRole(
        AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name).setExact(true));
  }

  private static Locator job(Page page, String name) {
    return page.locator(".jobs li").filter(new Locator.FilterOptions().setHasText(name));
  }

  @Test
  void a_job_moves_while_it_is_looked_at(Chromium chromium) {
    try (Site site = Site.open()) {
      ProgressTracker job = site.job("Nightly import", 1_000);
      site.work(job, 30, 10);
      Page page = chromium.open(site.address());
      assertThat(bar(page, "Overall")).hasAttribute("aria-valuenow", "30");

      site.work(job, 20, 10);

      assertThat(bar(page, "Overall")).hasAttribute("aria-valuenow", "50");
      assertThat(bar(page, "Overall"))
          .hasAttribute("aria-valuetext", Pattern.compile("50\\.0%, (49|50|51)s left"));
      assertThat(page.locator("article")).containsText("500 of 1,000 messages");
      assertThat(page.locator("article")).containsText("10 messages/s");
      assertThat(page).hasTitle(Pattern.compile("50\\.0% Nightly import"));
      assertThat(page.locator("#connection")).hasText("live");
      assertThat(page.locator("#summary")).hasText("1 active of 1");
    }
  }

  @Test
  void of_the_worker_is_said_what_is_true_of_its_job(Chromium chromium) {
    try (Site site = Site.open()) {
      ProgressTracker orders =
          site.engine().start(TrackerSpec.named("orders").total(10).unit("rows"));
      site.work(orders, 1, 2);
      Page page = chromium.open(site.address());
      Locator worker = page.locator("#worker");
      assertThat(worker.locator(".lead")).hasText("orders");
      orders.activity().part("read", 1, 3);
      site.work(orders, 1, 2);
      site.await(worker, "4 rows");
      assertThat(worker.locator(".lead")).hasText("read");
      assertThat(worker.locator(".badge")).hasText("Running");
      assertThat(terms(worker))
          .containsText(
              new String[] {"Parts1 of 3", "Running for", "Remaining", "Done in this run4 rows"});
      Page german = chromium.open(site.address(), options -> options.setLocale("de-DE"));
      assertThat(german.locator("#worker .badge")).hasText("Läuft");
      assertThat(terms(german.locator("#worker")))
          .containsText(new String[] {"Teile1 von 3", "Erledigt in diesem Lauf4 rows"});

      orders.complete();
      ProgressTracker collect = site.job("collect", 100);
      collect.activity().part("News", 0, 2);
      site.work(collect, 2, 3);
      page.reload();
      assertThat(worker.locator(".badge")).hasText("Collection in progress");
      assertThat(terms(worker))
          .containsText(new String[] {"Channels0 of 2", "Collected in this run6 messages"});
      german.reload();
      assertThat(german.locator("#worker .badge")).hasText("Sammlung läuft");
      assertThat(terms(german.locator("#worker")))
          .containsText(new String[] {"Kanäle0 von 2", "Gesammelt in diesem Lauf6 messages"});

      collect.complete();
      ProgressTracker copy = site.engine().start(TrackerSpec.named("copy").unit("bytes"));
      site.work(copy, 2, 2_048);
      page.reload();
      assertThat(terms(worker).filter(new Locator.FilterOptions().setHasText("Done in this run")))
          .hasText("Done in this run4 KiB");
    }
  }

  private static Locator terms(Locator of) {
    return of.locator("dl > div");
  }

  @Test
  void three_levels_and_the_phases_of_a_batch(Chromium chromium) {
    try (Site site = Site.open()) {
      ProgressTracker job =
          site.engine()
              .start(
                  TrackerSpec.named("ABC LEGACY NEWS")
                      .total(1_000_000)
                      .unit("messages")
                      .startAt(665_000));
      ProgressTracker session =
          job.child(TrackerSpec.named("Session 134").total(5_000).step(134, 200));
      session.phase(PhaseSpec.named("fetching").total(5_000)).close();
      session.phase(PhaseSpec.named("processing").total(5_000)).advance(3_240);
      session.advance(3_240);
      site.pass(Duration.ofSeconds(60));
      Page page = chromium.open(site.address());

      assertThat(bar(page, "Overall")).hasAttribute("aria-valuenow", "66.8");
      assertThat(bar(page, "Session")).hasAttribute("aria-valuenow", "67");
      assertThat(bar(page, "Session 134")).hasAttribute("aria-valuenow", "64.8");
      assertThat(page.locator(".phases").last()).containsText("processing 64.8%");
    }
  }

  @Test
  void a_total_that_nobody_knows_is_no_percentage(Chromium chromium) {
    try (Site site = Site.open()) {
      ProgressTracker job =
          site.engine().start(TrackerSpec.named("Discovery").total(Total.unknown()));
      site.work(job, 10, 3);
      Page page = chromium.open(site.address());

      assertThat(bar(page, "Overall")).hasAttribute("data-unknown", "");
      assertThat(bar(page, "Overall")).not().hasAttribute("aria-valuenow", Pattern.compile(".*"));
      assertThat(page.locator("article")).containsText("total unknown");
      assertThat(page.locator("article")).not().containsText("NaN");
    }
  }

  @Test
  void a_wait_counts_down_by_the_servers_clock(Chromium chromium) {
    try (Site site = Site.open()) {
      ProgressTracker job = site.job("Sports Feed", 1_000);
      site.work(job, 10, 10);
      job.waiting("FLOOD_WAIT", Duration.ofSeconds(412));
      site.pass(Duration.ofSeconds(12));
      Page page = chromium.open(site.address());

      assertThat(page.locator(".notice"))
          .hasText(Pattern.compile("Waits: FLOOD_WAIT\\. Goes on in 6m (40|3\\d)s\\."));
      assertThat(job(page, "Sports Feed")).containsText("Waiting");
      assertThat(bar(page, "Overall")).hasAttribute("data-state", "waiting");
    }
  }

  @Test
  void the_truth_is_drawn_into_the_predictions_when_it_is_known(Chromium chromium) {
    try (Site site = Site.open()) {
      ProgressTracker job = site.job("Thumbnails", 600);
      site.work(job, 59, 10);
      Page page = chromium.open(site.address());
      assertThat(page.locator(".plot canvas")).hasCount(2);
      assertThat(page.locator(".key.rule")).isHidden();

      site.work(job, 1, 10);
      job.complete();
      site.pass(Duration.ofSeconds(1));

      assertThat(page.locator(".key.rule")).isVisible(SOON);
      assertThat(page.locator(".plot").last())
          .hasAttribute(
              "aria-label", Pattern.compile("Ended .*; mean error of the predictions \\d.*%.*"));
      assertThat(page.locator("article .badge").first()).hasText("Completed");
      assertThat(page.locator("article")).containsText("took 1m");
      page.locator("figure summary").last().click();
      assertThat(page.locator("figure").last().getByRole(AriaRole.ROW).nth(1)).isVisible();
    }
  }

  /** Document 002: runs of four seconds were over before anybody could see them. */
  @Test
  void a_run_of_no_time_is_seen_at_once_and_stays(Chromium chromium) {
    try (Site site = Site.open()) {
      Page page = chromium.open(site.address());
      assertThat(page.locator(".empty").first()).containsText("Nothing is running");

      ProgressTracker job = site.job("Quick", 50);
      site.work(job, 4, 12);
      job.fail("connection refused");
      site.pass(Duration.ofSeconds(31));

      assertThat(page.locator("article .badge").first()).hasText("Failed");
      assertThat(page.locator(".notice")).hasText("connection refused");
      assertThat(job(page, "Quick")).containsText("took 4s");
    }
  }

  @Test
  void a_name_is_text_whatever_it_says(Chromium chromium) {
    String name = "<img src=x onerror=\"document.title='taken'\">";
    try (Site site = Site.open()) {
      ProgressTracker job = site.job(name, 10);
      job.note("<b>note</b>", Map.of("text", "<script>document.title='taken'</script>"));
      site.broken.add(name);
      site.work(job, 2, 1);
      Page page = chromium.open(site.address());

      assertThat(page.locator("article h2")).hasText(name);
      assertThat(page.locator(".alerts")).containsText(name);
      assertThat(page.locator(".timeline")).containsText("<b>note</b>");
      assertThat(page.locator("img, .timeline script")).hasCount(0);
      assertThat(page).not().hasTitle("taken");
    }
  }

  @Test
  void what_was_done_is_told_by_kind(Chromium chromium) {
    try (Site site = Site.open()) {
      ProgressTracker job = site.job("Crawl", 100);
      job.activity().count("issues", 30);
      job.activity().count("commits", 120);
      job.usage().tokens(1_250_000);
      job.usage().rateLimited(Duration.ofSeconds(412));
      ProgressItem item = job.item("photo-813.jpg").begin();
      item.stage("embedding");
      item.progress(75);
      job.item("photo-17.jpg").begin().fail("not a picture");
      job.advance(3, Outcome.FAILED);
      site.work(job, 3, 10);
      Page page = chromium.open(site.address());

      Locator parts = page.locator(".parts");
      assertThat(parts.locator(".type").first()).containsText("commits");
      assertThat(parts).containsText("1,250,000");
      assertThat(parts).containsText("photo-813.jpg");
      assertThat(parts).containsText("embedding · 75.0%");
      assertThat(parts).containsText("not a picture");
      assertThat(parts).containsText("Held up by limits6m 52s");
    }
  }

  @Test
  void alerts_are_dismissed(Chromium chromium) {
    try (Site site = Site.open()) {
      ProgressTracker job = site.job("Import", 100);
      site.broken.add("Import");
      site.work(job, 2, 1);
      Page page = chromium.open(site.address());
      Locator alert = page.locator(".alerts li");
      assertThat(alert).containsText("it is broken: Import");
      assertThat(alert).containsText("mend it");

      alert.getByRole(AriaRole.BUTTON).last().click();
      assertThat(alert).hasCount(0);
      site.work(job, 1, 1);

      assertThat(page.locator("#alerts")).containsText("No alerts");
      assertThat(site.engine().alerts()).isEmpty();
    }
  }

  @Test
  void jobs_pause_go_on_and_stop_from_the_page(Chromium chromium) {
    try (Site site = Site.open()) {
      JobTracker job =
          site.engine()
              .join(JobId.of("crawl"), WriterId.of("one"), TrackerSpec.named("Crawl").total(100));
      site.pass(Duration.ofSeconds(1));
      Page page = chromium.open(site.address());
      Locator controls = page.locator(".controls");
      Locator state = page.locator("article .badge").first();
      CompletableFuture<Void> work = CompletableFuture.runAsync(() -> workUntilStopped(job));

      button(controls, "Pause").click();
      passUntil(site, state, "Paused");
      button(controls, "Resume").click();
      passUntil(site, state, "Running");
      button(controls, "Stop").click();
      for (int i = 0; i < 200 && !work.isDone(); i++) {
        site.pass(Duration.ofSeconds(1));
        page.waitForTimeout(25);
      }

      assertThat(work)
          .failsWithin(Duration.ZERO)
          .withThrowableThat()
          .withCauseInstanceOf(StopRequestedException.class);
    }
  }

  private static void workUntilStopped(JobTracker job) {
    while (true) {
      job.throwIfStopRequested();
      Thread.onSpinWait();
    }
  }

  private static void passUntil(Site site, Locator where, String text) {
    for (int i = 0; i < 200 && !text.equals(where.textContent()); i++) {
      site.pass(Duration.ofSeconds(1));
      where.page().waitForTimeout(25);
    }
    assertThat(where).hasText(text);
  }

  @Test
  void the_timeline_fills_filters_and_shows_silence(Chromium chromium) {
    try (Site site = Site.open()) {
      ProgressTracker job = site.job("Import", 10_000);
      for (int i = 0; i < 300; i++) {
        job.note(i % 10 == 0 ? "error" : "progress_update", Map.of("n", i));
        site.pass(i == 150 ? Duration.ofMinutes(40) : Duration.ofSeconds(2));
      }
      Page page = chromium.open(site.address());
      Locator rows = page.locator(".timeline li");
      assertThat(rows.first()).containsText("n: 299");
      assertThat(rows).not().hasCount(300);

      page.waitForFunction(
          "() => { const list = document.querySelector('.timeline'); list.scrollTop = 30 * 145;"
              + " return list.textContent.includes('40m of silence'); }");
      button(page.locator(".filters"), "Errors").click();
      assertThat(rows.first()).containsText("n: 290");
      assertThat(rows.nth(1)).containsText("n: 280");

      job.note("error", Map.of("n", "live"));
      site.pass(Duration.ofSeconds(1));
      assertThat(rows.first()).containsText("n: live");
    }
  }
}
