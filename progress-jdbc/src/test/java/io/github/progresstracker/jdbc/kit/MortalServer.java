package io.github.progresstracker.jdbc.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL that can be stopped, killed and started again, always on the same data and at the
 * same port.
 */
public final class MortalServer implements AutoCloseable {

  private final Path data;
  private final int port;
  private @Nullable PostgresServer server;

  /** Starts it for the first time. */
  public MortalServer(Path data) {
    this.data = data;
    this.port = freePort();
    Runtime.getRuntime().addShutdownHook(new Thread(this::killIfRunning));
    start();
  }

  public int port() {
    return port;
  }

  /** The address of its first database; the role is {@link PostgresServer#USER}. */
  public String jdbcUrl() {
    return "jdbc:postgresql://localhost:" + port + "/postgres";
  }

  public void start() {
    server = PostgresServer.startMortal(data, port);
  }

  /** As an administrator stops it: what is under way is rolled back, and clients are told. */
  public void stop() {
    PostgresServer running = server;
    server = null;
    if (running != null) {
      running.close();
    }
  }

  /** {@code kill -9} to all of its processes: nobody is told anything, and nothing is tidied up. */
  public void kill() {
    List<ProcessHandle> processes = new ArrayList<>();
    ProcessHandle.of(postmaster())
        .ifPresent(
            postmaster -> {
              postmaster.descendants().forEach(processes::add);
              processes.add(0, postmaster);
            });
    processes.forEach(ProcessHandle::destroyForcibly);
    processes.forEach(MortalServer::awaitEnd);
    server = null;
    forgetLock();
  }

  private void killIfRunning() {
    if (server != null) {
      kill();
    }
  }

  @Override
  public void close() {
    stop();
  }

  private long postmaster() {
    try {
      return Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
    } catch (IOException e) {
      throw new UncheckedIOException("the server is not running", e);
    }
  }

  /** The embedded server's own lock stays with this JVM, which is alive. */
  private void forgetLock() {
    try {
      Files.deleteIfExists(data.resolve("epg-lock"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void awaitEnd(ProcessHandle process) {
    try {
      process.onExit().get(30, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("process " + process.pid() + " does not die", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int freePort() {
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
