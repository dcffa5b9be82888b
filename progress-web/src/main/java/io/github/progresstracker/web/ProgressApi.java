package io.github.progresstracker.web;

/**
 * The HTTP API without a server: a function from request to response. Bindings for {@code
 * jdk.httpserver} and Jakarta Servlet are there; one for another server is some twenty lines.
 *
 * <p>All methods may be called by any thread.
 *
 * @see ApiRequest
 */
@FunctionalInterface
public interface ProgressApi {

  /**
   * Answers a request: routing, authentication, validation, JSON. May wait for a store of jobs.
   *
   * @param request what is asked
   * @return the answer, whatever is wrong
   */
  ApiResponse handle(ApiRequest request);
}
