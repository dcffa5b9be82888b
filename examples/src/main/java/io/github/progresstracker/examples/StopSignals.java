package io.github.progresstracker.examples;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Turns SIGINT and SIGTERM into an interrupt, so that work ends after the page in hand and what has
 * been opened is closed in order. A second signal ends the process at once.
 *
 * <p>A shutdown hook would not do: hooks run all at once, and the embedded server's own would stop
 * it under the last transaction. The only other way is {@code sun.misc.Signal}, reached by
 * reflection because the compiler hides it.
 */
final class StopSignals {

  private static final int STOPPED = 130;

  private final Thread worker = Thread.currentThread();
  private boolean asked;

  private StopSignals() {}

  /** Works on the calling thread, which the first signal interrupts. */
  static <T> T interrupt(Callable<T> work) throws Exception {
    StopSignals signals = new StopSignals();
    InvocationHandler stop = (proxy, method, arguments) -> signals.stop();
    Object interruptBefore = handle("INT", handler(stop));
    Object terminateBefore = handle("TERM", handler(stop));
    try {
      return work.call();
    } finally {
      handle("INT", interruptBefore);
      handle("TERM", terminateBefore);
    }
  }

  private synchronized @Nullable Void stop() {
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
