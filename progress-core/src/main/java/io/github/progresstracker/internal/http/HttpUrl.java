package io.github.progresstracker.internal.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * Checks URLs of http and https that something is sent to. Path and query are not told in what is
 * said to be wrong with one: with many services they are the credential.
 *
 * @param of for people, such as {@code a webhook}
 * @param credential what there is instead of a user name and a password in it
 * @param example of a good one
 */
public record HttpUrl(String of, String credential, String example) {

  /**
   * Checks a URL.
   *
   * @param text what somebody wrote
   * @return the URL, in ASCII
   * @throws IllegalArgumentException if it has another scheme, no host, a port that is none, or a
   *     user name or password in it
   */
  public URI checked(String text) {
    URI uri = parse(text.strip());
    String scheme = uri.getScheme();
    if (scheme == null) {
      throw bad("must begin with https:// or http://");
    }
    if (!scheme.equalsIgnoreCase("https") && !scheme.equalsIgnoreCase("http")) {
      throw bad("must begin with https:// or http://, not with " + scheme + ":");
    }
    if (uri.getRawUserInfo() != null || String.valueOf(uri.getRawAuthority()).contains("@")) {
      throw bad("must not have a user name or password in it; " + credential);
    }
    if (uri.getHost() == null) {
      throw bad("must have a host name");
    }
    if (uri.getPort() == 0 || uri.getPort() > 65_535) {
      throw bad("must have a port in 1..65535, not " + uri.getPort());
    }
    return URI.create(uri.toASCIIString());
  }

  private URI parse(String text) {
    if (text.isEmpty()) {
      throw bad("must not be blank");
    }
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      // The exception itself, which shows all of the text, stays out of the log.
      String reason = e.getReason().toLowerCase(Locale.ROOT);
      throw bad("is not valid: " + reason + " at index " + e.getIndex());
    }
  }

  private IllegalArgumentException bad(String why) {
    return new IllegalArgumentException(
        "the URL of " + of + " " + why + "; give one like " + example);
  }
}
