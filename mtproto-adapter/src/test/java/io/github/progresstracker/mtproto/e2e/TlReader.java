package io.github.progresstracker.mtproto.e2e;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads the bare values of TL. */
final class TlReader {

  private final ByteBuffer in;

  TlReader(byte[] bytes) {
    this.in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  int int32() {
    return in.getInt();
  }

  /** The next number, which stays. */
  int peekInt32() {
    return in.getInt(in.position());
  }

  long int64() {
    return in.getLong();
  }

  double float64() {
    return in.getDouble();
  }

  byte[] raw(int length) {
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  void skip(int length) {
    in.position(in.position() + length);
  }

  byte[] bytes() {
    int start = in.position();
    int length = in.get() & 0xff;
    if (length == 254) {
      length = (in.get() & 0xff) | ((in.get() & 0xff) << 8) | ((in.get() & 0xff) << 16);
    }
    byte[] bytes = raw(length);
    skip((4 - (in.position() - start) % 4) % 4);
    return bytes;
  }
}
