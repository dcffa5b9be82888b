package io.github.progresstracker.mtproto.e2e;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes the bare values of TL (core.telegram.org/mtproto/serialize). */
final class TlWriter {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  TlWriter int32(int value) {
    for (int shift = 0; shift < 32; shift += 8) {
      out.write(value >> shift);
    }
    return this;
  }

  TlWriter int64(long value) {
    return int32((int) value).int32((int) (value >> 32));
  }

  TlWriter raw(byte[]... values) {
    for (byte[] value : values) {
      out.writeBytes(value);
    }
    return this;
  }

  TlWriter string(String value) {
    return bytes(value.getBytes(StandardCharsets.UTF_8));
  }

  /** Length, bytes, and zeros up to a multiple of four. */
  TlWriter bytes(byte[] value) {
    if (value.length < 254) {
      out.write(value.length);
    } else {
      int32((value.length << 8) | 254);
    }
    out.writeBytes(value);
    while (out.size() % 4 != 0) {
      out.write(0);
    }
    return this;
  }

  int size() {
    return out.size();
  }

  byte[] toBytes() {
    return out.toByteArray();
  }
}
