package io.github.progresstracker.job;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A job as its writers have reported it. All but the parts is computed from them, so whatever order
 * their reports came in, the answer is the same. Immutable.
 *
 * <pre>{@code
 * JobStore store = postgres.jobStore();
 * JobState job = store.find(JobId.of("crawl-42")).orElseThrow();
 * JobStatus status = job.status();
 * WorkerState now = job.workerState(JobState.STALLED_AFTER);
 * for (WriterState writer : job.writers()) {
 *   System.out.println(writer.writer() + ": " + writer.totals().done());
 *   Credential access = writer.credential();        // null if nothing was said of it
 * }
 * PartTotals parts = job.parts();                   // null if it is not counted by parts
 * }</pre>
 *
 * @param job the job
 * @param info what it is, or null if nobody said
 * @param writers each one that has reported, in the order of their ids; at least one
 * @param parts the sum over its parts, or null if it is not counted by parts
 * @param control what somebody wants it to do, or null if nobody asked for anything
 * @param asOf the store's time when this was read
 */
public record JobState(
    JobId job,
    @Nullable JobInfo info,
    List<WriterState> writers,
    @Nullable PartTotals parts,
    @Nullable ControlRequest control,
    Instant asOf) {

  /** A job without advance for that long counts as stalled, unless somebody knows better. */
  public static final Duration STALLED_AFTER = Duration.ofMinutes(5);

  /** The newest word last; of those that came together the higher id has it. */
  private static final Comparator<WriterState> BY_AGE =
      Comparator.comparing(WriterState::updatedAt).thenComparing(writer -> writer.writer().value());

  /**
   * Sorts the writers.
   *
   * @param job the job
   * @param info what it is, or null
   * @param writers each one that has reported
   * @param parts the sum over its parts, or null
   * @param control what somebody wants it to do, or null
   * @param asOf the store's time
   * @throws IllegalArgumentException if there is no writer
   */
  public JobState {
    if (writers.isEmpty()) {
      throw new IllegalArgumentException("a job without writers is none (" + job + ")");
    }
    writers =
        writers.stream()
            .sorted(Comparator.comparing((WriterState writer) -> writer.writer().value()))
            .toList();
  }

  /**
   * Where the job stands: what its writers are at. While any works, it is processing; if none does
   * and any is paused, it is paused; if all have ended, it has failed if any did.
   *
   * @return the status
   */
  public JobStatus status() {
    if (has(JobStatus.PROCESSING)) {
      return JobStatus.PROCESSING;
    }
    if (has(JobStatus.STARTED)) {
      boolean all = writers.stream().allMatch(writer -> writer.status() == JobStatus.STARTED);
      return all ? JobStatus.STARTED : JobStatus.PROCESSING;
    }
    if (has(JobStatus.PAUSED)) {
      return JobStatus.PAUSED;
    }
    return has(JobStatus.FAILED) ? JobStatus.FAILED : JobStatus.COMPLETED;
  }

  /**
   * What has been done in all.
   *
   * @return the sum over the writers; of a job that is counted by parts, units done are the sum
   *     over those
   */
  public JobTotals totals() {
    JobTotals sum =
        writers.stream().map(WriterState::totals).reduce(JobTotals.NONE, JobTotals::plus);
    return parts == null ? sum : new JobTotals(parts.done(), sum.failed(), sum.itemsByType());
  }

  /**
   * How much there is to do.
   *
   * @return what a writer said last of the whole job; else the sum over its parts, or, where it is
   *     not counted by parts, of what each writer has to do itself; null if nobody said
   */
  public @Nullable Long totalItems() {
    Long whole = newest(JobFacts::totalItems);
    if (whole != null) {
      return whole;
    }
    if (parts != null) {
      return parts.total();
    }
    return writers.stream()
        .map(writer -> writer.facts().ownTotal())
        .filter(Objects::nonNull)
        .reduce(JobTotals::sum)
        .orElse(null);
  }

  /**
   * How far it is.
   *
   * @return 0 to 100, 100 only for a job that has completed; null if nobody knows the total
   */
  public @Nullable Double percent() {
    if (status() == JobStatus.COMPLETED) {
      return 100.0;
    }
    Long total = totalItems();
    if (total == null || total == 0) {
      return null;
    }
    return Math.min(MOST_UNLESS_DONE, 100.0 * totals().done() / total);
  }

  private static final double MOST_UNLESS_DONE = 99.9;

  /**
   * What was said last of something.
   *
   * @param <T> what it is
   * @param fact such as {@code JobFacts::stage}
   * @return the newest word of any writer, or null if nobody said anything
   */
  public <T> @Nullable T newest(Function<JobFacts, @Nullable T> fact) {
    T found = null;
    for (WriterState writer : byAge()) {
      T said = fact.apply(writer.facts());
      found = said == null ? found : said;
    }
    return found;
  }

  private List<WriterState> byAge() {
    return writers.stream().sorted(BY_AGE).toList();
  }

  /**
   * How fast it goes.
   *
   * @return the sum of the rates of those who are at work and do not pause, or, where all of them
   *     do, the one at which they will go on; units per second; null if unknown
   */
  public @Nullable Double rate() {
    double rate = going().stream().mapToDouble(writer -> rateOf(writer.facts())).sum();
    return rate > 0 ? rate : null;
  }

  private List<WriterState> going() {
    List<WriterState> working = working().toList();
    List<WriterState> going =
        working.stream().filter(writer -> writer.status() != JobStatus.PAUSED).toList();
    return going.isEmpty() ? working : going;
  }

  /**
   * How fast it went: what its writers have counted in their present epochs, so nothing that was
   * done before, over the time from the beginning of the first of these to the end of the last.
   * Where it is known how long it was {@linkplain #active at work}, waits and pauses are no part of
   * that time.
   *
   * @return units per second; null until it has ended, and if nothing was counted or no time is
   *     known to have gone by
   */
  public @Nullable Double averageRate() {
    Instant end = finishedAt();
    if (end == null) {
      return null;
    }
    Duration active = active();
    double seconds = seconds(active == null ? Duration.between(epochsStartedAt(), end) : active);
    long done = writers.stream().mapToLong(writer -> writer.own().done()).reduce(0, JobTotals::sum);
    return done > 0 && seconds > 0 ? done / seconds : null;
  }

  /**
   * How long it was at work.
   *
   * @return time of its writer's present epoch that was neither wait nor pause; null if that has
   *     not told, or there are several
   */
  public @Nullable Duration active() {
    return writers.size() == 1 ? writers.get(0).active() : null;
  }

  private Instant epochsStartedAt() {
    return writers.stream()
        .map(WriterState::epochStartedAt)
        .min(Comparator.naturalOrder())
        .orElse(asOf);
  }

  /** Of any duration; nanoseconds in a long would end after 292 years. */
  private static double seconds(Duration duration) {
    return duration.getSeconds() + duration.getNano() / 1e9;
  }

  private static double rateOf(JobFacts facts) {
    Double rate = facts.rate();
    return rate == null ? 0 : rate;
  }

  /**
   * When it will be done. Of one writer it is the writer's own estimate. Of several it is what is
   * left by the rate of all, or else the estimate of the one that will take longest.
   *
   * @return expected seconds from now on, or null if unknown
   */
  public @Nullable Double etaSeconds() {
    List<WriterState> working = working().toList();
    Long total = totalItems();
    Double rate = rate();
    if (working.size() > 1 && total != null && rate != null) {
      return Math.max(0, total - (double) totals().done()) / rate;
    }
    return working.stream()
        .map(writer -> writer.facts().etaSeconds())
        .filter(Objects::nonNull)
        .max(Comparator.naturalOrder())
        .orElse(null);
  }

  /**
   * Who makes the present run.
   *
   * @return all who are at work as far as anybody can know, or else the one heard of last
   */
  public List<WriterState> present() {
    List<WriterState> working = working().toList();
    return working.isEmpty() ? List.of(byAge().get(writers.size() - 1)) : working;
  }

  private Stream<WriterState> working() {
    return writers.stream().filter(writer -> writer.isAlive(asOf));
  }

  /**
   * What the job is at.
   *
   * @param stalledAfter how long there may be no advance
   * @return running only if a writer is alive and gets something done
   */
  public WorkerState workerState(Duration stalledAfter) {
    JobStatus status = status();
    if (status.isFinal()) {
      return WorkerState.IDLE;
    }
    List<WriterState> alive = working().toList();
    if (alive.isEmpty()) {
      return status == JobStatus.PAUSED ? WorkerState.PAUSED : WorkerState.LOST;
    }
    if (alive.stream().allMatch(writer -> writer.status() == JobStatus.PAUSED)) {
      return WorkerState.PAUSED;
    }
    if (alive.stream().anyMatch(writer -> isAtWork(writer, stalledAfter))) {
      return WorkerState.RUNNING;
    }
    return alive.stream().anyMatch(this::isWaiting) ? WorkerState.WAITING : WorkerState.STALLED;
  }

  private boolean isAtWork(WriterState writer, Duration stalledAfter) {
    return writer.status() != JobStatus.PAUSED
        && !isWaiting(writer)
        && asOf.isBefore(lastSign(writer).plus(stalledAfter));
  }

  /** A writer has its time from the start as well as from its last advance. */
  private static Instant lastSign(WriterState writer) {
    return writer.advancedAt().isAfter(writer.epochStartedAt())
        ? writer.advancedAt()
        : writer.epochStartedAt();
  }

  private boolean isWaiting(WriterState writer) {
    return writer.facts().waitReason() != null;
  }

  private boolean has(JobStatus status) {
    return writers.stream().anyMatch(writer -> writer.status() == status);
  }

  /**
   * When the job began.
   *
   * @return when its first report came
   */
  public Instant startedAt() {
    return writers.stream().map(WriterState::startedAt).min(Comparator.naturalOrder()).orElse(asOf);
  }

  /**
   * When the job was last heard of.
   *
   * @return when its last report came
   */
  public Instant updatedAt() {
    return byAge().get(writers.size() - 1).updatedAt();
  }

  /**
   * When the job ended.
   *
   * @return when the last of its writers did, or null if any has not
   */
  public @Nullable Instant finishedAt() {
    if (!status().isFinal()) {
      return null;
    }
    return writers.stream()
        .map(WriterState::finishedAt)
        .filter(Objects::nonNull)
        .max(Comparator.naturalOrder())
        .orElse(null);
  }
}
