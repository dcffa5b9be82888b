package io.github.progresstracker.console;

import java.io.IOException;

/**
 * A terminal that the host already owns, such as one of JLine, for {@link
 * ConsoleSink.Builder#terminal}. It must understand the usual escape sequences of a VT100,
 * scrolling regions among them, which every terminal of the last thirty years does.
 *
 * <pre>{@code
 * record Screen(OutputStream output, TerminalSize size) implements TerminalPort {
 *   public void write(byte[] bytes) throws IOException {
 *     output.write(bytes);
 *     output.flush();
 *   }
 * }
 * }</pre>
 *
 * <p>Both methods are called by a thread of the console's own, and once more by a shutdown hook
 * when the process is ended from outside.
 */
public interface TerminalPort {

  /**
   * How large the terminal is now. Asked before every frame, at most ten times a second.
   *
   * @return the size
   */
  TerminalSize size();

  /**
   * Writes text and escape sequences, in one piece: what other threads print meanwhile comes before
   * or after it.
   *
   * @param bytes UTF-8; the callee's to keep
   * @throws IOException if the terminal is gone; nothing is written any more then
   */
  void write(byte[] bytes) throws IOException;
}
