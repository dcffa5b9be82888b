package io.github.progresstracker.web.internal;

import io.github.progresstracker.ProgressClock;
import io.github.progresstracker.web.ApiProblem;
import io.github.progresstracker.web.ApiRequest;
import io.github.progresstracker.web.ApiResponse;
import io.github.progresstracker.web.ProgressApi;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The API in a servlet container. */
public final class ServletBinding implements AutoCloseable {

  private final ProgressApi api;
  private final Watchdog watchdog;
  private final ProgressClock clock;
  private final StreamWriters writers;
  private final OpenBodies streams = new OpenBodies();

  ServletBinding(ProgressApi api, StreamWriters writers, Watchdog watchdog, ProgressClock clock) {
    this.api = api;
    this.writers = writers;
    this.watchdog = watchdog;
    this.clock = clock;
  }

  /**
   * Answers a request.
   *
   * @param request of the container
   * @param response of the container
   * @throws IOException if nobody waits for the answer any more
   */
  public void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
    ApiResponse answer = answer(request);
    response.setStatus(answer.status());
    answer.headers().forEach(response::setHeader);
    if (answer instanceof ApiResponse.Full full) {
      send(request, response, full);
    } else if (answer instanceof ApiResponse.Stream stream) {
      begin(request, response, stream.body());
    }
  }

  private ApiResponse answer(HttpServletRequest request) throws IOException {
    String base = request.getContextPath() + request.getServletPath();
    String uri = request.getRequestURI();
    String path = uri.startsWith(base) ? uri.substring(base.length()) : uri;
    if (path.isEmpty()) {
      return ApiResponse.empty(308).with("Location", base + "/");
    }
    GuardedInput body =
        new GuardedInput(request.getInputStream(), watchdog, clock, JdkBinding.BODY_DEADLINE);
    try {
      return api.handle(
          new ApiRequest(
              request.getMethod(),
              path,
              ApiRequest.parseQuery(request.getQueryString()),
              headers(request),
              body,
              request.getRemoteAddr()));
    } catch (ApiProblem problem) {
      return Problems.response(problem);
    } finally {
      body.drain();
    }
  }

  private static Map<String, List<String>> headers(HttpServletRequest request) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    for (String name : Collections.list(request.getHeaderNames())) {
      headers.put(name, Collections.list(request.getHeaders(name)));
    }
    return headers;
  }

  private static void send(
      HttpServletRequest request, HttpServletResponse response, ApiResponse.Full answer)
      throws IOException {
    if (answer.status() == 204 || answer.status() == 304) {
      return;
    }
    response.setContentLength(answer.body().length);
    if (!request.getMethod().equals("HEAD")) {
      response.getOutputStream().write(answer.body());
    }
  }

  /** The container's thread goes back; others write the stream. */
  private void begin(
      HttpServletRequest request, HttpServletResponse response, ApiResponse.Body body)
      throws IOException {
    streams.add(body);
    try {
      response.flushBuffer();
      AsyncContext context = request.startAsync(request, response);
      context.setTimeout(0);
      writers.begin(body, response.getOutputStream(), () -> end(context, body));
    } catch (IOException | RuntimeException | Error e) {
      body.close();
      streams.remove(body);
      throw e;
    }
  }

  private void end(AsyncContext context, ApiResponse.Body body) {
    body.close();
    complete(context);
    streams.remove(body);
  }

  private static void complete(AsyncContext context) {
    try {
      context.complete();
    } catch (IllegalStateException e) {
      // The container has ended it already, because the connection is gone.
    }
  }

  /** Ends the streams, and gives them a moment to say so to their readers. */
  @Override
  public void close() {
    streams.close();
  }
}
