package io.github.progresstracker.mtproto.e2e;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** The arithmetic of MTProto 2.0 (core.telegram.org/mtproto/description, …/auth_key). */
final class MtCrypto {

  private static final int BLOCK = 16;

  private MtCrypto() {}

  static byte[] sha1(byte[]... parts) {
    return digest("SHA-1", parts);
  }

  static byte[] sha256(byte[]... parts) {
    return digest("SHA-256", parts);
  }

  private static byte[] digest(String name, byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance(name);
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  static byte[] slice(byte[] bytes, int from, int length) {
    return Arrays.copyOfRange(bytes, from, from + length);
  }

  static byte[] reversed(byte[] bytes) {
    byte[] reversed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      reversed[i] = bytes[bytes.length - 1 - i];
    }
    return reversed;
  }

  /** A number as so many bytes, the highest first. */
  static byte[] fixed(BigInteger number, int length) {
    byte[] bytes = number.toByteArray();
    byte[] fixed = new byte[length];
    int copied = Math.min(length, bytes.length);
    System.arraycopy(bytes, bytes.length - copied, fixed, length - copied, copied);
    return fixed;
  }

  /** The last eight bytes of a hash, as a number: the ids of keys. */
  static long idOf(byte[] sha1) {
    return ByteBuffer.wrap(sha1, 12, 8).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }

  static byte[] encryptIge(byte[] data, byte[] key, byte[] iv) {
    return ige(data, key, slice(iv, 0, BLOCK), slice(iv, BLOCK, BLOCK), Cipher.ENCRYPT_MODE);
  }

  static byte[] decryptIge(byte[] data, byte[] key, byte[] iv) {
    return ige(data, key, slice(iv, BLOCK, BLOCK), slice(iv, 0, BLOCK), Cipher.DECRYPT_MODE);
  }

  /**
   * Infinite Garble Extension: each block is mixed with the output before it, and its output with
   * the input before it. Backwards the two change places.
   */
  private static byte[] ige(byte[] data, byte[] key, byte[] before, byte[] after, int mode) {
    try {
      Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
      cipher.init(mode, new SecretKeySpec(key, "AES"));
      byte[] lastOut = before;
      byte[] lastIn = after;
      byte[] result = new byte[data.length];
      for (int at = 0; at < data.length; at += BLOCK) {
        byte[] in = slice(data, at, BLOCK);
        byte[] out = xor(cipher.doFinal(xor(in, lastOut)), lastIn);
        System.arraycopy(out, 0, result, at, BLOCK);
        lastOut = out;
        lastIn = in;
      }
      return result;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static byte[] xor(byte[] a, byte[] b) {
    byte[] result = new byte[a.length];
    for (int i = 0; i < a.length; i++) {
      result[i] = (byte) (a[i] ^ b[i]);
    }
    return result;
  }

  static Cipher ctr(byte[] key, byte[] iv) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
    cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(iv));
    return cipher;
  }

  /** Key and vector of one message. */
  @SuppressWarnings("ArrayRecordComponent") // Nobody compares them.
  record MessageKey(byte[] key, byte[] iv) {}

  /**
   * Defining AES key and initialization vector, MTProto 2.0.
   *
   * @param x 0 from client to server, 8 back
   */
  static MessageKey messageKey(byte[] authKey, byte[] messageKey, int x) {
    byte[] a = sha256(messageKey, slice(authKey, x, 36));
    byte[] b = sha256(slice(authKey, 40 + x, 36), messageKey);
    return new MessageKey(
        concat(slice(a, 0, 8), slice(b, 8, 16), slice(a, 24, 8)),
        concat(slice(b, 0, 8), slice(a, 8, 16), slice(b, 24, 8)));
  }
}
