package io.github.progresstracker.mtproto.tdlib;

import org.jspecify.annotations.Nullable;

/**
 * TDLib's JSON interface: the four functions of {@code td/telegram/td_json_client.h} and its log
 * callback, and nothing else. What is sent and received is JSON text.
 *
 * <p>{@link #send} and {@link #execute} may be called by any thread, {@link #receive} by one at a
 * time.
 *
 * <pre>{@code
 * Tdlib recorded(TdJson recording) throws SourceException {   // without the native library
 *   return Tdlib.over(recording, ProgressClock.system());
 * }
 * }</pre>
 */
public interface TdJson {

  /**
   * Makes a client. It begins to live with the first request sent to it.
   *
   * @return its number
   */
  int createClientId();

  /**
   * Sends a request; the answer comes through {@link #receive}, with the request's {@code @extra}.
   *
   * @param clientId who asks
   * @param request a JSON object
   */
  void send(int clientId, String request);

  /**
   * Waits for the next answer or update of any client.
   *
   * @param timeoutSeconds how long to wait at most
   * @return a JSON object, or null if nothing came in that time
   */
  @Nullable String receive(double timeoutSeconds);

  /**
   * Runs one of the few requests that need no client.
   *
   * @param request a JSON object
   * @return a JSON object, or null if the library gave none
   */
  @Nullable String execute(String request);

  /**
   * Sends what the library logs to a listener, which must be quick and must not call the library.
   *
   * @param mostVerbose the highest level to be told, 0 (fatal) to 1,024; what the library does not
   *     log is not told
   * @param listener whom to tell, or null for nobody
   */
  void onLogMessage(int mostVerbose, @Nullable LogListener listener);

  /** Hears what the library logs. */
  @FunctionalInterface
  interface LogListener {
    /**
     * Called by a thread of the library's.
     *
     * @param level 0 fatal (the process ends when this returns), 1 error, 2 warning, and so on
     * @param text one message, with a line break at its end
     */
    void log(int level, String text);
  }
}
