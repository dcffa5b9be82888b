package io.github.progresstracker.mtproto.e2e;

import static io.github.progresstracker.mtproto.e2e.MtCrypto.concat;
import static io.github.progresstracker.mtproto.e2e.MtCrypto.fixed;
import static io.github.progresstracker.mtproto.e2e.MtCrypto.sha1;
import static io.github.progresstracker.mtproto.e2e.MtCrypto.sha256;
import static io.github.progresstracker.mtproto.e2e.MtCrypto.slice;

import java.io.IOException;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.util.function.Consumer;

/**
 * The server's half of agreeing on a key (core.telegram.org/mtproto/auth_key): three questions of
 * the client's, three answers. Not thread-safe; one for each connection.
 */
final class KeyExchange {

  private static final int REQ_PQ_MULTI = 0xbe7e8ef1;
  private static final int REQ_DH_PARAMS = 0xd712e4be;
  private static final int SET_CLIENT_DH_PARAMS = 0xf5045f1f;
  private static final int VECTOR = 0x1cb5c415;
  private static final int KEY_BYTES = 256;

  /** The safe prime that clients know (td/mtproto/DhHandshake.cpp has it among its good ones). */
  private static final BigInteger PRIME =
      new BigInteger(
          "C71CAEB9C6B1C9048E6C522F70F13F73980D40238E3E21C14934D037563D930F48198A0AA7C14058229493D2"
              + "2530F4DBFA336F6E0AC925139543AED44CCE7C3720FD51F69458705AC68CD4FE6B6B13ABDC97465129"
              + "69328454F18FAF8C595F642477FE96BB2A941D5BCD1D4AC8CC49880708FA9B378E3C4F3A9060BEE67C"
              + "F9A4A4A695811051907E162753B56B0F6B410DBA74D8A84B2A14B3144E0EF1284754FD17ED950D5965"
              + "B4B9DD46582DB1178D169C6BC465B0D6FF9CA3928FEF5B9AE4E418FC15E83EBEA0F87FA9FF5EED7005"
              + "0DED2849F47BF959D956850CE929851F0D8115F635B105EE2E4E15D04B2454BF6F4FADF034B1040311"
              + "9CD8E3B92FCC5B",
          16);

  private static final BigInteger GENERATOR = BigInteger.valueOf(3);

  /** 0x17ED48941A08F981 = 1229739323 × 1402015859: the example of the documentation. */
  private static final byte[] PQ = new BigInteger("17ED48941A08F981", 16).toByteArray();

  private final RSAPublicKey publicKey;
  private final RSAPrivateKey privateKey;
  private final Consumer<byte[]> agreed;
  private final SecureRandom random = new SecureRandom();
  private final byte[] serverNonce = new byte[16];
  private byte[] nonce = new byte[16];
  private byte[] newNonce = new byte[32];
  private BigInteger secret = BigInteger.ONE;

  /**
   * A server's half.
   *
   * @param keys the key that clients know the server by
   * @param agreed told of the key, of 256 bytes
   */
  KeyExchange(KeyPair keys, Consumer<byte[]> agreed) {
    this.publicKey = (RSAPublicKey) keys.getPublic();
    this.privateKey = (RSAPrivateKey) keys.getPrivate();
    this.agreed = agreed;
    random.nextBytes(serverNonce);
  }

  /** Answers one question. */
  byte[] answer(TlReader question) throws IOException {
    int id = question.int32();
    return switch (id) {
      case REQ_PQ_MULTI -> resPq(question);
      case REQ_DH_PARAMS -> dhParams(question);
      case SET_CLIENT_DH_PARAMS -> dhGenOk(question);
      default -> throw new IOException("unencrypted " + Integer.toHexString(id));
    };
  }

  private byte[] resPq(TlReader question) {
    nonce = question.raw(16);
    TlWriter out = new TlWriter().int32(0x05162463).raw(nonce, serverNonce).bytes(PQ);
    return out.int32(VECTOR).int32(1).int64(fingerprint()).toBytes();
  }

  /** The lower 64 bits of the hash of modulus and exponent. */
  private long fingerprint() {
    TlWriter key = new TlWriter().bytes(fixed(publicKey.getModulus(), KEY_BYTES));
    return MtCrypto.idOf(sha1(key.bytes(publicKey.getPublicExponent().toByteArray()).toBytes()));
  }

  private byte[] dhParams(TlReader question) {
    question.skip(32);
    question.bytes();
    question.bytes();
    question.int64();
    readInnerData(new TlReader(unpad(question.bytes())));
    secret = new BigInteger(2_048, random).mod(PRIME);
    byte[] inner =
        new TlWriter()
            .int32(0xb5890dba)
            .raw(nonce, serverNonce)
            .int32(GENERATOR.intValue())
            .bytes(fixed(PRIME, KEY_BYTES))
            .bytes(fixed(GENERATOR.modPow(secret, PRIME), KEY_BYTES))
            .int32((int) (System.currentTimeMillis() / 1_000))
            .toBytes();
    byte[] body = concat(sha1(inner), inner);
    byte[] padded = concat(body, new byte[(16 - body.length % 16) % 16]);
    return new TlWriter()
        .int32(0xd0e8075c)
        .raw(nonce, serverNonce)
        .bytes(MtCrypto.encryptIge(padded, temporaryKey(), temporaryIv()))
        .toBytes();
  }

  /** RSA_PAD backwards: a key, and what it encrypts, whose hash covers the key. */
  private byte[] unpad(byte[] encrypted) {
    BigInteger number = new BigInteger(1, encrypted);
    byte[] decrypted =
        fixed(number.modPow(privateKey.getPrivateExponent(), privateKey.getModulus()), KEY_BYTES);
    byte[] aes = slice(decrypted, 32, 224);
    byte[] key = MtCrypto.xor(slice(decrypted, 0, 32), sha256(aes));
    return MtCrypto.reversed(slice(MtCrypto.decryptIge(aes, key, new byte[32]), 0, 192));
  }

  private void readInnerData(TlReader inner) {
    inner.int32();
    inner.bytes();
    inner.bytes();
    inner.bytes();
    inner.skip(32);
    newNonce = inner.raw(32);
  }

  private byte[] dhGenOk(TlReader question) {
    question.skip(32);
    byte[] decrypted = MtCrypto.decryptIge(question.bytes(), temporaryKey(), temporaryIv());
    TlReader inner = new TlReader(decrypted);
    inner.skip(20 + 4 + 32 + 8);
    BigInteger theirs = new BigInteger(1, inner.bytes());
    byte[] key = fixed(theirs.modPow(secret, PRIME), KEY_BYTES);
    agreed.accept(key);
    byte[] hash = sha1(newNonce, new byte[] {1}, slice(sha1(key), 0, 8));
    return new TlWriter().int32(0x3bcbf734).raw(nonce, serverNonce, slice(hash, 4, 16)).toBytes();
  }

  private byte[] temporaryKey() {
    return concat(sha1(newNonce, serverNonce), slice(sha1(serverNonce, newNonce), 0, 12));
  }

  private byte[] temporaryIv() {
    return concat(
        slice(sha1(serverNonce, newNonce), 12, 8), sha1(newNonce, newNonce), slice(newNonce, 0, 4));
  }
}
