package io.github.progresstracker.web.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.web.Authenticator;
import io.github.progresstracker.web.Scope;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The page keeps itself up to date, or says that it is not. */
@Tag("browser")
@Timeout(60)
@ExtendWith(Chromium.class)
class ConnectionTest {

  private static final double FIVE_SECONDS = 5_000;

  private static final String A_MINUTE_IS_SHORT =
      "const timeout = window.setTimeout; window.setTimeout ="
          + " (action, time) => timeout(action, time === 60_000 ? 20 : time);";

  private static LocatorAssertions.HasTextOptions soon() {
    return new LocatorAssertions.HasTextOptions().setTimeout(FIVE_SECONDS);
  }

  private static Locator.FilterOptions text(String text) {
    return new Locator.FilterOptions().setHasText(text);
  }

  private static Locator state(Page page) {
    return page.locator("#connection");
  }

  @Test
  void is_live_again_soon_after_the_server_is(Chromium chromium) {
    try (Site site = Site.open()) {
      site.work(site.job("Before", 100), 2, 10);
      Page page = chromium.open(site.address());
      assertThat(page.locator("article h2")).hasText("Before");

      site.stop();
      assertThat(state(page)).containsText("offline since");
      assertThat(page.locator("body")).hasAttribute("data-connection", "offline");
      assertThat(page.locator(".notice")).containsText("this is how it stood then");

      site.startAgain();
      site.work(site.job("After", 100), 2, 10);

      assertThat(state(page)).hasText("live", soon());
      assertThat(page.locator(".jobs")).containsText("After");
    }
  }

  @Test
  void says_that_nothing_runs_only_when_the_server_has_said_so(Chromium chromium) {
    try (Site site = Site.open()) {
      Page page = chromium.open("about:blank");
      List<Route> held = new CopyOnWriteArrayList<>();
      page.route("**/api/**", held::add);
      page.navigate(site.address());
      assertThat(page.locator("#jobs .empty")).containsText("Not known yet");
      assertThat(page.locator("#alerts .empty")).containsText("Not known yet");

      page.unroute("**/api/**");
      held.forEach(Route::resume);
      assertThat(page.locator("#jobs .empty")).containsText("Nothing is running");
      assertThat(page.locator("#alerts .empty")).containsText("No alerts");
    }
  }

  @Test
  void what_the_server_does_not_say_stands_still_and_nothing_can_be_asked_of_it(Chromium chromium)
      throws IOException {
    try (Site site = Site.open();
        Wire wire = new Wire(site.port())) {
      site.work(site.job("Import", 1_000), 2, 10);
      Page page = chromium.open(wire.address());
      Locator stop = page.locator(".controls button").filter(text("Stop"));
      assertThat(stop).isEnabled();

      wire.cut();
      assertThat(stop).isDisabled();
      Locator runningFor = page.locator("#worker dl > div").filter(text("Running for"));
      String then = runningFor.textContent();
      page.waitForTimeout(2_000);
      assertThat(runningFor).hasText(then);

      wire.mend();
      assertThat(stop).isEnabled();
    }
  }

  /** What happened meanwhile comes from the server's memory, from where the page had got to. */
  @Test
  void loses_no_alert_while_the_network_is_cut(Chromium chromium) throws IOException {
    try (Site site = Site.open();
        Wire wire = new Wire(site.port())) {
      ProgressTracker first = site.job("First", 1_000);
      site.work(first, 2, 10);
      Page page = chromium.open(wire.address());
      List<Request> streams = new CopyOnWriteArrayList<>();
      page.onRequest(
          request -> {
            if (request.url().endsWith("/stream")) {
              streams.add(request);
            }
          });
      assertThat(state(page)).hasText("live");

      wire.cut();
      assertThat(state(page)).containsText("offline");
      site.broken.add("First");
      site.work(first, 3, 10);
      ProgressTracker second = site.job("Second", 10);
      second.fail("it fell over");
      site.work(first, 3, 10);
      wire.mend();

      assertThat(state(page)).hasText("live", soon());
      assertThat(page.locator(".alerts li")).hasCount(1);
      assertThat(page.locator(".alerts")).containsText("it is broken: First");
      assertThat(page.locator(".jobs")).containsText("Second");
      assertThat(page.locator(".timeline")).containsText("alert raised");
      // Not asked for by name: Playwright writes names in the letters of the default locale.
      assertThat(streams.get(streams.size() - 1).allHeaders().values())
          .anyMatch(value -> value.matches("[0-9a-z]{6,}-\\d+"));
    }
  }

  @Test
  void asks_again_and_again_where_there_is_no_stream_left(Chromium chromium) {
    try (Site site = Site.open(web -> web.maxStreams(1))) {
      ProgressTracker job = site.job("Import", 1_000);
      site.work(job, 2, 10);
      Page first = chromium.open(site.address());
      assertThat(state(first)).hasText("live");
      Page second = chromium.open(site.address());
      assertThat(state(second)).hasText("live, every 2 s");

      site.work(job, 3, 10);

      assertThat(second.locator("article")).containsText("50 of 1,000");
    }
  }

  @Test
  void asks_for_a_token_and_stops_asking_without_one(Chromium chromium) {
    try (Site site =
        Site.open(web -> web.authenticator(Authenticator.bearer("open-sesame", Scope.READ)))) {
      site.work(site.job("Secret", 100), 2, 10);
      Page page = chromium.open(site.address());
      Locator token = page.getByLabel("Token");
      assertThat(token).isVisible();
      List<String> asked = new CopyOnWriteArrayList<>();
      page.onRequest(request -> asked.add(request.url()));
      assertThat(page.locator("main")).isHidden();
      assertThat(page.locator("body")).not().containsText("Secret");

      token.fill("guess");
      token.press("Enter");
      assertThat(page.getByRole(AriaRole.ALERT)).hasText("The server does not know this token.");
      // A page that went on would ask twice in this time.
      page.waitForTimeout(2_500);
      assertThat(asked).hasSize(1);

      token.fill("open-sesame");
      token.press("Enter");
      assertThat(page.locator("article h2")).hasText("Secret");
      assertThat(page.locator(".controls button")).hasCount(0);
      page.reload();
      assertThat(page.locator("article h2")).hasText("Secret");
      assertThat(page.evaluate("() => JSON.stringify(localStorage)").toString())
          .doesNotContain("sesame");

      page.locator("#signout").click();
      assertThat(token).isVisible();
    }
  }

  /** Browsers allow six connections to a server, over all tabs. */
  @Test
  void lets_go_of_the_stream_while_nobody_looks(Chromium chromium) {
    try (Site site = Site.open()) {
      ProgressTracker job = site.job("Import", 1_000);
      site.work(job, 2, 10);
      Page page = chromium.open("about:blank");
      page.addInitScript(A_MINUTE_IS_SHORT);
      page.navigate(site.address());
      assertThat(state(page)).hasText("live");

      hide(page, true);
      assertThat(page.locator("body")).hasAttribute("data-connection", "asleep");
      site.work(job, 3, 10);
      assertThat(page.locator("article")).containsText("20 of 1,000");

      hide(page, false);
      assertThat(state(page)).hasText("live");
      assertThat(page.locator("article")).containsText("50 of 1,000");
    }
  }

  private static void hide(Page page, boolean hidden) {
    page.evaluate(
        "hidden => { Object.defineProperty(document, 'hidden', {value: hidden, configurable:"
            + " true}); document.dispatchEvent(new Event('visibilitychange')); }",
        hidden);
  }

  /** A bar that does not move must not look as if it did. */
  @Test
  void what_stands_still_is_seen_to_stand_still(Chromium chromium) {
    try (Site site = Site.open()) {
      ProgressTracker job = site.job("Import", 1_000);
      site.work(job, 60, 5);
      Page page = chromium.open(site.address());
      assertThat(page.locator("article .badge").first()).hasText("Running");

      for (int i = 0; i < 30; i++) {
        site.pass(java.time.Duration.ofSeconds(30));
      }

      assertThat(page.locator(".jobs .badge")).hasText(Pattern.compile("Stalled since .*"));
      assertThat(page.locator(".notice")).containsText("Nothing has been done since");
      assertThat(page.locator("article .bar").first()).hasAttribute("data-state", "stalled");
    }
  }
}
