package io.github.progresstracker.sink;

import io.github.progresstracker.ProgressClock;
import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.event.Transition;
import io.github.progresstracker.internal.http.HttpSender;
import io.github.progresstracker.internal.http.HttpSender.Answer;
import io.github.progresstracker.internal.http.Refusals;
import io.github.progresstracker.internal.http.Sleeper;
import io.github.progresstracker.json.ProgressJson;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells another service over HTTP what has become of a job, completed, failed or abandoned, and
 * what is wrong with it on the way, unless other {@linkplain Builder#events events} are chosen.
 *
 * <pre>{@code
 * ProgressRegistry registry = ProgressRegistry.builder()
 *     .sink(WebhookSink.to("https://example.com/hooks/progress")
 *         .secret(System.getenv("WEBHOOK_SECRET"))
 *         .build())
 *     .build();
 * }</pre>
 *
 * <p>Each event is one {@code POST}, one after the other in the order of the events. The body is
 * {@link ProgressJson} of the event. The headers are those of the Standard Webhooks specification
 * 1.0.0: {@code webhook-id}, the event's id, which is the same however often it is sent; {@code
 * webhook-timestamp}, when this attempt was made; and {@code webhook-signature}, by which {@link
 * WebhookSignature} and the libraries of the specification tell whether the request is genuine.
 *
 * <table>
 * <caption>What an answer means</caption>
 * <tr><th>answer</th><th>meaning</th></tr>
 * <tr><td>2xx</td><td>the receiver has the event</td></tr>
 * <tr><td>408, 425, 429, 5xx, or no answer in time</td><td>not now: the event, and all after it,
 * are sent again after growing pauses, but not before the time that the receiver asks for in {@code
 * Retry-After}, if that is within five minutes</td></tr>
 * <tr><td>any other, such as 400, 401, 404 or a redirect</td><td>never: the event is {@linkplain
 * #refused() counted} and given up, so that one event that the receiver cannot take does not hold
 * back the others; the first of a row is a warning in the log</td></tr>
 * </table>
 *
 * <p>The sink is {@linkplain Guarantee#DURABLE durable}. An event arrives at least once, as a rule
 * exactly once: what has arrived is not sent again when a later event of the same batch fails. It
 * is sent twice if the answer was lost on its way, and a receiver tells by the id.
 *
 * <p>Redirects are not followed, for the receiver of the first request would choose who else gets
 * the event. Secrets, and path and query of the URL, which with many services are a credential, are
 * neither logged nor told in exceptions.
 *
 * <p>{@link #deliver} blocks for as long as requests take. An interruption ends it at once, which
 * is how a registry closes it when its deadline has passed.
 */
public final class WebhookSink implements ProgressSink {

  private static final Logger LOG = LoggerFactory.getLogger(WebhookSink.class);

  private final String name;
  private final WebhookUrl url;
  private final WebhookRequest request;
  private final HttpSender sender;
  private final Predicate<ProgressEvent> events;
  private final Cadence cadence;
  private final ProgressClock clock;
  private final Sleeper sleeper;

  private final Refusals refusals;
  private final Set<UUID> settled = new HashSet<>();
  private @Nullable Long notBeforeNanos;

  private WebhookSink(Builder builder) {
    this.name = builder.name;
    this.url = builder.url;
    this.refusals = new Refusals(LOG, "webhook " + builder.url, "events");
    this.request = new WebhookRequest(builder.url, builder.signature);
    this.sender =
        new HttpSender(builder.url.toString(), builder.connectTimeout, builder.requestTimeout);
    this.events = builder.events;
    this.cadence = builder.cadence;
    this.clock = builder.clock;
    this.sleeper = builder.sleeper;
  }

  /**
   * Begins a sink.
   *
   * @param url of the receiver, {@code https} or, where nobody listens in, {@code http}; without a
   *     user name or password
   * @return a builder of a sink that does not sign, named {@code webhook}
   * @throws IllegalArgumentException if the URL is anything else
   */
  public static Builder to(String url) {
    return new Builder(WebhookUrl.of(url));
  }

  /**
   * The events that are sent unless others are chosen: a job, not a part of one, has ended, and an
   * alert was raised or is over.
   *
   * @return a filter to start from, as in {@code news().or(Transition.Paused.class::isInstance)}
   */
  public static Predicate<ProgressEvent> news() {
    return event ->
        event instanceof Transition.AlertRaised
            || event instanceof Transition.AlertCleared
            || (event instanceof Transition.Finished end && end.lineage().size() == 1);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Guarantee guarantee() {
    return Guarantee.DURABLE;
  }

  @Override
  public Cadence cadence() {
    return cadence;
  }

  /**
   * Events that were given up because the receiver will never take them, or because the filter
   * threw on them. May be called by any thread.
   *
   * @return their number since the sink was made
   */
  public long refused() {
    return refusals.count();
  }

  /**
   * Sends a batch. Events of the batch before, which may be the same batch, that have arrived or
   * were given up are not sent again.
   *
   * @throws IOException if an event could not be sent now
   * @throws InterruptedException if the thread was interrupted; the event that was on its way may
   *     have arrived
   */
  @Override
  public void deliver(List<ProgressEvent> batch) throws IOException, InterruptedException {
    settled.retainAll(
        batch.stream().map(event -> event.header().eventId()).collect(Collectors.toSet()));
    for (ProgressEvent event : batch) {
      UUID id = event.header().eventId();
      if (!settled.contains(id)) {
        settle(event);
        settled.add(id);
      }
    }
  }

  @Override
  public void close() {
    sender.close();
  }

  /** Returns once the event has arrived, is not wanted or is given up. */
  private void settle(ProgressEvent event) throws IOException, InterruptedException {
    byte[] body;
    try {
      if (!events.test(event)) {
        return;
      }
      body = ProgressJson.writeBytes(event);
    } catch (RuntimeException | StackOverflowError | LinkageError | AssertionError e) {
      // It would throw for ever, and hold back all that comes after.
      refuse(event, "was not sent because its filter threw " + e.getClass().getName());
      return;
    }
    awaitTurn();
    judge(event, sender.send(request.of(event.header().eventId(), clock.now(), body)));
  }

  private void awaitTurn() throws InterruptedException {
    if (notBeforeNanos != null) {
      long left = notBeforeNanos - clock.nanoTime();
      if (left > 0) {
        sleeper.sleep(left);
      }
      notBeforeNanos = null;
    }
  }

  private void judge(ProgressEvent event, Answer answer) throws IOException {
    if (answer.isNotNow()) {
      throw notNow(answer);
    }
    if (answer.isAccepted()) {
      refusals.accepted();
    } else {
      refuse(event, "was answered with " + answer.status());
    }
  }

  private IOException notNow(Answer answer) {
    Duration wait = answer.pause(clock.now());
    notBeforeNanos = clock.nanoTime() + wait.toNanos();
    return new IOException(
        url
            + " answered "
            + answer.status()
            + (wait.isZero() ? "" : " and is left alone for " + wait));
  }

  private void refuse(ProgressEvent event, String why) {
    refusals.add("webhook " + url + ": event " + event.header().eventId() + " " + why);
  }

  /** Gathers what a sink needs. Not thread-safe; use it once. */
  public static final class Builder {
    private final WebhookUrl url;
    private String name = "webhook";
    private @Nullable WebhookSignature signature;
    private Predicate<ProgressEvent> events = news();
    private Cadence cadence = Cadence.every(Duration.ofMinutes(1));
    private Duration connectTimeout = Duration.ofSeconds(5);
    private Duration requestTimeout = Duration.ofSeconds(15);
    private ProgressClock clock = ProgressClock.system();
    private Sleeper sleeper = TimeUnit.NANOSECONDS::sleep;

    private Builder(WebhookUrl url) {
      this.url = url;
    }

    /**
     * Signs requests. Without a secret a receiver cannot tell who sent one.
     *
     * @param secret Base64 of 24 random bytes or more, with or without {@code whsec_} before it
     * @param more further secrets to sign with while receivers change from one to another
     * @return this builder
     * @throws IllegalArgumentException if a secret is empty, not Base64 or too short
     */
    public Builder secret(String secret, String... more) {
      signature = WebhookSignature.of(secret, more);
      return this;
    }

    /**
     * Chooses other events than the {@linkplain WebhookSink#news() news}.
     *
     * @param filter true for what is to be sent; called by the sink's thread; an event on which it
     *     throws is given up and counted
     * @return this builder
     */
    public Builder events(Predicate<ProgressEvent> filter) {
      events = Objects.requireNonNull(filter, "filter");
      return this;
    }

    /**
     * Sets how often a job's {@linkplain io.github.progresstracker.event.ProgressUpdate updates}
     * are sent if the filter wants them; once a minute otherwise.
     *
     * @param interval between two updates of a job; zero for every update there is
     * @return this builder
     * @throws IllegalArgumentException if {@code interval} is negative
     */
    public Builder every(Duration interval) {
      cadence = Cadence.every(interval);
      return this;
    }

    /**
     * Sets how long making a connection may take; five seconds otherwise.
     *
     * @param timeout more than zero, one hour at the most
     * @return this builder
     * @throws IllegalArgumentException if it is not
     */
    public Builder connectTimeout(Duration timeout) {
      connectTimeout = HttpSender.checked(timeout, "the connect time-out of a webhook");
      return this;
    }

    /**
     * Sets how long a request may take in all, from making the connection to the answer; 15 seconds
     * otherwise.
     *
     * @param timeout more than zero, one hour at the most
     * @return this builder
     * @throws IllegalArgumentException if it is not
     */
    public Builder requestTimeout(Duration timeout) {
      requestTimeout = HttpSender.checked(timeout, "the request time-out of a webhook");
      return this;
    }

    /**
     * Tells this webhook from others in health figures and in the log.
     *
     * @param newName not blank
     * @return this builder
     * @throws IllegalArgumentException if it is blank
     */
    public Builder name(String newName) {
      if (newName.isBlank()) {
        throw new IllegalArgumentException("the name of a webhook sink must not be blank");
      }
      name = newName;
      return this;
    }

    Builder time(ProgressClock newClock, Sleeper newSleeper) {
      clock = newClock;
      sleeper = newSleeper;
      return this;
    }

    /**
     * Makes the sink. It connects when there is something to send.
     *
     * @return the sink
     */
    public WebhookSink build() {
      return new WebhookSink(this);
    }
  }
}
