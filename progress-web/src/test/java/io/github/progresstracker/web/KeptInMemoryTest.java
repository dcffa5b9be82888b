package io.github.progresstracker.web;

import io.github.progresstracker.contract.JobReaderContract;
import io.github.progresstracker.job.JobReader;
import io.github.progresstracker.job.JobStore;
import io.github.progresstracker.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;

/** What the tests of this module read from answers as the database would. */
@DisplayName("In memory, a reader of jobs")
class KeptInMemoryTest extends JobReaderContract {

  private final ManualClock clock = new ManualClock(Instant.parse("2026-03-01T12:00:00Z"));
  private final KeptInMemory store = new KeptInMemory(clock);

  @Override
  protected JobStore store() {
    return store;
  }

  @Override
  protected JobReader reader() {
    return store.reader();
  }

  @Override
  protected void letTimePass(Duration duration) {
    clock.advance(duration);
  }
}
