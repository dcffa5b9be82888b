package io.github.progresstracker.mtproto.tdlib;

import com.sun.jna.CallbackProxy;
import com.sun.jna.Function;
import com.sun.jna.Library;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The native library, bound with JNA. Functions are looked up one by one instead of through an
 * interface of JNA's, because that one would need this package to be open to it.
 */
final class JnaTdJson implements TdJson {

  private static final Map<String, ?> OPTIONS = Map.of(Library.OPTION_STRING_ENCODING, "UTF-8");

  private final Function createClientId;
  private final Function send;
  private final Function receive;
  private final Function execute;
  private final Function setLogMessageCallback;

  /** Held as long as the library may call it; native code does not keep Java objects alive. */
  @SuppressWarnings("UnusedVariable")
  private @Nullable LogCallback callback;

  private JnaTdJson(NativeLibrary library) {
    createClientId = library.getFunction("td_create_client_id");
    send = library.getFunction("td_send");
    receive = library.getFunction("td_receive");
    execute = library.getFunction("td_execute");
    setLogMessageCallback = library.getFunction("td_set_log_message_callback");
  }

  /**
   * Loads the library.
   *
   * @param name a file, or a name that the system knows
   * @throws UnsatisfiedLinkError if it is not there, does not fit, or lacks one of the functions
   */
  static TdJson load(String name) {
    return new JnaTdJson(NativeLibrary.getInstance(name, OPTIONS));
  }

  @Override
  public int createClientId() {
    return createClientId.invokeInt(new Object[0]);
  }

  @Override
  public void send(int clientId, String request) {
    send.invokeVoid(new Object[] {clientId, terminated(request)});
  }

  /** The text is copied here: the library's own is gone with its next answer. */
  @Override
  public @Nullable String receive(double timeoutSeconds) {
    return text(receive.invokePointer(new Object[] {timeoutSeconds}));
  }

  @Override
  public @Nullable String execute(String request) {
    return text(execute.invokePointer(new Object[] {terminated(request)}));
  }

  @Override
  public synchronized void onLogMessage(int mostVerbose, @Nullable LogListener listener) {
    LogCallback next = listener == null ? null : new LogCallback(listener);
    setLogMessageCallback.invokeVoid(new Object[] {mostVerbose, next});
    callback = next;
  }

  private static byte[] terminated(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return Arrays.copyOf(bytes, bytes.length + 1);
  }

  private static @Nullable String text(@Nullable Pointer pointer) {
    return pointer == null ? null : pointer.getString(0, "UTF-8");
  }

  private static final class LogCallback implements CallbackProxy {
    private final LogListener listener;

    LogCallback(LogListener listener) {
      this.listener = listener;
    }

    @Override
    public @Nullable Object callback(Object[] arguments) {
      String message = text((Pointer) arguments[1]);
      if (message != null) {
        listener.log((Integer) arguments[0], message);
      }
      return null;
    }

    @Override
    public Class<?>[] getParameterTypes() {
      return new Class<?>[] {int.class, Pointer.class};
    }

    @Override
    public Class<?> getReturnType() {
      return void.class;
    }
  }
}
