package io.github.progresstracker.web.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.github.progresstracker.PhaseSpec;
import io.github.progresstracker.ProgressPhase;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.TrackerSpec;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Makes the pictures of the page for the README; docs/pictures/page.sh runs it. No test. */
@ExtendWith(Chromium.class)
class Pictures {

  @Test
  void draw(Chromium chromium) {
    Path folder = Path.of(System.getProperty("progress.pictures", "../docs/pictures"));
    try (Site site = Site.open()) {
      ProgressTracker job =
          site.engine()
              .start(TrackerSpec.named("Nightly import").id("nightly").total(4_000).unit("files"));
      ProgressTracker batch = job.child(TrackerSpec.named("Batch 7").total(1_000).step(7, 10));
      ProgressPhase reading = batch.phase(PhaseSpec.named("reading").total(1_000));
      reading.advance(1_000);
      reading.close();
      ProgressPhase writing = batch.phase(PhaseSpec.named("writing").total(1_000));
      job.skip(1_800);
      job.activity().count("orders", 1_640);
      job.activity().count("customers", 720);
      job.activity().count("invoices", 410);
      job.usage().tokens(412_000);
      job.usage().cost(1.24);
      site.broken.add("nightly");
      Random random = new Random(7);
      Gallery.fill(
          site,
          second -> {
            long step = 3L + random.nextInt(3);
            writing.advance(step);
            batch.advance(step);
          });
      for (ColorScheme scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
        Page page =
            chromium.open(
                site.address() + "#nightly",
                options -> options.setColorScheme(scheme).setViewportSize(1280, 860));
        assertThat(page.locator(".plot canvas").last()).isVisible();
        String name = "page-" + scheme.name().toLowerCase(java.util.Locale.ROOT) + ".png";
        page.screenshot(new Page.ScreenshotOptions().setPath(folder.resolve(name)));
      }
    }
  }
}
