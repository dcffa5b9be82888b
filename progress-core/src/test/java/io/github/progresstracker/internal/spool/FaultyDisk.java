package io.github.progresstracker.internal.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;

/** A real disk that can be told to have little space left, or to fail when it is forced. */
final class FaultyDisk implements Channels {

  private long writable = Long.MAX_VALUE;
  private int failingForces;
  private int forces;
  private String complaint = "No space left on device";

  /** From now on so many bytes can be written, then writing fails after a part. */
  void leave(long bytes) {
    writable = bytes;
  }

  void repair() {
    writable = Long.MAX_VALUE;
    failingForces = 0;
  }

  void failNextForces(int count) {
    failingForces = count;
  }

  void complain(String text) {
    complaint = text;
  }

  int forces() {
    return forces;
  }

  @Override
  public FileChannel open(Path path, OpenOption... options) throws IOException {
    return new FaultyChannel(FileChannel.open(path, options));
  }

  private void force(FileChannel real, boolean metadata) throws IOException {
    forces++;
    if (failingForces > 0) {
      failingForces--;
      throw new IOException(complaint);
    }
    real.force(metadata);
  }

  private int write(FileChannel real, ByteBuffer source, long position) throws IOException {
    if (writable == 0) {
      throw new IOException(complaint);
    }
    int part = (int) Math.min(writable, source.remaining());
    int written = real.write(source.slice(source.position(), part), position);
    source.position(source.position() + written);
    writable -= writable == Long.MAX_VALUE ? 0 : written;
    return written;
  }

  /** What the spool does not use is not there. */
  private final class FaultyChannel extends FileChannel {
    private final FileChannel real;

    FaultyChannel(FileChannel real) {
      this.real = real;
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      return real.read(target, position);
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
      return FaultyDisk.this.write(real, source, position);
    }

    @Override
    public void force(boolean metadata) throws IOException {
      FaultyDisk.this.force(real, metadata);
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
      return real.tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
      real.close();
    }

    @Override
    public int read(ByteBuffer target) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int write(ByteBuffer source) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long position() {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileChannel position(long newPosition) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long size() {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileChannel truncate(long size) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) {
      throw new UnsupportedOperationException();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) {
      throw new UnsupportedOperationException();
    }
  }
}
