package io.github.progresstracker.web.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Makes the pictures of the page for the README; docs/pictures/page.sh runs it. No test. */
@ExtendWith(Chromium.class)
class Pictures {

  @Test
  void draw(Chromium chromium) {
    Path folder = Path.of(System.getProperty("progress.pictures", "../docs/pictures"));
    try (Site site = Site.open()) {
      Gallery.fill(site);
      for (ColorScheme scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
        Page page =
            chromium.open(
                site.address(),
                options -> options.setColorScheme(scheme).setViewportSize(1280, 860));
        assertThat(page.locator(".plot canvas").last()).isVisible();
        String name = "page-" + scheme.name().toLowerCase(java.util.Locale.ROOT) + ".png";
        page.screenshot(new Page.ScreenshotOptions().setPath(folder.resolve(name)));
      }
    }
  }
}
