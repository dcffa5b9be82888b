package io.github.progresstracker.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.TrackerSpec;
import io.github.progresstracker.testing.ManualClock;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecurityTest {

  private final ManualClock clock = new ManualClock(Instant.parse("2025-11-10T12:30:00Z"));
  private final KeptInMemory store = new KeptInMemory(clock);
  private final ProgressWeb web =
      store
          .web()
          .authenticator(
              Authenticator.bearer("reads", Scope.READ)
                  .or(Authenticator.bearer("controls", Scope.READ, Scope.CONTROL))
                  .or(Authenticator.bearer("reports", Scope.INGEST))
                  .or(
                      Authenticator.bearer(
                          "seven", new Principal("seven", Set.of(Scope.READ, Scope.CONTROL), 7L))))
          .allowHosts("progress.example.org")
          .allowOrigins("https://www.example.org")
          .build();
  private final ProgressRegistry registry =
      web.show(ProgressRegistry.builder().clock(clock).manualSampling());
  private final Calls calls = new Calls(web.api());

  SecurityTest() {
    registry.start(TrackerSpec.named("of seven").id("7").label("user_id", "7").total(10));
    registry.start(TrackerSpec.named("of eight").id("8").label("user_id", "8").total(10));
  }

  @AfterEach
  void close() {
    registry.close();
    web.close();
  }

  @Test
  void another_machine_is_not_served_without_an_authenticator() throws Exception {
    InetSocketAddress everywhere = new InetSocketAddress(InetAddress.getByName("0.0.0.0"), 0);
    try (ProgressWeb open = ProgressWeb.builder().build()) {
      assertThatThrownBy(() -> open.serve(everywhere))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("give ProgressWeb.builder().authenticator(…)");
    }
    try (ProgressServer server = web.serve(everywhere)) {
      assertThat(server.port()).isPositive();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LOCALHOST:80",
        "127.0.0.1:8080",
        "[::1]:1",
        "[::1]",
        "progress.example.org:443"
      })
  void it_goes_by_these_names(String host) {
    assertThat(calls.header("Host", host).token("reads").get("/api/progress").status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "localhost.evil.example:80",
        "127.0.0.1.evil.example",
        "",
        "[::2]",
        "127.0.0.2"
      })
  void another_name_is_refused_before_anything_else(String host) {
    assertThat(calls.header("Host", host).token("reads").get("/api/progress").status())
        .isEqualTo(403);
    assertThat(calls.header("Host", host).get("/").status()).isEqualTo(403);
    assertThat(calls.header("Host", host).get("/nowhere").status()).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Bearer",
        "Bearer ",
        "Bearer wrong",
        "Basic cmVhZHM6",
        "reads",
        "Bearer READS",
        "Bearer reads reads"
      })
  void who_has_no_token_is_asked_for_one(String authorization) {
    for (String body : new String[] {"", "{", "{}", "x".repeat(20_000)}) {
      ApiResponse.Full response =
          calls.header("Authorization", authorization).post("/api/internal/jobs/progress", body);
      assertThat(response.status()).isEqualTo(401);
      assertThat(response.headers()).containsEntry("WWW-Authenticate", "Bearer");
      assertThat(Calls.text(response)).doesNotContain("wrong");
    }
    assertThat(calls.header("Authorization", authorization).get("/api/progress").status())
        .isEqualTo(401);
    assertThat(store.jobs()).isZero();
  }

  @Test
  void the_scheme_is_of_any_case() {
    assertThat(calls.header("Authorization", "bearer reads").get("/api/worker").status())
        .isEqualTo(200);
  }

  @Test
  void one_scope_does_not_include_another() {
    assertThat(calls.token("reads").post("/api/progress/7/stop", "").status()).isEqualTo(403);
    assertThat(calls.token("reads").post("/api/internal/jobs/progress", "{}").status())
        .isEqualTo(403);
    assertThat(calls.token("controls").post("/api/internal/jobs/progress", "{}").status())
        .isEqualTo(403);
    assertThat(calls.token("reports").get("/api/progress").status()).isEqualTo(403);
    assertThat(calls.token("controls").post("/api/progress/7/stop", "").status()).isEqualTo(202);
  }

  @Test
  void a_user_sees_and_controls_their_own_jobs() throws Exception {
    Calls seven = calls.token("seven");
    assertThat(seven.json("/api/progress").path("jobs").findValuesAsText("id"))
        .containsExactly("7");
    assertThat(seven.json("/api/progress").get("users").isNull()).isTrue();
    assertThat(seven.get("/api/progress/8").status()).isEqualTo(404);
    assertThat(seven.get("/api/progress/8/history").status()).isEqualTo(404);
    assertThat(seven.get("/api/progress/8/timeline").status()).isEqualTo(404);
    assertThat(seven.post("/api/progress/8/stop", "").status()).isEqualTo(404);
    assertThat(seven.get("/api/progress?user=8").status()).isEqualTo(403);
    assertThat(seven.get("/api/progress?user=7").status()).isEqualTo(200);
    try (OpenStream stream = OpenStream.of(seven, "/api/progress/stream")) {
      assertThat(stream.next().json().path("jobs").findValuesAsText("id")).containsExactly("7");
      registry.find("8").orElseThrow().fail("no");
      registry.find("7").orElseThrow().complete();
      registry.flush(Duration.ofSeconds(10));
      assertThat(stream.next().json().path("id").asText()).isEqualTo("7");
    }
  }

  @Test
  void who_may_not_control_is_offered_nothing() {
    assertThat(calls.token("reads").json("/api/progress/7").path("controls")).isEmpty();
    assertThat(calls.token("controls").json("/api/progress/7").path("controls"))
        .hasToString("[\"stop\"]");
  }

  @Test
  void without_an_authenticator_anybody_may_look_and_nobody_may_do_anything() {
    try (ProgressWeb open = store.web().build()) {
      Calls anybody = new Calls(open.api()).header("X-Progress-Request", "1");
      assertThat(anybody.get("/api/progress").status()).isEqualTo(200);
      assertThat(anybody.post("/api/progress/7/stop", "").status()).isEqualTo(403);
      assertThat(anybody.post("/api/internal/jobs/progress", "{}").status()).isEqualTo(401);
    }
  }

  @Test
  void another_page_cannot_make_a_browser_do_anything() {
    try (ProgressWeb open =
        ProgressWeb.builder()
            .clock(clock)
            .manual()
            .controls(true)
            .allowOrigins("https://www.example.org")
            .build()) {
      Calls browser = new Calls(open.api());
      assertThat(browser.post("/api/progress/7/stop", "").status()).isEqualTo(403);
      Calls meant = browser.header("X-Progress-Request", "1");
      assertThat(meant.post("/api/progress/7/stop", "").status()).isEqualTo(404);
      assertThat(
              meant
                  .header("Sec-Fetch-Site", "cross-site")
                  .post("/api/progress/7/stop", "")
                  .status())
          .isEqualTo(403);
      assertThat(
              meant
                  .header("Sec-Fetch-Site", "cross-site")
                  .header("Origin", "https://www.example.org")
                  .post("/api/progress/7/stop", "")
                  .status())
          .isEqualTo(404);
      assertThat(
              meant
                  .header("Sec-Fetch-Site", "same-origin")
                  .post("/api/progress/7/stop", "")
                  .status())
          .isEqualTo(404);
    }
  }

  @Test
  void only_allowed_origins_may_ask() {
    Calls allowed = calls.token("reads").header("Origin", "https://www.example.org");
    assertThat(allowed.get("/api/progress").headers())
        .containsEntry("Access-Control-Allow-Origin", "https://www.example.org");
    Calls other = calls.token("reads").header("Origin", "https://www.example.org.evil.example");
    assertThat(other.get("/api/progress").headers())
        .doesNotContainKey("Access-Control-Allow-Origin")
        .containsEntry("Vary", "Origin");
    ApiResponse preflight =
        allowed
            .header("Access-Control-Request-Method", "POST")
            .ask("OPTIONS", "/api/progress/7/stop", "");
    assertThat(preflight.status()).isEqualTo(204);
    assertThat(preflight.headers()).containsEntry("Access-Control-Allow-Methods", "OPTIONS, POST");
  }

  @Test
  void every_answer_makes_a_browser_careful() {
    for (String path : new String[] {"/", "/api/progress", "/nowhere", "/openapi.yaml"}) {
      assertThat(calls.get(path).headers())
          .containsEntry("X-Content-Type-Options", "nosniff")
          .containsEntry("Referrer-Policy", "no-referrer")
          .containsEntry(
              "Content-Security-Policy",
              "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
                  + " img-src 'self' data:; base-uri 'none'; form-action 'none';"
                  + " frame-ancestors 'self'");
    }
  }

  @Test
  void methods_that_are_not_there_are_told_which_are() {
    ApiResponse.Full response = calls.token("reads").post("/api/progress", "");
    assertThat(response.status()).isEqualTo(405);
    assertThat(response.headers()).containsEntry("Allow", "GET, HEAD, OPTIONS");
    assertThat(calls.ask("OPTIONS", "/api/progress", "").headers())
        .containsEntry("Allow", "GET, HEAD, OPTIONS");
    assertThat(calls.ask("BREW", "/api/progress", "").status()).isEqualTo(405);
    assertThat(calls.token("reads").ask("HEAD", "/api/progress", "").status()).isEqualTo(200);
    assertThat(calls.token("reads").ask("HEAD", "/api/progress/stream", "").status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/assets/../../../../etc/passwd",
        "/assets/%2e%2e/ProgressWeb.class",
        "/assets/..%2f..%2fProgressWeb.class",
        "/assets//etc/passwd",
        "/assets/.hidden",
        "/assets/a\u0000b.js",
        "/assets/",
        "/assets/..",
        "/assets/internal/Web.class",
        "/assets/%00.js",
        "/assets/a\\..\\b.js"
      })
  void files_of_the_page_and_no_others_are_served(String path) {
    assertThat(calls.get(path).status()).isEqualTo(404);
  }

  @Test
  void a_path_that_is_not_encoded_as_it_should_be_is_refused() {
    assertThat(calls.get("/api/progress/%zz").status()).isEqualTo(400);
  }

  @Test
  void what_goes_wrong_here_is_not_told() {
    try (ProgressWeb broken =
        ProgressWeb.builder()
            .clock(clock)
            .manual()
            .route(
                ApiRoute.get(
                    "/broken",
                    Scope.READ,
                    call -> {
                      throw new IllegalStateException("the password is 1234");
                    }))
            .build()) {
      ApiResponse.Full response = new Calls(broken.api()).get("/broken");
      assertThat(response.status()).isEqualTo(500);
      assertThat(Calls.text(response)).doesNotContain("1234");
    }
  }

  @Test
  void tokens_that_were_forgotten_are_no_tokens() {
    assertThatThrownBy(() -> Authenticator.bearer("", Scope.READ))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is the environment variable set?");
    assertThatThrownBy(() -> Authenticator.bearer("a b", Scope.READ))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Authenticator.bearer("token"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
