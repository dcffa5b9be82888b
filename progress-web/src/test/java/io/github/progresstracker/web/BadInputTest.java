package io.github.progresstracker.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.progresstracker.testing.ManualClock;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BadInputTest {

  private static final String PATH = "/api/internal/jobs/progress";

  private final ManualClock clock = new ManualClock(Instant.parse("2025-11-10T12:30:00Z"));
  private final KeptInMemory store = new KeptInMemory(clock);
  private final ProgressWeb web =
      store.web().authenticator(Authenticator.bearer("all", Scope.values())).build();
  private final Calls calls = new Calls(web.api()).token("all");

  @AfterEach
  void close() {
    web.close();
  }

  static Stream<Arguments> bodies() {
    return Stream.of(
        body(400, "nothing", ""),
        body(400, "half", "{'jobId':'j','status':"),
        body(400, "an array", "[]"),
        body(400, "null", "null"),
        body(400, "a number", "17"),
        body(400, "no JSON", "jobId=j&status=processing"),
        body(400, "NaN", "{'jobId':'j','status':'processing','processedItems':NaN}"),
        body(400, "duplicate keys", "{'jobId':'j','jobId':'k','status':'processing'}"),
        body(400, "two documents", "{'jobId':'j','status':'processing'}{}"),
        body(
            400,
            "depth 1,000",
            "{'jobId':'j','status':'processing','details':"
                + "[".repeat(1_000)
                + "]".repeat(1_000)
                + "}"),
        body(
            400,
            "a very long number",
            "{'jobId':'j','status':'processing','processedItems':" + "9".repeat(500) + "}"),
        body(413, "10 KB and one byte", sized(10 * 1024 + 1)),
        body(413, "10,000 types", types(10_000)),
        body(422, "300 types", types(300)),
        body(422, "no job", "{'status':'processing'}"),
        body(422, "no status", "{'jobId':'j'}"),
        body(422, "an unknown status", "{'jobId':'j','status':'done'}"),
        body(422, "a blank job", "{'jobId':' ','status':'processing'}"),
        body(
            422, "a job that is too long", "{'jobId':'" + "j".repeat(401) + "','status':'paused'}"),
        body(422, "a job with a NUL", "{'jobId':'a\\u0000','status':'processing'}"),
        body(422, "half a surrogate pair", "{'jobId':'a\\ud800','status':'processing'}"),
        body(422, "a job that is a number", "{'jobId':17,'status':'processing'}"),
        body(422, "two names of the job", "{'jobId':'j','job_id':'j','status':'processing'}"),
        body(422, "a negative count", "{'jobId':'j','status':'processing','processedItems':-1}"),
        body(422, "a broken count", "{'jobId':'j','status':'processing','processedItems':1.5}"),
        body(422, "a huge count", "{'jobId':'j','status':'processing','processedItems':1e30}"),
        body(422, "a text for a count", "{'jobId':'j','status':'paused','processedItems':'1'}"),
        body(422, "a negative rate", "{'jobId':'j','status':'paused','ratePerSecond':-0.5}"),
        body(422, "a negative type", "{'jobId':'j','status':'paused','itemsByType':{'a':-1}}"),
        body(422, "types in a list", "{'jobId':'j','status':'paused','itemsByType':[1]}"),
        body(422, "a type without a name", "{'jobId':'j','status':'paused','itemsByType':{'':1}}"),
        body(422, "a type with HTML", "{'jobId':'j','status':'paused','itemsByType':{'<b>':1}}"),
        body(422, "a label that is an object", "{'jobId':'j','status':'paused','labels':{'a':{}}}"),
        body(
            422,
            "101 labels",
            "{'jobId':'j','status':'paused','labels':{"
                + IntStream.range(0, 101)
                    .mapToObj(i -> "'" + i + "':'a'")
                    .collect(Collectors.joining(","))
                + "}}"),
        body(
            422,
            "a future time",
            "{'jobId':'j','status':'paused'," + "'timestamp':'2025-11-10T12:35:01Z'}"),
        body(422, "no time", "{'jobId':'j','status':'paused','timestamp':'yesterday'}"),
        body(422, "an epoch alone", "{'jobId':'j','status':'paused','epoch':1}"),
        body(422, "a blank key", "{'jobId':'j','status':'paused','idempotencyKey':''}"),
        body(422, "alive for no time", "{'jobId':'j','status':'paused','keepAliveSeconds':0}"),
        body(422, "details in a list", "{'jobId':'j','status':'paused','details':[]}"));
  }

  private static Arguments body(int status, String what, String body) {
    return Arguments.of(status, what, body.replace('\'', '"'));
  }

  private static String sized(int bytes) {
    String start = "{'jobId':'j','status':'processing','details':{'text':'";
    return start + "x".repeat(bytes - start.length() - 3) + "'}}";
  }

  private static String types(int number) {
    return "{'jobId':'j','status':'processing','itemsByType':{"
        + IntStream.range(0, number)
            .mapToObj(i -> "'type" + i + "':1")
            .collect(Collectors.joining(","))
        + "}}";
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("bodies")
  void a_bad_report_is_a_problem_and_nothing_is_stored(int status, String what, String body) {
    ApiResponse.Full response = calls.post(PATH, body);
    assertThat(response.status()).as(Calls.text(response)).isEqualTo(status);
    assertProblem(response);
    assertThat(store.applies()).isZero();
  }

  @Test
  void a_body_of_ten_kilobytes_is_taken() {
    assertThat(calls.post(PATH, sized(10 * 1024).replace('\'', '"')).status()).isEqualTo(204);
  }

  @Test
  void all_that_is_wrong_is_told_with_its_place() {
    ApiResponse.Full response =
        calls.post(
            PATH, "{\"status\":\"what\",\"processedItems\":-1,\"itemsByType\":{\"a/b\":-1}}");
    JsonNode errors = Calls.json(response).path("errors");
    assertThat(errors.findValuesAsText("pointer"))
        .containsExactly("/jobId", "/status", "/processedItems", "/itemsByType/a~1b");
    assertThat(errors.get(1).path("detail").asText()).contains("credential_expiry");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "application/json-patch+json",
        "",
        "json"
      })
  void what_says_that_it_is_no_json_is_not_read(String type) {
    ApiResponse.Full response = calls.header("Content-Type", type).post(PATH, "{}");
    assertThat(response.status()).isEqualTo(415);
    assertProblem(response);
  }

  @Test
  void a_length_that_is_too_long_is_refused_before_it_is_read() {
    assertThat(calls.header("Content-Length", "10241").post(PATH, "{}").status()).isEqualTo(413);
    assertThat(calls.header("Content-Length", "9".repeat(30)).post(PATH, "{}").status())
        .isEqualTo(400);
  }

  @Test
  void bytes_that_are_no_text_are_refused() {
    byte[] bytes =
        "{\"jobId\":\"\u00e9\",\"status\":\"paused\"}".getBytes(StandardCharsets.ISO_8859_1);
    ApiResponse response =
        web.api()
            .handle(
                new ApiRequest(
                    "POST",
                    PATH,
                    Map.of(),
                    Map.of("Host", List.of("localhost"), "Authorization", List.of("Bearer all")),
                    new ByteArrayInputStream(bytes),
                    "test"));
    assertThat(response.status()).isEqualTo(400);
    assertThat(store.applies()).isZero();
  }

  private static void assertProblem(ApiResponse.Full response) {
    assertThat(response.headers()).containsEntry("Content-Type", "application/problem+json");
    JsonNode problem = Calls.json(response);
    assertThat(problem.path("status").asInt()).isEqualTo(response.status());
    assertThat(problem.path("detail").asText()).isNotBlank();
    assertThat(OpenApi.read().faults("Problem", problem)).isEmpty();
  }

  // ---- anything at all -----------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void whatever_is_asked_the_answer_is_one_of_those_that_are_documented(long seed) {
    Map<String, Set<Integer>> documented = OpenApi.read().operations();
    SplittableRandom random = new SplittableRandom(seed);
    Map<Integer, Integer> statuses = new LinkedHashMap<>();
    int stored = 0;
    for (int i = 0; i < 5_000; i++) {
      ApiRoute route = Hostile.oneOf(random, web.parts().routes());
      String path = Hostile.path(random, route.template());
      String method = random.nextInt(10) == 0 ? Hostile.method(random) : route.method();
      Calls as = Hostile.headers(random, calls);
      ApiResponse response;
      try {
        response = as.ask(method, path + Hostile.query(random), Hostile.body(random));
      } catch (ApiProblem badQuery) {
        continue; // What a binding answers with.
      }
      if (response instanceof ApiResponse.Stream stream) {
        stream.body().close();
      }
      int status = response.status();
      statuses.merge(status, 1, Integer::sum);
      assertThat(status).as(method + " " + path).isLessThan(500);
      if (response instanceof ApiResponse.Full full && status >= 400) {
        assertThat(Calls.json(full).path("status").asInt()).isEqualTo(status);
      }
      if (method.equals(route.method()) && path.equals(Hostile.plain(route.template()))) {
        String operation =
            route.method().toUpperCase(Locale.ROOT)
                + " "
                + OpenApiTest.documented(route.template());
        assertThat(documented.get(operation)).as(operation).contains(status);
      }
      stored += path.startsWith(PATH) && status < 300 ? 1 : 0;
    }
    assertThat(statuses).containsKeys(200, 400, 401, 403, 404, 405, 413, 415, 422);
    assertThat(store.jobs()).isLessThanOrEqualTo(stored);
  }
}
