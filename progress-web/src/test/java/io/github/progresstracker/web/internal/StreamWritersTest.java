package io.github.progresstracker.web.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.progresstracker.testing.ManualClock;
import io.github.progresstracker.web.ApiResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StreamWritersTest {

  private static final int READERS = 20;

  private final StreamWriters writers =
      new StreamWriters(new Watchdog(new ManualClock(Instant.parse("2025-11-10T12:30:00Z"))));
  private final CountDownLatch reading = new CountDownLatch(1);

  /** Has always something to say. */
  private static final class Chatter implements ApiResponse.Body {
    private Runnable ready = () -> {};

    @Override
    public void begin(Runnable whenReady) {
      ready = whenReady;
    }

    @Override
    public boolean writeTo(OutputStream out) throws IOException {
      out.write('x');
      return true;
    }

    @Override
    public void close() {}
  }

  /** A connection whose reader does not read yet. */
  private final class Stuck extends OutputStream {
    @Override
    public void write(int value) throws IOException {
      try {
        reading.await();
      } catch (InterruptedException e) {
        throw new InterruptedIOException();
      }
    }
  }

  private Chatter begin(OutputStream out) {
    Chatter chatter = new Chatter();
    writers.begin(chatter, out, () -> {});
    chatter.ready.run();
    return chatter;
  }

  /** Goes on with a stream whose reader reads. */
  private void until(BooleanSupplier reached, Chatter other) {
    long end = System.nanoTime() + 20_000_000_000L;
    while (!reached.getAsBoolean() && System.nanoTime() < end) {
      other.ready.run();
      Thread.onSpinWait();
    }
  }

  @Test
  void threads_for_readers_that_did_not_read_end_while_others_go_on() {
    Chatter other = begin(OutputStream.nullOutputStream());
    for (int i = 0; i < READERS; i++) {
      begin(new Stuck());
    }
    until(() -> writers.size() > READERS, other);
    assertThat(writers.size()).isGreaterThan(READERS);
    reading.countDown();
    until(() -> writers.size() <= 4, other);
    assertThat(writers.size()).isLessThanOrEqualTo(4);
  }
}
