package io.github.progresstracker.web.internal;

import io.github.progresstracker.internal.http.HttpUrl;
import java.net.URI;

/** Where reports go. Shown to people without path and query. */
public final class ReportUrl {

  private static final String DOCUMENTED = "/api/internal/jobs/progress";
  private static final HttpUrl RULE =
      new HttpUrl(
          "a server of reports", "whoever reports has a token", "https://progress.example.org");

  private final URI uri;

  private ReportUrl(URI uri) {
    this.uri = uri;
  }

  /**
   * Checks a URL.
   *
   * @throws IllegalArgumentException if it is not of http or https with a host, or has a user name
   */
  public static ReportUrl of(String text) {
    URI uri = RULE.checked(text);
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
