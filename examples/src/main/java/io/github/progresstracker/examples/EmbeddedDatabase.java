package io.github.progresstracker.examples;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;

/**
 * A PostgreSQL of our own in a directory, for people who have none at hand. It is a real server,
 * and as durable as one: {@code fsync} is on, and what was committed is there after {@code kill
 * -9}.
 *
 * <p>When this process is killed its server lives on as an orphan and keeps the directory busy. So
 * the next process finds it by its pid file and stops it first. That no other live process of ours
 * uses the directory is known from a file lock, which the system releases when its owner dies.
 */
final class EmbeddedDatabase implements AutoCloseable {

  private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);

  private final FileChannel lock;
  private final EmbeddedPostgres server;

  private EmbeddedDatabase(FileChannel lock, EmbeddedPostgres server) {
    this.lock = lock;
    this.server = server;
  }

  /**
   * Starts the server, creating the directory on first use.
   *
   * @throws BadInputException if the directory is in use or cannot be used
   */
  static EmbeddedDatabase start(Path directory) {
    try {
      Files.createDirectories(directory);
      FileChannel lock = lock(directory);
      try {
        Path data = directory.resolve("postgresql").toAbsolutePath();
        stopOrphan(data);
        return new EmbeddedDatabase(lock, startServer(data));
      } catch (IOException | RuntimeException e) {
        lock.close();
        throw e;
      }
    } catch (IOException e) {
      throw new BadInputException(
          "cannot start a PostgreSQL in "
              + directory
              + ": "
              + e.getMessage()
              + "; use a directory that you may write to (--db embedded:DIR), or --db jdbc:…",
          e);
    }
  }

  DataSource dataSource() {
    return server.getPostgresDatabase();
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

  private static EmbeddedPostgres startServer(Path data) throws IOException {
    return EmbeddedPostgres.builder()
        .setDataDirectory(data)
        .setCleanDataDirectory(false)
        .setServerConfig("fsync", "on")
        .setServerConfig("full_page_writes", "on")
        .setServerConfig("synchronous_commit", "on")
        .setServerConfig("listen_addresses", "127.0.0.1")
        .setPGStartupWait(Duration.ofMinutes(1))
        .start();
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

  private static void stopOrphan(Path data) throws IOException {
    Optional<ProcessHandle> orphan = orphan(data.resolve("postmaster.pid"));
    if (orphan.isPresent() && !stops(orphan.get(), "-INT") && !stops(orphan.get(), "-QUIT")) {
      throw new IOException(
          "the server of an earlier run, process " + orphan.get().pid() + ", does not stop");
    }
  }

  /** The process named in a pid file, if it is alive and a PostgreSQL server. */
  private static Optional<ProcessHandle> orphan(Path pidFile) throws IOException {
    if (!Files.exists(pidFile)) {
      return Optional.empty();
    }
    List<String> lines = Files.readAllLines(pidFile);
    if (lines.isEmpty() || !lines.get(0).strip().matches("\\d{1,18}")) {
      return Optional.empty();
    }
    return ProcessHandle.of(Long.parseLong(lines.get(0).strip()))
        .filter(process -> process.info().command().orElse("").endsWith("postgres"));
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
