package io.github.progresstracker.internal.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * A file that an interrupt cannot close. The JDK closes a file channel when the thread that uses it
 * is interrupted; here the interrupt is kept for the caller, the channel is opened again and the
 * operation repeated, which does no harm because each of them names its position.
 */
final class SpoolFile implements Closeable {

  private final Channels channels;
  private final Path path;
  private final OpenOption[] reopening;
  private FileChannel channel;

  private SpoolFile(Channels channels, Path path, FileChannel channel, OpenOption... reopening) {
    this.channels = channels;
    this.path = path;
    this.channel = channel;
    this.reopening = reopening;
  }

  /** Opens a file that exists. */
  static SpoolFile open(Channels channels, Path path) throws IOException {
    return open(channels, path, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  /** Opens a directory, which can only be forced. */
  static SpoolFile openDirectory(Channels channels, Path path) throws IOException {
    return open(channels, path, StandardOpenOption.READ);
  }

  private static SpoolFile open(Channels channels, Path path, OpenOption... options)
      throws IOException {
    return new SpoolFile(channels, path, channels.open(path, options), options);
  }

  /** Makes an empty file, in the place of one that may be there. */
  static SpoolFile create(Channels channels, Path path) throws IOException {
    FileChannel created =
        channels.open(
            path,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING);
    return new SpoolFile(
        channels, path, created, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  /** Reads until the target is full or the file ends. */
  void read(ByteBuffer target, long position) throws IOException {
    int start = target.position();
    uninterrupted(
        file -> {
          int read = 0;
          while (target.hasRemaining() && read >= 0) {
            read = file.read(target, position + target.position() - start);
          }
        });
  }

  /** Writes all that remains in the source. */
  void write(ByteBuffer source, long position) throws IOException {
    int start = source.position();
    uninterrupted(
        file -> {
          while (source.hasRemaining()) {
            file.write(source, position + source.position() - start);
          }
        });
  }

  /** Returns when the written bytes are on the disk, with {@code metadata} also the file's size. */
  void force(boolean metadata) throws IOException {
    uninterrupted(file -> file.force(metadata));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private void uninterrupted(Operation operation) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      operation.on(channel);
    } catch (ClosedChannelException e) {
      interrupted = true;
      again(operation);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** On a thread that nobody else knows, so that not even a storm of interrupts stops it. */
  private void again(Operation operation) throws IOException {
    channel = channels.open(path, reopening);
    FutureTask<@Nullable Void> task =
        new FutureTask<>(
            () -> {
              operation.on(channel);
              return null;
            });
    Thread shelter = new Thread(task, "progress-spool-io");
    shelter.setDaemon(true);
    shelter.start();
    awaitEnd(task);
  }

  private static void awaitEnd(FutureTask<@Nullable Void> task) throws IOException {
    for (; ; ) {
      try {
        task.get();
        return;
      } catch (InterruptedException e) {
        // The caller's flag is set again when the operation is done.
      } catch (ExecutionException e) {
        throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
      }
    }
  }

  @FunctionalInterface
  private interface Operation {
    void on(FileChannel file) throws IOException;
  }
}
