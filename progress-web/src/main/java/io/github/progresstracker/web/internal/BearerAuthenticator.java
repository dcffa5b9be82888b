package io.github.progresstracker.web.internal;

import io.github.progresstracker.web.ApiRequest;
import io.github.progresstracker.web.Authenticator;
import io.github.progresstracker.web.Principal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/** Lets in who has a token. */
public final class BearerAuthenticator implements Authenticator {

  private static final String SCHEME = "Bearer ";

  private final byte[] digest;
  private final Principal principal;

  /**
   * Lets in who has a token.
   *
   * @param token the token
   * @param principal who it is
   * @throws IllegalArgumentException if the token is blank or has a space, or there is no scope
   */
  public BearerAuthenticator(String token, Principal principal) {
    if (token.isBlank() || token.chars().anyMatch(Character::isWhitespace)) {
      throw new IllegalArgumentException(
          "a token must not be blank or have spaces in it, had "
              + token.length()
              + " characters; is the environment variable set?");
    }
    if (principal.scopes().isEmpty()) {
      throw new IllegalArgumentException("a token without a scope is good for nothing");
    }
    this.digest = sha256(token);
    this.principal = principal;
  }

  @Override
  public Optional<Principal> authenticate(ApiRequest request) {
    return request
        .header("authorization")
        .filter(value -> value.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
        .map(value -> sha256(value.substring(SCHEME.length()).strip()))
        .filter(given -> MessageDigest.isEqual(given, digest))
        .map(given -> principal);
  }

  /** Digests have one length, so comparing them tells nothing of the token's. */
  private static byte[] sha256(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
