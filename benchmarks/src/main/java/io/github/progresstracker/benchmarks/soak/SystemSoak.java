package io.github.progresstracker.benchmarks.soak;

import com.zaxxer.hikari.HikariDataSource;
import io.github.progresstracker.benchmarks.report.ScratchFiles;
import io.github.progresstracker.benchmarks.soak.Fault.Kind;
import io.github.progresstracker.jdbc.PostgresProgress;
import io.github.progresstracker.jdbc.kit.MortalServer;
import io.github.progresstracker.jdbc.kit.PostgresServer;
import io.github.progresstracker.mtproto.PostgresMessageStore;
import io.github.progresstracker.mtproto.SimulatorOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * The whole system, disturbed: two workers that collect the same channels, one of which serves the
 * page, three writers, browsers and reporters over HTTP, on one PostgreSQL. Used once.
 */
final class SystemSoak implements AutoCloseable {

  /** Who serves the page, and lives throughout. */
  static final String SERVER = "collector-1";

  private static final String OTHER_COLLECTOR = "collector-2";
  private static final String LASTING_WRITER = "writer-1";
  private static final List<String> MORTAL_WRITERS = List.of("writer-2", "writer-3");

  /** Alive from the beginning to the end, so what they have can be compared. */
  static final List<String> LASTING = List.of(SERVER, LASTING_WRITER);

  private static final String COLLECTED = "a page is stored";
  private static final String TAKEN = "a report over HTTP is taken";
  private static final int DISK_MIB = 192;
  private static final int CHANNELS = 4;
  private static final int MESSAGES_PER_SECOND = 400;
  private static final Duration MARGIN = Duration.ofSeconds(10);
  private static final int WARM_UP = 300;
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final long seed;
  private final Duration duration;
  private final Duration before;
  private final Duration after;
  private final Path directory;
  private final SmallDisk disk;
  private final MortalServer server;
  private final SimulatorOptions channels;
  private final Map<String, Station> stations = new LinkedHashMap<>();
  private final List<HttpReporter> reporters = new ArrayList<>();
  private final Recoveries recoveries = new Recoveries();
  private final EventOracle events = new EventOracle();
  private final JobOracle jobs = new JobOracle();
  private final Map<Kind, Integer> faults = new EnumMap<>(Kind.class);
  private final CompletableFuture<Integer> port = new CompletableFuture<>();
  private @Nullable Browsers browsers;

  /**
   * Prepares a server and a disk.
   *
   * @param duration in which all faults begin and end
   * @param before quiet time before the first of them
   * @param after quiet time after the last, in which threads that have nothing to do go
   */
  SystemSoak(long seed, Duration duration, Duration before, Duration after) throws IOException {
    this.seed = seed;
    this.duration = duration;
    this.before = before;
    this.after = after;
    this.directory = Files.createTempDirectory("progress-soak");
    this.disk = SmallDisk.mount(directory.resolve("spools"), DISK_MIB);
    this.server = new MortalServer(directory.resolve("postgresql"));
    // More than can be collected before the last fault is over, or nobody could tell a recovery.
    Duration collecting = duration.plus(before).plus(MARGIN);
    this.channels =
        SimulatorOptions.parse(
            "channels=%d,seed=%d,messages=%d"
                .formatted(CHANNELS, seed, MESSAGES_PER_SECOND * collecting.toSeconds()));
  }

  /**
   * What came of it.
   *
   * @param faults how often each happened
   * @param recoveries from them
   * @param unrecovered what never worked again
   * @param findings of all oracles
   * @param before what lasting processes had at the beginning, by name
   * @param after the same at the end
   * @param memoryMiB the most that each process had, of a killed one the most of its lives
   * @param readers how browsers fared
   * @param settling from the end of all work until all was delivered
   * @param diskFull whether the disk could be filled
   */
  record Outcome(
      Map<Kind, Integer> faults,
      Recoveries recoveries,
      List<String> unrecovered,
      List<Oracle.Finding> findings,
      Map<String, Station.Figures> before,
      Map<String, Station.Figures> after,
      Map<String, Double> memoryMiB,
      Readers readers,
      Duration settling,
      boolean diskFull) {}

  /**
   * How browsers fared.
   *
   * @param reading that read all the time
   * @param ended streams of those that came to an end nevertheless
   * @param stuck that did not read, and kept their connection
   */
  record Readers(int reading, int ended, int stuck) {}

  Outcome run() throws Exception {
    migrate();
    startAll();
    Thread.sleep(before.toMillis());
    Map<String, Station.Figures> start = figures();
    browsers = new Browsers(address());
    disturb(plan());
    browsers().leave();
    List<String> unrecovered = recoveries.awaitAll(PATIENCE);
    Thread.sleep(after.toMillis());
    Map<String, Station.Figures> last = figures();
    long end = System.nanoTime();
    try (HikariDataSource pool = pool()) {
      Jdbi database = Jdbi.create(pool);
      MessageOracle messages = new MessageOracle(channels);
      settle(messages, database);
      Duration settling = Duration.ofNanos(System.nanoTime() - end);
      List<Oracle.Finding> findings =
          Stream.concat(Stream.of(events, jobs, messages), reporters.stream().limit(1))
              .flatMap(oracle -> oracle.findings(database).stream())
              .toList();
      return new Outcome(
          faults,
          recoveries,
          unrecovered,
          findings,
          start,
          last,
          memory(),
          readers(),
          settling,
          disk.isMounted());
    }
  }

  private void migrate() {
    try (PostgresProgress postgres =
        PostgresProgress.connect(server.jdbcUrl(), PostgresServer.USER, null)) {
      postgres.migrate();
      PostgresMessageStore.schema().migrate(postgres.dataSource());
    }
  }

  private void startAll() throws Exception {
    add(SERVER, SoakCollector.class, collector(SERVER));
    add(OTHER_COLLECTOR, SoakCollector.class, collector(OTHER_COLLECTOR));
    // Two writers share a job; the third one has its own.
    add(LASTING_WRITER, TroubledWriter.class, writer(LASTING_WRITER, "shared"));
    add(MORTAL_WRITERS.get(0), TroubledWriter.class, writer(MORTAL_WRITERS.get(0), "shared"));
    add(MORTAL_WRITERS.get(1), TroubledWriter.class, writer(MORTAL_WRITERS.get(1), "own"));
    reporters.add(new HttpReporter(address(), "reported", seed, () -> recoveries.seen(TAKEN)));
    warmUp();
  }

  private InetSocketAddress address() throws Exception {
    return new InetSocketAddress(
        InetAddress.getLoopbackAddress(), port.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
  }

  /**
   * The server has a new thread for each request until it has as many as it wants; who counts
   * before sees only that.
   */
  private void warmUp() throws Exception {
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + address().getPort() + "/")).build();
    for (int i = 0; i < WARM_UP; i++) {
      client.send(request, HttpResponse.BodyHandlers.discarding());
    }
  }

  private void add(String name, Class<?> program, Station.Lives lives) throws IOException {
    stations.put(name, new Station(name, program, directory.resolve(name + ".log"), lives));
  }

  private Station.Lives collector(String name) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                server.jdbcUrl(),
                disk.directory().resolve(name).toString(),
                name,
                "channels=%d,seed=%d,messages=%d"
                    .formatted(channels.channels(), channels.seed(), channels.messages())));
    if (name.equals(SERVER)) {
      arguments.add("serve");
    }
    return lives(life -> arguments, life -> line -> collectorSays(name, line));
  }

  private Station.Lives writer(String name, String job) {
    return lives(
        life ->
            List.of(
                server.jdbcUrl(),
                disk.directory().resolve(name).toString(),
                job,
                name + "-life-" + life,
                Long.toString(seed + life)),
        life -> {
          Told told = new Told(job, name + "-life-" + life, events, jobs);
          return line -> {
            told.line(line);
            recoveries.seen(name + " " + line.split(" ", 2)[0]);
          };
        });
  }

  private interface OfLife<T> {
    T of(int life);
  }

  private static Station.Lives lives(
      OfLife<List<String>> arguments, OfLife<Consumer<String>> listener) {
    return new Station.Lives() {
      @Override
      public List<String> arguments(int life) {
        return arguments.of(life);
      }

      @Override
      public Consumer<String> listener(int life) {
        return listener.of(life);
      }
    };
  }

  private void collectorSays(String name, String line) {
    String[] words = line.split(" ", 2);
    switch (words[0]) {
      case "port" -> port.complete(Integer.parseInt(words[1]));
      case "page" -> recoveries.seen(COLLECTED);
      default -> recoveries.seen(name + " " + words[0]);
    }
  }

  private List<Fault> plan() {
    List<String> mortal = new ArrayList<>(MORTAL_WRITERS);
    mortal.add(OTHER_COLLECTOR);
    List<Fault> plan =
        FaultPlan.of(seed, duration, mortal, writers(), List.copyOf(stations.keySet()));
    return plan.stream()
        .filter(fault -> disk.isMounted() || fault.kind() != Kind.DISK_FULL)
        .toList();
  }

  private List<String> writers() {
    return stations.keySet().stream().filter(SystemSoak::isWriter).toList();
  }

  private static boolean isWriter(String name) {
    return name.startsWith("writer");
  }

  /** A moment of the plan. */
  private record Moment(Duration at, Step step) {}

  private interface Step {
    void take() throws Exception;
  }

  private void disturb(List<Fault> plan) throws Exception {
    List<Moment> moments = new ArrayList<>();
    for (Fault fault : plan) {
      moments.add(new Moment(fault.at(), () -> begin(fault)));
      moments.add(new Moment(fault.end(), () -> end(fault)));
    }
    moments.sort(Comparator.comparing(Moment::at));
    long start = System.nanoTime();
    for (Moment moment : moments) {
      long left = moment.at().toNanos() - (System.nanoTime() - start);
      TimeUnit.NANOSECONDS.sleep(left);
      moment.step().take();
    }
  }

  private void begin(Fault fault) throws Exception {
    faults.merge(fault.kind(), 1, Integer::sum);
    switch (fault.kind()) {
      case DATABASE_KILLED -> server.kill();
      case DATABASE_STOPPED -> server.stop();
      case KILLED -> station(fault).kill();
      case FROZEN -> station(fault).freeze();
      case DISK_FULL -> disk.fill();
      case CLOCK -> station(fault).tell("clock", fault.size());
      case SINK_HANGS -> station(fault).tell("hang", fault.lasting().toMillis());
      case FLOOD -> collectors(station -> station.tell("storm", fault.lasting().toMillis()));
      case BROWSERS_STUCK -> browsers().stick((int) fault.size());
    }
  }

  private void end(Fault fault) throws Exception {
    switch (fault.kind()) {
      case DATABASE_KILLED, DATABASE_STOPPED -> server.start();
      case KILLED -> station(fault).begin();
      case FROZEN -> station(fault).thaw();
      case DISK_FULL -> disk.free();
      case CLOCK, SINK_HANGS, FLOOD, BROWSERS_STUCK -> {
        // Over by itself.
      }
    }
    Set<String> signs = signs(fault);
    if (!signs.isEmpty()) {
      recoveries.await(fault.kind(), signs);
    }
  }

  /** What shows that all is well again. */
  private Set<String> signs(Fault fault) {
    return switch (fault.kind()) {
      case DATABASE_KILLED, DATABASE_STOPPED -> {
        Set<String> signs = new HashSet<>(Set.of(COLLECTED, TAKEN));
        writers().forEach(writer -> signs.add(writer + " stored"));
        yield signs;
      }
      case KILLED, FROZEN, CLOCK, SINK_HANGS -> Set.of(sign(fault));
      case DISK_FULL -> {
        Set<String> signs = new HashSet<>();
        writers().forEach(writer -> signs.add(writer + " reported"));
        yield signs;
      }
      case FLOOD -> Set.of(COLLECTED);
      case BROWSERS_STUCK -> Set.of();
    };
  }

  private static String sign(Fault fault) {
    if (isWriter(fault.target())) {
      return fault.target() + " reported";
    }
    if (fault.kind() == Kind.KILLED) {
      return fault.target() + " started";
    }
    return fault.target().equals(SERVER) ? TAKEN : COLLECTED;
  }

  private Station station(Fault fault) {
    return station(fault.target());
  }

  private Station station(String name) {
    Station station = stations.get(name);
    if (station == null) {
      throw new IllegalArgumentException("there is no " + name);
    }
    return station;
  }

  private void collectors(Consumer<Station> what) {
    stations.values().stream().filter(station -> !isWriter(station.name())).forEach(what);
  }

  private Browsers browsers() {
    if (browsers == null) {
      throw new IllegalStateException("nobody looks yet");
    }
    return browsers;
  }

  private Map<String, Station.Figures> figures() throws IOException, InterruptedException {
    Map<String, Station.Figures> figures = new LinkedHashMap<>();
    for (String name : LASTING) {
      figures.put(name, station(name).figures());
    }
    return figures;
  }

  /** All work ends, and what is under way is delivered. */
  private void settle(MessageOracle messages, Jdbi database) throws Exception {
    collectors(station -> station.tell("hurry", 0));
    for (HttpReporter reporter : reporters) {
      reporter.end();
    }
    endWriters();
    // A life on a full disk from beginning to end had no spool, and left to the next one what was
    // in it.
    for (String writer : MORTAL_WRITERS) {
      station(writer).begin();
    }
    for (String writer : MORTAL_WRITERS) {
      end(station(writer));
    }
    long end = System.nanoTime() + PATIENCE.multipliedBy(2).toNanos();
    while (!messages.isComplete(database) && System.nanoTime() - end < 0) {
      Thread.sleep(100);
    }
    for (String name : List.of(SERVER, OTHER_COLLECTOR)) {
      end(station(name));
    }
  }

  private void endWriters() throws Exception {
    for (String writer : writers()) {
      station(writer).tellToEnd();
    }
    for (String writer : writers()) {
      station(writer).awaitEnd(PATIENCE.multipliedBy(2));
    }
  }

  private static void end(Station station) throws Exception {
    station.tellToEnd();
    station.awaitEnd(PATIENCE.multipliedBy(2));
  }

  private Map<String, Double> memory() {
    Map<String, Double> memory = new LinkedHashMap<>();
    stations.values().forEach(station -> memory.put(station.name(), station.memorySeenMiB()));
    return memory;
  }

  private Readers readers() {
    Browsers all = browsers();
    return new Readers(all.readers(), all.ended(), all.stuck());
  }

  private HikariDataSource pool() {
    HikariDataSource pool = new HikariDataSource();
    pool.setJdbcUrl(server.jdbcUrl());
    pool.setUsername(PostgresServer.USER);
    pool.setMaximumPoolSize(2);
    return pool;
  }

  @Override
  public void close() throws IOException {
    stations.values().forEach(Station::discard);
    if (browsers != null) {
      browsers.close();
    }
    server.close();
    disk.close();
    ScratchFiles.delete(directory);
  }
}
