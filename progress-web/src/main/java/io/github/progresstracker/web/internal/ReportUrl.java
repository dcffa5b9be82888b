package io.github.progresstracker.web.internal;

import java.net.URI;
import java.net.URISyntaxException;

/** Where reports go. Shown to people without path and query. */
public final class ReportUrl {

  private static final String DOCUMENTED = "/api/internal/jobs/progress";
  private static final String CURE = "; give one like https://progress.example.org";

  private final URI uri;

  private ReportUrl(URI uri) {
    this.uri = uri;
  }

  /**
   * Checks a URL.
   *
   * @throws IllegalArgumentException if it is not of http or https with a host
   */
  public static ReportUrl of(String text) {
    URI uri;
    try {
      uri = new URI(text.strip());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(
          "the URL of a server of reports is not valid at index " + e.getIndex() + CURE);
    }
    String scheme = String.valueOf(uri.getScheme());
    if (!scheme.equalsIgnoreCase("https") && !scheme.equalsIgnoreCase("http")) {
      throw new IllegalArgumentException(
          "the URL of a server of reports must begin with https:// or http://" + CURE);
    }
    if (uri.getHost() == null || uri.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "the URL of a server of reports must have a host name and no user or password; whoever"
              + " reports has a token"
              + CURE);
    }
    String path = uri.getRawPath();
    return new ReportUrl(path.isEmpty() || path.equals("/") ? uri.resolve(DOCUMENTED) : uri);
  }

  /** All of it. */
  public URI uri() {
    return uri;
  }

  @Override
  public String toString() {
    return uri.getScheme() + "://" + uri.getAuthority();
  }
}
