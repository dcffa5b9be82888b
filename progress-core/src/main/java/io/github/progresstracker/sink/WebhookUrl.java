package io.github.progresstracker.sink;

import io.github.progresstracker.internal.http.HttpUrl;
import java.net.URI;
import java.util.Locale;

/** Where webhooks go. Checked, and shown to people without what may be a credential in it. */
final class WebhookUrl {

  private static final HttpUrl RULE =
      new HttpUrl(
          "a webhook", "requests are signed with a secret", "https://example.com/hooks/progress");

  private final URI uri;

  private WebhookUrl(URI uri) {
    this.uri = uri;
  }

  static WebhookUrl of(String text) {
    return new WebhookUrl(RULE.checked(text));
  }

  URI uri() {
    return uri;
  }

  @Override
  public String toString() {
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    return uri.getScheme().toLowerCase(Locale.ROOT) + "://" + uri.getHost() + port + "/…";
  }
}
