package io.github.progresstracker.web.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.opentest4j.TestAbortedException;

/**
 * The browser that is installed, driven through the Node.js that is installed. One for all tests;
 * each gets contexts of its own, and fails if its page had an error that nobody caught.
 */
final class Chromium implements BeforeAllCallback, AfterEachCallback, ParameterResolver {

  private static final List<String> BROWSERS =
      List.of("chromium", "chromium-browser", "google-chrome");

  /** As root there is no sandbox; the rest keeps it from talking to anybody but us. */
  private static final List<String> QUIET =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  /** Playwright ends with the tests: the root store closes what can be closed. */
  private record Running(Playwright playwright, Browser browser) implements AutoCloseable {
    @Override
    public void close() {
      browser.close();
      playwright.close();
    }
  }

  private @Nullable Running running;
  private final List<BrowserContext> contexts = new ArrayList<>();
  private final List<String> errors = new ArrayList<>();

  @Override
  public void beforeAll(ExtensionContext context) {
    running =
        context
            .getRoot()
            .getStore(ExtensionContext.Namespace.create(Chromium.class))
            .computeIfAbsent("running", key -> start(), Running.class);
  }

  private static Running start() {
    Path node = installed(List.of("node")).orElseThrow(() -> missing("node"));
    Path chromium = installed(BROWSERS).orElseThrow(() -> missing("chromium"));
    Playwright playwright =
        Playwright.create(
            new Playwright.CreateOptions()
                .setEnv(
                    Map.of(
                        "PLAYWRIGHT_NODEJS_PATH",
                        node.toString(),
                        "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD",
                        "1")));
    Browser browser =
        playwright
            .chromium()
            .launch(new BrowserType.LaunchOptions().setExecutablePath(chromium).setArgs(QUIET));
    return new Running(playwright, browser);
  }

  /** Said aloud, since what is skipped looks green otherwise. */
  private static TestAbortedException missing(String command) {
    String message = "NOT RUN: the tests of the page need " + command + ", which is not installed";
    System.err.println(message);
    return new TestAbortedException(message);
  }

  private static Optional<Path> installed(List<String> names) {
    return Arrays.stream(System.getenv("PATH").split(java.io.File.pathSeparator))
        .flatMap(folder -> names.stream().map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  Page open(String address) {
    return open(address, options -> {});
  }

  /** A page in a context of its own: what it keeps, nobody else sees. */
  Page open(String address, Consumer<Browser.NewContextOptions> how) {
    Browser.NewContextOptions options = new Browser.NewContextOptions().setLocale("en-GB");
    options.setViewportSize(1280, 900).setTimezoneId("Pacific/Chatham");
    how.accept(options);
    BrowserContext context = context(Objects.requireNonNull(running).browser(), options);
    contexts.add(context);
    Page page = context.newPage();
    page.setDefaultTimeout(15_000);
    page.onPageError(errors::add);
    page.onConsoleMessage(
        message -> Stream.of(message.text()).filter(Chromium::isOurs).forEach(errors::add));
    page.navigate(address);
    return page;
  }

  /** Playwright writes its constants in the letters of the default locale. */
  private static BrowserContext context(Browser browser, Browser.NewContextOptions options) {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.ROOT);
    try {
      return browser.newContext(options);
    } finally {
      Locale.setDefault(before);
    }
  }

  private static boolean isOurs(String message) {
    return message.contains("Content Security Policy") || message.contains("Uncaught");
  }

  @Override
  public void afterEach(ExtensionContext context) {
    contexts.forEach(BrowserContext::close);
    contexts.clear();
    List<String> found = List.copyOf(errors);
    errors.clear();
    if (!found.isEmpty()) {
      throw new AssertionError("the page had errors: " + found);
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Chromium.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return this;
  }
}
