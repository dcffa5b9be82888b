package io.github.progresstracker.web.browser;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A network between browser and server that can be cut in two. */
final class Wire implements AutoCloseable {

  private final ServerSocket listener;
  private final int port;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean cut;

  Wire(int port) {
    this.port = port;
    try {
      listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    thread(this::accept);
  }

  String address() {
    return "http://127.0.0.1:" + listener.getLocalPort() + "/";
  }

  /** Ends all connections, and each that is tried until {@link #mend}. */
  void cut() {
    cut = true;
    open.forEach(Wire::end);
    open.clear();
  }

  void mend() {
    cut = false;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket browser = listener.accept();
        if (cut) {
          end(browser);
        } else {
          connect(browser);
        }
      } catch (IOException e) {
        // Of one connection, or the end of all.
      }
    }
  }

  private void connect(Socket browser) throws IOException {
    Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
    open.add(browser);
    open.add(server);
    thread(() -> pump(browser, server));
    thread(() -> pump(server, browser));
  }

  private static void pump(Socket from, Socket to) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      in.transferTo(out);
    } catch (IOException e) {
      // One of them has gone.
    }
  }

  private static void end(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It had ended.
    }
  }

  private static void thread(Runnable work) {
    Thread thread = new Thread(work, "wire");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    cut();
  }
}
