package io.github.progresstracker.web;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A path that can be asked for, and who answers.
 *
 * <pre>{@code
 * ApiRoute.get("/api/channels/{id}", Scope.READ, call -> ApiResponse.json(channel(call.path("id"))))
 * }</pre>
 *
 * @param method such as {@code GET}, which answers HEAD as well
 * @param template the path; a part in braces stands for any text without a slash, {@code *} as the
 *     last part for one or more parts
 * @param scope what is needed; null if anybody may ask
 * @param handler answers
 */
public record ApiRoute(String method, String template, @Nullable Scope scope, ApiHandler handler) {

  /**
   * Checks the template.
   *
   * @param method such as {@code GET}
   * @param template the path
   * @param scope what is needed, or null
   * @param handler answers
   * @throws IllegalArgumentException if the template does not begin with a slash
   */
  public ApiRoute {
    Objects.requireNonNull(method, "method");
    Objects.requireNonNull(handler, "handler");
    if (!template.startsWith("/")) {
      throw new IllegalArgumentException("a path begins with /, was " + template);
    }
  }

  /**
   * A route for reading.
   *
   * @param template the path
   * @param scope what is needed
   * @param handler answers
   * @return the route
   */
  public static ApiRoute get(String template, Scope scope, ApiHandler handler) {
    return new ApiRoute("GET", template, scope, handler);
  }

  /**
   * A route for doing something.
   *
   * @param template the path
   * @param scope what is needed
   * @param handler answers
   * @return the route
   */
  public static ApiRoute post(String template, Scope scope, ApiHandler handler) {
    return new ApiRoute("POST", template, scope, handler);
  }
}
