package io.github.progresstracker.examples;

import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.jdbc.PostgresProgress;
import io.github.progresstracker.mtproto.monitoring.CollectionMonitor;
import io.github.progresstracker.mtproto.monitoring.MonitoringRoutes;
import io.github.progresstracker.web.Authenticator;
import io.github.progresstracker.web.ProgressWeb;
import io.github.progresstracker.web.Scope;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --serve} and the tokens: what is going on, in the browser. */
final class ServeOption {

  private static final int LAST_PORT = 65_535;

  @Option(
      names = "--serve",
      paramLabel = "[HOST:]PORT",
      description = {
        "Shows it in the browser, on this machine unless a HOST is given; port 0 for any that is"
            + " free."
      })
  private @Nullable String address;

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      defaultValue = "${env:PROGRESS_TOKEN}",
      description = {
        "Asked of all who look (default: $PROGRESS_TOKEN, or none). Needed for another HOST; with"
            + " an",
        "--ingest-token alone one is made up and printed."
      })
  private @Nullable String token;

  @Option(
      names = "--ingest-token",
      paramLabel = "TOKEN",
      defaultValue = "${env:CRAWLER_API_TOKEN}",
      description =
          "Asked of processes that report their jobs here (default: $CRAWLER_API_TOKEN, or nobody"
              + " may report).")
  private @Nullable String ingestToken;

  private boolean madeUp;

  /** Whether anything is to be shown. */
  boolean isWanted() {
    return address != null;
  }

  /** Serves at another address if none was given. */
  void addressOr(String otherwise) {
    address = address == null ? otherwise : address;
  }

  /** What is done with a registry. */
  interface Work {
    void with(ProgressRegistry registry) throws Exception;
  }

  /** Works with a registry, which is shown if that is wanted. */
  void work(PostgresProgress postgres, ProgressRegistry.Builder builder, Work work)
      throws Exception {
    if (!isWanted()) {
      try (ProgressRegistry registry = builder.build()) {
        work.with(registry);
      }
      return;
    }
    try (ProgressWeb web = web(postgres);
        ProgressRegistry registry = web.show(builder)) {
      serve(web);
      work.with(registry);
    }
  }

  /** The jobs of this process and those in a database, with the routes of collections. */
  ProgressWeb web(PostgresProgress postgres) {
    ProgressWeb.Builder web =
        ProgressWeb.builder()
            .jobs(postgres.jobStore(), postgres.queries())
            .routes(
                MonitoringRoutes.of(
                    new CollectionMonitor(postgres.dataSource()), postgres.queries()))
            .controls(true);
    Authenticator authenticator = authenticator();
    if (authenticator != null) {
      web.authenticator(authenticator);
    }
    InetSocketAddress at = address();
    return web.allowHosts(at.getHostString()).build();
  }

  /** Starts the server and says where, on stderr. */
  void serve(ProgressWeb web) {
    try {
      String with = madeUp ? ", token " + token : "";
      System.err.println("see " + web.serve(address()).uri() + with);
    } catch (IllegalStateException | UncheckedIOException e) {
      throw new BadInputException("--serve " + address + ": " + e.getMessage(), e);
    }
  }

  /** Who may report need not be able to look. Where somebody is asked, all are. */
  private @Nullable Authenticator authenticator() {
    if (token == null && ingestToken != null) {
      token = UUID.randomUUID().toString();
      madeUp = true;
    }
    if (token == null) {
      return null;
    }
    Authenticator looking = bearer(token, Scope.READ, Scope.CONTROL);
    return ingestToken == null ? looking : looking.or(bearer(ingestToken, Scope.INGEST));
  }

  private static Authenticator bearer(String token, Scope... scopes) {
    try {
      return Authenticator.bearer(token, scopes);
    } catch (IllegalArgumentException e) {
      throw new BadInputException(String.valueOf(e.getMessage()), e);
    }
  }

  private InetSocketAddress address() {
    String text = String.valueOf(address);
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "127.0.0.1" : text.substring(0, colon);
    try {
      int port = Integer.parseInt(text.substring(colon + 1));
      if (port < 0 || port > LAST_PORT) {
        throw new NumberFormatException("out of range");
      }
      return new InetSocketAddress(InetAddress.getByName(host), port);
    } catch (NumberFormatException | UnknownHostException e) {
      throw new BadInputException(
          "--serve must be PORT or HOST:PORT with a port from 0 to 65535, was " + text, e);
    }
  }
}
