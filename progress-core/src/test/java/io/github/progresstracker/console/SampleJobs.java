package io.github.progresstracker.console;

import io.github.progresstracker.Outcomes;
import io.github.progresstracker.PhaseSnapshot;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.Total;
import io.github.progresstracker.alert.Alert;
import io.github.progresstracker.alert.AlertCategory;
import io.github.progresstracker.alert.AlertSeverity;
import io.github.progresstracker.contract.SnapshotBuilder;
import io.github.progresstracker.eta.Eta;
import io.github.progresstracker.eta.EtaBasis;
import io.github.progresstracker.eta.EtaFactors;
import io.github.progresstracker.eta.EtaMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Jobs for frames, with everything in them that a frame can show. */
final class SampleJobs {

  private SampleJobs() {}

  /** A collection as in the specification: 134 of 200 sessions, 4,000 of 5,000 messages. */
  static ProgressSnapshot collection() {
    ProgressSnapshot session =
        SnapshotBuilder.named("Session 134")
            .counts(4_000, 5_000)
            .step(134, 200)
            .rates(45.3, 44, 60)
            .eta(20, 22, 25)
            .phase(new PhaseSnapshot("processing", 3_500, Total.exact(5_000), null, false))
            .build();
    return SnapshotBuilder.named("ABC LEGACY NEWS")
        .counts(669_000, 1_000_000)
        .rates(45.3, 44, 60)
        .ran(Duration.ofMinutes(135), Duration.ofMinutes(130))
        .eta(12 * 60, 754, 15 * 60)
        .outcomes(new Outcomes(668_989, 8, 3, 2))
        .alert(alert(AlertSeverity.WARNING, "8 of 100 calls failed"))
        .child(session)
        .build();
  }

  static Alert alert(AlertSeverity severity, String message) {
    return new Alert(
        "a1",
        "error-rate",
        "t1",
        severity,
        AlertCategory.ERRORS,
        message,
        "Look into the log of the store.",
        SnapshotBuilder.AT,
        null);
  }

  /** Three channels of one job: one works, one waits, one has a name that would steer terminals. */
  static ProgressSnapshot channels() {
    return SnapshotBuilder.named("collect")
        .counts(671_214, 2_000_000)
        .rates(48.8, 45, 60)
        .ran(Duration.ofMinutes(135), Duration.ofMinutes(130))
        .eta(7_200, 7_500, 9_000)
        .child(SnapshotBuilder.named("ABC NEWS").counts(4, 5).step(4, 5).eta(60, 70, 80).build())
        .child(waiting())
        .child(
            SnapshotBuilder.named("Sports\u001b[2J feed")
                .counts(1_204, 1_000)
                .percent(99.9)
                .rates(3.2, 3, 4)
                .eta(3, 3, 3)
                .build())
        .build();
  }

  static ProgressSnapshot waiting() {
    return SnapshotBuilder.named("技術チャンネル 📰")
        .counts(10, 20)
        .eta(600, 700, 800)
        .waiting("FLOOD_WAIT", SnapshotBuilder.AT.plusSeconds(412))
        .build();
  }

  static ProgressSnapshot ofUnknownTotal() {
    return SnapshotBuilder.named("scan")
        .unit("files")
        .counts(12_345, Total.unknown())
        .rates(300, 300, 300)
        .ran(Duration.ofSeconds(33), Duration.ofSeconds(33))
        .eta(Eta.unknownTotal(EtaMethod.ADAPTIVE, EtaFactors.NONE))
        .build();
  }

  static ProgressSnapshot ofBytes() {
    return SnapshotBuilder.named("photo.zip")
        .unit("bytes")
        .counts(1_200L << 20, 4L << 30)
        .rates(11.7e6, 1e7, 2e7)
        .eta(200, 240, 300)
        .build();
  }

  static ProgressSnapshot stalled() {
    return SnapshotBuilder.named("mirror")
        .counts(500, Total.atLeast(900))
        .percent(55.5)
        .eta(
            new Eta(
                EtaBasis.STALLED,
                EtaMethod.ADAPTIVE,
                Duration.ofMinutes(20),
                Duration.ofMinutes(10),
                Duration.ofMinutes(40),
                0.3,
                EtaFactors.NONE))
        .build();
  }

  /** Many jobs, the last of them in trouble. */
  static List<ProgressSnapshot> many(int count) {
    List<ProgressSnapshot> jobs = new ArrayList<>();
    for (int i = 1; i < count; i++) {
      jobs.add(
          SnapshotBuilder.named("Job " + i).counts(i, 100).rates(1, 1, 1).eta(60, 70, 90).build());
    }
    jobs.add(
        SnapshotBuilder.named("Job " + count)
            .counts(7, 100)
            .alert(alert(AlertSeverity.CRITICAL, "the disk is full"))
            .build());
    return jobs;
  }
}
