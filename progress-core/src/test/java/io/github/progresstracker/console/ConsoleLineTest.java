package io.github.progresstracker.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.progresstracker.PhaseSnapshot;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.Total;
import io.github.progresstracker.TrackerState;
import io.github.progresstracker.contract.SampleEvents;
import io.github.progresstracker.contract.SnapshotBuilder;
import io.github.progresstracker.eta.Eta;
import io.github.progresstracker.eta.EtaBasis;
import io.github.progresstracker.eta.EtaFactors;
import io.github.progresstracker.eta.EtaMethod;
import io.github.progresstracker.event.EventHeader;
import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.event.ProgressUpdate;
import io.github.progresstracker.event.Transition;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ConsoleLineTest {

  private static final EventHeader HEADER = SampleEvents.header(1, "job-1", "job-1");

  @Test
  @DisplayName("makes of each event the line in the golden file")
  void makesGoldenLines() throws IOException {
    List<String> lines = SampleEvents.oneOfEach().stream().map(ConsoleLine::of).toList();
    assertThat(String.join("\n", lines) + "\n").isEqualTo(golden("console-lines.txt"));
  }

  @Test
  @DisplayName("a job that knows nothing yet says nothing that it does not know")
  void saysOnlyWhatIsKnown() {
    assertThat(progress(SnapshotBuilder.named("new").build()))
        .isEqualTo(
            "ts=2025-11-10T12:45:23Z event=progress job=new state=RUNNING done=0 unit=messages"
                + " eta_basis=WARMING_UP elapsed=0s id=job-1");
  }

  @Test
  @DisplayName("an open total is called so, and a wait says why and until when")
  void saysWaits() {
    ProgressSnapshot job =
        SnapshotBuilder.named("crawl")
            .unit("pages")
            .counts(1_204, Total.atLeast(1_000))
            .waiting("Retry-After", SnapshotBuilder.AT.plusSeconds(30))
            .build();
    assertThat(progress(job))
        .contains(" state=WAITING done=1204 total_at_least=1000 unit=pages ")
        .contains(" reason=Retry-After until=2025-11-10T12:45:53Z ");
    ProgressSnapshot about =
        SnapshotBuilder.named("crawl").unit("pages").counts(5, Total.estimate(90, 80, 99)).build();
    assertThat(progress(about)).contains(" done=5 total_about=90 ");
  }

  @Test
  @DisplayName("a job that has ended has an average and no estimate")
  void saysHowItEnded() {
    ProgressSnapshot job =
        SampleEvents.job()
            .state(TrackerState.COMPLETED)
            .counts(1_000_000, 1_000_000)
            .ran(Duration.ofHours(6), Duration.ofHours(5))
            .build();
    assertThat(ConsoleLine.of(new Transition.Finished(HEADER, List.of(job))))
        .isEqualTo(
            "ts=2025-11-10T12:45:23Z event=finished job=\"ABC LEGACY NEWS\" state=COMPLETED"
                + " done=1000000 total=1000000 percent=100.0 unit=messages failed=2 skipped=4"
                + " retried=5 rate=51.8/s elapsed=6h id=job-1");
  }

  @Test
  @DisplayName("shows how far the job's phase is, if anybody knows")
  void showsThePhase() {
    SnapshotBuilder job = SnapshotBuilder.named("reindex").percent(25.0);
    PhaseSnapshot fetch = new PhaseSnapshot("fetch", 20, Total.exact(80), 0.6, false);
    assertThat(progress(job.phase(fetch).build()))
        .contains(" percent=25.0 ")
        .contains(" phase=fetch phase_percent=25.0 ");
    PhaseSnapshot scan = new PhaseSnapshot("scan", 20, Total.unknown(), 0.1, false);
    assertThat(progress(job.phase(scan).build()))
        .contains(" phase=scan ")
        .doesNotContain("phase_percent");
  }

  @Test
  @DisplayName("shows the most specific part at work, with its way, and how many there are")
  void showsThePartAtWork() {
    ProgressSnapshot session =
        SnapshotBuilder.named("Session 2")
            .counts(10, 40)
            .phase(new PhaseSnapshot("fetching", 20, Total.unknown(), null, false))
            .build();
    ProgressSnapshot job =
        SnapshotBuilder.named("collect")
            .child(SnapshotBuilder.named("done").state(TrackerState.COMPLETED).build())
            .child(SnapshotBuilder.named("News").child(session).build())
            .child(SnapshotBuilder.named("Sports").state(TrackerState.WAITING).build())
            .build();
    assertThat(progress(job))
        .endsWith(
            " child=\"News > Session 2\" child_state=RUNNING child_done=10 child_total=40"
                + " child_percent=25.0 child_phase=fetching children=2 id=job-1");
  }

  @Test
  @DisplayName("shows the part that waits if none is at work, and none if all have ended")
  void showsThePartThatWaits() {
    ProgressSnapshot waits = SnapshotBuilder.named("Sports").waiting("FLOOD_WAIT", null).build();
    ProgressSnapshot ended = SnapshotBuilder.named("News").state(TrackerState.COMPLETED).build();
    assertThat(progress(SnapshotBuilder.named("collect").child(ended).child(waits).build()))
        .contains(" child=Sports child_state=WAITING child_done=0 child_reason=FLOOD_WAIT id=");
    assertThat(progress(SnapshotBuilder.named("collect").child(ended).build()))
        .doesNotContain("child");
  }

  @Test
  @DisplayName("gives the estimate as an interval in one unit, with its end as a time")
  void saysEstimates() {
    assertThat(progress(SnapshotBuilder.named("x").eta(720, 800, 900).build()))
        .contains(" eta=12-15m eta_at=2025-11-10T12:58:43Z elapsed");
    assertThat(progress(SnapshotBuilder.named("x").eta(3, 3, 3).build())).contains(" eta=3s ");
    assertThat(progress(SnapshotBuilder.named("x").eta(0, 0, 0).build())).contains(" eta=<1s ");
    assertThat(progress(SnapshotBuilder.named("x").eta(8_100, 9_000, 9_900).build()))
        .contains(" eta=2h15m-2h45m eta_at=2025-11-10T15:15:23Z ");
    Duration minute = Duration.ofMinutes(1);
    Eta stalled =
        new Eta(EtaBasis.STALLED, EtaMethod.LINEAR, minute, minute, minute, 0.1, EtaFactors.NONE);
    assertThat(progress(SnapshotBuilder.named("x").eta(stalled).build()))
        .contains(" eta=60s eta_at=2025-11-10T12:46:23Z eta_basis=STALLED ");
  }

  @Test
  @DisplayName("numbers have no commas, or a reader would stumble")
  void doesNotGroupNumbers() {
    ProgressSnapshot job =
        SnapshotBuilder.named("x")
            .counts(1_234_567, 7_654_321)
            .rates(4_749, 4_749, 4_749)
            .eta(200_000_000, 200_000_000, 200_000_000)
            .ran(Duration.ofDays(2_000), Duration.ofDays(2_000))
            .build();
    assertThat(progress(job))
        .doesNotContain(",")
        .contains(" rate=4749/s eta=2314d19h ", " elapsed=2000d ");
  }

  @Test
  @DisplayName("bytes are counted one by one, and their speed is in the unit that suits it")
  void saysBytes() {
    SnapshotBuilder job =
        SnapshotBuilder.named("x")
            .counts(1_610_612_736, 4_294_967_296L)
            .rates(12_300_000, 12_300_000, 12_300_000);
    assertThat(progress(job.unit("bytes").build()))
        .contains(" done=1610612736 total=4294967296 ", " unit=bytes rate=11.7MiB/s ");
    assertThat(progress(job.unit("bytes (SI)").build()))
        .contains(" unit=\"bytes (SI)\" rate=12.3MB/s ");
  }

  @Test
  @DisplayName("99.96 percent is not 100, and more done than there is to do is shown as it is")
  void isHonest() {
    assertThat(progress(SnapshotBuilder.named("x").counts(9_996, 10_000).build()))
        .contains(" percent=99.9 ");
    assertThat(
            progress(
                SnapshotBuilder.named("x").counts(1_204, Total.exact(1_000)).percent(99.9).build()))
        .contains(" done=1204 total=1000 percent=99.9 ");
  }

  @Test
  @DisplayName("whatever the texts and numbers, it is one short line without control characters")
  void staysOneLine() {
    for (List<ProgressEvent> events :
        List.of(SampleEvents.nastyTexts(), SampleEvents.extremeNumbers())) {
      for (ProgressEvent event : events) {
        assertThat(ConsoleLine.of(event))
            .hasSizeLessThan(2_000)
            .doesNotContainPattern("[\\p{Cntrl}\u202E\u2066]|NaN|Infinity|null");
      }
    }
  }

  private static String progress(ProgressSnapshot job) {
    return ConsoleLine.of(new ProgressUpdate(HEADER, job));
  }

  private static String golden(String name) throws IOException {
    try (InputStream file = ConsoleLineTest.class.getResourceAsStream("/golden/" + name)) {
      return new String(Objects.requireNonNull(file, name).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
