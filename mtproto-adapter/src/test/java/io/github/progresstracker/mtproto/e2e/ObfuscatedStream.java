package io.github.progresstracker.mtproto.e2e;

import static io.github.progresstracker.mtproto.e2e.MtCrypto.slice;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;

/**
 * Packets on a socket: SOCKS5 (RFC 1928) first, then Telegram's transport obfuscation
 * (core.telegram.org/mtproto/mtproto-transports), whose first 64 bytes hold the keys of both
 * directions, around the padded or plain intermediate transport.
 */
final class ObfuscatedStream {

  private static final int MOST_BYTES = 1 << 24;

  private final InputStream in;
  private final OutputStream out;
  private final Cipher incoming;
  private final Cipher outgoing;

  private ObfuscatedStream(InputStream in, OutputStream out, Cipher incoming, Cipher outgoing) {
    this.in = in;
    this.out = out;
    this.incoming = incoming;
    this.outgoing = outgoing;
  }

  /** Shakes hands with a client, wherever it wanted to go. */
  static ObfuscatedStream accept(Socket socket) throws IOException, GeneralSecurityException {
    InputStream in = new BufferedInputStream(socket.getInputStream());
    OutputStream out = socket.getOutputStream();
    acceptProxy(in, out);
    byte[] start = exactly(in, 64);
    Cipher incoming = MtCrypto.ctr(slice(start, 8, 32), slice(start, 40, 16));
    byte[] back = MtCrypto.reversed(slice(start, 8, 48));
    Cipher outgoing = MtCrypto.ctr(slice(back, 0, 32), slice(back, 32, 16));
    incoming.update(start);
    return new ObfuscatedStream(in, out, incoming, outgoing);
  }

  private static void acceptProxy(InputStream in, OutputStream out) throws IOException {
    byte[] greeting = exactly(in, 2);
    exactly(in, greeting[1]);
    out.write(new byte[] {5, 0});
    byte[] request = exactly(in, 4);
    switch (request[3]) {
      case 1 -> exactly(in, 4 + 2);
      case 4 -> exactly(in, 16 + 2);
      default -> exactly(in, in.read() + 2);
    }
    out.write(new byte[] {5, 0, 0, 1, 127, 0, 0, 1, 0, 80});
    out.flush();
  }

  private static byte[] exactly(InputStream in, int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the client has gone");
    }
    return bytes;
  }

  byte[] read() throws IOException {
    int length = new TlReader(decrypted(4)).int32() & 0x7fff_ffff;
    if (length > MOST_BYTES) {
      throw new IOException("a packet of " + length + " bytes");
    }
    return decrypted(length);
  }

  private byte[] decrypted(int length) throws IOException {
    return incoming.update(exactly(in, length));
  }

  synchronized void write(byte[] packet) throws IOException {
    out.write(outgoing.update(new TlWriter().int32(packet.length).raw(packet).toBytes()));
    out.flush();
  }
}
