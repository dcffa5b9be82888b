package io.github.progresstracker.web.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.TrackerSpec;
import io.github.progresstracker.job.JobControl;
import io.github.progresstracker.job.JobFacts;
import io.github.progresstracker.job.JobId;
import io.github.progresstracker.job.JobInfo;
import io.github.progresstracker.job.JobReport;
import io.github.progresstracker.job.JobTotals;
import io.github.progresstracker.job.ReportedStatus;
import io.github.progresstracker.job.WriterId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Jobs of other processes, and of earlier lives of this one: what the store knows of them. */
@Tag("browser")
@Timeout(60)
@ExtendWith(Chromium.class)
class KeptJobsPageTest {

  private static void report(Site site, String name, int sequence, long done) throws Exception {
    site.store.apply(
        List.of(
            JobReport.of(JobId.of(name), WriterId.of("host-b"))
                .at(1, sequence)
                .status(ReportedStatus.PROCESSING)
                .info(new JobInfo(name, null, Map.of("user_id", "7")))
                .totals(new JobTotals(done, 2, Map.of("issues", 5L)))
                .facts(
                    JobFacts.builder()
                        .totalItems(1_000L)
                        .rate(12.5)
                        .eta(80.0, 70.0, 95.0)
                        .part("News", 3L, 9L)
                        .build())
                .build()));
    site.shown().changed();
  }

  private static Locator job(Page page, String name) {
    return page.locator(".jobs li").filter(new Locator.FilterOptions().setHasText(name));
  }

  @Test
  void a_job_of_another_process_is_shown_and_lost_when_nobody_hears_of_it(Chromium chromium)
      throws Exception {
    try (Site site = Site.open()) {
      report(site, "Export", 1, 300);
      Page page = chromium.open(site.address());
      Locator article = page.locator("article");
      assertThat(article).containsText("300 of 1,000");
      assertThat(article).containsText("Parts: News");
      assertThat(article).containsText("33.3% · 3 of 9");
      assertThat(lost(page)).hasText("0");
      assertThat(article).not().containsText("null");

      site.clock.advance(Duration.ofSeconds(5));
      report(site, "Export", 2, 400);
      site.await(article, "400 of 1,000");

      site.pass(Duration.ofMinutes(10));
      site.await(lost(page), "1");
      page.reload();
      assertThat(article.locator(".badge").first()).hasText("Lost");
      assertThat(article.locator(".notice"))
          .hasText(Pattern.compile("Nothing has been heard of it since .* \\(10m.*\\)\\..*"));
      assertThat(article).not().containsText("left");
    }
  }

  private static Locator lost(Page page) {
    return page.locator("#users td:nth-child(4)");
  }

  @Test
  void a_course_of_a_single_rate_is_no_chart(Chromium chromium) throws Exception {
    try (Site site = Site.open()) {
      report(site, "Export", 1, 300);
      site.clock.advance(Duration.ofMinutes(10));
      Page page = chromium.open(site.address());
      assertThat(page.locator("article .badge").first()).hasText("Lost");
      site.store.request(JobId.of("Export"), JobControl.STOP, "it is lost");
      site.await(page.locator(".notice"), "A stop was asked for");
      assertThat(page.locator(".charts")).isHidden();
    }
  }

  @Test
  void jobs_of_one_name_are_told_apart_by_their_ids(Chromium chromium) throws Exception {
    try (Site site = Site.open()) {
      report(site, "Export", 1, 300);
      ProgressTracker second = site.engine().start(TrackerSpec.named("Export").id("e-2").total(10));
      site.work(second, 2, 1);
      Page page = chromium.open(site.address());
      assertThat(page.locator(".jobs .name")).hasText(new String[] {"Export e-2", "Export"});
    }
  }

  @Test
  void a_job_that_has_ended_shows_its_average_in_its_unit(Chromium chromium) throws Exception {
    try (Site site = Site.open()) {
      JobReport.Builder report =
          JobReport.of(JobId.of("Export"), WriterId.of("host-b"))
              .info(new JobInfo("Export", null, Map.of(), "rows"));
      site.store.apply(List.of(report.at(1, 1).status(ReportedStatus.STARTED).build()));
      site.clock.advance(Duration.ofMillis(8_500));
      report.at(1, 2).status(ReportedStatus.COMPLETED).totals(JobTotals.of(400));
      site.store.apply(List.of(report.build()));
      Page page = chromium.open(site.address());
      Locator article = page.locator("article");
      assertThat(article).containsText("took 8.5s");
      assertThat(article).containsText("47.1 rows/s");
      assertThat(article).containsText("average over the run");
    }
  }

  @Test
  void who_sees_all_chooses_a_user(Chromium chromium) throws Exception {
    try (Site site = Site.open()) {
      report(site, "Export", 1, 300);
      ProgressTracker own =
          site.engine().start(TrackerSpec.named("Import").total(10).label("user_id", "8"));
      site.work(own, 2, 1);
      Page page = chromium.open(site.address());
      assertThat(job(page, "Export")).isVisible();
      assertThat(job(page, "Import")).isVisible();

      Locator user =
          page.locator("#users button").filter(new Locator.FilterOptions().setHasText("7"));
      user.click();
      assertThat(user).hasAttribute("aria-pressed", "true");
      assertThat(job(page, "Export")).isVisible();
      assertThat(job(page, "Import")).hasCount(0);
      user.click();
      assertThat(job(page, "Import")).isVisible();
    }
  }

  @Test
  void after_a_restart_the_store_has_what_was_done(Chromium chromium) throws Exception {
    try (Site site = Site.open()) {
      ProgressTracker job = site.job("Import", 100);
      site.work(job, 20, 5);
      job.complete();
      site.pass(Duration.ofSeconds(1));
      site.engine().flush(Duration.ofSeconds(10));
      site.stop();
      site.startAgain();
      Page page = chromium.open(site.address());

      assertThat(page.locator("article h2")).hasText("Import");
      assertThat(page.locator("article .badge").first()).hasText("Completed");
      assertThat(page.locator(".timeline")).containsText(Pattern.compile("completed|ended"));
    }
  }
}
