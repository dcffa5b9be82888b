package io.github.progresstracker.mtproto.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;

/**
 * A copy of TDLib that takes our data centre for Telegram's: the public key of the test servers
 * (td/telegram/net/PublicRsaKeySharedMain.cpp) is replaced by another one. PKCS#1 of 2,048 bits
 * with the exponent 65537 always has the same length, so nothing moves. The original is not
 * touched.
 */
final class PatchedLibrary {

  /** The beginning of the test servers' key. */
  private static final byte[] MARK =
      "MIIBCgKCAQEAyMEdY1aR+sCR3ZSJrtztKTKqigvO".getBytes(StandardCharsets.US_ASCII);

  private static final String HEAD = "-----BEGIN RSA PUBLIC KEY-----\n";
  private static final String FOOT = "\n-----END RSA PUBLIC KEY-----";

  private PatchedLibrary() {}

  /**
   * Makes the copy.
   *
   * @throws IOException if the library has no such key, or cannot be read or written
   */
  static Path of(Path library, RSAPublicKey key, Path directory) throws IOException {
    byte[] code = Files.readAllBytes(library);
    int start = find(code) - HEAD.length();
    byte[] pem = pem(key);
    if (code[start + pem.length] != 0) {
      throw new IOException(library + " has a key of another length");
    }
    System.arraycopy(pem, 0, code, start, pem.length);
    return Files.write(directory.resolve("libtdjson-loopback.so"), code);
  }

  private static int find(byte[] code) throws IOException {
    for (int at = HEAD.length(); at < code.length - MARK.length; at++) {
      int matched = 0;
      while (matched < MARK.length && code[at + matched] == MARK[matched]) {
        matched++;
      }
      if (matched == MARK.length) {
        return at;
      }
    }
    throw new IOException("the key of the test servers is not in the library");
  }

  private static byte[] pem(RSAPublicKey key) {
    byte[] modulus = number(key.getModulus().toByteArray());
    byte[] exponent = number(key.getPublicExponent().toByteArray());
    byte[] der = tagged(0x30, MtCrypto.concat(modulus, exponent));
    Base64.Encoder lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
    return (HEAD + lines.encodeToString(der) + FOOT).getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] number(byte[] bytes) {
    return tagged(0x02, bytes);
  }

  /** DER: a tag, a length in as few bytes as it takes, and the contents. */
  private static byte[] tagged(int tag, byte[] contents) {
    int length = contents.length;
    byte[] head =
        length < 128
            ? new byte[] {(byte) tag, (byte) length}
            : new byte[] {(byte) tag, (byte) 0x82, (byte) (length >> 8), (byte) length};
    return MtCrypto.concat(head, contents);
  }
}
