package io.github.progresstracker.mtproto.tdlib;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.progresstracker.ProgressClock;
import io.github.progresstracker.mtproto.HiddenWait;
import io.github.progresstracker.mtproto.SourceException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One client of the library: sends requests and finds the answers to them, keeps the state of the
 * authorization, and gives up on requests that take too long. Answers come on the receiving thread
 * of {@link Tdlib}; everything here may be called by any thread.
 */
final class TdClient {

  static final String CLOSED = "authorizationStateClosed";

  /** Requests in flight; a collector has a handful. More is a caller that does not wait. */
  private static final int MOST_PENDING = 1_000;

  /** How much later than its timeout a request ends if the receiving thread is stuck. */
  private static final Duration GRACE = Duration.ofSeconds(30);

  private final Consumer<String> transport;
  private final ProgressClock clock;
  private final Runnable onClosed;
  private final AtomicLong extras = new AtomicLong();
  private final Map<String, Pending> pending = new ConcurrentHashMap<>();
  private final BlockingQueue<JsonNode> states = new LinkedBlockingQueue<>();
  private final List<Consumer<HiddenWait>> listeners = new CopyOnWriteArrayList<>();
  private volatile String state = "";
  private volatile boolean dead;

  /** Requests in a row that were given up. */
  private final AtomicInteger unanswered = new AtomicInteger();

  /**
   * A client.
   *
   * @param transport sends JSON text to the library for this client
   * @param clock says when a request has taken too long
   * @param onClosed called when the library is through with this client
   */
  TdClient(Consumer<String> transport, ProgressClock clock, Runnable onClosed) {
    this.transport = transport;
    this.clock = clock;
    this.onClosed = onClosed;
  }

  private record Pending(CompletableFuture<JsonNode> answer, String type, long deadline) {}

  /** Sends a request; the future fails with a {@link SourceException} or a TdErrorException. */
  CompletableFuture<JsonNode> send(ObjectNode request, Duration timeout) {
    String type = request.path("@type").asText();
    String extra = Long.toString(extras.incrementAndGet());
    request.put("@extra", extra);
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    if (dead) {
      answer.completeExceptionally(new SourceException.Closed("TDLib"));
    } else if (pending.size() >= MOST_PENDING) {
      answer.completeExceptionally(
          new SourceException.Busy(MOST_PENDING + " requests wait for an answer; wait for some"));
    } else {
      pending.put(extra, new Pending(answer, type, clock.nanoTime() + timeout.toNanos()));
      transport.accept(request.toString());
      if (dead) {
        die();
      }
    }
    return answer;
  }

  /** Sends a request and waits for its answer. */
  JsonNode call(ObjectNode request, Duration timeout)
      throws TdErrorException, SourceException, InterruptedException {
    return await(send(request, timeout), timeout);
  }

  /** Waits for an answer. An interrupt leaves the request to itself. */
  static JsonNode await(CompletableFuture<JsonNode> answer, Duration timeout)
      throws TdErrorException, SourceException, InterruptedException {
    try {
      return answer.get(timeout.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new SourceException.Busy("TDLib does not answer at all");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TdErrorException error) {
        throw new TdErrorException(error.code(), error.text());
      }
      if (e.getCause() instanceof SourceException failure) {
        throw failure;
      }
      throw new SourceException.Broken("a request to TDLib has failed", e);
    }
  }

  /** Takes an answer or an update. */
  void take(ObjectNode message) {
    JsonNode extra = message.remove("@extra");
    if (extra != null) {
      answer(extra.asText(), message);
    } else if (message.path("@type").asText().equals("updateAuthorizationState")) {
      JsonNode next = message.path("authorization_state");
      state = next.path("@type").asText();
      states.add(next);
      if (state.equals(CLOSED)) {
        onClosed.run();
        die();
      }
    }
  }

  private void answer(String extra, JsonNode message) {
    Pending request = pending.remove(extra);
    unanswered.set(0);
    if (request == null) {
      return;
    }
    if (message.path("@type").asText().equals("error")) {
      request.answer().completeExceptionally(new TdErrorException(message));
    } else {
      request.answer().complete(message);
    }
  }

  /** Gives up on requests whose time is over; TDLib never answers some. */
  void expire() {
    long now = clock.nanoTime();
    pending.forEach(
        (extra, request) -> {
          if (request.deadline() - now <= 0 && pending.remove(extra, request)) {
            unanswered.incrementAndGet();
            request
                .answer()
                .completeExceptionally(
                    new SourceException.Busy("TDLib has not answered " + request.type()));
          }
        });
  }

  /** How many requests in a row were given up. */
  int unanswered() {
    return unanswered.get();
  }

  /** Fails everything that waits for an answer now; the client lives on. */
  void failAll(String reason) {
    failAll(() -> new SourceException.Busy(reason));
  }

  /** There will be no more answers. */
  void die() {
    dead = true;
    state = CLOSED;
    failAll(() -> new SourceException.Closed("TDLib"));
  }

  /** Not those that are sent meanwhile, by who has just been told of his failure. */
  private void failAll(Supplier<SourceException> failure) {
    for (String extra : List.copyOf(pending.keySet())) {
      Pending request = pending.remove(extra);
      if (request != null) {
        request.answer().completeExceptionally(failure.get());
      }
    }
  }

  void tell(HiddenWait wait) {
    if (!pending.isEmpty()) {
      listeners.forEach(listener -> listener.accept(wait));
    }
  }

  void listen(Consumer<HiddenWait> listener) {
    listeners.add(listener);
  }

  void unlisten(Consumer<HiddenWait> listener) {
    listeners.remove(listener);
  }

  /** The newest state of the authorization, empty before there is one. */
  String state() {
    return state;
  }

  /** The next state of the authorization, or null if none comes in that time. */
  @Nullable JsonNode nextState(Duration timeout) throws InterruptedException {
    return states.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }
}
