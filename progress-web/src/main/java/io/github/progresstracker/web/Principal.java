package io.github.progresstracker.web;

import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who has shown who they are.
 *
 * <pre>{@code
 * Authenticator.bearer(
 *     System.getenv("ALICE_TOKEN"), new Principal("alice", Set.of(Scope.READ, Scope.CONTROL), 17L));
 * }</pre>
 *
 * @param name for the timeline and the log
 * @param scopes what they may do
 * @param userId whose jobs they see and control, by the label {@code user_id}; null for all users'
 */
public record Principal(String name, Set<Scope> scopes, @Nullable Long userId) {

  /**
   * Checks and copies.
   *
   * @param name for the timeline and the log
   * @param scopes what they may do
   * @param userId whose jobs they see and control, or null for all users'
   */
  public Principal {
    Objects.requireNonNull(name, "name");
    scopes = Set.copyOf(scopes);
  }

  /**
   * Whether they may do something.
   *
   * @param scope what
   * @return whether it is among their scopes
   */
  public boolean may(Scope scope) {
    return scopes.contains(scope);
  }
}
