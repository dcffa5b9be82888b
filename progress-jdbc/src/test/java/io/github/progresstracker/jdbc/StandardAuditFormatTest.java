package io.github.progresstracker.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.progresstracker.PhaseSnapshot;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.Total;
import io.github.progresstracker.TrackerState;
import io.github.progresstracker.alert.Alert;
import io.github.progresstracker.alert.AlertCategory;
import io.github.progresstracker.alert.AlertSeverity;
import io.github.progresstracker.contract.SnapshotBuilder;
import io.github.progresstracker.eta.EtaAccuracy;
import io.github.progresstracker.event.EventHeader;
import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.event.ProgressUpdate;
import io.github.progresstracker.event.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The standard format gives each transition an action and its facts")
class StandardAuditFormatTest {

  private static final EventHeader HEADER = Events.header(Events.AT, 1);
  private static final List<ProgressSnapshot> LINEAGE = Events.lineage();

  @Test
  @DisplayName("facts come from the job, the innermost step and the tracker concerned")
  void facts() {
    AuditRecord row = format(new Transition.Started(HEADER, LINEAGE));

    assertThat(row)
        .isEqualTo(
            new AuditRecord(
                HEADER.eventId(),
                Events.AT,
                "job-1",
                "job-1/134",
                844338517L,
                1002678877654L,
                "started",
                "fetching",
                669_240L,
                1_000_000L,
                134L,
                200L,
                3_240L,
                5_000L,
                45.25,
                38.5,
                Map.of("tenant", "a", "name", "Session 134", "unit", "messages")));
  }

  @Test
  @DisplayName("updates, of which there are several a second, get no row")
  void updates() {
    assertThat(AuditFormat.standard().format(new ProgressUpdate(HEADER, Events.job()))).isNull();
  }

  @Test
  @DisplayName("a mark is a progress_update and says which multiple of what it was")
  void marks() {
    AuditRecord own = format(new Transition.Marked(HEADER, LINEAGE, null, 3_500));
    assertThat(own.action()).isEqualTo("progress_update");
    assertThat(own.extras()).containsEntry("mark", 3_500L).doesNotContainKey("phase_done");

    AuditRecord inPhase = format(new Transition.Marked(HEADER, LINEAGE, "fetching", 3_000));
    assertThat(inPhase.phase()).isEqualTo("fetching");
    assertThat(inPhase.extras())
        .containsEntry("mark", 3_000L)
        .containsEntry("phase_done", 3_000L)
        .containsEntry("phase_total", 5_000L);
  }

  @Test
  @DisplayName("phases are stage changes")
  void phases() {
    AuditRecord begun = format(new Transition.PhaseStarted(HEADER, LINEAGE, "processing"));
    assertThat(begun.action()).isEqualTo("stage_change");
    assertThat(begun.phase()).isEqualTo("processing");
    assertThat(begun.extras()).containsEntry("status", "started");

    AuditRecord ended = format(new Transition.PhaseFinished(HEADER, LINEAGE, "fetching"));
    assertThat(ended.action()).isEqualTo("stage_change");
    assertThat(ended.extras())
        .containsEntry("status", "finished")
        .containsEntry("phase_done", 3_000L);
  }

  @Test
  @DisplayName("a declared phase says its share of the whole, and how far the whole is")
  void declaredPhases() {
    ProgressSnapshot job =
        SnapshotBuilder.named("reindex")
            .percent(33.333333)
            .phase(new PhaseSnapshot("fetching", 30, Total.exact(90), 0.7, false))
            .build();
    AuditRecord begun = format(new Transition.PhaseStarted(HEADER, List.of(job), "fetching"));
    assertThat(begun.extras())
        .containsEntry("phase_weight", 0.7)
        .containsEntry("weighted_percent", 33.3333);
    AuditRecord undeclared = format(new Transition.PhaseStarted(HEADER, LINEAGE, "fetching"));
    assertThat(undeclared.extras()).doesNotContainKeys("phase_weight", "weighted_percent");
  }

  @Test
  @DisplayName("waits and pauses say why and how long")
  void interruptions() {
    AuditRecord wait =
        format(
            new Transition.WaitStarted(HEADER, LINEAGE, "FLOOD_WAIT", Events.AT.plusSeconds(30)));
    assertThat(wait.action()).isEqualTo("waiting");
    assertThat(wait.extras())
        .containsEntry("reason", "FLOOD_WAIT")
        .containsEntry("until", Events.AT.plusSeconds(30));

    AuditRecord waited =
        format(new Transition.WaitEnded(HEADER, LINEAGE, "FLOOD_WAIT", Duration.ofMillis(30_250)));
    assertThat(waited.action()).isEqualTo("wait_ended");
    assertThat(waited.extras()).containsEntry("waited_seconds", 30.25);

    assertThat(format(new Transition.Paused(HEADER, LINEAGE)).action()).isEqualTo("paused");
    AuditRecord resumed = format(new Transition.Resumed(HEADER, LINEAGE, Duration.ofSeconds(5)));
    assertThat(resumed.action()).isEqualTo("resumed");
    assertThat(resumed.extras()).containsEntry("paused_seconds", 5.0);
  }

  @Test
  @DisplayName("a changed total says what it was; an unknown one is null, not 0")
  void totals() {
    AuditRecord row = format(new Transition.TotalChanged(HEADER, LINEAGE, Total.exact(900_000)));
    assertThat(row.action()).isEqualTo("total_changed");
    assertThat(row.extras()).containsEntry("total_before", 900_000L);
    assertThat(format(new Transition.TotalChanged(HEADER, LINEAGE, Total.unknown())).extras())
        .containsEntry("total_before", null);
  }

  @Test
  @DisplayName("a note has its own action, and its details win over what is known anyway")
  void notes() {
    Map<String, @Nullable Object> details = new HashMap<>();
    details.put("name", "renewed");
    details.put("expires", null);
    AuditRecord row =
        format(new Transition.Note(HEADER, LINEAGE, "credential_status_change", details));

    assertThat(row.action()).isEqualTo("credential_status_change");
    assertThat(row.extras())
        .containsEntry("name", "renewed")
        .containsEntry("expires", null)
        .containsEntry("tenant", "a");
  }

  @Test
  @DisplayName("an end is a completion or an error with a message")
  void ends() {
    AuditRecord completed = finished(TrackerState.COMPLETED, null);
    assertThat(completed.action()).isEqualTo("completion");
    assertThat(completed.extras())
        .containsEntry("state", "completed")
        .containsEntry("elapsed_seconds", 100.0)
        .containsEntry("active_seconds", 90.0)
        .doesNotContainKey("message");

    AuditRecord failed = finished(TrackerState.FAILED, "disk full");
    assertThat(failed.action()).isEqualTo("error");
    assertThat(failed.extras()).containsEntry("message", "disk full").containsEntry("failed", 7L);

    AuditRecord abandoned = finished(TrackerState.ABANDONED, null);
    assertThat(abandoned.action()).isEqualTo("error");
    assertThat(abandoned.extras())
        .containsEntry("state", "abandoned")
        .containsEntry("message", "closed without being told how it went");
  }

  @Test
  @DisplayName("the completion of a job says how good its estimates were")
  void accuracy() {
    EtaAccuracy accuracy = new EtaAccuracy(3_600, 0.081_43, 1.25, 1.5, 0.84, 0.31, 0.5, 0.015);
    ProgressSnapshot job =
        Events.snapshot("j", "job")
            .state(TrackerState.COMPLETED, null)
            .etaAccuracy(accuracy)
            .build();

    AuditRecord row = format(new Transition.Finished(HEADER, List.of(job)));

    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("looks", 3_600L);
    facts.put("error", 0.0814);
    facts.put("median_ratio", 1.25);
    facts.put("jitter", 1.5);
    facts.put("coverage", 0.84);
    facts.put("width", 0.31);
    facts.put("winkler", 0.5);
    facts.put("unanswered", 0.015);
    assertThat(row.extras()).containsEntry("eta_accuracy", facts);
    assertThat(finished(TrackerState.COMPLETED, null).extras()).doesNotContainKey("eta_accuracy");
  }

  @Test
  @DisplayName("inner labels win; an id that is no number stays with the other labels")
  void labels() {
    ProgressSnapshot job =
        Events.snapshot("j", "job").labels(Map.of("user_id", "1", "channel_id", "2")).build();
    ProgressSnapshot child =
        Events.snapshot("c", "child")
            .labels(Map.of("user_id", "alice", "channel_id", "-100"))
            .build();

    AuditRecord row = format(new Transition.Started(HEADER, List.of(job, child)));

    assertThat(row.userId()).isNull();
    assertThat(row.extras()).containsEntry("user_id", "alice").doesNotContainKey("channel_id");
    assertThat(row.channelId()).isEqualTo(-100L);
  }

  @Test
  @DisplayName("what nobody knows is null; a total that can grow says so")
  void unknowns() {
    ProgressSnapshot job = Events.snapshot("j", "job").counts(5, Total.atLeast(9)).build();
    AuditRecord row = format(new Transition.Started(HEADER, List.of(job)));
    assertThat(row.total()).isEqualTo(9);
    assertThat(row.extras()).containsEntry("total_is_estimate", true);
    assertThat(row.stepNumber()).isNull();
    assertThat(row.stepDone()).isNull();
    assertThat(row.phase()).isNull();

    ProgressSnapshot unknown = Events.snapshot("j", "job").build();
    assertThat(format(new Transition.Started(HEADER, List.of(unknown))).total()).isNull();
  }

  @Test
  @DisplayName("no kind of transition goes without a row")
  void allKinds() {
    Set<String> seen = new TreeSet<>();
    for (Transition transition : everyKind()) {
      assertThat(format(transition).action()).isNotBlank();
      seen.add(transition.getClass().getSimpleName());
    }
    assertThat(seen)
        .isEqualTo(
            leaves(Transition.class)
                .map(Class::getSimpleName)
                .collect(Collectors.toCollection(TreeSet::new)));
  }

  private static Stream<Class<?>> leaves(Class<?> type) {
    return type.isSealed()
        ? Stream.of(type.getPermittedSubclasses()).flatMap(StandardAuditFormatTest::leaves)
        : Stream.of(type);
  }

  @Test
  @DisplayName("an alert has all that is known of it")
  void alerts() {
    AuditRecord row =
        format(new Transition.AlertCleared(HEADER, LINEAGE, ALERT, Duration.ofMillis(1_500)));
    assertThat(row.action()).isEqualTo("alert_cleared");
    assertThat(row.extras())
        .containsEntry("alert_id", "a-1")
        .containsEntry("rule", "stalled")
        .containsEntry("severity", "critical")
        .containsEntry("category", "stall")
        .containsEntry("message", "no work for 5 minutes")
        .containsEntry("advice", "look at the log")
        .containsEntry("lasted_seconds", 1.5);
  }

  private static final Alert ALERT =
      new Alert(
          "a-1",
          "stalled",
          "t",
          AlertSeverity.CRITICAL,
          AlertCategory.STALL,
          "no work for 5 minutes",
          "look at the log",
          Instant.EPOCH,
          null);

  private static List<Transition> everyKind() {
    return List.of(
        new Transition.Started(HEADER, LINEAGE),
        new Transition.Marked(HEADER, LINEAGE, null, 500),
        new Transition.PhaseStarted(HEADER, LINEAGE, "p"),
        new Transition.PhaseFinished(HEADER, LINEAGE, "p"),
        new Transition.WaitStarted(HEADER, LINEAGE, "r", null),
        new Transition.WaitEnded(HEADER, LINEAGE, "r", Duration.ZERO),
        new Transition.StopRequested(HEADER, LINEAGE, "r"),
        new Transition.AlertRaised(HEADER, LINEAGE, ALERT),
        new Transition.AlertDismissed(HEADER, LINEAGE, ALERT),
        new Transition.AlertCleared(HEADER, LINEAGE, ALERT, Duration.ZERO),
        new Transition.Paused(HEADER, LINEAGE),
        new Transition.Resumed(HEADER, LINEAGE, Duration.ZERO),
        new Transition.TotalChanged(HEADER, LINEAGE, Total.unknown()),
        new Transition.Note(HEADER, LINEAGE, "n", Map.of()),
        new Transition.Finished(HEADER, LINEAGE));
  }

  private static AuditRecord finished(TrackerState state, @Nullable String message) {
    ProgressSnapshot job = Events.snapshot("j", "job").state(state, message).failed(7).build();
    return format(new Transition.Finished(HEADER, List.of(job)));
  }

  private static AuditRecord format(ProgressEvent event) {
    return Objects.requireNonNull(AuditFormat.standard().format(event));
  }
}
