package io.github.progresstracker.benchmarks.soak;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file system of its own in memory that can be filled up to the last byte. Only root may mount
 * one; otherwise it is a directory that never fills up.
 */
final class SmallDisk implements AutoCloseable {

  private static final int CHUNK = 1 << 16;

  private final Path directory;
  private final Path ballast;
  private final boolean mounted;

  private SmallDisk(Path directory, boolean mounted) {
    this.directory = directory;
    this.ballast = directory.resolve("ballast");
    this.mounted = mounted;
  }

  static SmallDisk mount(Path directory, int mebibytes) throws IOException {
    Files.createDirectories(directory);
    return new SmallDisk(
        directory,
        run("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "tmpfs", directory.toString())
            == 0);
  }

  private static int run(String... command) {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .onExit()
          .join()
          .exitValue();
    } catch (IOException e) {
      return -1; // There is no such program.
    }
  }

  Path directory() {
    return directory;
  }

  /** Whether it can be filled. */
  boolean isMounted() {
    return mounted;
  }

  void fill() {
    try (OutputStream out = Files.newOutputStream(ballast)) {
      byte[] chunk = new byte[CHUNK];
      while (mounted) {
        out.write(chunk);
      }
    } catch (IOException e) {
      // It is full, as wanted.
    }
  }

  void free() throws IOException {
    Files.deleteIfExists(ballast);
  }

  @Override
  public void close() {
    if (mounted) {
      run("umount", directory.toString());
    }
  }
}
