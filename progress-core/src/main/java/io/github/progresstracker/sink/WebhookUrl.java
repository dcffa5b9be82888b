package io.github.progresstracker.sink;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** Where webhooks go. Checked, and shown to people without what may be a credential in it. */
final class WebhookUrl {

  private static final String CURE = "; give one like https://example.com/hooks/progress";

  private final URI uri;

  private WebhookUrl(URI uri) {
    this.uri = uri;
  }

  static WebhookUrl of(String text) {
    URI uri = parse(text.strip());
    String scheme = uri.getScheme();
    if (scheme == null) {
      throw bad("must begin with https:// or http://");
    }
    if (!scheme.equalsIgnoreCase("https") && !scheme.equalsIgnoreCase("http")) {
      throw bad("must begin with https:// or http://, not with " + scheme + ":");
    }
    if (uri.getRawUserInfo() != null || String.valueOf(uri.getRawAuthority()).contains("@")) {
      throw bad("must not have a user name or password in it; requests are signed with a secret");
    }
    if (uri.getHost() == null) {
      throw bad("must have a host name");
    }
    if (uri.getPort() == 0 || uri.getPort() > 65_535) {
      throw bad("must have a port in 1..65535, not " + uri.getPort());
    }
    return new WebhookUrl(URI.create(uri.toASCIIString()));
  }

  private static URI parse(String text) {
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

  /** Path and query are not shown: with many services they are the credential. */
  private static IllegalArgumentException bad(String why) {
    return new IllegalArgumentException("the URL of a webhook " + why + CURE);
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
