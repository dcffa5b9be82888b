package io.github.progresstracker.jdbc;

import io.github.progresstracker.ActivitySnapshot;
import io.github.progresstracker.ItemsSnapshot;
import io.github.progresstracker.Outcomes;
import io.github.progresstracker.PhaseSnapshot;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.Step;
import io.github.progresstracker.Total;
import io.github.progresstracker.TrackerState;
import io.github.progresstracker.UsageSnapshot;
import io.github.progresstracker.eta.Eta;
import io.github.progresstracker.eta.EtaAccuracy;
import io.github.progresstracker.eta.EtaBasis;
import io.github.progresstracker.eta.EtaFactors;
import io.github.progresstracker.eta.EtaMethod;
import io.github.progresstracker.eta.Rates;
import io.github.progresstracker.eta.ThroughputHistory;
import io.github.progresstracker.event.EventHeader;
import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.event.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Events made by hand: session 134 of 200 of a collection of a million messages. */
final class Events {

  static final Instant AT = Instant.parse("2025-11-10T12:45:23.123456Z");

  private static final Eta ETA =
      new Eta(
          EtaBasis.MEASURED,
          EtaMethod.ADAPTIVE,
          Duration.ofMillis(38_500),
          Duration.ofSeconds(30),
          Duration.ofSeconds(50),
          0.8,
          EtaFactors.NONE);

  private Events() {}

  static EventHeader header(Instant at, long sequence) {
    return new EventHeader(new UUID(0x7000, sequence), at, sequence, "job-1", "job-1/134");
  }

  static ProgressSnapshot job() {
    return snapshot("job-1", "ABC LEGACY NEWS")
        .counts(669_240, Total.exact(1_000_000))
        .labels(Map.of("user_id", "844338517", "channel_id", "1002678877654", "tenant", "a"))
        .build();
  }

  static ProgressSnapshot session() {
    return snapshot("job-1/134", "Session 134")
        .counts(3_240, Total.exact(5_000))
        .step(new Step(134, 200))
        .phase("fetching")
        .build();
  }

  static List<ProgressSnapshot> lineage() {
    return List.of(job(), session());
  }

  static Transition started(Instant at, long sequence) {
    return new Transition.Started(header(at, sequence), lineage());
  }

  static Transition note(
      Instant at, long sequence, String action, Map<String, ? extends @Nullable Object> details) {
    return new Transition.Note(
        header(at, sequence), lineage(), action, new java.util.LinkedHashMap<>(details));
  }

  /** A batch of events one second apart. */
  static List<ProgressEvent> batch(Instant from, long firstSequence, int size) {
    List<ProgressEvent> batch = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      batch.add(started(from.plusSeconds(i), firstSequence + i));
    }
    return batch;
  }

  static Snapshot snapshot(String id, String name) {
    return new Snapshot(id, name);
  }

  /** Gathers the parts of a snapshot. */
  static final class Snapshot {
    private final String id;
    private final String name;
    private TrackerState state = TrackerState.RUNNING;
    private long done;
    private Total total = Total.unknown();
    private @Nullable Step step;
    private @Nullable String phase;
    private long failed;
    private Map<String, String> labels = Map.of();
    private @Nullable String message;
    private @Nullable EtaAccuracy etaAccuracy;

    private Snapshot(String id, String name) {
      this.id = id;
      this.name = name;
    }

    Snapshot state(TrackerState newState, @Nullable String newMessage) {
      state = newState;
      message = newMessage;
      return this;
    }

    Snapshot counts(long newDone, Total newTotal) {
      done = newDone;
      total = newTotal;
      return this;
    }

    Snapshot step(Step newStep) {
      step = newStep;
      return this;
    }

    Snapshot phase(String newPhase) {
      phase = newPhase;
      return this;
    }

    Snapshot etaAccuracy(EtaAccuracy accuracy) {
      etaAccuracy = accuracy;
      return this;
    }

    Snapshot failed(long count) {
      failed = count;
      return this;
    }

    Snapshot labels(Map<String, String> newLabels) {
      labels = newLabels;
      return this;
    }

    ProgressSnapshot build() {
      return new ProgressSnapshot(
          id,
          name,
          state,
          "messages",
          0,
          done,
          total,
          null,
          AT.minusSeconds(100),
          AT,
          Duration.ofSeconds(100),
          Duration.ofSeconds(90),
          null,
          step,
          phase,
          phase == null
              ? List.of()
              : List.of(new PhaseSnapshot(phase, 3_000, Total.exact(5_000), null, false)),
          new Outcomes(0, failed, 0, 0),
          ItemsSnapshot.NONE,
          UsageSnapshot.NONE,
          ActivitySnapshot.NONE,
          new Rates(45.25, 40, 50, null, ThroughputHistory.EMPTY),
          ETA,
          etaAccuracy,
          labels,
          false,
          List.of(),
          message,
          List.of());
    }
  }
}
