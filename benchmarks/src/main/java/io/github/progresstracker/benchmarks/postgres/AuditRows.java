package io.github.progresstracker.benchmarks.postgres;

import io.github.progresstracker.ActivitySnapshot;
import io.github.progresstracker.ItemsSnapshot;
import io.github.progresstracker.Outcomes;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.Total;
import io.github.progresstracker.TrackerState;
import io.github.progresstracker.UsageSnapshot;
import io.github.progresstracker.eta.Eta;
import io.github.progresstracker.eta.EtaBasis;
import io.github.progresstracker.eta.EtaFactors;
import io.github.progresstracker.eta.EtaMethod;
import io.github.progresstracker.eta.Rates;
import io.github.progresstracker.eta.ThroughputHistory;
import io.github.progresstracker.event.EventHeader;
import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.event.Transition;
import io.github.progresstracker.jdbc.AuditFormat;
import io.github.progresstracker.jdbc.AuditRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Rows as a collector of channel histories writes them, a detail row each 500 messages, and the
 * events they come from.
 *
 * @param events in the order of their sequence, which begins at 1
 * @param records what becomes of each of them
 */
record AuditRows(List<ProgressEvent> events, List<AuditRecord> records) {

  private static final String JOB = "5a1c3f0e-8f4f-4f07-9d0a-5f6f6f3b2c11";
  private static final long USER = 844_338_517;
  private static final long CHANNEL = 1_002_678_877_654L;
  private static final int SESSION = 5_000;
  private static final long TOTAL = 1_000_000;

  /** Rows a millisecond apart. */
  static AuditRows of(int count, Instant from) {
    List<ProgressEvent> events = new ArrayList<>(count);
    List<AuditRecord> records = new ArrayList<>(count);
    ProgressSnapshot job = job();
    for (int i = 1; i <= count; i++) {
      EventHeader header = header(from.plusMillis(i), i);
      events.add(new Transition.Marked(header, List.of(job), "fetching", i));
      records.add(detail(header, i));
    }
    return new AuditRows(events, records);
  }

  /** Gives each event the row that was made for it before, so that only writing is measured. */
  AuditFormat format() {
    return event -> records.get((int) event.header().sequence() - 1);
  }

  private static EventHeader header(Instant at, int number) {
    // As a UUID of version 7 has it: the time in front, so that neighbours in time are neighbours.
    UUID id = new UUID((at.toEpochMilli() << 16) | 0x7000, 0x8000_0000_0000_0000L | number);
    return new EventHeader(id, at, number, JOB, new UUID(7, number / 20).toString());
  }

  private static AuditRecord detail(EventHeader header, int number) {
    long done = number * 500L % TOTAL;
    return new AuditRecord(
        header.eventId(),
        header.at(),
        header.jobId(),
        header.trackerId(),
        USER,
        CHANNEL,
        "collection_progress_detail",
        "fetching",
        done,
        TOTAL,
        done / SESSION + 1,
        TOTAL / SESSION,
        done % SESSION,
        (long) SESSION,
        45.25 + number % 7,
        38.5 + number % 11,
        Map.of());
  }

  private static ProgressSnapshot job() {
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    return new ProgressSnapshot(
        JOB,
        "ABC LEGACY NEWS",
        TrackerState.RUNNING,
        "messages",
        0,
        669_240,
        Total.exact(TOTAL),
        null,
        now,
        now,
        Duration.ofSeconds(100),
        Duration.ofSeconds(90),
        null,
        null,
        "fetching",
        List.of(),
        new Outcomes(0, 0, 0, 0),
        ItemsSnapshot.NONE,
        UsageSnapshot.NONE,
        ActivitySnapshot.NONE,
        new Rates(45.25, 40, 50, null, ThroughputHistory.EMPTY),
        new Eta(
            EtaBasis.MEASURED,
            EtaMethod.ADAPTIVE,
            Duration.ofSeconds(38),
            Duration.ofSeconds(30),
            Duration.ofSeconds(50),
            0.8,
            EtaFactors.NONE),
        null,
        Map.of("user_id", Long.toString(USER), "channel_id", Long.toString(CHANNEL)),
        false,
        List.of(),
        null,
        List.of());
  }
}
