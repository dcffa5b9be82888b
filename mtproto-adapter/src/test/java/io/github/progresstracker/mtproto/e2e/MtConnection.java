package io.github.progresstracker.mtproto.e2e;

import static io.github.progresstracker.mtproto.e2e.MtCrypto.sha256;
import static io.github.progresstracker.mtproto.e2e.MtCrypto.slice;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import java.io.IOException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Set;

/**
 * One connection of a client: messages without a key agree on one, all others are encrypted with it
 * and hold requests, or service messages such as pings
 * (core.telegram.org/mtproto/service_messages).
 */
final class MtConnection {

  private static final int CONTAINER = 0x73f1f8dc;
  private static final int ACKNOWLEDGEMENT = 0x62d6b459;
  private static final int PING = 0x7abe77ec;
  private static final int PING_DELAY = 0xf3427b8c;
  private static final int GET_FUTURE_SALTS = 0xb921bd04;
  private static final int MSGS_STATE_REQ = 0xda69fb52;

  /** msgs_all_info, msg_resend_req, http_wait: nothing to be said to. */
  private static final Set<Integer> SILENT = Set.of(0x8cc0d131, 0x7d861a08, 0x9299359f);

  private static final Set<String> WRAPPERS =
      Set.of(
          "invokeWithLayer",
          "initConnection",
          "invokeAfterMsg",
          "invokeAfterMsgs",
          "invokeWithoutUpdates");

  private static final int SALT_SECONDS = 86_400;

  private final ObfuscatedStream stream;
  private final TlSchema schema;
  private final Map<Long, byte[]> authKeys;
  private final LoopbackDataCentre.RequestHandler handler;
  private final KeyExchange exchange;
  private final SecureRandom random = new SecureRandom();
  private long lastMessageId;
  private int contentMessages;

  MtConnection(
      ObfuscatedStream stream,
      TlSchema schema,
      KeyPair keys,
      Map<Long, byte[]> authKeys,
      LoopbackDataCentre.RequestHandler handler) {
    this.stream = stream;
    this.schema = schema;
    this.authKeys = authKeys;
    this.handler = handler;
    this.exchange =
        new KeyExchange(keys, key -> authKeys.put(MtCrypto.idOf(MtCrypto.sha1(key)), key));
  }

  /** A message's envelope. */
  @SuppressWarnings("ArrayRecordComponent") // Nobody compares them.
  private record Session(long keyId, byte[] key, long salt, long id) {}

  /** Serves until the client goes. */
  void run() throws IOException {
    for (; ; ) {
      byte[] packet = stream.read();
      TlReader in = new TlReader(packet);
      long keyId = in.int64();
      if (keyId == 0) {
        in.skip(8 + 4);
        byte[] answer = exchange.answer(in);
        stream.write(
            new TlWriter()
                .int64(0)
                .int64(nextMessageId())
                .int32(answer.length)
                .raw(answer)
                .toBytes());
      } else {
        decrypt(keyId, packet);
      }
    }
  }

  private void decrypt(long keyId, byte[] packet) throws IOException {
    byte[] key = authKeys.get(keyId);
    if (key == null) {
      // -404: the key is not known here.
      stream.write(new TlWriter().int32(-404).toBytes());
      return;
    }
    MtCrypto.MessageKey aes = MtCrypto.messageKey(key, slice(packet, 8, 16), 0);
    // The padded transport may have added bytes that are no block.
    int length = (packet.length - 24) / 16 * 16;
    TlReader in = new TlReader(MtCrypto.decryptIge(slice(packet, 24, length), aes.key(), aes.iv()));
    Session session = new Session(keyId, key, in.int64(), in.int64());
    long messageId = in.int64();
    in.int32();
    message(session, messageId, in.raw(in.int32()));
  }

  private void message(Session session, long messageId, byte[] body) throws IOException {
    TlReader in = new TlReader(body);
    int id = in.peekInt32();
    switch (id) {
      case CONTAINER -> container(session, in);
      case ACKNOWLEDGEMENT -> {}
      case PING, PING_DELAY -> pong(session, messageId, in);
      case GET_FUTURE_SALTS -> salts(session, messageId);
      case MSGS_STATE_REQ ->
          send(
              session,
              new TlWriter().int32(0x04deb57d).int64(messageId).bytes(new byte[0]).toBytes(),
              false);
      default -> {
        if (!SILENT.contains(id)) {
          send(session, result(messageId, reply(in)), true);
        }
      }
    }
  }

  private void container(Session session, TlReader in) throws IOException {
    in.int32();
    int count = in.int32();
    for (int i = 0; i < count; i++) {
      long messageId = in.int64();
      in.int32();
      message(session, messageId, in.raw(in.int32()));
    }
  }

  private void pong(Session session, long messageId, TlReader in) throws IOException {
    in.int32();
    long ping = in.int64();
    send(session, new TlWriter().int32(0x347773c5).int64(messageId).int64(ping).toBytes(), false);
  }

  /** A client without salts for the future asks again and again. */
  private void salts(Session session, long messageId) throws IOException {
    int now = (int) (System.currentTimeMillis() / 1_000);
    TlWriter out = new TlWriter().int32(0xae500895).int64(messageId).int32(now).int32(1);
    out.int32(now - 60).int32(now + SALT_SECONDS).int64(session.salt());
    send(session, out.toBytes(), false);
  }

  private byte[] reply(TlReader in) throws IOException {
    JsonNode request = schema.read(in);
    while (WRAPPERS.contains(request.path("_").asText())) {
      request = request.path("query");
    }
    try {
      boolean binds = request.path("_").asText().equals("auth.bindTempAuthKey");
      return schema.write(binds ? BooleanNode.TRUE : handler.answer(request));
    } catch (RpcException e) {
      return new TlWriter().int32(0x2144ca19).int32(e.code()).string(e.name()).toBytes();
    }
  }

  private static byte[] result(long messageId, byte[] answer) {
    return new TlWriter().int32(0xf35c6d01).int64(messageId).raw(answer).toBytes();
  }

  private void send(Session session, byte[] body, boolean content) throws IOException {
    int sequence = contentMessages * 2 + (content ? 1 : 0);
    contentMessages += content ? 1 : 0;
    TlWriter plain = new TlWriter().int64(session.salt()).int64(session.id());
    plain.int64(nextMessageId()).int32(sequence).int32(body.length).raw(body);
    byte[] padding = new byte[12 + (16 - (plain.size() + 12) % 16) % 16];
    random.nextBytes(padding);
    byte[] padded = plain.raw(padding).toBytes();
    byte[] messageKey = slice(sha256(slice(session.key(), 96, 32), padded), 8, 16);
    MtCrypto.MessageKey aes = MtCrypto.messageKey(session.key(), messageKey, 8);
    stream.write(
        new TlWriter()
            .int64(session.keyId())
            .raw(messageKey, MtCrypto.encryptIge(padded, aes.key(), aes.iv()))
            .toBytes());
  }

  /** Seconds in the upper half; odd, as what answers a request has it; growing. */
  private long nextMessageId() {
    long now = System.currentTimeMillis();
    long id = ((now / 1_000) << 32) | ((now % 1_000) << 22);
    lastMessageId = Math.max(lastMessageId + 4, (id & ~3L) | 1);
    return lastMessageId;
  }
}
