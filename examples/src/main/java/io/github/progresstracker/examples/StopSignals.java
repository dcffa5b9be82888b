package io.github.progresstracker.examples;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Turns SIGINT and SIGTERM into an interrupt, so that work ends after the page in hand and what has
 * been opened is closed in order. What fails after the first signal is taken for its consequence. A
 * second signal ends the process at once.
 *
 * <p>A shutdown hook would not do: hooks run all at once, and the embedded server's own would stop
 * it under the last transaction. The only other way is {@code sun.misc.Signal}, reached by
 * reflection because the compiler hides it.
 */
final class StopSignals {

  private static final int STOPPED = 130;

  private final Thread worker = Thread.currentThread();
  private boolean asked;
  private boolean over;

  private StopSignals() {}

  /**
   * Works on the calling thread, which the first signal interrupts.
   *
   * @throws InterruptedException if the work ended early because of a signal
   */
  static <T> T interrupt(Callable<T> work) throws Exception {
    StopSignals signals = new StopSignals();
    InvocationHandler stop = (proxy, method, arguments) -> signals.stop();
    Object interruptBefore = handle("INT", handler(stop));
    Object terminateBefore = handle("TERM", handler(stop));
    try {
      return work.call();
    } catch (Exception e) {
      throw signals.asked() ? stopped(e) : e;
    } finally {
      handle("INT", interruptBefore);
      handle("TERM", terminateBefore);
      signals.end();
    }
  }

  private static InterruptedException stopped(Exception cause) {
    InterruptedException stopped = new InterruptedException("stopped by a signal");
    stopped.initCause(cause);
    return stopped;
  }

  private synchronized boolean asked() {
    return asked;
  }

  /** The interrupt was for the work, not for what the thread does afterwards. */
  private synchronized void end() {
    over = true;
    Thread.interrupted();
  }

  private synchronized @Nullable Void stop() {
    if (over) {
      return null;
    }
    if (asked) {
      Runtime.getRuntime().halt(STOPPED);
    }
    asked = true;
    System.err.println("stopping after the page in hand; once more to stop at once");
    worker.interrupt();
    return null;
  }

  /** Sets the handler of a signal and gives back the one before. */
  private static Object handle(String signal, Object handler) throws ReflectiveOperationException {
    Class<?> type = Class.forName("sun.misc.Signal");
    Method handle = type.getMethod("handle", type, Class.forName("sun.misc.SignalHandler"));
    return handle.invoke(null, type.getConstructor(String.class).newInstance(signal), handler);
  }

  private static Object handler(InvocationHandler onSignal) throws ReflectiveOperationException {
    Class<?> type = Class.forName("sun.misc.SignalHandler");
    return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, onSignal);
  }
}
