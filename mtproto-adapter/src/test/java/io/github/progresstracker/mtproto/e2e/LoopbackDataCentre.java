package io.github.progresstracker.mtproto.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A data centre of Telegram's on this machine, as far as a collector needs one: behind a SOCKS5
 * proxy that leads nowhere else it speaks the obfuscated transport, agrees on keys, and answers
 * encrypted requests. Whoever has its public key in place of Telegram's can talk to it.
 *
 * <p>TDLib tries to reach Telegram's own servers before it hears of the proxy, so it must be run
 * where there is no network but the loopback interface.
 */
final class LoopbackDataCentre implements Closeable {

  private static final Logger LOG = LoggerFactory.getLogger(LoopbackDataCentre.class);

  private final ServerSocket listener;
  private final TlSchema schema;
  private final KeyPair keys;
  private final RequestHandler handler;
  private final Map<Long, byte[]> authKeys = new ConcurrentHashMap<>();

  /** Answers a request of the schema. */
  interface RequestHandler {
    /**
     * Answers.
     *
     * @param request with its method under {@code _}, without wrappers such as invokeWithLayer
     * @return an object, a list or a truth value of the schema
     * @throws RpcException to refuse
     */
    JsonNode answer(JsonNode request) throws RpcException;
  }

  /** Listens on any free port of the loopback interface. */
  LoopbackDataCentre(TlSchema schema, KeyPair keys, RequestHandler handler) throws IOException {
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.schema = schema;
    this.keys = keys;
    this.handler = handler;
    daemon(this::accept, "dc-accept").start();
  }

  /** The address of the proxy that leads here. */
  InetSocketAddress proxy() {
    return new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort());
  }

  private static Thread daemon(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        daemon(() -> serve(socket), "dc-connection").start();
      } catch (IOException e) {
        LOG.debug("the data centre no longer listens: {}", e.getMessage());
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      new MtConnection(ObfuscatedStream.accept(socket), schema, keys, authKeys, handler).run();
    } catch (EOFException | SocketException e) {
      LOG.debug("a connection has ended: {}", e.getMessage());
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      LOG.error("a connection has failed", e);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
