package io.github.progresstracker.contract;

import io.github.progresstracker.ActivitySnapshot;
import io.github.progresstracker.ItemSnapshot;
import io.github.progresstracker.ItemStatus;
import io.github.progresstracker.ItemTimes;
import io.github.progresstracker.ItemsSnapshot;
import io.github.progresstracker.OperationType;
import io.github.progresstracker.Outcomes;
import io.github.progresstracker.PhaseSnapshot;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.Total;
import io.github.progresstracker.TrackerState;
import io.github.progresstracker.UsageSnapshot;
import io.github.progresstracker.alert.Alert;
import io.github.progresstracker.alert.AlertCategory;
import io.github.progresstracker.alert.AlertSeverity;
import io.github.progresstracker.eta.EtaAccuracy;
import io.github.progresstracker.eta.Rates;
import io.github.progresstracker.eta.ThroughputHistory;
import io.github.progresstracker.eta.ThroughputTrend;
import io.github.progresstracker.eta.ThroughputTrend.Direction;
import io.github.progresstracker.event.EventHeader;
import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.event.ProgressUpdate;
import io.github.progresstracker.event.Transition;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Events to feed to sinks, always the same. They tell of a collector in its session 134 of 200: a
 * job of 1,000,000 messages, resumed at 627,188, that has done {@code 133 × 5,000 + 4,000 =
 * 669,000}.
 */
public final class SampleEvents {

  /** Id of the job that {@link #oneOfEach()} tells of. */
  public static final String JOB_ID = "collect-42";

  private static final Duration ELAPSED = Duration.ofSeconds(923);
  private static final Duration ACTIVE = Duration.ofSeconds(807, 625_000_000);

  private SampleEvents() {}

  /**
   * The job of the story, with its session as its only child.
   *
   * @return a snapshot of the tree
   */
  public static ProgressSnapshot jobTree() {
    return job().child(session().build()).build();
  }

  /**
   * The job and its session, as in the event of a session.
   *
   * @return two snapshots without children
   */
  public static List<ProgressSnapshot> lineage() {
    return List.of(job().build(), session().build());
  }

  /**
   * The job, to be changed.
   *
   * @return a builder without children
   */
  public static SnapshotBuilder job() {
    return SnapshotBuilder.named("ABC LEGACY NEWS")
        .id(JOB_ID)
        .offset(627_188)
        .counts(669_000, 1_000_000)
        .ran(ELAPSED, ACTIVE)
        .outcomes(new Outcomes(41_808, 2, 4, 5))
        .items(items())
        .usage(usage())
        .activity(activity())
        .alert(alert(null))
        .rates(rates())
        .eta(7_200, 7_307, 7_500)
        .label("user_id", "844338517")
        .label("channel_id", "1002678877654");
  }

  private static ItemsSnapshot items() {
    ItemTimes times =
        new ItemTimes(
            812,
            Duration.ofMillis(1_750),
            Duration.ofMillis(1_250),
            Duration.ofMillis(4_100),
            Duration.ofMillis(9_800),
            Duration.ofMillis(12_345));
    ItemSnapshot atWork =
        new ItemSnapshot(
            "photo-813.jpg",
            ItemStatus.PROCESSING,
            75,
            "embedding",
            50.0,
            SnapshotBuilder.AT.minusSeconds(3),
            null);
    ItemSnapshot failed =
        new ItemSnapshot(
            "photo-17.jpg",
            ItemStatus.FAILED,
            40,
            "reading",
            null,
            SnapshotBuilder.AT.minusSeconds(858),
            "not a picture");
    return new ItemsSnapshot(185, 1, 810, 2, times, List.of(atWork), List.of(failed));
  }

  private static UsageSnapshot usage() {
    return new UsageSnapshot(
        1_250_000, new BigDecimal("3.75"), 812, 4, 2, Duration.ofMillis(412_500));
  }

  private static ActivitySnapshot activity() {
    Map<String, Long> types = new LinkedHashMap<>();
    types.put("commits", 120L);
    types.put("mergeRequests", 7L);
    return new ActivitySnapshot(
        OperationType.DATA_COLLECTION, "commits", "resolving users", "c0ffee", null, types);
  }

  private static Alert alert(@Nullable Instant dismissedAt) {
    return new Alert(
        "019a6db1-7f9e-7000-8000-000000000001",
        "high-error-rate",
        JOB_ID,
        AlertSeverity.WARNING,
        AlertCategory.ERRORS,
        "12 % of the work fails, the limit is 10 %",
        "look at the latest failures in the log",
        SnapshotBuilder.AT.minusSeconds(60),
        dismissedAt);
  }

  private static Rates rates() {
    ThroughputTrend falling = new ThroughputTrend(Direction.FALLING, -0.125);
    List<Double> perSecond = List.of(60.0, 58.25, 47.123456, 41.0, 0.0, 100_000.0);
    return new Rates(
        45.3, 51.77, 60.25, falling, new ThroughputHistory(Duration.ofSeconds(16), perSecond));
  }

  /**
   * How good the estimates of the job were, once it has completed.
   *
   * @return the scores
   */
  public static EtaAccuracy accuracy() {
    return new EtaAccuracy(3_600, 0.0814159, 1.25, 1.5, 0.84, 0.31, 0.5, 0.015);
  }

  /**
   * The session, to be changed.
   *
   * @return a builder without children
   */
  public static SnapshotBuilder session() {
    return SnapshotBuilder.named("Session 134")
        .id(JOB_ID + "/134")
        .counts(4_000, 5_000)
        .step(134, 200)
        .ran(Duration.ofSeconds(88, 300_000_000), Duration.ofSeconds(88, 300_000_000))
        .phase(new PhaseSnapshot("fetching", 5_000, Total.exact(5_000), 0.75, true))
        .phase(new PhaseSnapshot("processing", 4_000, Total.exact(5_000), null, false))
        .rates(45.3, 45.3, 48)
        .eta(20, 22, 26);
  }

  /**
   * A header.
   *
   * @param sequence the event's number, from which its id is made
   * @param jobId the job
   * @param trackerId the tracker
   * @return the header, a millisecond later for each number
   */
  public static EventHeader header(long sequence, String jobId, String trackerId) {
    Instant at = SnapshotBuilder.AT.plusMillis(sequence - 1);
    return new EventHeader(eventId(at, sequence), at, sequence, jobId, trackerId);
  }

  /**
   * One event of each type there is.
   *
   * @return the events by their sequence, which begins at 1
   */
  public static List<ProgressEvent> oneOfEach() {
    List<ProgressSnapshot> job = List.of(job().build());
    List<ProgressSnapshot> both = lineage();
    Instant until = SnapshotBuilder.AT.plusSeconds(412);
    List<ProgressSnapshot> waiting =
        List.of(job().build(), session().waiting("FLOOD_WAIT", until).build());
    List<ProgressSnapshot> paused = List.of(job().state(TrackerState.PAUSED).build());
    List<ProgressSnapshot> ended =
        List.of(job().state(TrackerState.FAILED).message("java.io.IOException: disk full").build());
    List<ProgressEvent> events = new ArrayList<>();
    events.add(new Transition.Started(jobHeader(1), job));
    events.add(new ProgressUpdate(jobHeader(2), jobTree()));
    events.add(new Transition.PhaseStarted(sessionHeader(3), both, "processing"));
    events.add(new Transition.Marked(sessionHeader(4), both, "processing", 4_000));
    events.add(new Transition.WaitStarted(sessionHeader(5), waiting, "FLOOD_WAIT", until));
    events.add(
        new Transition.WaitEnded(sessionHeader(6), both, "FLOOD_WAIT", Duration.ofSeconds(412)));
    events.add(new Transition.PhaseFinished(sessionHeader(7), both, "processing"));
    events.add(new Transition.Paused(jobHeader(8), paused));
    events.add(new Transition.Resumed(jobHeader(9), job, Duration.ofMillis(61_500)));
    events.add(new Transition.TotalChanged(jobHeader(10), job, Total.atLeast(990_000)));
    events.add(new Transition.Note(jobHeader(11), job, "credential_renewal", details()));
    events.add(new Transition.StopRequested(jobHeader(12), job, "deployment"));
    events.add(new Transition.AlertRaised(jobHeader(13), job, alert(null)));
    Alert dismissed = alert(SnapshotBuilder.AT.plusSeconds(30));
    events.add(new Transition.AlertDismissed(jobHeader(14), job, dismissed));
    events.add(new Transition.AlertCleared(jobHeader(15), job, dismissed, Duration.ofSeconds(90)));
    events.add(new Transition.Finished(jobHeader(16), ended));
    return List.copyOf(events);
  }

  /**
   * Events about a job whose texts nobody wants to meet, in all places where a host's text can be.
   *
   * @return the events by their sequence
   */
  public static List<ProgressEvent> nastyTexts() {
    List<ProgressEvent> events = new ArrayList<>();
    for (String text : NASTY_TEXTS) {
      long sequence = events.size();
      List<ProgressSnapshot> lineage = List.of(nasty(text));
      EventHeader first = header(sequence + 1, JOB_ID, JOB_ID);
      events.add(new Transition.WaitStarted(first, lineage, text, null));
      EventHeader second = header(sequence + 2, JOB_ID, JOB_ID);
      events.add(new Transition.Note(second, lineage, text, Map.of(text, text)));
      EventHeader third = header(sequence + 3, JOB_ID, JOB_ID);
      events.add(new Transition.PhaseStarted(third, lineage, text));
    }
    return List.copyOf(events);
  }

  /** Control characters, escapes, reading direction, half a surrogate pair, formats, a megabyte. */
  private static final List<String> NASTY_TEXTS =
      List.of(
          "",
          "two\nlines\r\nor three",
          "\u0000 nul",
          "\u001b[2J\u001b]0;title\u0007 escapes",
          "\u202Eright to left\u2066",
          "אבג العربية",
          "\uD83D\uDC69\u200D\uD83D\uDCBB emoji",
          "\uD83D half a pair",
          "{} %s %n ${jndi:ldap://x} $1 \\",
          "'; DROP TABLE progress_event; --",
          "\"quoted\" a=b",
          "x".repeat(1_000_000));

  private static ProgressSnapshot nasty(String text) {
    return SnapshotBuilder.named(text)
        .id(JOB_ID)
        .unit(text)
        .waiting(text, null)
        .phase(new PhaseSnapshot(text, 0, Total.unknown(), null, false))
        .label(text, text)
        .message(text)
        .build();
  }

  /**
   * Events of jobs with numbers at the ends of their ranges, or without.
   *
   * @return the events by their sequence
   */
  public static List<ProgressEvent> extremeNumbers() {
    ProgressSnapshot nothingKnown = SnapshotBuilder.named("new").id(JOB_ID).build();
    ProgressSnapshot tooMuch =
        SnapshotBuilder.named("huge")
            .id(JOB_ID)
            .counts(Long.MAX_VALUE, Total.exact(Long.MAX_VALUE - 1))
            .percent(99.999_999_999)
            .rates(Double.MAX_VALUE, 1e-300, Double.MAX_VALUE)
            .eta(0, Long.MAX_VALUE / 1_000_000_000, Long.MAX_VALUE / 1_000_000_000)
            .build();
    ProgressSnapshot noNumbers =
        SnapshotBuilder.named("not a number")
            .id(JOB_ID)
            .counts(0, Total.atLeast(0))
            .percent(Double.NaN)
            .build();
    List<ProgressEvent> events = new ArrayList<>();
    for (ProgressSnapshot snapshot : List.of(nothingKnown, tooMuch, noNumbers)) {
      events.add(new ProgressUpdate(jobHeader(events.size() + 1), snapshot));
      events.add(new Transition.Started(jobHeader(events.size() + 1), List.of(snapshot)));
    }
    return List.copyOf(events);
  }

  /**
   * A lot of events of one session: the mark at each message.
   *
   * @param count how many, {@code >= 1}
   * @param firstSequence the sequence of the first
   * @return the events by their sequence
   */
  public static List<ProgressEvent> marks(int count, long firstSequence) {
    List<ProgressSnapshot> lineage = lineage();
    List<ProgressEvent> events = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      EventHeader header = sessionHeader(firstSequence + i);
      events.add(new Transition.Marked(header, lineage, "fetching", i + 1L));
    }
    return Collections.unmodifiableList(events);
  }

  private static EventHeader jobHeader(long sequence) {
    return header(sequence, JOB_ID, JOB_ID);
  }

  private static EventHeader sessionHeader(long sequence) {
    return header(sequence, JOB_ID, JOB_ID + "/134");
  }

  private static Map<String, @Nullable Object> details() {
    Map<String, @Nullable Object> details = new LinkedHashMap<>();
    details.put("account", "main");
    details.put("attempt", 2);
    details.put("reactions", List.of("👍", Map.of("emoji_id", 5_368_324_170_671_202_286L)));
    details.put("error", null);
    return details;
  }

  /** A UUID of version 7 without the random part: time, version, variant, number. */
  private static UUID eventId(Instant at, long sequence) {
    return new UUID(at.toEpochMilli() << 16 | 0x7000, 0x8000_0000_0000_0000L | sequence);
  }
}
