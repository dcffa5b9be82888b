package io.github.progresstracker.web.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.TrackerSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Measures how soon the page shows 500 jobs; benchmarks/results/page-jdk17.md says how to run it.
 */
@ExtendWith(Chromium.class)
class PageReport {

  private static final int JOBS = 500;
  private static final int ROUNDS = 11;

  /** From the start of the navigation; `listed` is when all the rows of the list are there. */
  private static final String WATCH =
      "window.seen = {}; new MutationObserver(() => {"
          + " const rows = document.querySelectorAll('.jobs li').length;"
          + " if (rows >= 500 && !window.seen.listed) requestAnimationFrame(() =>"
          + " setTimeout(() => window.seen.listed ??= performance.now())); })"
          + ".observe(document, {subtree: true, childList: true});";

  @Test
  void measure(Chromium chromium) throws IOException {
    try (Site site = Site.open()) {
      for (int i = 0; i < JOBS; i++) {
        ProgressTracker job =
            site.engine().start(TrackerSpec.named("Channel number " + i).total(10_000));
        job.advance(i * 19L);
      }
      site.pass(Duration.ofSeconds(30));
      List<Double> first = new ArrayList<>();
      List<Double> listed = new ArrayList<>();
      Map<?, ?> weight = Map.of();
      for (int i = 0; i < ROUNDS; i++) {
        Page page = chromium.open("about:blank");
        page.addInitScript(WATCH);
        page.navigate(site.address());
        page.waitForFunction("() => window.seen.listed");
        assertThat(page.locator(".jobs li")).hasCount(JOBS);
        first.add(
            number(page, "performance.getEntriesByName('first-contentful-paint')[0].startTime"));
        listed.add(number(page, "window.seen.listed"));
        weight = (Map<?, ?>) page.evaluate(WEIGHT);
        page.close();
      }
      String report =
          String.format(
              Locale.ROOT,
              "| | median | worst of %d |%n|---|---:|---:|%n| first contentful paint, ms | %.0f |"
                  + " %.0f |%n| all %d jobs painted, ms | %.0f | %.0f |%n%nFiles of the page: %s"
                  + " bytes over the wire, %s bytes uncompressed, in %s files.%n",
              ROUNDS,
              median(first),
              worst(first),
              JOBS,
              median(listed),
              worst(listed),
              weight.get("wire"),
              weight.get("raw"),
              weight.get("files"));
      System.out.println(report);
      Files.writeString(Path.of("target/page-report.md"), report);
    }
  }

  private static final String WEIGHT =
      "() => { const all = [...performance.getEntriesByType('navigation'),"
          + " ...performance.getEntriesByType('resource')].filter(e => !e.name.includes('/api/'));"
          + " const sum = key => all.reduce((n, e) => n + e[key], 0); return {wire:"
          + " sum('transferSize'), raw: sum('decodedBodySize'), files: all.length}; }";

  private static double number(Page page, String expression) {
    return ((Number) page.evaluate("() => " + expression)).doubleValue();
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
  }

  private static double worst(List<Double> values) {
    return values.stream().max(Double::compare).orElseThrow();
  }
}
