package io.github.progresstracker.web;

import io.github.progresstracker.web.internal.BearerAuthenticator;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Finds out who sent a request. Bring the host's own, or use tokens:
 *
 * <pre>{@code
 * Authenticator.bearer(System.getenv("DASHBOARD_TOKEN"), Scope.READ, Scope.CONTROL)
 *     .or(Authenticator.bearer(System.getenv("CRAWLER_API_TOKEN"), Scope.INGEST))
 * }</pre>
 *
 * <p>Called by many threads at once.
 */
@FunctionalInterface
public interface Authenticator {

  /**
   * Finds out who it is. Must not read the body.
   *
   * @param request what came in
   * @return who sent it; empty if nobody knows, which is answered with 401
   */
  Optional<Principal> authenticate(ApiRequest request);

  /**
   * Asks another one what this one does not know.
   *
   * @param other asked next
   * @return both
   */
  default Authenticator or(Authenticator other) {
    Objects.requireNonNull(other, "other");
    return request -> authenticate(request).or(() -> other.authenticate(request));
  }

  /**
   * Somebody who has a token is let in, for all users' jobs.
   *
   * @param token sent as {@code Authorization: Bearer TOKEN}; kept as a digest and compared in
   *     constant time
   * @param scopes what they may do
   * @return the authenticator
   * @throws IllegalArgumentException if the token is blank or has a space, or there is no scope
   */
  static Authenticator bearer(String token, Scope... scopes) {
    return bearer(token, new Principal("token", Set.of(scopes), null));
  }

  /**
   * Who has a token is let in as somebody.
   *
   * @param token sent as {@code Authorization: Bearer TOKEN}; kept as a digest and compared in
   *     constant time
   * @param principal who it is
   * @return the authenticator
   * @throws IllegalArgumentException if the token is blank or has a space, or there is no scope
   */
  static Authenticator bearer(String token, Principal principal) {
    return new BearerAuthenticator(token, principal);
  }
}
