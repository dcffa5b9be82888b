package io.github.progresstracker.web;

/**
 * Answers the requests of one route. Called by many threads at once.
 *
 * @see ApiRoute
 */
@FunctionalInterface
public interface ApiHandler {

  /**
   * Answers.
   *
   * @param call the request, with who asks and what the path says
   * @return the answer
   * @throws ApiProblem if there is something wrong with the request
   * @throws Exception if there is something wrong here; told as 500 without a word more, and logged
   */
  ApiResponse handle(ApiCall call) throws Exception;
}
