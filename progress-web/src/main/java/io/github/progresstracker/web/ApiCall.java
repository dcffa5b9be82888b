package io.github.progresstracker.web;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request that has found its route, with who asks. Belongs to the thread that handles it.
 *
 * <pre>{@code
 * ApiRoute.get("/api/channels/{id}/errors", Scope.READ, call -> {
 *   Long user = call.userId();                                  // null for all users'
 *   long hours = call.number("hours", 24, 1, 168);              // or the answer is 400
 *   return ApiResponse.json(errors(call.path("id"), user, hours));
 * });
 * }</pre>
 */
public final class ApiCall {

  private final ApiRequest request;
  private final Principal principal;
  private final Map<String, String> path;

  /**
   * A request that has found its route.
   *
   * @param request what is asked
   * @param principal who asks
   * @param path the parts of the path that the template has in braces, decoded
   */
  public ApiCall(ApiRequest request, Principal principal, Map<String, String> path) {
    this.request = Objects.requireNonNull(request, "request");
    this.principal = Objects.requireNonNull(principal, "principal");
    this.path = Map.copyOf(path);
  }

  /**
   * What is asked.
   *
   * @return the request
   */
  public ApiRequest request() {
    return request;
  }

  /**
   * Who asks.
   *
   * @return the principal; of a route that is open to anybody, one without scopes
   */
  public Principal principal() {
    return principal;
  }

  /**
   * A part of the path.
   *
   * @param name its name in the template
   * @return its text, decoded
   * @throws IllegalArgumentException if the template has no such part
   */
  public String path(String name) {
    String value = path.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the template of this route has no {" + name + "}");
    }
    return value;
  }

  /**
   * Whose jobs are asked for: those of the parameter {@code user} if there is one, else the
   * caller's own, else all.
   *
   * @return the user, or null for all users'
   * @throws ApiProblem 400 if the parameter is no whole number, 403 if it is somebody else
   */
  public @Nullable Long userId() {
    Optional<String> asked = request.parameter("user");
    if (asked.isEmpty()) {
      return principal.userId();
    }
    long user = number("user", 0, Long.MIN_VALUE, Long.MAX_VALUE);
    if (principal.userId() != null && principal.userId() != user) {
      throw new ApiProblem(403, principal.name() + " sees the jobs of one user, not of " + user);
    }
    return user;
  }

  /**
   * A parameter that is a whole number.
   *
   * @param name its name
   * @param otherwise what holds if it is not there
   * @param least smallest that is allowed
   * @param most largest that is allowed
   * @return the number
   * @throws ApiProblem 400 if it is no whole number or out of its range
   */
  public long number(String name, long otherwise, long least, long most) {
    Optional<String> text = request.parameter(name);
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      long value = Long.parseLong(text.get());
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw new ApiProblem(
        400,
        name + " must be a whole number from " + least + " to " + most + ", was " + text.get());
  }
}
