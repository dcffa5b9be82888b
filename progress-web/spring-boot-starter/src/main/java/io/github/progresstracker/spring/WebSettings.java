package io.github.progresstracker.spring;

import io.github.progresstracker.web.Authenticator;
import io.github.progresstracker.web.Principal;
import io.github.progresstracker.web.Scope;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who may do what with the page, and where it is. */
final class WebSettings {

  private static final String WAYS =
      "Set progress.web.token, or bring a bean of type Authenticator";

  private final ProgressProperties.Web settings;

  WebSettings(ProgressProperties.Web settings) {
    this.settings = settings;
  }

  /**
   * The pattern of the servlet.
   *
   * @throws BadSettingException if the path would take what is the host's
   */
  String mapping() {
    String path = settings.path();
    if (!path.matches("(/[A-Za-z0-9._~-]+)+")) {
      throw new BadSettingException(
          "progress.web.path=" + path,
          "it must begin with a slash, not end with one, and have a name of letters, digits,"
              + " '.', '_', '~' and '-' after each",
          "Set it to a path of its own such as /progress.",
          null);
    }
    return path + "/*";
  }

  /**
   * Who is let in.
   *
   * @param hosts those of the host, asked first
   * @param address on which the server listens, null for all
   * @return empty if everybody may look and nobody may do anything
   * @throws BadSettingException if others could look or do something of whom nobody asks who they
   *     are, and nobody has said that they may
   */
  Optional<Authenticator> authenticator(List<Authenticator> hosts, @Nullable String address) {
    List<Authenticator> all = new ArrayList<>(hosts);
    if (settings.token() != null) {
      all.add(bearer("progress.web.token", settings.token(), scopes()));
    } else if (settings.controlEnabled() && hosts.isEmpty()) {
      throw new BadSettingException(
          "progress.web.control-enabled=true",
          "without a token anybody could stop jobs",
          WAYS + ".",
          null);
    }
    if (settings.ingestToken() != null) {
      all.add(bearer("progress.web.ingest-token", settings.ingestToken(), Scope.INGEST));
    }
    if (all.isEmpty() && !settings.anonymous() && !isLoopback(address)) {
      throw new BadSettingException(
          "progress.web.enabled=true",
          "other machines could look at all jobs, because "
              + (address == null ? "server.address is not set" : "server.address is " + address)
              + " and nobody is asked who they are",
          WAYS
              + ", or listen on server.address=127.0.0.1 alone, or say progress.web.anonymous=true"
              + " if something else guards the path.",
          null);
    }
    if (!all.isEmpty() && settings.anonymous()) {
      Principal guest = new Principal("anonymous", Set.of(Scope.READ), null);
      all.add(request -> Optional.of(guest));
    }
    return all.stream().reduce(Authenticator::or);
  }

  private Scope[] scopes() {
    return settings.controlEnabled()
        ? new Scope[] {Scope.READ, Scope.CONTROL}
        : new Scope[] {Scope.READ};
  }

  private static Authenticator bearer(String key, String token, Scope... scopes) {
    try {
      return Authenticator.bearer(token, scopes);
    } catch (IllegalArgumentException e) {
      throw new BadSettingException(
          key, // The value is a secret.
          String.valueOf(e.getMessage()),
          "Set it to a long random text, such as openssl rand -hex 32 prints, or leave it out.",
          e);
    }
  }

  private static boolean isLoopback(@Nullable String address) {
    try {
      return address != null && InetAddress.getByName(address).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
