package io.github.progresstracker.web.internal;

import io.github.progresstracker.ProgressClock;
import io.github.progresstracker.job.JobInfo;
import io.github.progresstracker.job.JobReport;
import io.github.progresstracker.job.JobState;
import io.github.progresstracker.job.JobStatus;
import io.github.progresstracker.job.JobStore;
import io.github.progresstracker.job.JobTotals;
import io.github.progresstracker.job.ReportedStatus;
import io.github.progresstracker.job.WriterState;
import io.github.progresstracker.web.ApiProblem;
import io.github.progresstracker.web.Principal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes of what reporters say the reports that a store takes.
 *
 * <p>What a store merges are running totals of a writer, in the order of a sequence, in one of its
 * lives; so nothing counts twice. A reporter that says sequence and epoch is taken at its word. To
 * one that does not, this gives them: the sequence is the time, and it begins another life when it
 * starts after it had ended. {@code itemsByType} is what is new since the last report and added up,
 * once for each key; with no key and no sequence a repetition cannot be told from news.
 */
final class Reporters {

  private static final int MOST_LINES = 10_000;
  private static final int MOST_KEYS = 10_000;

  private final JobStore store;
  private final ProgressClock clock;
  private final ReportBatch batch;
  private final Map<String, Line> lines = new Recent<>(MOST_LINES);
  private final Map<String, Boolean> keys = new Recent<>(MOST_KEYS);

  Reporters(JobStore store, ProgressClock clock) {
    this.store = store;
    this.clock = clock;
    this.batch = new ReportBatch(store::apply);
  }

  /** Forgets what was used least recently. */
  private static final class Recent<V> extends LinkedHashMap<String, V> {
    private static final long serialVersionUID = 1L;
    private final int most;

    private Recent(int most) {
      super(16, 0.75f, true);
      this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
      return size() > most;
    }
  }

  /** A writer of a job: in which life it is, and what it was given. Guarded by itself. */
  private static final class Line {
    private boolean known;
    private boolean jobIsThere;
    private @Nullable Long owner;
    private boolean ended;
    private long epoch;
    private long sequence;

    /** What an epoch that was given here began with, until its first report is in the store. */
    private @Nullable JobTotals base;
  }

  /**
   * Brings a report to the store.
   *
   * @throws ApiProblem 403 if the job is another user's
   * @throws Exception if the store does not take it
   */
  void accept(Reported reported, Principal principal) throws Exception {
    String place = reported.job().value().length() + ":" + reported.job() + reported.writer();
    String key = reported.key() == null ? null : place + "\n" + reported.key();
    if (key != null && isKnown(key)) {
      return;
    }
    Line line = line(place);
    if (isOld(line, send(line, reported, principal)) && reported.sequence() == null) {
      // Another server gives sequences as well, or has begun another life of the writer.
      forget(line);
      batch.await(send(line, reported.withoutMore(), principal).ticket());
    }
    if (key != null) {
      remember(key);
    }
  }

  /** Waits until reports are in the store; whether it knew something newer. */
  private boolean isOld(Line line, Sent sent) throws Exception {
    try {
      Set<JobReport> old = batch.await(sent.ticket());
      return !sent.report().isDelta() && old.contains(sent.report());
    } catch (Exception e) {
      forget(line);
      throw e;
    }
  }

  private boolean isKnown(String key) {
    synchronized (keys) {
      return keys.get(key) != null;
    }
  }

  private void remember(String key) {
    synchronized (keys) {
      keys.put(key, true);
    }
  }

  private Line line(String place) {
    synchronized (lines) {
      return lines.computeIfAbsent(place, unknown -> new Line());
    }
  }

  private static void forget(Line line) {
    synchronized (line) {
      line.known = false;
    }
  }

  /** A report that stands in line. */
  private record Sent(ReportBatch.Ticket ticket, JobReport report) {}

  private Sent send(Line line, Reported reported, Principal principal) throws Exception {
    synchronized (line) {
      if (!line.known) {
        learn(line, reported);
      }
      requireOwn(line, reported, principal);
      if (reported.sequence() == null) {
        goOn(line, reported);
      }
      JobInfo info = info(line, reported, principal);
      JobReport report = report(line, reported, info);
      line.jobIsThere = true;
      line.ended |= reported.status().status() != null && reported.status().status().isFinal();
      line.base = null;
      return new Sent(batch.add(List.of(report)), report);
    }
  }

  /** What the store knows of the writer. */
  private void learn(Line line, Reported reported) throws Exception {
    Optional<JobState> job = store.find(reported.job());
    Optional<WriterState> writer =
        job.flatMap(
            state ->
                state.writers().stream()
                    .filter(one -> one.writer().equals(reported.writer()))
                    .findFirst());
    JobInfo info = job.map(JobState::info).orElse(null);
    line.jobIsThere = job.isPresent();
    line.owner = info == null ? null : info.userId();
    line.epoch = writer.map(WriterState::epoch).orElse(0L);
    line.sequence = writer.map(WriterState::sequence).orElse(0L);
    line.ended = writer.map(WriterState::status).map(JobStatus::isFinal).orElse(false);
    line.known = true;
  }

  private static void requireOwn(Line line, Reported reported, Principal principal) {
    Long user = principal.userId();
    if (user != null && line.jobIsThere && !user.equals(line.owner)) {
      throw new ApiProblem(403, "job " + reported.job() + " is not a job of user " + user);
    }
    if (user != null) {
      line.owner = user;
    }
  }

  /** The next report of a writer that does not count its reports. */
  private void goOn(Line line, Reported reported) throws Exception {
    if (line.ended && reported.status() == ReportedStatus.STARTED) {
      JobTotals before = counted(reported);
      line.epoch = store.openEpoch(reported.job(), reported.writer());
      line.sequence = 0;
      line.ended = false;
      line.base = new JobTotals(0, 0, before.itemsByType());
    }
    long now = ChronoUnit.MICROS.between(Instant.EPOCH, clock.now());
    line.sequence = Math.max(line.sequence + 1, now);
  }

  private JobTotals counted(Reported reported) throws Exception {
    return store.find(reported.job()).stream()
        .flatMap(job -> job.writers().stream())
        .filter(writer -> writer.writer().equals(reported.writer()))
        .map(WriterState::totals)
        .findFirst()
        .orElse(JobTotals.NONE);
  }

  /** What the job is; of a user's reporter, that it is this user's. */
  private static @Nullable JobInfo info(Line line, Reported reported, Principal principal) {
    JobInfo info = reported.info();
    if (principal.userId() == null || (info == null && line.jobIsThere)) {
      return info;
    }
    JobInfo named = info == null ? JobInfo.named(reported.job().value()) : info;
    Map<String, String> labels = new LinkedHashMap<>(named.labels());
    labels.put("user_id", principal.userId().toString());
    return new JobInfo(named.name(), named.key(), labels, named.unit());
  }

  private static JobReport report(Line line, Reported reported, @Nullable JobInfo info) {
    JobReport.Builder report =
        JobReport.of(reported.job(), reported.writer())
            .status(reported.status())
            .facts(reported.facts())
            .error(reported.error())
            .details(reported.details())
            .onRecord(reported.onRecord())
            .keepAlive(reported.keepAlive())
            .info(info)
            .run(reported.run());
    JobTotals more = new JobTotals(0, 0, reported.more());
    if (!reported.hasTotals() && !reported.more().isEmpty()) {
      return report.idempotencyKey(keyOfMore(reported)).totals(more).build();
    }
    if (!reported.more().isEmpty()) {
      report.more(keyOfMore(reported), more);
    }
    Long sequence = reported.sequence();
    Long epoch = reported.epoch();
    return report
        .at(epoch == null ? line.epoch : epoch, sequence == null ? line.sequence : sequence)
        .totals(reported.totals())
        .base(reported.offset() == null ? line.base : JobTotals.of(reported.offset()))
        .build();
  }

  private static String keyOfMore(Reported reported) {
    if (reported.key() != null) {
      return reported.key();
    }
    return reported.sequence() == null
        ? UUID.randomUUID().toString()
        : UUID.nameUUIDFromBytes(
                (reported.writer() + "\n" + reported.epoch() + "\n" + reported.sequence())
                    .getBytes(StandardCharsets.UTF_8))
            .toString();
  }
}
