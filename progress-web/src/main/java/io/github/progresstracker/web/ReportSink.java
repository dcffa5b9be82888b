package io.github.progresstracker.web;

import io.github.progresstracker.ProgressClock;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.internal.http.HttpSender;
import io.github.progresstracker.internal.http.HttpSender.Answer;
import io.github.progresstracker.internal.http.Refusals;
import io.github.progresstracker.internal.http.Sleeper;
import io.github.progresstracker.internal.jobs.Line;
import io.github.progresstracker.internal.jobs.Reports;
import io.github.progresstracker.job.JobId;
import io.github.progresstracker.job.JobInfo;
import io.github.progresstracker.job.JobReport;
import io.github.progresstracker.job.JobTotals;
import io.github.progresstracker.job.WriterId;
import io.github.progresstracker.sink.Cadence;
import io.github.progresstracker.sink.Guarantee;
import io.github.progresstracker.sink.ProgressSink;
import io.github.progresstracker.web.internal.ReportCache;
import io.github.progresstracker.web.internal.ReportJson;
import io.github.progresstracker.web.internal.ReportUrl;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports the jobs of this process to a server elsewhere: one that was built with {@link
 * ProgressWeb.Builder#jobs}, or any that takes {@code POST /api/internal/jobs/progress}.
 *
 * <pre>{@code
 * ProgressRegistry.builder()
 *     .spool(Path.of("spool"))          // what the server could not take is delivered later
 *     .sink(ReportSink.to("https://progress.example.org")
 *         .token(System.getenv("CRAWLER_API_TOKEN"))
 *         .build())
 * }</pre>
 *
 * <p>Reports have running totals, the beginning of the run and their place among the others, so one
 * that is lost, late or sent twice does no harm. Of what has gone on while one request was on its
 * way the last one is sent, and nothing that the server knows already. Each is less than 10 KB;
 * what is longer, by many types of items or by details, goes in several.
 *
 * <p>A request that is answered with 408, 425, 429 or 5xx, or not within 30 seconds, is made again
 * up to three times, after some 0.5, 1 and 2 seconds or when the server says in {@code
 * Retry-After}. Then the sink, which is {@linkplain Guarantee#DURABLE durable}, leaves it to the
 * registry to come again after growing pauses, and to the spool to keep what has come meanwhile.
 * What is answered with any other status will never be taken: it is {@linkplain #refused()
 * counted}, and the first of a row is a warning in the log.
 *
 * <p>{@link #deliver} is called by one thread at a time and blocks for as long as requests take; an
 * interruption ends it.
 */
public final class ReportSink implements ProgressSink {

  private static final Logger LOG = LoggerFactory.getLogger(ReportSink.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

  /** A quarter of the pause more or less, so that many processes do not come all at once. */
  private static final double JITTER = 0.25;

  private final String name;
  private final ReportUrl url;
  private final @Nullable String token;
  private final WriterId writer;
  private final Cadence cadence;
  private final int retries;
  private final HttpSender sender;
  private final ProgressClock clock;
  private final RandomGenerator random;
  private final Sleeper sleeper;
  private final ReportCache cache;
  private final Refusals refusals;

  private ReportSink(Builder builder) {
    this.name = builder.name;
    this.url = builder.url;
    this.token = builder.token;
    this.writer = builder.writer;
    this.cadence = Cadence.every(builder.interval);
    this.retries = builder.retries;
    this.sender =
        new HttpSender(builder.url.toString(), builder.connectTimeout, builder.requestTimeout);
    this.clock = builder.clock;
    this.random = builder.random;
    this.sleeper = builder.sleeper;
    this.cache = new ReportCache(clock);
    this.refusals = new Refusals(LOG, url.toString(), "reports");
  }

  /**
   * Begins a sink.
   *
   * @param url of the server, {@code https} or, where nobody listens in, {@code http}; without a
   *     path the documented one is meant
   * @return a builder of a sink that reports each five seconds without a token
   * @throws IllegalArgumentException if the URL is anything else
   */
  public static Builder to(String url) {
    return new Builder(ReportUrl.of(url));
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
   * Reports that were given up because the server will never take them. May be called by any
   * thread.
   *
   * @return their number since the sink was made
   */
  public long refused() {
    return refusals.count();
  }

  /**
   * Sends what a batch comes to.
   *
   * @throws IOException if a report could not be sent now; it is safe to come with all of them
   *     again
   * @throws InterruptedException if the thread was interrupted
   */
  @Override
  public void deliver(List<ProgressEvent> batch) throws IOException, InterruptedException {
    for (JobReport report : Reports.of(batch, this::line)) {
      if (cache.isNews(report)) {
        for (byte[] body : ReportJson.parts(report)) {
          send(body);
        }
        cache.sent(report);
      }
    }
  }

  @Override
  public void close() {
    sender.close();
  }

  /** Each run of a job is a life of its writer, the same for an event that comes out of a spool. */
  private Line line(ProgressEvent event) {
    ProgressSnapshot job = event.job();
    long offset = job.offset();
    return new Line(
        event.header().jobId(),
        JobId.of(event.header().jobId()),
        writer,
        Math.max(0, job.startedAt().toEpochMilli()),
        offset == 0 ? null : JobTotals.of(offset),
        offset,
        new JobInfo(job.name(), null, job.labels(), job.unit()),
        null,
        null);
  }

  private void send(byte[] body) throws IOException, InterruptedException {
    HttpRequest request = request(body);
    for (int attempt = 0; ; attempt++) {
      IOException failure;
      Duration asked = Duration.ZERO;
      try {
        Answer answer = sender.send(request);
        if (!answer.isNotNow()) {
          judge(answer);
          return;
        }
        asked = answer.pause(clock.now());
        failure = new IOException(url + " answered " + answer.status());
      } catch (IOException e) {
        failure = e;
      }
      if (attempt == retries) {
        throw failure;
      }
      pause(attempt, asked);
    }
  }

  private void pause(int attempt, Duration asked) throws InterruptedException {
    double jitter = 1 + JITTER * (2 * random.nextDouble() - 1);
    long nanos = (long) (FIRST_PAUSE.toNanos() * Math.pow(2, attempt) * jitter);
    sleeper.sleep(Math.max(nanos, asked.toNanos()));
  }

  private HttpRequest request(byte[] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url.uri())
            .header("Content-Type", "application/json")
            .header("User-Agent", "progress-tracker")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    return token == null
        ? request.build()
        : request.header("Authorization", "Bearer " + token).build();
  }

  private void judge(Answer answer) {
    if (answer.isAccepted()) {
      refusals.accepted();
    } else {
      String cure = answer.status() == 401 ? " (is the token right?)" : "";
      refusals.add(url + " answered a report with " + answer.status() + cure);
    }
  }

  /** Gathers what a sink needs. Not thread-safe; use it once. */
  public static final class Builder {
    private static final int MOST_RETRIES = 10;

    private final ReportUrl url;
    private String name = "reports";
    private @Nullable String token;
    private WriterId writer = WriterId.of("main");
    private Duration interval = Duration.ofSeconds(5);
    private int retries = 3;
    private Duration connectTimeout = Duration.ofSeconds(5);
    private Duration requestTimeout = Duration.ofSeconds(30);
    private ProgressClock clock = ProgressClock.system();
    private RandomGenerator random = RandomGenerator.getDefault();
    private Sleeper sleeper = TimeUnit.NANOSECONDS::sleep;

    private Builder(ReportUrl url) {
      this.url = url;
    }

    /**
     * Shows the server who reports.
     *
     * @param newToken sent as {@code Authorization: Bearer TOKEN}; never logged
     * @return this builder
     * @throws IllegalArgumentException if it has characters that no header can have
     */
    public Builder token(String newToken) {
      if (!newToken.matches("[\\x21-\\x7e]+")) {
        throw new IllegalArgumentException(
            "a token has letters, digits and signs of ASCII and no spaces; is the variable set?");
      }
      token = newToken;
      return this;
    }

    /**
     * Tells this process from others that work on the same jobs, whose counts are added up. It must
     * be the same after a restart, or what a spool brings counts twice.
     *
     * @param newWriter {@code main} unless said, as for jobs that one process has for itself
     * @return this builder
     */
    public Builder writer(WriterId newWriter) {
      writer = Objects.requireNonNull(newWriter, "writer");
      return this;
    }

    /**
     * Sets how often it is told how far a job has come; each five seconds otherwise. What happens
     * to a job is told at once.
     *
     * @param newInterval between two reports, zero for as often as there is something new
     * @return this builder
     * @throws IllegalArgumentException if it is negative or longer than 30 seconds, after which a
     *     job is soon taken for lost
     */
    public Builder every(Duration newInterval) {
      if (newInterval.isNegative() || newInterval.compareTo(ReportCache.LONGEST_SILENCE) > 0) {
        throw new IllegalArgumentException(
            "reports come at intervals of 0.."
                + ReportCache.LONGEST_SILENCE
                + ", was "
                + newInterval);
      }
      interval = newInterval;
      return this;
    }

    /**
     * Sets how often a request is made again before the registry takes over; three times otherwise.
     *
     * @param most 0 to 10
     * @return this builder
     * @throws IllegalArgumentException if it is out of its range
     */
    public Builder retries(int most) {
      if (most < 0 || most > MOST_RETRIES) {
        throw new IllegalArgumentException(
            "retries must be in 0.." + MOST_RETRIES + ", was " + most);
      }
      retries = most;
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
      connectTimeout = HttpSender.checked(timeout, "the connect time-out of reports");
      return this;
    }

    /**
     * Sets how long a request may take in all; 30 seconds otherwise.
     *
     * @param timeout more than zero, one hour at the most
     * @return this builder
     * @throws IllegalArgumentException if it is not
     */
    public Builder requestTimeout(Duration timeout) {
      requestTimeout = HttpSender.checked(timeout, "the request time-out of reports");
      return this;
    }

    /**
     * Tells this sink from others in health figures and in the log.
     *
     * @param newName not blank
     * @return this builder
     * @throws IllegalArgumentException if it is blank
     */
    public Builder name(String newName) {
      if (newName.isBlank()) {
        throw new IllegalArgumentException("the name of a sink must not be blank");
      }
      name = newName;
      return this;
    }

    Builder time(ProgressClock newClock, RandomGenerator newRandom, Sleeper newSleeper) {
      clock = newClock;
      random = newRandom;
      sleeper = newSleeper;
      return this;
    }

    /**
     * Makes the sink. It connects when there is something to send.
     *
     * @return the sink
     */
    public ReportSink build() {
      return new ReportSink(this);
    }
  }
}
