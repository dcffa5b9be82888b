package io.github.progresstracker.internal.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The directory of one spool, locked against every other opener while it is open. */
final class Directory implements Closeable {

  /** Ends the name of a file that is being made and gets its own name when it is whole. */
  static final String UNFINISHED = ".new";

  private static final String LOCK_NAME = "spool.lock";

  /**
   * The locks of an operating system belong to the process and go when the process closes any
   * channel on the file. So a second opener in this process must be turned away before it opens
   * that file, and only something that all of the process shares can do it.
   */
  private static final Set<Path> LOCKED = ConcurrentHashMap.newKeySet();

  private final Channels channels;
  private final Path path;
  private final FileChannel lock;

  private Directory(Channels channels, Path path, FileChannel lock) {
    this.channels = channels;
    this.path = path;
    this.lock = lock;
  }

  static Directory open(Channels channels, Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      Files.createDirectories(path);
    }
    Path real = path.toRealPath();
    requireSpoolOrEmpty(real);
    if (!LOCKED.add(real)) {
      throw inUse(path);
    }
    FileChannel lock = null;
    try {
      lock = lock(channels, real);
      return new Directory(channels, real, lock);
    } finally {
      if (lock == null) {
        LOCKED.remove(real);
      }
    }
  }

  Path path() {
    return path;
  }

  Path resolve(String name) {
    return path.resolve(name);
  }

  /** The segment files in the order of their sequences. */
  List<Path> segments() throws IOException {
    List<Path> segments = new ArrayList<>(list(path));
    segments.removeIf(file -> Segment.firstOf(file).isEmpty());
    for (Path segment : segments) {
      if (!Files.isRegularFile(segment, LinkOption.NOFOLLOW_LINKS)) {
        throw new IOException(segment.getFileName() + " in it is not a file; remove it");
      }
    }
    segments.sort(Comparator.naturalOrder());
    return segments;
  }

  /** Gives a whole file its name and makes the name durable. */
  void finish(Path unfinished, Path finished) throws IOException {
    Files.move(unfinished, finished, StandardCopyOption.ATOMIC_MOVE);
    try (SpoolFile directory = SpoolFile.openDirectory(channels, path)) {
      directory.force(true);
    } catch (IOException e) {
      // Some systems cannot force a directory; they keep its names in a journal.
    }
  }

  /** True if the file is gone. */
  boolean delete(Path file) {
    try {
      Files.deleteIfExists(file);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  boolean isFullFor(long bytes) {
    try {
      return Files.getFileStore(path).getUsableSpace() < bytes;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    try {
      lock.close();
    } finally {
      LOCKED.remove(path);
    }
  }

  private static void requireSpoolOrEmpty(Path path) throws IOException {
    List<Path> files = list(path);
    if (!files.isEmpty() && files.stream().noneMatch(Directory::isOurs)) {
      throw new IOException(
          "it holds other files ("
              + files.get(0).getFileName()
              + ") and no spool; give an empty directory");
    }
  }

  private static boolean isOurs(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.equals(LOCK_NAME)
        || name.equals(PositionFile.NAME)
        || Segment.firstOf(file).isPresent();
  }

  private static FileChannel lock(Channels channels, Path path) throws IOException {
    FileChannel channel =
        channels.open(path.resolve(LOCK_NAME), StandardOpenOption.WRITE, StandardOpenOption.CREATE);
    if (tryLock(channel) == null) {
      channel.close();
      throw inUse(path);
    }
    return channel;
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // A copy of this class in another class loader holds it.
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static IOException inUse(Path path) {
    return new IOException(
        "another opener has " + path + " in use; give each its own directory or close the other");
  }

  private static List<Path> list(Path path) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
      List<Path> list = new ArrayList<>();
      files.forEach(list::add);
      return list;
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }
}
