package io.github.progresstracker.examples;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Turns SIGINT and SIGTERM into an interrupt or a request, so that work ends after what it has in
 * hand and what has been opened is closed in order. A second signal ends the process at once.
 *
 * <p>A shutdown hook would not do: hooks run all at once, and the embedded server's own would stop
 * it under the last transaction. The only other way is {@code sun.misc.Signal}, reached by
 * reflection because the compiler hides it.
 */
final class StopSignals {

  private static final int STOPPED = 130;

  private final String inHand;
  private final Runnable stop;
  private boolean asked;
  private boolean over;

  private StopSignals(String inHand, Runnable stop) {
    this.inHand = inHand;
    this.stop = stop;
  }

  /**
   * Works on the calling thread, which the first signal interrupts. What fails after it is taken
   * for its consequence.
   *
   * @throws InterruptedException if the work ended early because of a signal
   */
  static <T> T interrupt(Callable<T> work) throws Exception {
    StopSignals signals = new StopSignals("page", Thread.currentThread()::interrupt);
    try {
      return signals.during(work);
    } catch (Exception e) {
      throw signals.asked() ? stopped(e) : e;
    } finally {
      // The interrupt was for the work, not for what the thread does afterwards.
      Thread.interrupted();
    }
  }

  /**
   * Works on the calling thread; how it ends after the first signal is its own affair.
   *
   * @param inHand what it finishes first, for people
   * @param stop asks it to stop; called by another thread, once at the most
   */
  static <T extends @Nullable Object> T ask(String inHand, Runnable stop, Callable<T> work)
      throws Exception {
    return new StopSignals(inHand, stop).during(work);
  }

  private <T extends @Nullable Object> T during(Callable<T> work) throws Exception {
    InvocationHandler onSignal = (proxy, method, arguments) -> stop();
    Object interruptBefore = handle("INT", handler(onSignal));
    Object terminateBefore = handle("TERM", handler(onSignal));
    try {
      return work.call();
    } finally {
      handle("INT", interruptBefore);
      handle("TERM", terminateBefore);
      end();
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

  private synchronized void end() {
    over = true;
  }

  private synchronized @Nullable Void stop() {
    if (over) {
      return null;
    }
    if (asked) {
      Runtime.getRuntime().halt(STOPPED);
    }
    asked = true;
    System.err.println("stopping after the " + inHand + " in hand; once more to stop at once");
    stop.run();
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
