package io.github.progresstracker.jdbc.kit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A piece of network between a client and a server that can be cut: at once, after so many more
 * bytes to the server, or before the server's next answer comes through. All threads are daemons.
 */
public final class TcpProxy implements AutoCloseable {

  private static final long NEVER = Long.MAX_VALUE;

  private final ServerSocket listener;
  private final int target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicLong bytesToServer = new AtomicLong(NEVER);
  private final AtomicLong bytesUntilSilence = new AtomicLong(NEVER);
  private volatile boolean swallowing;
  private volatile boolean cut;

  /** Begins to listen at a port of its own, on loopback. */
  public TcpProxy(int targetPort) {
    this.target = targetPort;
    try {
      listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    thread(this::accept);
  }

  /** Where clients connect to. */
  public int port() {
    return listener.getLocalPort();
  }

  /** Cuts all connections, and each new one at once, until {@link #mend()}. */
  public void cut() {
    cut = true;
    open.forEach(TcpProxy::close);
  }

  /** Cuts the connections once so many more bytes have gone to the server. */
  public void cutAfter(long bytes) {
    bytesToServer.set(bytes);
  }

  /**
   * Once so many more bytes have gone to the server, cuts instead of letting its next answer
   * through: the server has done what it was told, and the client will never know.
   */
  public void cutAtAnswerAfter(long bytes) {
    bytesUntilSilence.set(bytes);
  }

  /** Takes everything and passes on nothing, without a word to anybody. */
  public void swallow() {
    swallowing = true;
  }

  /** Lets everything through again. */
  public void mend() {
    bytesToServer.set(NEVER);
    bytesUntilSilence.set(NEVER);
    swallowing = false;
    cut = false;
  }

  @Override
  public void close() {
    cut();
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        if (cut) {
          close(client);
        } else {
          connect(client);
        }
      }
    } catch (IOException e) {
      // Closed, and that is all.
    }
  }

  private void connect(Socket client) {
    try {
      Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
      open.add(client);
      open.add(server);
      thread(() -> pump(client, server, true));
      thread(() -> pump(server, client, false));
    } catch (IOException e) {
      close(client);
    }
  }

  private void pump(Socket from, Socket to, boolean toServer) {
    byte[] buffer = new byte[8192];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (!toServer && bytesUntilSilence.get() <= 0) {
          cut();
        }
        if (swallowing) {
          continue;
        }
        int passing = toServer ? passing(read) : read;
        out.write(buffer, 0, passing);
        out.flush();
        if (passing < read) {
          cut();
        }
      }
    } catch (IOException e) {
      // The other end, or a cut.
    } finally {
      open.remove(from);
      open.remove(to);
      close(from);
      close(to);
    }
  }

  private int passing(int read) {
    count(bytesUntilSilence, read);
    return (int) Math.min(read, Math.max(0, count(bytesToServer, read)));
  }

  private static long count(AtomicLong left, int bytes) {
    return left.getAndUpdate(value -> value == NEVER ? NEVER : value - bytes);
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is of no use any more, either way.
    }
  }

  private static void thread(Runnable work) {
    Thread thread = new Thread(work, "tcp-proxy");
    thread.setDaemon(true);
    thread.start();
  }
}
