package io.github.progresstracker.web;

import com.sun.net.httpserver.HttpHandler;
import io.github.progresstracker.ProgressClock;
import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.job.JobReader;
import io.github.progresstracker.job.JobStore;
import io.github.progresstracker.sink.ProgressSink;
import io.github.progresstracker.web.internal.Settings;
import io.github.progresstracker.web.internal.Web;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows jobs in the browser, lets other processes report theirs, and passes on who wants a job to
 * pause. Three lines to begin:
 *
 * <pre>{@code
 * ProgressWeb web = ProgressWeb.builder().build();
 * ProgressRegistry registry = web.show(ProgressRegistry.builder().sink(ConsoleSink.auto()));
 * web.serve(8080);                                      // http://localhost:8080
 * }</pre>
 *
 * <p>It comes before the registry because it is one of its sinks. What it shows costs the host
 * nothing, however many look and however slow they are.
 *
 * <p>Nobody but this machine can ask until the host says otherwise: a {@linkplain #serve(int)
 * server} listens on the loopback interface, and refuses another one without an {@link
 * Authenticator}.
 *
 * <p>All methods may be called by any thread.
 */
public final class ProgressWeb implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("io.github.progresstracker");

  private final Settings settings;
  private final Web web;
  private final List<ProgressServer> servers = new CopyOnWriteArrayList<>();

  private ProgressWeb(Settings settings) {
    this.settings = settings;
    this.web = new Web(settings);
  }

  /**
   * Begins a web.
   *
   * @return a builder of one that anybody on this machine may look at, and nobody change
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Builds a registry whose jobs are shown.
   *
   * @param builder all of it but this web's sink
   * @return the registry; it is the host's to close, before this web
   * @throws IllegalStateException if this web shows a registry already
   */
  public ProgressRegistry show(ProgressRegistry.Builder builder) {
    ProgressRegistry registry = builder.sink(sink()).build();
    show(registry);
    return registry;
  }

  /**
   * Shows the jobs of a registry that somebody else builds.
   *
   * @param registry one that was built with {@link #sink()}
   * @throws IllegalStateException if this web shows a registry already
   */
  public void show(ProgressRegistry registry) {
    web.attach(Objects.requireNonNull(registry, "registry"));
  }

  /**
   * What a registry needs to tell this web what happens.
   *
   * @return always the same sink, for one registry
   */
  public ProgressSink sink() {
    return web.sink();
  }

  /**
   * The API without a server, for a binding of one's own.
   *
   * @return a function of requests
   */
  public ProgressApi api() {
    return web.api();
  }

  /**
   * Starts a server on the loopback interface.
   *
   * @param port where, or 0 for any that is free
   * @return the server; closed with this web
   * @throws java.io.UncheckedIOException if it cannot listen there
   */
  public ProgressServer serve(int port) {
    return serve(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  /**
   * Starts a server.
   *
   * @param address where
   * @return the server; closed with this web
   * @throws IllegalStateException if others than this machine could ask and there is no {@link
   *     Authenticator}
   * @throws java.io.UncheckedIOException if it cannot listen there
   */
  public ProgressServer serve(InetSocketAddress address) {
    boolean loopback = address.getAddress() != null && address.getAddress().isLoopbackAddress();
    if (!loopback && settings.authenticator() == null) {
      throw new IllegalStateException(
          "at "
              + address
              + " other machines can ask, and nobody is asked who they are; give"
              + " ProgressWeb.builder().authenticator(…), or serve on 127.0.0.1");
    }
    ProgressServer server = ProgressServer.start(web, address);
    servers.add(server);
    return server;
  }

  /**
   * A handler for a server of the JDK that the host has already; the path of its context is that of
   * the page:
   *
   * <pre>{@code server.createContext("/progress", web.handler());}</pre>
   *
   * <p>On Java 17 to 24 start the JVM with {@code -Dsun.net.httpserver.nodelay=true}, or most
   * answers take 40 ms. The names by which the host's server goes have to be {@linkplain
   * Builder#allowHosts allowed}.
   *
   * @return a new handler
   */
  public HttpHandler handler() {
    boolean fast = Runtime.version().feature() >= 25 || Boolean.getBoolean(ProgressServer.NODELAY);
    if (!fast) {
      LOG.info(
          "most answers will take 40 ms; start the JVM with -D{}=true", ProgressServer.NODELAY);
    }
    return web.binding();
  }

  /**
   * Says that jobs in the store have changed, so that those who look see it at once and not within
   * seconds. Cheap; for whoever is told by a database.
   */
  public void changed() {
    web.changed();
  }

  /** For tests, which own the time. */
  Web parts() {
    return web;
  }

  /** Ends all streams and the servers that were started here. Idempotent. */
  @Override
  public void close() {
    web.close();
    servers.forEach(ProgressServer::close);
  }

  /** Gathers what a web needs. Not thread-safe; use it once. */
  public static final class Builder {
    private static final Duration SHORTEST_UPDATES = Duration.ofMillis(50);
    private static final Duration LONGEST_UPDATES = Duration.ofSeconds(10);

    private @Nullable JobStore store;
    private @Nullable JobReader reader;
    private @Nullable Authenticator authenticator;
    private boolean controls;
    private final Set<String> hosts = new LinkedHashSet<>();
    private final Set<String> origins = new LinkedHashSet<>();
    private String frameAncestors = "'self'";
    private boolean snake;
    private int mostStreams = 256;
    private Duration updates = Duration.ofSeconds(1);
    private final List<ApiRoute> routes = new ArrayList<>();
    private ProgressClock clock = ProgressClock.system();
    private boolean manual;

    private Builder() {}

    /**
     * Shows the jobs of a store as well, whoever runs them, and takes reports and requests for it.
     *
     * @param newStore takes what is reported and requested
     * @param newReader answers questions, such as {@code postgres.queries()}
     * @return this builder
     */
    public Builder jobs(JobStore newStore, JobReader newReader) {
      store = Objects.requireNonNull(newStore, "store");
      return jobs(newReader);
    }

    /**
     * Shows the jobs of a store as well, and changes nothing in it.
     *
     * @param newReader answers questions
     * @return this builder
     */
    public Builder jobs(JobReader newReader) {
      reader = Objects.requireNonNull(newReader, "reader");
      return this;
    }

    /**
     * Asks who they are of all who want to know or to do something. Without this, who can reach the
     * server may look, and nobody may report.
     *
     * @param newAuthenticator such as {@code Authenticator.bearer(token, Scope.READ)}
     * @return this builder
     */
    public Builder authenticator(Authenticator newAuthenticator) {
      authenticator = Objects.requireNonNull(newAuthenticator, "authenticator");
      return this;
    }

    /**
     * Lets those control jobs of whom nobody asked who they are. With an {@link Authenticator} it
     * is their scopes that count.
     *
     * @param anybody false unless said
     * @return this builder
     */
    public Builder controls(boolean anybody) {
      controls = anybody;
      return this;
    }

    /**
     * Says by which names this server goes, beside those of the loopback interface. A request for
     * another name is refused, because a page of that name could have made a browser send it.
     *
     * @param names without port, such as {@code progress.example.org}
     * @return this builder
     */
    public Builder allowHosts(String... names) {
      for (String name : names) {
        hosts.add(name.toLowerCase(Locale.ROOT));
      }
      return this;
    }

    /**
     * Lets pages of other origins ask.
     *
     * @param newOrigins exactly as browsers send them, such as {@code https://www.example.org}
     * @return this builder
     */
    public Builder allowOrigins(String... newOrigins) {
      origins.addAll(List.of(newOrigins));
      return this;
    }

    /**
     * Says who may show the page in a frame.
     *
     * @param sources as in a content security policy; {@code 'self'} unless said
     * @return this builder
     * @throws IllegalArgumentException if they would end the directive
     */
    public Builder frameAncestors(String sources) {
      if (!sources.matches("[A-Za-z0-9'*:/. _-]+")) {
        throw new IllegalArgumentException("no sources of a content security policy: " + sources);
      }
      frameAncestors = sources;
      return this;
    }

    /**
     * Writes keys in snake_case for those who do not say how they want them.
     *
     * @return this builder
     */
    public Builder snakeCase() {
      snake = true;
      return this;
    }

    /**
     * Limits the streams that may be open at once. Each has a connection and some 0.05 MB; who
     * comes after that is told to poll.
     *
     * @param most 1 to 10,000; 256 unless said
     * @return this builder
     * @throws IllegalArgumentException if it is out of its range
     */
    public Builder maxStreams(int most) {
      if (most < 1 || most > 10_000) {
        throw new IllegalArgumentException("maxStreams must be in 1..10000, was " + most);
      }
      mostStreams = most;
      return this;
    }

    /**
     * Sets the time between two updates of one job on a stream. What happens to a job, and its end,
     * is told at once.
     *
     * @param interval 50 milliseconds to 10 seconds; a second unless said
     * @return this builder
     * @throws IllegalArgumentException if it is out of its range
     */
    public Builder updateEvery(Duration interval) {
      if (interval.compareTo(SHORTEST_UPDATES) < 0 || interval.compareTo(LONGEST_UPDATES) > 0) {
        throw new IllegalArgumentException(
            "updateEvery must be between "
                + SHORTEST_UPDATES
                + " and "
                + LONGEST_UPDATES
                + ", was "
                + interval);
      }
      updates = interval;
      return this;
    }

    /**
     * Adds a route.
     *
     * @param route where what is
     * @return this builder
     */
    public Builder route(ApiRoute route) {
      routes.add(Objects.requireNonNull(route, "route"));
      return this;
    }

    /**
     * Adds routes.
     *
     * @param more where what is
     * @return this builder
     */
    public Builder routes(List<ApiRoute> more) {
      more.forEach(this::route);
      return this;
    }

    /**
     * Replaces the system clock.
     *
     * @param newClock the source of all time
     * @return this builder
     */
    public Builder clock(ProgressClock newClock) {
      clock = Objects.requireNonNull(newClock, "clock");
      return this;
    }

    /** Leaves to a test what is to be done in time. */
    Builder manual() {
      manual = true;
      return this;
    }

    /**
     * Builds the web.
     *
     * @return the web; close it when the host stops
     * @throws IllegalArgumentException if two routes have the same method and path
     */
    public ProgressWeb build() {
      return new ProgressWeb(
          new Settings(
              store,
              reader,
              authenticator,
              controls,
              Set.copyOf(hosts),
              Set.copyOf(origins),
              frameAncestors,
              snake,
              mostStreams,
              updates,
              List.copyOf(routes),
              clock,
              manual));
    }
  }
}
