package io.github.progresstracker.web.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ForcedColors;
import com.microsoft.playwright.options.ReducedMotion;
import io.github.progresstracker.ProgressTracker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same page for everybody: in light and dark, on a telephone, without a mouse, in German. */
@Tag("browser")
@Timeout(60)
@ExtendWith(Chromium.class)
class LooksTest {

  private static final Path AXE = Path.of("src/test/resources/vendor/axe.min.js");

  private static Site site;

  /** What axe-core looks at. */
  private record Look(String name, List<String> jobs, Consumer<NewContextOptions> options) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Look> looks() {
    List<String> all = Gallery.JOBS;
    List<String> first = all.subList(0, 1);
    return List.of(
        new Look("light", all, options -> {}),
        new Look("dark", all.subList(0, 2), o -> o.setColorScheme(ColorScheme.DARK)),
        new Look("narrow", all.subList(2, 5), o -> o.setViewportSize(390, 844)),
        new Look("forced colours", first, o -> o.setForcedColors(ForcedColors.ACTIVE)),
        new Look("still", first, o -> o.setReducedMotion(ReducedMotion.REDUCE)));
  }

  @BeforeAll
  static void jobs() {
    site = Site.open();
    Gallery.fill(site);
  }

  @AfterAll
  static void close() {
    site.close();
  }

  @ParameterizedTest
  @MethodSource("looks")
  void axe_finds_nothing_and_nothing_overflows(Look look, Chromium chromium) throws IOException {
    Page page =
        chromium.open(
            site.address(),
            options -> {
              options.setBypassCSP(true);
              look.options.accept(options);
            });
    page.evaluate(Files.readString(AXE));
    for (String job : look.jobs) {
      page.locator(".jobs .name").filter(new Locator.FilterOptions().setHasText(job)).click();
      assertThat(page.locator("article h2")).hasText(job);
      assertThat(page.locator(".plot canvas").first()).isVisible();
      page.evaluate("() => document.querySelectorAll('details').forEach(d => d.open = true)");
      Object violations =
          page.evaluate(
              "async () => (await axe.run()).violations.map(v => v.id + ' ' + v.nodes.map(n =>"
                  + " n.target + ' ' + n.failureSummary).join())");
      assertThat(violations).as("%s, %s", look, job).isEqualTo(List.of());
      assertThat(page.evaluate("() => document.documentElement.scrollWidth - innerWidth"))
          .as("what sticks out, %s, %s", look, job)
          .isEqualTo(0);
    }
  }

  @Test
  void dark_is_dark(Chromium chromium) {
    Page page = chromium.open(site.address(), options -> options.setColorScheme(ColorScheme.DARK));
    assertThat(page.locator("body")).hasCSS("background-color", "rgb(14, 17, 22)");
  }

  @Test
  void nobody_needs_a_mouse(Chromium chromium) {
    Page page = chromium.open(site.address());
    assertThat(page.locator("article h2")).hasText(Gallery.JOBS.get(0));
    page.keyboard().press("Tab");
    assertThat(page.locator(".skip")).isFocused();

    for (int i = 0; i < 12 && !isInList(page); i++) {
      page.keyboard().press("Tab");
    }
    page.keyboard().press("End");
    page.keyboard().press("ArrowUp");
    page.keyboard().press("Home");
    page.keyboard().press("ArrowDown");
    page.keyboard().press("Enter");
    assertThat(page.locator("article h2")).isFocused();
    assertThat(page.locator("article h2")).hasText(Gallery.JOBS.get(1));

    Locator stop = page.locator(".controls button").last();
    for (int i = 0;
        i < 3 && !stop.evaluate("button => button.matches(':focus')").equals(true);
        i++) {
      page.keyboard().press("Tab");
    }
    assertThat(stop).hasText("Stop");
    Response answer =
        page.waitForResponse(
            response -> response.url().endsWith("/stop"), () -> page.keyboard().press("Enter"));
    assertThat(answer.status()).isEqualTo(202);
  }

  private static boolean isInList(Page page) {
    return (boolean) page.evaluate("() => !!document.activeElement.closest('.jobs')");
  }

  @Test
  void speaks_german(Chromium chromium) {
    Page page = chromium.open(site.address(), options -> options.setLocale("de-DE"));
    assertThat(page.locator("html")).hasAttribute("lang", "de");
    assertThat(page.locator("article"))
        .containsText(Pattern.compile("669\\.\\d{3} von 1\\.000\\.000 messages"));
    assertThat(page.locator("article")).containsText("66,9\u00a0%");
    assertThat(page.locator("#jobs-title")).containsText("Aufträge");
    assertThat(page.locator("body")).not().containsText("{");

    page.locator("#language").selectOption("en");
    assertThat(page.locator("#jobs-title")).containsText("Jobs");
    page.reload();
    assertThat(page.locator("html")).hasAttribute("lang", "en");
  }

  @Test
  void colours_can_follow_the_percentage(Chromium chromium) {
    Page page = chromium.open(site.address());
    Locator bar = page.locator("article .bar .fill").first();
    assertThat(bar).hasCSS("background-color", "rgb(29, 95, 209)");
    page.locator("#colors").selectOption("tiers");
    assertThat(bar).hasCSS("background-color", "rgb(217, 138, 0)");
    assertThat(page.locator("article .badge").first()).hasText("Running");
  }

  @Test
  void changes_of_state_are_said_politely(Chromium chromium) {
    try (Site own = Site.open()) {
      ProgressTracker job = own.job("Import", 100);
      own.work(job, 2, 10);
      Page page = chromium.open(own.address());
      assertThat(page.locator("article h2")).hasText("Import");
      own.work(job, 2, 10);
      assertThat(page.locator("#live")).hasText(Pattern.compile("Import: (30|40)\\.0%"));
      job.complete();
      own.pass(java.time.Duration.ofSeconds(1));
      assertThat(page.locator("#live")).hasText("Import: Completed");
      assertThat(page.locator("#live")).hasAttribute("aria-live", "polite");
    }
  }

  @Test
  void nothing_is_asked_of_anybody_else(Chromium chromium) {
    Page page = chromium.open("about:blank");
    List<String> asked = new CopyOnWriteArrayList<>();
    page.onRequest(request -> asked.add(request.url()));
    String policy = page.navigate(site.address()).headerValue("content-security-policy");
    assertThat(page.locator(".plot canvas").first()).isVisible();

    assertThat(asked)
        .hasSizeGreaterThan(10)
        .allMatch(url -> url.startsWith(site.address()) || url.startsWith("data:"));
    assertThat(policy).contains("default-src 'none'", "script-src 'self'", "connect-src 'self'");
  }

  @Test
  void weighs_less_than_a_hundred_kilobytes(Chromium chromium) {
    Page page = chromium.open(site.address());
    assertThat(page.locator(".plot canvas").first()).isVisible();
    Object bytes =
        page.evaluate(
            "() => [...performance.getEntriesByType('navigation'),"
                + " ...performance.getEntriesByType('resource')].filter(e =>"
                + " !e.name.includes('/api/')).reduce((sum, e) => sum + e.transferSize, 0)");
    assertThat(((Number) bytes).longValue()).isBetween(30_000L, 100_000L);
  }
}
