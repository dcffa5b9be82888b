package io.github.progresstracker.web.internal;

import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.job.JobReader;
import io.github.progresstracker.json.EventCodec;
import io.github.progresstracker.sink.ProgressSink;
import io.github.progresstracker.web.ApiRequest;
import io.github.progresstracker.web.ApiRoute;
import io.github.progresstracker.web.ProgressApi;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the parts together, and does what is to be done in time. */
public final class Web implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("io.github.progresstracker");
  private static final long TICK_MILLIS = 250;
  private static final long POLL_MILLIS = 1_000;

  /** Without a hint a store is asked in every so many polls. */
  private static final int UNASKED = 5;

  private final Settings settings;
  private final EventHub hub;
  private final LiveJobs live;
  private final Jobs jobs;
  private final Watchdog watchdog;
  private final StreamWriters writers;
  private final Follower follower;
  private final List<ApiRoute> routes;
  private final Api api;
  private final @Nullable ScheduledExecutorService ticker;
  private final @Nullable ScheduledExecutorService poller;
  private volatile boolean hinted;
  private int polls;

  /**
   * Puts the parts together.
   *
   * @param settings how
   */
  public Web(Settings settings) {
    prepare();
    this.settings = settings;
    this.hub = new EventHub(settings.clock(), settings.mostStreams());
    this.live = new LiveJobs(settings.clock(), hub, settings.updates(), settings.store() != null);
    JobReader reader = settings.reader();
    this.jobs =
        new Jobs(
            settings.clock(), live, reader == null ? null : new KeptJobs(settings.store(), reader));
    this.watchdog = new Watchdog(settings.clock());
    this.writers = new StreamWriters(watchdog);
    this.follower = new Follower(jobs, hub);
    this.routes = List.copyOf(gatherRoutes());
    this.api = new Api(settings, routes);
    this.ticker = settings.manual() ? null : every(TICK_MILLIS, "progress-web", this::tick);
    this.poller = settings.manual() ? null : every(POLL_MILLIS, "progress-web-jobs", this::poll);
  }

  /** A class that is loaded where the stack is too small for it cannot be used ever after. */
  private static void prepare() {
    EventCodec.prepare();
    Bodies.prepare();
    byte[] unused = Json.snake(Json.object(json -> json.time("time", null)));
  }

  private List<ApiRoute> gatherRoutes() {
    List<ApiRoute> routes = new ArrayList<>(new Page().routes());
    routes.addAll(new ReadRoutes(jobs, hub, this::isSnake).routes());
    routes.addAll(
        new WriteRoutes(jobs, settings.store(), settings.clock(), this::changed).routes());
    routes.addAll(settings.routes());
    return routes;
  }

  private boolean isSnake(ApiRequest request) {
    return api.snake(request);
  }

  private static ScheduledExecutorService every(long millis, String name, Runnable work) {
    ScheduledExecutorService executor =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            });
    ScheduledFuture<?> unused =
        executor.scheduleWithFixedDelay(() -> guarded(work), millis, millis, TimeUnit.MILLISECONDS);
    return executor;
  }

  /** What throws once would never be done again. */
  private static void guarded(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | Error e) {
      LOG.warn("the web goes on after {}", e.toString(), e);
    }
  }

  /** Does what time demands: cuts off who is too slow, lets streams beat. */
  public void tick() {
    watchdog.tick();
    hub.tick();
  }

  /** Looks at the store if something is said to have changed, and now and then anyway. */
  public void poll() {
    boolean hint = hinted;
    hinted = false;
    if (hint || polls++ % UNASKED == 0) {
      follower.poll(hint);
    }
  }

  /** Something has changed in the store. */
  public void changed() {
    hinted = true;
  }

  /**
   * The API.
   *
   * @return a function of requests
   */
  public ProgressApi api() {
    return api;
  }

  /**
   * All that can be asked for.
   *
   * @return the routes
   */
  public List<ApiRoute> routes() {
    return routes;
  }

  /**
   * What a registry has to tell.
   *
   * @return the sink of the jobs of this process
   */
  public ProgressSink sink() {
    return live;
  }

  /**
   * Shows the jobs of a registry.
   *
   * @param registry whose sink this web's is
   */
  public void attach(ProgressRegistry registry) {
    live.attach(registry);
  }

  /**
   * A handler for a server of the JDK.
   *
   * @return a new one
   */
  public JdkBinding binding() {
    return new JdkBinding(api, writers, watchdog, settings.clock());
  }

  /**
   * The same for a servlet container.
   *
   * @return a new one
   */
  public ServletBinding servlet() {
    return new ServletBinding(api, writers, watchdog, settings.clock());
  }

  /**
   * Threads for a server of the JDK.
   *
   * @return new ones
   */
  public RequestThreads requestThreads() {
    return new RequestThreads(watchdog);
  }

  @Override
  public void close() {
    hub.close();
    if (ticker != null) {
      ticker.shutdownNow();
    }
    if (poller != null) {
      poller.shutdownNow();
    }
  }
}
