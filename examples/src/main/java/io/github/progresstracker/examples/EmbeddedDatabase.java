package io.github.progresstracker.examples;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL of our own in a directory, for people who have none at hand. It is a real server,
 * and as durable as one: {@code fsync} is on, and what was committed is there after {@code kill
 * -9}.
 *
 * <p>When this process is killed its server lives on as an orphan and keeps the directory busy. So
 * the next process finds it by its pid file, makes sure that it is the one, and stops it first.
 * That no other live process of ours uses the directory is known from a file lock, which the system
 * releases when its owner dies.
 */
final class EmbeddedDatabase implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedDatabase.class);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);
  private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(10);
  private static final String NUMBER = "\\d{1,18}";
  private static final int PORT_LINE = 3;
  private static final String FRESH = "postgresql.new-";

  private final FileChannel lock;
  private final EmbeddedPostgres server;

  private EmbeddedDatabase(FileChannel lock, EmbeddedPostgres server) {
    this.lock = lock;
    this.server = server;
  }

  /**
   * Starts the server, creating the directory on first use. The calling thread must not be
   * interrupted meanwhile, nor in {@link #close()}.
   *
   * @throws BadInputException if the directory is in use or cannot be used
   */
  static EmbeddedDatabase start(Path directory) {
    try {
      Files.createDirectories(directory);
      FileChannel lock = lock(directory);
      try {
        Path data = directory.resolve("postgresql").toAbsolutePath();
        initialize(directory, data);
        return new EmbeddedDatabase(lock, startServer(data));
      } catch (IOException | RuntimeException e) {
        lock.close();
        throw e;
      }
    } catch (BadInputException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new BadInputException(
          "cannot start a PostgreSQL in "
              + directory
              + ": "
              + Problems.reason(e)
              + "; use a directory that you may write to (--db embedded:DIR), or"
              + " --db jdbc:…",
          e);
    }
  }

  String jdbcUrl() {
    return server.getJdbcUrl("postgres", "postgres");
  }

  /**
   * Where the server of another process answers that has the directory.
   *
   * @return its address; empty if there is none
   */
  static Optional<String> running(Path directory) {
    Path data = directory.resolve("postgresql");
    try {
      List<String> lines = Files.readAllLines(data.resolve("postmaster.pid"));
      return server(lines, data.toRealPath())
          .filter(server -> lines.size() > PORT_LINE)
          .map(
              server ->
                  "jdbc:postgresql://localhost:"
                      + lines.get(PORT_LINE)
                      + "/postgres?user=postgres");
    } catch (IOException e) {
      LOG.debug("no server has {}", data, e);
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Makes the cluster on first use, in a directory of another name: only what is complete gets the
   * name that later runs look for. What a killed attempt left behind is cleared away.
   */
  private static void initialize(Path directory, Path data) throws IOException {
    try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(directory, FRESH + "*")) {
      leftovers.forEach(EmbeddedDatabase::discard);
    }
    if (!Files.exists(data)) {
      Path fresh = Files.createTempDirectory(directory, FRESH);
      launch(fresh).close();
      stopOrphan(fresh);
      Files.move(fresh, data, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private static EmbeddedPostgres startServer(Path data) throws IOException {
    stopOrphan(data);
    try {
      return launch(data);
    } catch (IOException | RuntimeException e) {
      // A server whose process was killed just after starting it has no pid file yet when we look.
      if (!stopOrphan(data)) {
        throw e;
      }
      return launch(data);
    }
  }

  private static EmbeddedPostgres launch(Path data) throws IOException {
    // A start that failed keeps this locked for the life of the JVM; ours is the lock that counts.
    Files.deleteIfExists(data.resolve("epg-lock"));
    return EmbeddedPostgres.builder()
        .setDataDirectory(data)
        .setCleanDataDirectory(false)
        .setServerConfig("fsync", "on")
        .setServerConfig("full_page_writes", "on")
        .setServerConfig("synchronous_commit", "on")
        .setServerConfig("listen_addresses", "127.0.0.1")
        .setPGStartupWait(Duration.ofSeconds(30))
        .start();
  }

  /** As far as it goes; the next run tries again. */
  private static void discard(Path leftover) {
    try {
      stopOrphan(leftover);
      List<Path> parts = new ArrayList<>();
      try (Stream<Path> walk = Files.walk(leftover)) {
        walk.forEach(parts::add);
      }
      Collections.reverse(parts);
      for (Path part : parts) {
        Files.deleteIfExists(part);
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.debug("{} cannot be cleared away", leftover, e);
    }
  }

  private static FileChannel lock(Path directory) throws IOException {
    FileChannel channel =
        FileChannel.open(
            directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (OverlappingFileLockException e) {
      // This very process has it: the same answer as for any other.
    }
    channel.close();
    throw new BadInputException(
        "the database in "
            + directory
            + " is in use by another process; wait for it to end, or use --db embedded:OTHER_DIR");
  }

  /** Stops the server of a directory that has outlived its process; whether there was one. */
  private static boolean stopOrphan(Path data) throws IOException {
    Path pidFile = data.resolve("postmaster.pid");
    if (!Files.exists(pidFile)) {
      return false;
    }
    Optional<ProcessHandle> orphan = server(Files.readAllLines(pidFile), data.toRealPath());
    if (orphan.isEmpty()) {
      // Stale: nobody but us may use this directory, and the process of that number is another.
      Files.deleteIfExists(pidFile);
      return false;
    }
    if (!stops(orphan.get(), "-INT") && !stops(orphan.get(), "-QUIT")) {
      throw new IOException(
          "the server of an earlier run, process " + orphan.get().pid() + ", does not stop");
    }
    return true;
  }

  /**
   * The server that a pid file is about, if it is alive. Process numbers are used again, also by
   * other PostgreSQL servers, so the number alone does not do.
   *
   * @param lines process number, data directory, start in seconds since 1970, and more
   */
  private static Optional<ProcessHandle> server(List<String> lines, Path data) {
    if (lines.size() < 3
        || !lines.get(0).matches(NUMBER)
        || !lines.get(2).matches(NUMBER)
        || !isSame(lines.get(1), data)) {
      return Optional.empty();
    }
    Instant started = Instant.ofEpochSecond(Long.parseLong(lines.get(2)));
    return ProcessHandle.of(Long.parseLong(lines.get(0)))
        .filter(process -> process.info().command().orElse("").endsWith("postgres"))
        .filter(process -> isFrom(process, started) || isOn(process, lines.get(1)));
  }

  private static boolean isSame(String directory, Path data) {
    try {
      return Path.of(directory).toRealPath().equals(data);
    } catch (IOException | InvalidPathException e) {
      return false;
    }
  }

  private static boolean isFrom(ProcessHandle process, Instant started) {
    return process
        .info()
        .startInstant()
        .filter(at -> Duration.between(at, started).abs().compareTo(CLOCK_TOLERANCE) < 0)
        .isPresent();
  }

  /** A clock that was set meanwhile makes start times differ; arguments stay. */
  private static boolean isOn(ProcessHandle process, String directory) {
    return Arrays.asList(process.info().arguments().orElse(new String[0])).contains(directory);
  }

  /** Asks a server to stop: {@code -INT} without waiting for clients, {@code -QUIT} at once. */
  private static boolean stops(ProcessHandle server, String signal) throws IOException {
    new ProcessBuilder("kill", signal, Long.toString(server.pid())).start();
    try {
      server.onExit().get(STOP_PATIENCE.toSeconds(), TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
