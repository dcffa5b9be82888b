package io.github.progresstracker.mtproto;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * One export file with random access to its bytes, plain or unpacked.
 *
 * <p>Messages are served newest to oldest, the opposite of the order in a Desktop export, so a page
 * needs random access, and a gzip stream has none. A compressed file is therefore unpacked once, to
 * a temporary file that loses its name as soon as it is open: the system frees it when the process
 * ends, however it ends. Where an open file cannot be deleted (Windows) it is deleted on close.
 *
 * <p>{@link RandomAccessFile} and not a channel: interrupting a thread that reads from a {@code
 * FileChannel} closes the channel for everybody, and collectors are stopped by interrupts.
 */
final class ExportFile implements AutoCloseable {

  private static final int BUFFER = 1 << 16;

  private final String name;
  private final RandomAccessFile bytes;
  private final @Nullable Path leftover;
  private final int start;
  private final long length;

  private ExportFile(String name, RandomAccessFile bytes, @Nullable Path leftover)
      throws IOException, SourceException {
    this.name = name;
    this.bytes = bytes;
    this.leftover = leftover;
    this.length = bytes.length();
    this.start = ExportErrors.checkHead(name, head(bytes, 4));
  }

  static ExportFile open(Path path) throws SourceException {
    return open(path, Path.of(System.getProperty("java.io.tmpdir")));
  }

  /**
   * Opens a file.
   *
   * @param temporary the folder to unpack to, if it is compressed
   */
  static ExportFile open(Path path, Path temporary) throws SourceException {
    String name = path.toString();
    if (Files.isDirectory(path)) {
      throw ExportErrors.folder(name);
    }
    try {
      return isGzip(path) ? unpacked(path, temporary) : plain(path);
    } catch (NoSuchFileException e) {
      throw ExportErrors.missing(name, e);
    } catch (AccessDeniedException e) {
      throw ExportErrors.denied(name, e);
    } catch (IOException e) {
      throw ExportErrors.unreadable(name, e);
    }
  }

  /** The path as it was given. */
  String name() {
    return name;
  }

  /** The bytes from the first one of the text on; closing the stream leaves the file open. */
  InputStream stream() {
    return new Reader();
  }

  /**
   * Some of the bytes.
   *
   * @param offset counted as {@link #stream()} counts
   */
  synchronized byte[] slice(long offset, int size) throws IOException {
    byte[] slice = new byte[size];
    bytes.seek(start + offset);
    bytes.readFully(slice);
    return slice;
  }

  @Override
  public synchronized void close() {
    try {
      bytes.close();
      if (leftover != null) {
        Files.deleteIfExists(leftover);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(name + ": could not be closed", e);
    }
  }

  private static boolean isGzip(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      return in.read() == 0x1f && in.read() == 0x8b;
    }
  }

  private static ExportFile plain(Path path) throws IOException, SourceException {
    return closingOnFailure(path.toString(), new RandomAccessFile(path.toFile(), "r"), null);
  }

  private static ExportFile unpacked(Path path, Path folder) throws IOException, SourceException {
    String name = path.toString();
    Path temporary = temporaryFile(name, folder);
    @Nullable Path leftover = temporary;
    RandomAccessFile bytes = new RandomAccessFile(temporary.toFile(), "rw");
    if (temporary.toFile().delete()) {
      leftover = null;
    }
    try {
      unpack(path, folder, bytes);
    } catch (SourceException | IOException | RuntimeException e) {
      bytes.close();
      Files.deleteIfExists(temporary);
      throw e;
    }
    return closingOnFailure(name, bytes, leftover);
  }

  private static ExportFile closingOnFailure(
      String name, RandomAccessFile bytes, @Nullable Path leftover)
      throws IOException, SourceException {
    try {
      return new ExportFile(name, bytes, leftover);
    } catch (SourceException | IOException | RuntimeException e) {
      bytes.close();
      if (leftover != null) {
        Files.deleteIfExists(leftover);
      }
      throw e;
    }
  }

  private static Path temporaryFile(String name, Path folder) throws SourceException {
    try {
      return Files.createTempFile(folder, "telegram-export-", ".json");
    } catch (IOException e) {
      throw ExportErrors.noRoom(name, folder, e);
    }
  }

  private static void unpack(Path path, Path folder, RandomAccessFile target)
      throws IOException, SourceException {
    // Closing this stream would close the file.
    OutputStream out = new FileOutputStream(target.getFD());
    byte[] buffer = new byte[BUFFER];
    long written = 0;
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(path), BUFFER)) {
      InputStream in = gunzip(path, raw);
      for (int n = unzip(path, in, buffer, written); n >= 0; ) {
        write(path, folder, out, buffer, n);
        written += n;
        n = unzip(path, in, buffer, written);
      }
    }
  }

  private static InputStream gunzip(Path path, InputStream raw)
      throws IOException, SourceException {
    try {
      return new GZIPInputStream(raw, BUFFER);
    } catch (EOFException e) {
      throw ExportErrors.gzipCutOff(path.toString(), 0, e);
    } catch (ZipException e) {
      throw ExportErrors.gzipDamaged(path.toString(), e);
    }
  }

  private static int unzip(Path path, InputStream in, byte[] buffer, long written)
      throws IOException, SourceException {
    try {
      return in.read(buffer);
    } catch (EOFException e) {
      throw ExportErrors.gzipCutOff(path.toString(), written, e);
    } catch (ZipException e) {
      throw ExportErrors.gzipDamaged(path.toString(), e);
    }
  }

  private static void write(Path path, Path folder, OutputStream out, byte[] buffer, int size)
      throws SourceException {
    try {
      out.write(buffer, 0, size);
    } catch (IOException e) {
      throw ExportErrors.noRoom(path.toString(), folder, e);
    }
  }

  private static byte[] head(RandomAccessFile bytes, int size) throws IOException {
    byte[] head = new byte[(int) Math.min(size, bytes.length())];
    bytes.seek(0);
    bytes.readFully(head);
    return head;
  }

  /** A stream with its own position over the shared file. */
  private final class Reader extends InputStream {
    private long position = start;

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int from, int size) throws IOException {
      if (size == 0) {
        return 0;
      }
      if (position >= length) {
        return -1;
      }
      synchronized (ExportFile.this) {
        bytes.seek(position);
        int n = bytes.read(target, from, size);
        position += Math.max(0, n);
        return n;
      }
    }
  }
}
