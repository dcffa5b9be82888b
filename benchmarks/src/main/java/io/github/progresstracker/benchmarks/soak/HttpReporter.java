package io.github.progresstracker.benchmarks.soak;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.jdbi.v3.core.Jdbi;

/**
 * A reporter in another language, as it were: it posts what has been added, each with a key, and
 * posts it again with the same key until it is told that it was taken.
 */
final class HttpReporter extends Thread implements Oracle {

  private static final Duration TIMEOUT = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int NO_CONTENT = 204;
  private static final int MOST_UNITS = 50;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();
  private final URI target;
  private final String job;
  private final Random random;
  private final Runnable onTaken;
  private volatile boolean stopped;
  private volatile boolean gaveUp;
  private volatile String lastAnswer = "";
  private long reports;
  private long again;
  private long units;

  HttpReporter(InetSocketAddress address, String job, long seed, Runnable onTaken) {
    super(job);
    this.target =
        URI.create("http://localhost:" + address.getPort() + "/api/internal/jobs/progress");
    this.job = job;
    this.random = new Random(seed);
    this.onTaken = onTaken;
    setDaemon(true);
    start();
  }

  @Override
  public void run() {
    try {
      while (!stopped && !gaveUp) {
        post("key-" + job + "-" + ++reports, 1 + random.nextInt(MOST_UNITS));
        Thread.sleep(random.nextInt(50));
      }
    } catch (InterruptedException e) {
      gaveUp = true;
    }
  }

  private void post(String key, int more) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(target)
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", key)
            .header("X-Progress-Request", "1")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    """
                    {"jobId":"%s","status":"processing","onRecord":false,"itemsByType":{"unit":%d}}\
                    """
                        .formatted(job, more)))
            .build();
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!taken(request)) {
      again++;
      if (System.nanoTime() - end > 0) {
        gaveUp = true;
        return;
      }
      Thread.sleep(100);
    }
    units += more;
    onTaken.run();
  }

  private boolean taken(HttpRequest request) throws InterruptedException {
    try {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      lastAnswer = answer.statusCode() + " " + answer.body();
      return answer.statusCode() == NO_CONTENT;
    } catch (IOException e) {
      lastAnswer = e.toString();
      return false; // It may have been taken, so it comes again.
    }
  }

  /** Reports until the one in hand is taken. */
  void end() throws InterruptedException {
    stopped = true;
    join();
    if (gaveUp) {
      throw new IllegalStateException(
          job + " could not report within " + PATIENCE + ": " + lastAnswer);
    }
  }

  @Override
  public List<Finding> findings(Jdbi database) {
    long stored =
        database.withHandle(
            handle ->
                handle
                    .createQuery(
                        "select coalesce(sum((progress -> 'itemsByType' ->> 'unit')::bigint), 0)"
                            + " from progress_job_state where id = :job")
                    .bind("job", job)
                    .mapTo(Long.class)
                    .one());
    return List.of(
        new Finding("reports over HTTP acknowledged", reports, false),
        new Finding("reports over HTTP sent again, with the same key", again, false),
        new Finding("units over HTTP acknowledged", units, false),
        new Finding("units over HTTP lost", Math.max(0, units - stored), true),
        new Finding("units over HTTP counted twice", Math.max(0, stored - units), true));
  }
}
