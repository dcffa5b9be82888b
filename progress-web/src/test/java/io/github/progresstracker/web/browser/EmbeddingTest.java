package io.github.progresstracker.web.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.progresstracker.ProgressTracker;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Pages of a host, on a server of the host, that import the data layer; the examples are such. */
@Tag("browser")
@Timeout(60)
@ExtendWith(Chromium.class)
class EmbeddingTest {

  private static final Path EXAMPLES = Path.of("../examples/web");
  private static final Path REACT = Path.of("src/test/resources/vendor");

  private final Site site = Site.open();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer host;

  @BeforeEach
  void mount() throws IOException {
    host = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    host.setExecutor(threads);
    host.createContext("/progress", site.shown().handler());
    host.createContext("/", EmbeddingTest::serve);
    host.start();
  }

  @AfterEach
  void close() {
    site.close();
    host.stop(0);
    threads.shutdownNow();
  }

  private static void serve(HttpExchange exchange) throws IOException {
    String name = exchange.getRequestURI().getPath().substring(1);
    Path file =
        Stream.of(EXAMPLES, REACT)
            .map(folder -> folder.resolve(name))
            .filter(Files::isRegularFile)
            .findFirst()
            .orElse(null);
    try (exchange;
        OutputStream out = exchange.getResponseBody()) {
      if (file == null) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      String type = name.endsWith("js") ? "text/javascript" : "text/html; charset=utf-8";
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.sendResponseHeaders(200, 0);
      Files.copy(file, out);
    }
  }

  private String at(String path) {
    return "http://127.0.0.1:" + host.getAddress().getPort() + path;
  }

  @Test
  void the_page_works_below_a_path(Chromium chromium) {
    site.work(site.job("Import", 1_000), 10, 10);
    Page page = chromium.open(at("/progress/"));
    assertThat(page.locator("article h2")).hasText("Import");
    assertThat(page.locator(".plot canvas").first()).isVisible();
  }

  @Test
  void a_plain_page_follows_a_job_and_dismisses_its_alerts(Chromium chromium) {
    ProgressTracker job = site.job("import", 1_000);
    site.work(job, 30, 10);
    Page page = chromium.open(at("/plain.html?job=import"));
    Locator bar = page.getByRole(AriaRole.PROGRESSBAR);
    assertThat(bar).hasJSProperty("value", 30);
    assertThat(page.locator("#eta")).hasText(Pattern.compile("(6|7)\\d s left, at most .*"));

    site.broken.add("import");
    site.work(job, 10, 10);
    assertThat(bar).hasJSProperty("value", 40);
    assertThat(page.locator("#alerts")).containsText("it is broken: import");
    page.getByRole(AriaRole.BUTTON).click();
    assertThat(page.locator("#alerts li")).hasCount(0);
  }

  @Test
  void a_react_page_uses_all_four_functions(Chromium chromium) {
    ProgressTracker job = site.job("import", 600);
    job.usage().cost(3.75);
    site.work(job, 30, 10);
    Page page = chromium.open(at("/react.html?job=import"));
    assertThat(page.getByRole(AriaRole.PROGRESSBAR)).hasJSProperty("value", 50);
    assertThat(page.locator("#eta"))
        .hasText(Pattern.compile("ETA: (29|30|31) s \\(confidence .* %\\)"));
    assertThat(page.locator("#rate")).hasText("600");
    assertThat(page.locator("#cost")).hasText("3.75");
    assertThat(page.locator("#error")).hasText("known at the end");

    site.broken.add("import");
    site.work(job, 1, 10);
    page.getByRole(AriaRole.BUTTON).click();
    assertThat(page.getByRole(AriaRole.ALERT)).hasCount(0);

    site.work(job, 29, 10);
    job.complete();
    site.pass(Duration.ofSeconds(1));
    assertThat(page.locator("#eta")).hasText("ended");
    assertThat(page.locator("#error")).hasText(Pattern.compile("\\d+\\.\\d %"));
    assertThat(Integer.parseInt(page.locator("#predictions").textContent())).isPositive();
  }
}
