package io.github.progresstracker.console;

import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The terminal behind standard error, on anything like Unix.
 *
 * <p>Java cannot ask a terminal for its size. The command {@code stty} can, which takes a few
 * milliseconds; so it is asked when the signal {@code WINCH} says that the size has changed, and
 * now and then in case the signal does not reach us. The handler that was there before is called,
 * too. {@code sun.misc.Signal} is reached by reflection because the compiler hides it, and may be
 * absent.
 *
 * <p>Written to is the descriptor itself, so a frame is one call of the kernel, and nobody who has
 * replaced {@code System.err} gets the escape sequences.
 */
final class PosixTerminal implements TerminalPort {

  private static final Logger LOG = LoggerFactory.getLogger(ConsoleSink.class);
  private static final long ASK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long LONGEST_ANSWER_MILLIS = 1_000;

  private final OutputStream out;
  private final Function<String, @Nullable String> environment;
  private volatile boolean changed = true;
  private TerminalSize size = TerminalSize.USUAL;
  private long askedAt;
  private volatile @Nullable Object handlerBefore;

  PosixTerminal(Function<String, @Nullable String> environment) {
    this.out = new FileOutputStream(FileDescriptor.err);
    this.environment = environment;
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    out.write(bytes);
  }

  @Override
  public synchronized TerminalSize size() {
    long now = System.nanoTime();
    if (changed || now - askedAt > ASK_AGAIN_NANOS) {
      changed = false; // before asking: it may change again meanwhile
      askedAt = now;
      TerminalSize answer = ask();
      size = answer == null ? fallback() : answer;
    }
    return size;
  }

  private static @Nullable TerminalSize ask() {
    return parse(run("stty size <&2 2>/dev/null"));
  }

  /** Whether standard error is a terminal, where there is no {@code /proc} to tell. */
  static boolean isTerminal() {
    return "yes".equals(run("test -t 2 && echo yes"));
  }

  /** Runs a command with our standard error; gives the first line of what it says. */
  private static @Nullable String run(String command) {
    try {
      Process process =
          new ProcessBuilder("/bin/sh", "-c", command)
              .redirectInput(Redirect.from(new File("/dev/null")))
              .redirectError(Redirect.INHERIT)
              .start();
      try {
        return process.waitFor(LONGEST_ANSWER_MILLIS, TimeUnit.MILLISECONDS)
            ? new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip()
            : null;
      } finally {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    } catch (IOException | RuntimeException e) {
      return null; // no shell, or none allowed
    }
  }

  /** Reads {@code ROWS COLUMNS}; a terminal that does not know says {@code 0 0}. */
  static @Nullable TerminalSize parse(@Nullable String answer) {
    String[] numbers = answer == null ? new String[0] : answer.split(" ");
    Integer rows = numbers.length == 2 ? number(numbers[0]) : null;
    Integer columns = numbers.length == 2 ? number(numbers[1]) : null;
    return rows == null || columns == null ? null : new TerminalSize(columns, rows);
  }

  private static @Nullable Integer number(@Nullable String text) {
    boolean usable = text != null && text.matches("[1-9][0-9]{0,3}");
    return usable ? Integer.valueOf(text) : null;
  }

  private TerminalSize fallback() {
    Integer columns = number(environment.apply("COLUMNS"));
    Integer rows = number(environment.apply("LINES"));
    return new TerminalSize(
        columns == null ? TerminalSize.USUAL.columns() : columns,
        rows == null ? TerminalSize.USUAL.rows() : rows);
  }

  // ---- the signal ----------------------------------------------------------------------------

  /**
   * Calls back, from a thread of the virtual machine, as soon as the size has changed.
   *
   * @param onResize must not take long
   */
  void watch(Runnable onResize) {
    try {
      Class<?> type = Class.forName("sun.misc.SignalHandler");
      InvocationHandler handler = (proxy, method, arguments) -> called(onResize, method, arguments);
      Object ours = Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler);
      handlerBefore = handle(ours);
    } catch (ReflectiveOperationException | RuntimeException e) {
      handlerBefore = null; // no such class or signal here; the size is asked for all the same
    }
  }

  /** Gives the signal back to whoever had it before. */
  void unwatch() {
    Object before = handlerBefore;
    handlerBefore = null;
    try {
      if (before != null) {
        handle(before);
      }
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.debug("the handler of WINCH stays", e);
    }
  }

  private static Object handle(Object handler) throws ReflectiveOperationException {
    Class<?> type = Class.forName("sun.misc.Signal");
    Method handle = type.getMethod("handle", type, Class.forName("sun.misc.SignalHandler"));
    return handle.invoke(null, type.getConstructor(String.class).newInstance("WINCH"), handler);
  }

  private @Nullable Object called(Runnable onResize, Method method, Object[] arguments) {
    if (!method.getName().equals("handle")) {
      return method.getName().equals("toString") ? "progress console" : hashCode();
    }
    changed = true;
    onResize.run();
    Object before = handlerBefore;
    try {
      if (before != null) {
        method.invoke(before, arguments);
      }
    } catch (ReflectiveOperationException e) {
      LOG.trace("the platform's own handlers cannot be called, and do nothing", e);
    }
    return null;
  }
}
