package io.github.progresstracker.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.progresstracker.Outcomes;
import io.github.progresstracker.job.ControlRequest;
import io.github.progresstracker.job.Credential;
import io.github.progresstracker.job.JobControl;
import io.github.progresstracker.job.JobFacts;
import io.github.progresstracker.job.JobId;
import io.github.progresstracker.job.JobInfo;
import io.github.progresstracker.job.JobReport;
import io.github.progresstracker.job.JobState;
import io.github.progresstracker.job.JobStatus;
import io.github.progresstracker.job.JobStore;
import io.github.progresstracker.job.JobTotals;
import io.github.progresstracker.job.PartCount;
import io.github.progresstracker.job.PartTotals;
import io.github.progresstracker.job.ReportedStatus;
import io.github.progresstracker.job.RunFigures;
import io.github.progresstracker.job.TimelineEntry;
import io.github.progresstracker.job.WorkerState;
import io.github.progresstracker.job.WriterId;
import io.github.progresstracker.job.WriterState;
import io.github.progresstracker.testing.ManualClock;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every store of jobs must keep. Extend it and say how to make yours; each test works on jobs
 * of its own.
 */
public abstract class JobStoreContract {

  private static final WriterId ONE = WriterId.of("one");
  private static final WriterId TWO = WriterId.of("two");

  private final JobId job =
      JobId.of("job " + System.identityHashCode(this) + "-" + System.nanoTime());

  private @Nullable JobStore made;

  /** For subclasses. */
  protected JobStoreContract() {}

  /**
   * Gives the store that is tested.
   *
   * @return the store; it may have jobs of other tests in it
   * @throws Exception if that does not work; the test fails then
   */
  protected abstract JobStore store() throws Exception;

  @BeforeEach
  void makeStore() throws Exception {
    made = store();
  }

  private JobStore jobs() {
    if (made == null) {
      throw new IllegalStateException("no test is running");
    }
    return made;
  }

  private JobReport.Builder report(WriterId writer, long epoch, long sequence, long done) {
    return JobReport.of(job, writer).at(epoch, sequence).totals(JobTotals.of(done));
  }

  private JobState state() throws Exception {
    return jobs().find(job).orElseThrow();
  }

  private List<String> events() throws Exception {
    return jobs().timeline(job, 0, 1_000).stream().map(TimelineEntry::event).toList();
  }

  private List<JobReport> apply(JobReport.Builder... reports) throws Exception {
    List<JobReport> built = new ArrayList<>();
    for (JobReport.Builder report : reports) {
      built.add(report.build());
    }
    return jobs().apply(built);
  }

  @Test
  @DisplayName("knows nothing of a job that nobody has reported")
  void knowsNothing() throws Exception {
    assertThat(jobs().find(job)).isEmpty();
    assertThat(jobs().timeline(job, 0, 10)).isEmpty();
    assertThat(jobs().request(job, JobControl.STOP, "why")).isEmpty();
    assertThat(jobs().keepAlive(Map.of(job, List.of(ONE)), Duration.ofSeconds(1))).isEmpty();
    assertThat(jobs().apply(List.of())).isEmpty();
  }

  @Test
  @DisplayName("adds up its writers, and a report that comes again, late or early changes nothing")
  void addsUp() throws Exception {
    apply(report(ONE, 1, 1, 100), report(TWO, 1, 1, 5));
    JobReport late = report(ONE, 1, 2, 150).build();
    apply(report(ONE, 1, 3, 170));
    assertThat(jobs().apply(List.of(late))).containsExactly(late);
    assertThat(jobs().apply(List.of(late, report(TWO, 1, 1, 5).build()))).hasSize(2);
    assertThat(state().totals().done()).isEqualTo(175);
    assertThat(state().status()).isEqualTo(JobStatus.PROCESSING);
  }

  @Test
  @DisplayName("merges the example of the contract: items done are monotone, types accumulate")
  void accumulates() throws Exception {
    apply(
        JobReport.of(job, ONE)
            .at(1, 1)
            .totals(new JobTotals(100, 0, Map.of("groups", 5L, "projects", 20L, "issues", 75L))));
    apply(report(ONE, 1, 2, 150).totals(new JobTotals(150, 0, Map.of("issues", 125L))));
    apply(report(ONE, 1, 3, 140).totals(new JobTotals(140, 0, Map.of())));
    assertThat(state().totals())
        .isEqualTo(new JobTotals(150, 0, Map.of("groups", 5L, "projects", 20L, "issues", 125L)));
  }

  @Test
  @DisplayName("forgets with an epoch which part it was at, and how many were done")
  void partsOfARun() throws Exception {
    JobFacts facts = JobFacts.builder().part("Channel 9", 9L, 9L).stage("reading").build();
    apply(report(ONE, 1, 1, 100).facts(facts));
    apply(report(ONE, 1, 2, 100));
    assertThat(state().newest(JobFacts::partsDone)).isEqualTo(9);
    apply(report(ONE, 2, 1, 0).status(ReportedStatus.STARTED));
    assertThat(state().newest(JobFacts::part)).isNull();
    assertThat(state().newest(JobFacts::partsDone)).isNull();
    assertThat(state().newest(JobFacts::partsTotal)).isNull();
    assertThat(state().newest(JobFacts::stage)).isEqualTo("reading");
    apply(report(ONE, 2, 2, 0).facts(JobFacts.builder().part("Channel 1", 0L, 9L).build()));
    assertThat(state().newest(JobFacts::partsDone)).isEqualTo(0);
  }

  private PartCount part(String name, long epoch, long done, @Nullable Long total) {
    return new PartCount(job, name, epoch, done, total);
  }

  @Test
  @DisplayName("counts a part once, whoever has it, and the writers' own counts not at all")
  void parts() throws Exception {
    apply(report(ONE, 1, 1, 800), report(TWO, 1, 1, 700));
    assertThat(state().parts()).isNull();
    jobs().countParts(List.of(part("a", 1, 500, 900L), part("b", 1, 300, 400L)));
    assertThat(state().parts()).isEqualTo(new PartTotals(800, 1_300L));
    jobs().countParts(List.of(part("a", 2, 700, 1_000L)));
    jobs().countParts(List.of(part("a", 1, 600, 900L), part("a", 1, 9_999, null)));
    assertThat(state().totals().done()).as("the holder before says nothing new").isEqualTo(1_000);
    assertThat(state().totalItems()).isEqualTo(1_400);
    apply(report(ONE, 1, 2, 5_000), report(TWO, 2, 0, 9_000).base(JobTotals.of(4_000)));
    assertThat(state().totals().done()).isEqualTo(1_000);
    jobs().countParts(List.of(part("b", 1, 300, 500L)));
    assertThat(state().totalItems()).as("more to do, and no step done").isEqualTo(1_500);
    jobs().countParts(List.of(part("b", 7, 10, 20L), part("c", 0, 1, null)));
    assertThat(state().parts()).as("never fewer").isEqualTo(new PartTotals(1_001, null));
    assertThat(state().totalItems()).isNull();
    jobs().countParts(List.of());
  }

  @Test
  @DisplayName("takes of several counts of a part in one list the newest, in any order")
  void partsInOneList() throws Exception {
    jobs()
        .countParts(
            List.of(
                part("a", 2, 5, 9L),
                part("a", 3, 6, 8L),
                part("a", 1, 7, 7L),
                part("b", 0, 1, 1L)));
    assertThat(jobs().find(job)).as("no writer has been there").isEmpty();
    apply(report(ONE, 1, 1, 0));
    assertThat(state().parts()).isEqualTo(new PartTotals(7, 9L));
    jobs().countParts(List.of(part("x", 0, Long.MAX_VALUE, Long.MAX_VALUE)));
    assertThat(state().parts()).isEqualTo(new PartTotals(Long.MAX_VALUE, Long.MAX_VALUE));
  }

  @Test
  @DisplayName("is exact after counts of parts that come in any order, again, or from two at once")
  void partsInAnyOrder() throws Exception {
    Random random = new Random(20_261_129);
    List<List<PartCount>> said = new ArrayList<>();
    Map<String, Long> truth = new HashMap<>();
    for (int epoch = 1; epoch <= 30; epoch++) {
      String name = "part " + random.nextInt(4);
      long done = truth.getOrDefault(name, 0L);
      for (int step = 0; step < 4; step++) {
        said.add(List.of(part(name, epoch, done, done + 100)));
        done += random.nextInt(50);
      }
      truth.put(name, done);
      said.add(List.of(part(name, epoch, done, done + 100)));
    }
    said.addAll(said.subList(0, said.size() / 2));
    Collections.shuffle(said, random);
    apply(report(ONE, 1, 1, 0));
    List<Callable<Void>> calls = new ArrayList<>();
    for (List<PartCount> counts : said) {
      calls.add(
          () -> {
            jobs().countParts(counts);
            return null;
          });
    }
    AtOnce.run(2, calls);
    long sum = truth.values().stream().mapToLong(Long::longValue).sum();
    assertThat(state().parts()).isEqualTo(new PartTotals(sum, sum + 100L * truth.size()));
  }

  @Test
  @DisplayName("adds a delta once for each key")
  void deltas() throws Exception {
    Map<String, Long> first = Map.of("groups", 5L, "projects", 20L, "issues", 75L);
    JobReport.Builder delta =
        JobReport.of(job, ONE).totals(new JobTotals(100, 0, first)).idempotencyKey("k1");
    assertThat(apply(delta)).isEmpty();
    assertThat(apply(delta)).hasSize(1);
    JobReport.Builder more =
        JobReport.of(job, ONE)
            .totals(new JobTotals(50, 1, Map.of("issues", 50L)))
            .idempotencyKey("k2");
    assertThat(apply(more, more)).hasSize(1);
    assertThat(state().totals())
        .isEqualTo(new JobTotals(150, 1, Map.of("groups", 5L, "projects", 20L, "issues", 125L)));
  }

  @Test
  @DisplayName("adds what a report adds to its totals once for each key, however late it comes")
  void totalsAndMore() throws Exception {
    JobTotals five = new JobTotals(0, 1, Map.of("issues", 5L));
    JobFacts second = JobFacts.builder().stage("second").rate(2.0).build();
    assertThat(apply(report(ONE, 1, 2, 20).facts(second).more("k2", five))).isEmpty();
    assertThat(state().totals()).isEqualTo(new JobTotals(20, 1, Map.of("issues", 5L)));
    JobReport.Builder late =
        report(ONE, 1, 1, 10)
            .facts(JobFacts.builder().stage("first").build())
            .status(ReportedStatus.FAILED)
            .error("late")
            .more("k1", new JobTotals(7, 0, Map.of("issues", 3L)));
    assertThat(apply(late)).as("its totals are old").hasSize(1);
    assertThat(apply(late)).as("so is all of it").hasSize(1);
    assertThat(state().totals()).isEqualTo(new JobTotals(27, 1, Map.of("issues", 8L)));
    assertThat(state().status()).isEqualTo(JobStatus.PROCESSING);
    assertThat(state().rate()).isEqualTo(2.0);
    assertThat(state().newest(JobFacts::stage)).isEqualTo("second");
    assertThat(state().writers().get(0).error()).isNull();
    assertThat(events()).containsExactly("progress_update", "stage_change");
    assertThat(apply(report(ONE, 1, 3, 21).more("k2", five))).as("news all the same").isEmpty();
    assertThat(apply(report(ONE, 2, 1, 2).more("k3", five))).isEmpty();
    assertThat(state().totals()).isEqualTo(new JobTotals(30, 2, Map.of("issues", 13L)));
  }

  @Test
  @DisplayName("counts on in a new epoch, and refuses what the old one still says")
  void epochs() throws Exception {
    apply(report(ONE, 1, 7, 100).status(ReportedStatus.FAILED));
    apply(report(ONE, 2, 1, 10));
    assertThat(apply(report(ONE, 1, 9, 120))).as("a zombie").hasSize(1);
    assertThat(state().totals().done()).isEqualTo(110);
    assertThat(state().status()).isEqualTo(JobStatus.PROCESSING);
  }

  @Test
  @DisplayName("goes on from a base, and never shows less than before")
  void base() throws Exception {
    apply(report(ONE, 1, 1, 100));
    apply(report(ONE, 2, 1, 3).base(JobTotals.of(90)));
    assertThat(state().totals().done()).as("stands still").isEqualTo(100);
    apply(report(ONE, 2, 2, 20).base(JobTotals.of(90)));
    assertThat(state().totals().done()).isEqualTo(110);
  }

  @Test
  @DisplayName("has an epoch for each life of a writer")
  void opensEpochs() throws Exception {
    assertThat(jobs().openEpoch(job, ONE)).isEqualTo(1);
    assertThat(jobs().openEpoch(job, ONE)).isEqualTo(2);
    assertThat(jobs().openEpoch(job, TWO)).isEqualTo(1);
    apply(report(TWO, 40, 0, 1));
    assertThat(jobs().openEpoch(job, TWO)).isEqualTo(41);
  }

  @Test
  @DisplayName("gives each special status its effect and its entry")
  void specialStatuses() throws Exception {
    apply(report(ONE, 1, 1, 0).status(ReportedStatus.STARTED));
    assertThat(state().status()).isEqualTo(JobStatus.STARTED);
    apply(
        report(ONE, 1, 2, 0)
            .status(ReportedStatus.NEW_AREAS_DISCOVERED)
            .details(Map.of("areas", List.of("a/b", "c"))));
    assertThat(state().status()).isEqualTo(JobStatus.PROCESSING);
    apply(report(ONE, 1, 3, 0).status(ReportedStatus.CREDENTIAL_EXPIRY));
    assertThat(state().status()).isEqualTo(JobStatus.PAUSED);
    assertThat(state().writers().get(0).credential()).isEqualTo(Credential.EXPIRED);
    apply(report(ONE, 1, 4, 0).status(ReportedStatus.CREDENTIAL_RENEWAL));
    apply(report(ONE, 1, 5, 0).status(ReportedStatus.NEW_AREAS_DISCOVERED));
    assertThat(state().status()).isEqualTo(JobStatus.PAUSED);
    apply(report(ONE, 1, 6, 0).status(ReportedStatus.CREDENTIAL_RESUMED));
    assertThat(state().status()).isEqualTo(JobStatus.PROCESSING);
    apply(report(ONE, 1, 7, 9).status(ReportedStatus.COMPLETED));
    apply(report(ONE, 1, 8, 9).status(ReportedStatus.PROCESSING).onRecord(false));
    assertThat(state().status()).isEqualTo(JobStatus.COMPLETED);
    assertThat(state().finishedAt()).isNotNull();
    assertThat(events())
        .containsExactly(
            "progress_update",
            "areas_discovered",
            "credential_status_change",
            "credential_status_change",
            "areas_discovered",
            "credential_status_change",
            "completion");
    assertThat(jobs().timeline(job, 0, 2).get(1).details())
        .containsEntry("areas", List.of("a/b", "c"))
        .containsEntry("status", "new_areas_discovered");
  }

  @Test
  @DisplayName("puts changes on the timeline, and plain progress only if asked to")
  void timeline() throws Exception {
    apply(report(ONE, 1, 1, 1).onRecord(false));
    apply(report(ONE, 1, 2, 2).onRecord(false));
    apply(report(ONE, 1, 3, 3));
    JobFacts stage = JobFacts.builder().stage("data_collection").currentDataType("issues").build();
    apply(report(ONE, 1, 4, 150).facts(stage).onRecord(false));
    apply(report(ONE, 1, 5, 151).error("no route").onRecord(false));
    apply(report(ONE, 1, 6, 152).status(ReportedStatus.FAILED).error("gave up"));
    assertThat(events())
        .containsExactly("progress_update", "progress_update", "stage_change", "error", "error");
    List<TimelineEntry> rest = jobs().timeline(job, jobs().timeline(job, 0, 3).get(2).id(), 10);
    assertThat(rest)
        .extracting(entry -> entry.details().get("error"))
        .containsExactly("no route", "gave up");
    assertThat(rest.get(0).details())
        .containsEntry("processedItems", 151L)
        .containsEntry("currentDataType", "issues")
        .containsEntry("stage", "data_collection");
  }

  private WriterState one() throws Exception {
    return state().writers().get(0);
  }

  /** So that what happens next happens later. */
  private void later() throws Exception {
    letTimePass(Duration.ofMillis(1));
  }

  @Test
  @DisplayName("knows when a writer began, was heard of, and last got further")
  void timesOfAWriter() throws Exception {
    apply(report(ONE, 1, 1, 5));
    Instant began = one().startedAt();
    assertThat(one())
        .extracting(WriterState::epochStartedAt, WriterState::updatedAt, WriterState::advancedAt)
        .containsOnly(began);
    later();
    apply(report(ONE, 1, 2, 6));
    Instant further = one().updatedAt();
    assertThat(further).isAfter(began);
    assertThat(one().advancedAt()).isEqualTo(further);
    later();
    apply(report(ONE, 1, 3, 6));
    assertThat(one().updatedAt()).isAfter(further);
    assertThat(one().advancedAt()).as("no further").isEqualTo(further);
    assertThat(one().epochStartedAt()).isEqualTo(began);
    later();
    apply(report(ONE, 2, 1, 0));
    assertThat(one().startedAt()).as("all its lives").isEqualTo(began);
    assertThat(one().epochStartedAt()).as("this one").isEqualTo(one().updatedAt());
    assertThat(one().advancedAt()).isEqualTo(further);
  }

  @Test
  @DisplayName("takes what a late report adds for an advance only if it adds units")
  void lateAdvance() throws Exception {
    apply(report(ONE, 1, 9, 5));
    Instant began = one().advancedAt();
    later();
    apply(report(ONE, 1, 1, 1).more("k1", new JobTotals(0, 1, Map.of("issues", 1L))));
    assertThat(one().updatedAt()).isAfter(began);
    assertThat(one().advancedAt()).isEqualTo(began);
    later();
    apply(report(ONE, 1, 1, 1).more("k2", JobTotals.of(1)));
    assertThat(one().advancedAt()).isAfter(began).isEqualTo(one().updatedAt());
  }

  @Test
  @DisplayName("keeps when a writer ended, whatever it says afterwards, until it begins anew")
  void timesOfAnEnd() throws Exception {
    apply(report(ONE, 1, 1, 5).status(ReportedStatus.COMPLETED));
    Instant ended = one().updatedAt();
    assertThat(one().finishedAt()).isEqualTo(ended);
    later();
    apply(report(ONE, 1, 2, 6).status(ReportedStatus.FAILED));
    assertThat(one().finishedAt()).isEqualTo(ended);
    apply(report(ONE, 2, 1, 0));
    assertThat(one().finishedAt()).as("at work again").isNull();
    later();
    apply(report(ONE, 2, 2, 1).status(ReportedStatus.COMPLETED));
    assertThat(one().finishedAt()).isAfter(ended).isEqualTo(one().updatedAt());
    later();
    apply(report(ONE, 3, 1, 1).status(ReportedStatus.FAILED));
    assertThat(one().finishedAt()).as("the end of the third life").isEqualTo(one().updatedAt());
  }

  @Test
  @DisplayName("keeps the last error, and what is known of the credential, over reports and lives")
  void saidBefore() throws Exception {
    apply(report(ONE, 1, 1, 0).status(ReportedStatus.CREDENTIAL_EXPIRY).error("no access"));
    apply(report(ONE, 1, 2, 1), report(ONE, 2, 1, 0));
    assertThat(one().error()).isEqualTo("no access");
    assertThat(one().credential()).isEqualTo(Credential.EXPIRED);
    apply(report(ONE, 2, 2, 0).status(ReportedStatus.CREDENTIAL_RESUMED).error("no route"));
    assertThat(one().error()).isEqualTo("no route");
    assertThat(one().credential()).isEqualTo(Credential.VALID);
  }

  @Test
  @DisplayName("says of a change of stage from what to what")
  void stages() throws Exception {
    apply(report(ONE, 1, 1, 0).facts(JobFacts.builder().stage("resolving").build()));
    apply(report(ONE, 1, 2, 0));
    apply(report(ONE, 1, 3, 0).facts(JobFacts.builder().stage("reading").build()));
    apply(report(ONE, 1, 4, 0).facts(JobFacts.builder().stage("reading").build()));
    assertThat(jobs().timeline(job, 0, 100))
        .filteredOn(entry -> entry.event().equals("stage_change"))
        .extracting(TimelineEntry::details)
        .containsExactly(Map.of("to", "resolving"), Map.of("from", "resolving", "to", "reading"));
  }

  @Test
  @DisplayName("knows the whole from its parts: total, rate, estimate")
  void whole() throws Exception {
    JobFacts half = JobFacts.builder().ownTotal(100L).rate(2.0).eta(30.0, 20.0, 50.0).build();
    apply(report(ONE, 1, 1, 40).facts(half));
    assertThat(state().etaSeconds()).isEqualTo(30.0);
    apply(report(TWO, 1, 1, 20).facts(half));
    assertThat(state().totalItems()).isEqualTo(200);
    assertThat(state().percent()).isEqualTo(30.0);
    assertThat(state().rate()).isEqualTo(4.0);
    assertThat(state().etaSeconds()).isEqualTo(35.0);
    apply(report(TWO, 1, 2, 20).facts(half).status(ReportedStatus.PAUSED));
    assertThat(state().rate()).as("of the other").isEqualTo(2.0);
    assertThat(state().etaSeconds()).isEqualTo(70.0);
    apply(report(ONE, 1, 2, 40).facts(half).status(ReportedStatus.PAUSED));
    assertThat(state().rate()).as("when both go on").isEqualTo(4.0);
    apply(report(TWO, 1, 3, 20).facts(JobFacts.builder().totalItems(600L).build()));
    assertThat(state().percent()).isEqualTo(10.0);
  }

  @Test
  @DisplayName("is running only while somebody is alive")
  void alive() throws Exception {
    apply(report(ONE, 1, 1, 1).keepAlive(Duration.ofNanos(1_000)));
    assertThat(afterAMoment().workerState(JobState.STALLED_AFTER)).isEqualTo(WorkerState.LOST);
    jobs().keepAlive(Map.of(job, List.of(ONE, TWO)), Duration.ofHours(1));
    assertThat(state().workerState(JobState.STALLED_AFTER)).isEqualTo(WorkerState.RUNNING);
    assertThat(state().workerState(Duration.ZERO)).isEqualTo(WorkerState.STALLED);
    JobFacts waiting = JobFacts.builder().waiting("FLOOD_WAIT", Duration.ofMinutes(7)).build();
    apply(report(ONE, 1, 2, 1).facts(waiting));
    assertThat(state().workerState(JobState.STALLED_AFTER)).isEqualTo(WorkerState.WAITING);
    assertThat(state().newest(JobFacts::waitLeft)).isNotNull();
    apply(report(ONE, 1, 3, 1).status(ReportedStatus.PAUSED));
    assertThat(state().workerState(JobState.STALLED_AFTER)).isEqualTo(WorkerState.PAUSED);
    apply(report(ONE, 1, 4, 1).status(ReportedStatus.COMPLETED));
    assertThat(state().workerState(JobState.STALLED_AFTER)).isEqualTo(WorkerState.IDLE);
  }

  /** The clock of a store may stand still; then it is moved on. */
  private JobState afterAMoment() throws Exception {
    letTimePass(Duration.ofMillis(1));
    return state();
  }

  /**
   * Lets the store's time pass, if it does not by itself.
   *
   * @param duration how much at least, a few milliseconds
   * @throws Exception if that does not work
   */
  protected abstract void letTimePass(Duration duration) throws Exception;

  /** What was reported so far was in an earlier minute, for a store to which that matters. */
  protected void turnMinute() throws Exception {}

  @Test
  @DisplayName("passes on what somebody wants a job to do, the last word counts")
  void controls() throws Exception {
    apply(report(ONE, 1, 1, 1));
    jobs().request(job, JobControl.PAUSE, "it's \u0000 late");
    ControlRequest resume = jobs().request(job, JobControl.RESUME, "go").orElseThrow();
    assertThat(resume.number()).isEqualTo(2);
    List<ControlRequest> seen = jobs().keepAlive(Map.of(job, List.of(ONE)), Duration.ofHours(1));
    assertThat(seen).containsExactly(resume);
    assertThat(jobs().keepAlive(Map.of(job, List.of()), Duration.ofHours(1)))
        .containsExactly(resume);
    assertThat(state().control()).isEqualTo(resume);
  }

  @Test
  @DisplayName("keeps what a job is")
  void info() throws Exception {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("user_id", "42");
    labels.put("channel_id", "not a number");
    labels.put("a'b\u0000", "\ud800");
    JobInfo info = new JobInfo("crawl \"all\"", "key", labels, "it's\u0000 pages");
    apply(report(ONE, 1, 1, 1).info(info));
    apply(report(ONE, 1, 2, 2));
    assertThat(state().info()).isEqualTo(info);
    apply(report(ONE, 1, 3, 3).info(JobInfo.named("renamed")));
    assertThat(state().info()).isEqualTo(JobInfo.named("renamed"));
    JobInfo counting = new JobInfo("renamed", null, Map.of(), "rows");
    apply(report(ONE, 1, 4, 4).info(counting));
    assertThat(state().info()).isEqualTo(counting);
    apply(report(ONE, 1, 5, 5).info(new JobInfo("renamed", null, Map.of(), " ")));
    assertThat(state().info()).as("a blank unit is none").isEqualTo(JobInfo.named("renamed"));
  }

  private static RunFigures active(Duration active) {
    return new RunFigures(active, new Outcomes(0, 0, 0, 0), 0, BigDecimal.ZERO, 0, 0, null);
  }

  @Test
  @DisplayName("tells of a run that has ended how fast it was, and counts nothing from before it")
  void averageRate() throws Exception {
    apply(report(ONE, 1, 1, 9_000).status(ReportedStatus.COMPLETED));
    assertThat(state().averageRate()).as("in no time").isNull();
    apply(report(ONE, 2, 1, 0).status(ReportedStatus.STARTED));
    later();
    apply(report(ONE, 2, 2, 0).status(ReportedStatus.COMPLETED));
    assertThat(state().averageRate()).as("of nothing").isNull();
    apply(report(ONE, 3, 1, 0).status(ReportedStatus.STARTED));
    later();
    apply(report(ONE, 3, 2, 300));
    assertThat(state().averageRate()).as("it goes on").isNull();
    apply(report(ONE, 3, 3, 400).status(ReportedStatus.COMPLETED));
    assertThat(state().active()).isNull();
    assertThat(state().averageRate())
        .isCloseTo(perSecond(400, one().epochStartedAt(), one()), within(1e-6));
    apply(report(ONE, 4, 1, 0).status(ReportedStatus.STARTED));
    apply(
        report(ONE, 4, 2, 100)
            .status(ReportedStatus.COMPLETED)
            .run(active(Duration.ofMillis(8_500))));
    assertThat(state().averageRate()).as("without waits").isCloseTo(100 / 8.5, within(1e-6));
    apply(report(ONE, 4, 3, 170).status(ReportedStatus.COMPLETED));
    assertThat(state().active()).as("said before").isEqualTo(Duration.ofMillis(8_500));
    assertThat(state().averageRate()).isCloseTo(20, within(1e-6));
    later();
    apply(report(TWO, 1, 1, 30).status(ReportedStatus.FAILED));
    assertThat(state().active()).as("of several").isNull();
    assertThat(state().averageRate())
        .isCloseTo(perSecond(200, one().epochStartedAt(), state().writers().get(1)), within(1e-6));
    apply(report(ONE, 5, 1, 0).status(ReportedStatus.STARTED));
    assertThat(one().active()).as("of a life that goes on").isNull();
  }

  private static double perSecond(long done, Instant since, WriterState last) {
    return done * 1e9 / Duration.between(since, last.finishedAt()).toNanos();
  }

  @Test
  @DisplayName("takes any details, and counts that overflow stop at the end")
  void hostile() throws Exception {
    Map<String, @Nullable Object> details = new HashMap<>();
    details.put("self", details);
    details.put("nan", Double.NaN);
    details.put("huge", "x".repeat(5_000_000));
    details.put("lone \ud800", "\u0000");
    details.put("year", Instant.parse("+10000-01-01T00:00:00Z"));
    Map<String, Long> items = Map.of("a\u0000", Long.MAX_VALUE);
    JobReport.Builder report =
        JobReport.of(job, ONE)
            .at(1, 1)
            .totals(new JobTotals(Long.MAX_VALUE, Long.MAX_VALUE, items))
            .details(details)
            .error("\ud800".repeat(9_000));
    apply(report, report(TWO, 1, 1, Long.MAX_VALUE).totals(new JobTotals(5, 5, items)));
    apply(report(ONE, 2, 1, 1).totals(new JobTotals(1, 1, items)));
    assertThat(state().totals())
        .isEqualTo(
            new JobTotals(Long.MAX_VALUE, Long.MAX_VALUE, Map.of("a\u2400", Long.MAX_VALUE)));
    assertThat(jobs().timeline(job, 0, 1).get(0).details())
        .containsEntry("nan", "NaN")
        .containsEntry("year", "+10000-01-01T00:00:00Z")
        .containsEntry("lone \ufffd", "\u2400");
    assertThatThrownBy(() -> jobs().timeline(job, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("limit");
  }

  @Test
  @DisplayName(
      "loses nothing and counts nothing twice when writers report at once, again and again")
  void atOnce() throws Exception {
    int writers = 8;
    int reports = 40;
    List<Callable<Void>> threads = new ArrayList<>();
    for (int w = 0; w < writers; w++) {
      threads.add(writer(w, reports));
    }
    AtOnce.run(threads);
    long sum = (long) writers * reports;
    assertThat(state().totals())
        .isEqualTo(new JobTotals(2 * sum + reports, 0, Map.of("x", sum, "y", sum)));
  }

  /**
   * Counts by totals of its own, by deltas of a name that all share, and by both at once of another
   * such name; each sent twice.
   */
  private Callable<Void> writer(int number, int reports) {
    WriterId own = WriterId.of("own " + number);
    WriterId shared = WriterId.of("shared");
    return () -> {
      for (int i = 1; i <= reports; i++) {
        JobReport total =
            JobReport.of(job, own)
                .at(1, i)
                .totals(new JobTotals(i, 0, Map.of("x", (long) i)))
                .build();
        JobReport delta =
            JobReport.of(job, shared)
                .totals(JobTotals.of(1))
                .idempotencyKey(number + " " + i)
                .build();
        JobReport both =
            JobReport.of(job, WriterId.of("both"))
                .at(1, i)
                .totals(JobTotals.of(i))
                .more("both " + number + " " + i, new JobTotals(0, 0, Map.of("y", 1L)))
                .build();
        jobs().apply(List.of(total, delta, both));
        jobs().apply(List.of(both, delta, total));
      }
      return null;
    };
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  @DisplayName("agrees with the pure merge on random reports, one by one and in batches")
  void agrees(long seed) throws Exception {
    ManualClock clock = new ManualClock(Instant.parse("2026-03-01T12:00:00Z"));
    JobStore model = JobStore.inMemory(clock);
    RandomReports random = new RandomReports(seed, job.value());
    for (int i = 0; i < 60; i++) {
      List<JobReport> batch = random.batch();
      clock.advance(Duration.ofMillis(1));
      if (i % 5 == 4) {
        turnMinute();
      }
      assertThat(jobs().apply(batch)).as("batch %s", i).isEqualTo(model.apply(batch));
    }
    for (int j = 0; j < 3; j++) {
      JobId id = random.job(j);
      assertThat(comparable(jobs(), id)).isEqualTo(comparable(model, id));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23, 24})
  @DisplayName("agrees with the pure merge on writers that mostly just get further")
  void agreesOnSteps(long seed) throws Exception {
    ManualClock clock = new ManualClock(Instant.parse("2026-03-01T12:00:00Z"));
    JobStore model = JobStore.inMemory(clock);
    RandomReports random = new RandomReports(seed, job.value());
    for (int i = 0; i < 200; i++) {
      List<JobReport> step = random.step();
      clock.advance(Duration.ofMillis(1));
      assertThat(jobs().apply(step)).as("step %s", i).isEqualTo(model.apply(step));
      assertThat(comparable(jobs(), random.job(0))).isEqualTo(comparable(model, random.job(0)));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  @DisplayName("has the same sums in whatever order reports come, as long as each comes at last")
  void anyOrder(long seed) throws Exception {
    List<JobReport> reports = new ArrayList<>();
    for (int w = 0; w < 4; w++) {
      for (int i = 1; i <= 10; i++) {
        reports.add(report(WriterId.of("w" + w), 1, i, 10L * i + w).build());
      }
    }
    reports.addAll(List.copyOf(reports));
    Collections.shuffle(reports, new Random(seed));
    long before = 0;
    for (JobReport report : reports) {
      jobs().apply(List.of(report));
      long now = state().totals().done();
      assertThat(now).as("monotone").isGreaterThanOrEqualTo(before);
      before = now;
    }
    assertThat(before).isEqualTo(100 + 101 + 102 + 103);
  }

  @Test
  @DisplayName("what is recorded later is in the timeline once, and changes nothing else")
  void record() throws Exception {
    TimelineEntry late =
        new TimelineEntry(0, job, TWO, Instant.EPOCH, "error", Map.of("n", 1L, "t", "a\u0000"));
    UUID id = UUID.randomUUID();
    assertThat(jobs().record(late, UUID.randomUUID())).isTrue();
    assertThat(jobs().find(job)).as("nobody has reported of it").isEmpty();
    assertThat(jobs().request(job, JobControl.STOP, "why")).isEmpty();
    apply(report(ONE, 1, 1, 5).status(ReportedStatus.COMPLETED));
    JobState before = state();
    assertThat(jobs().record(late, id)).isTrue();
    assertThat(jobs().record(late, id)).isFalse();
    assertThat(state().writers()).isEqualTo(before.writers());
    assertThat(events()).containsExactly("error", "completion", "error");
    TimelineEntry last = jobs().timeline(job, 0, 10).get(2);
    assertThat(last.writer()).isEqualTo(TWO);
    assertThat(last.details()).isEqualTo(Map.of("n", 1L, "t", "a\u2400"));
    assertThat(last.at()).as("the store's time").isAfterOrEqualTo(before.updatedAt());
  }

  /** All that two stores must agree on; their times differ. */
  private static List<Object> comparable(JobStore store, JobId id) throws Exception {
    List<Object> all = new ArrayList<>();
    JobState state = store.find(id).orElse(null);
    if (state != null) {
      state.writers().forEach(writer -> all.add(withoutTimes(writer)));
      all.add(state.status());
      all.add(state.totals());
      all.add(String.valueOf(state.totalItems()));
      all.add(String.valueOf((Object) state.newest(JobFacts::stage)));
      all.add(String.valueOf(state.etaSeconds()));
      all.add(state.finishedAt() == null);
    }
    // What several writers report in one batch may be told in any order.
    store.timeline(id, 0, 10_000).stream()
        .sorted(Comparator.comparing(entry -> entry.writer().value()))
        .forEach(entry -> all.add(List.of(entry.writer(), entry.event(), entry.details())));
    return all;
  }

  private static WriterState withoutTimes(WriterState writer) {
    JobFacts facts = writer.facts();
    JobFacts timeless =
        new JobFacts(
            facts.totalItems(),
            facts.ownTotal(),
            facts.operationType(),
            facts.currentDataType(),
            facts.stage(),
            facts.lastProcessedId(),
            facts.part(),
            facts.partsDone(),
            facts.partsTotal(),
            facts.rate(),
            facts.etaSeconds(),
            facts.etaLowSeconds(),
            facts.etaHighSeconds(),
            facts.waitReason(),
            null);
    return new WriterState(
        writer.writer(),
        writer.epoch(),
        writer.sequence(),
        writer.status(),
        writer.credential(),
        writer.own(),
        writer.base(),
        writer.processed(),
        timeless,
        writer.error(),
        writer.active(),
        Instant.EPOCH,
        Instant.EPOCH,
        Instant.EPOCH,
        Instant.EPOCH,
        Instant.EPOCH,
        writer.finishedAt() == null ? null : Instant.EPOCH);
  }
}
