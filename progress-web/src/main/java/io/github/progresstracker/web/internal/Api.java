package io.github.progresstracker.web.internal;

import io.github.progresstracker.web.ApiCall;
import io.github.progresstracker.web.ApiProblem;
import io.github.progresstracker.web.ApiRequest;
import io.github.progresstracker.web.ApiResponse;
import io.github.progresstracker.web.ApiRoute;
import io.github.progresstracker.web.Authenticator;
import io.github.progresstracker.web.Principal;
import io.github.progresstracker.web.ProgressApi;
import io.github.progresstracker.web.Scope;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From a request to a response: which host was asked, which route it is, who asks, whether they may
 * and whether they meant to; then the route's handler; and around all that the headers that make a
 * browser careful.
 */
public final class Api implements ProgressApi {

  private static final Logger LOG = LoggerFactory.getLogger("io.github.progresstracker");

  private static final Principal NOBODY = new Principal("nobody", Set.of(), null);
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

  private final Settings settings;
  private final RouteTable routes;
  private final Principal anonymous;
  private final String contentSecurityPolicy;

  /**
   * The API.
   *
   * @param settings how it is built
   * @param routes where what is
   */
  public Api(Settings settings, List<ApiRoute> routes) {
    this.settings = settings;
    this.routes = new RouteTable(routes);
    Set<Scope> scopes = EnumSet.of(Scope.READ);
    if (settings.controls()) {
      scopes.add(Scope.CONTROL);
    }
    this.anonymous = new Principal("anonymous", scopes, null);
    this.contentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
            + " img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors "
            + settings.frameAncestors();
  }

  @Override
  public ApiResponse handle(ApiRequest request) {
    ApiResponse response;
    try {
      response = answer(request);
    } catch (ApiProblem problem) {
      response = Problems.response(problem);
    } catch (Exception | StackOverflowError e) {
      LOG.warn("{} {} could not be answered", request.method(), request.path(), e);
      response = Problems.response(new ApiProblem(500, "something went wrong here; see the log"));
    }
    return headers(request, response);
  }

  private ApiResponse answer(ApiRequest request) throws Exception {
    requireHost(request);
    if (request.method().equals("OPTIONS")) {
      return options(request);
    }
    RouteTable.Match match = routes.find(request.method(), request.path());
    Principal principal = principal(request, match.route().scope());
    if (!SAFE.contains(request.method())) {
      requireIntent(request);
    }
    boolean snake = snake(request);
    ApiResponse response =
        match.route().handler().handle(new ApiCall(request, principal, match.parameters()));
    if (request.method().equals("HEAD") && response instanceof ApiResponse.Stream stream) {
      stream.body().close();
      return new ApiResponse.Full(stream.status(), stream.headers(), new byte[0]);
    }
    return snake ? inSnakeCase(response) : response;
  }

  // ---- who, and whether they may -------------------------------------------------------------

  /**
   * A page of another name that resolves to this address can make a browser ask; its name is in the
   * request.
   */
  private void requireHost(ApiRequest request) {
    String host = request.header("host").map(Api::withoutPort).orElse("");
    if (!LOOPBACK.contains(host) && !settings.hosts().contains(host)) {
      throw new ApiProblem(
          403,
          "this server does not go by the name '"
              + host
              + "'; if it should, allow it with ProgressWeb.Builder.allowHosts");
    }
  }

  private static String withoutPort(String host) {
    int end = host.lastIndexOf(':');
    boolean port = end > host.lastIndexOf(']');
    return (port ? host.substring(0, end) : host).toLowerCase(Locale.ROOT);
  }

  private Principal principal(ApiRequest request, @Nullable Scope scope) {
    if (scope == null) {
      return NOBODY;
    }
    Principal principal = authenticated(request, scope).orElseThrow(Api::unknown);
    if (!principal.may(scope)) {
      throw new ApiProblem(
          403,
          principal.name()
              + " may not do this, it needs the scope "
              + scope.name().toLowerCase(Locale.ROOT));
    }
    return principal;
  }

  /** Nobody reports without a token: who reads is a guest, who writes has to be known. */
  private Optional<Principal> authenticated(ApiRequest request, Scope scope) {
    Authenticator authenticator = settings.authenticator();
    if (authenticator != null) {
      return authenticator.authenticate(request);
    }
    return scope == Scope.INGEST ? Optional.empty() : Optional.of(anonymous);
  }

  private static ApiProblem unknown() {
    return new ApiProblem(
        401,
        "send a token that is known here, as Authorization: Bearer TOKEN",
        List.of(),
        Map.of("WWW-Authenticate", "Bearer"));
  }

  /** What a page of another origin can make a browser send has neither of these headers. */
  private void requireIntent(ApiRequest request) {
    if (request.header("authorization").isEmpty()
        && request.header("x-progress-request").isEmpty()) {
      throw new ApiProblem(
          403, "send the header X-Progress-Request: 1, so that it is no other page that asks");
    }
    Optional<String> site = request.header("sec-fetch-site");
    boolean own = site.isEmpty() || site.get().equals("same-origin") || site.get().equals("none");
    if (!own && origin(request).isEmpty()) {
      throw new ApiProblem(403, "a page of another origin may not do this");
    }
  }

  // ---- other origins -------------------------------------------------------------------------

  private Optional<String> origin(ApiRequest request) {
    return request.header("origin").filter(settings.origins()::contains);
  }

  private ApiResponse options(ApiRequest request) {
    String allowed = routes.allowed(request.path());
    if (allowed.isEmpty()) {
      throw new ApiProblem(404, "there is nothing at " + request.path());
    }
    ApiResponse response = ApiResponse.empty(204).with("Allow", allowed);
    if (origin(request).isEmpty() || request.header("access-control-request-method").isEmpty()) {
      return response;
    }
    return response
        .with("Access-Control-Allow-Methods", allowed)
        .with(
            "Access-Control-Allow-Headers",
            "Authorization, Content-Type, Idempotency-Key, If-None-Match, Last-Event-ID,"
                + " X-Progress-Request")
        .with("Access-Control-Max-Age", "600");
  }

  private ApiResponse headers(ApiRequest request, ApiResponse response) {
    ApiResponse careful =
        response
            .with("Content-Security-Policy", contentSecurityPolicy)
            .with("X-Content-Type-Options", "nosniff")
            .with("Referrer-Policy", "no-referrer");
    if (!response.headers().containsKey("Cache-Control")) {
      careful = careful.with("Cache-Control", "no-store");
    }
    if (settings.origins().isEmpty()) {
      return careful;
    }
    String other = response.headers().get("Vary");
    ApiResponse varying = careful.with("Vary", other == null ? "Origin" : "Origin, " + other);
    return origin(request)
        .map(
            origin ->
                varying
                    .with("Access-Control-Allow-Origin", origin)
                    .with("Access-Control-Expose-Headers", "ETag, Retry-After"))
        .orElse(varying);
  }

  // ---- names ---------------------------------------------------------------------------------

  /** Whether keys are wanted in snake_case. */
  boolean snake(ApiRequest request) {
    String naming = request.parameter("naming").orElse(settings.snake() ? "snake" : "camel");
    return switch (naming) {
      case "snake" -> true;
      case "camel" -> false;
      default -> throw new ApiProblem(400, "naming must be camel or snake, was " + naming);
    };
  }

  private static ApiResponse inSnakeCase(ApiResponse response) {
    return response instanceof ApiResponse.Full full
            && "application/json".equals(full.headers().get("Content-Type"))
        ? new ApiResponse.Full(full.status(), full.headers(), Json.snake(full.body()))
        : response;
  }
}
