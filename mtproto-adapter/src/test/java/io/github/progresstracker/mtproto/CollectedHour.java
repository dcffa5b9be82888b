package io.github.progresstracker.mtproto;

import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.jdbc.PostgresProgress;
import io.github.progresstracker.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import javax.sql.DataSource;

/** A collection of half an hour ago at a hundred messages a second, with its audit log. */
public final class CollectedHour {

  private CollectedHour() {}

  /** Migrates, and collects all channels of a source for a user. */
  public static void into(DataSource database, long user, HistorySource source) throws Exception {
    PostgresProgress postgres = PostgresProgress.on(database).migrate();
    PostgresMessageStore.schema().migrate(database);
    // a second per page of 100 messages, in the hour that the queries look at
    ManualClock clock = new ManualClock(Instant.now().minus(Duration.ofMinutes(30)));
    try (ProgressRegistry registry =
        ProgressRegistry.builder()
            .clock(clock)
            .manualSampling()
            .sink(postgres.auditLog(CollectionAudit.format()))
            .build()) {
      new HistoryCollector(
              registry,
              source,
              new PostgresMessageStore(database),
              CollectorOptions.forUser(user).messagesPerSecond(100),
              clock,
              time -> {
                clock.advance(time);
                registry.sampleNow();
              })
          .collect();
    }
  }
}
