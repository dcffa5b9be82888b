package io.github.progresstracker.job;

import io.github.progresstracker.json.JsonMap;
import io.github.progresstracker.json.SafeJson;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one writer says of itself: its <em>own</em> running totals, never what changed since. So a
 * report that is lost is made good by the next one, and one that comes twice, late or out of order
 * changes nothing.
 *
 * <pre>{@code
 * JobStore store = postgres.jobStore();
 * JobId job = JobId.of("crawl-42");
 * WriterId writer = WriterId.of("crawler-1");
 * JobReport report = JobReport.of(job, writer)
 *     .at(store.openEpoch(job, writer), 1)
 *     .status(ReportedStatus.PROCESSING)
 *     .totals(JobTotals.of(250))
 *     .facts(JobFacts.builder().stage("resolving users").part("main", 3L, 12L).build())
 *     .info(JobInfo.named("crawl"))
 *     .build();
 * store.apply(List.of(report));
 * }</pre>
 *
 * <p>A reporter that cannot count for itself sends a {@linkplain Builder#idempotencyKey delta}
 * instead: the totals are then what is to be added, once for each key. One that counts some things
 * and not others says both, its totals and what is to be {@linkplain Builder#more added} to them.
 *
 * @param job the job
 * @param writer whose report it is
 * @param epoch which life of the writer it is, {@code >= 0}: a later one begins to count at zero. A
 *     fencing token will do. 0 for a delta
 * @param sequence order of the reports of one epoch, {@code >= 0}; 0 for a delta
 * @param idempotencyKey of what is to be added, or null; without {@code more} it makes this a delta
 * @param status what is going on
 * @param totals counted by the writer in this epoch; for a delta, what is to be added
 * @param more what is to be added besides, once for the key; or null
 * @param base what stands instead of what earlier epochs counted, such as a checkpoint, or null to
 *     keep that; said in each report of an epoch
 * @param facts what is said besides
 * @param error what went wrong, or null
 * @param details anything, for the timeline; made storable as {@link SafeJson} does it
 * @param onRecord whether the timeline gets an entry even if only counts have changed
 * @param keepAlive how long the writer is to be taken for alive without another report
 * @param info what the job is, or null if that was said before
 * @param run what the run was like; null before its end
 */
public record JobReport(
    JobId job,
    WriterId writer,
    long epoch,
    long sequence,
    @Nullable String idempotencyKey,
    ReportedStatus status,
    JobTotals totals,
    @Nullable JobTotals more,
    @Nullable JobTotals base,
    JobFacts facts,
    @Nullable String error,
    Map<String, @Nullable Object> details,
    boolean onRecord,
    Duration keepAlive,
    @Nullable JobInfo info,
    @Nullable RunFigures run) {

  /** How long a writer that says nothing of it is taken for alive. */
  public static final Duration KEEP_ALIVE = Duration.ofMinutes(2);

  /** How many types one writer may count apart. */
  public static final int MOST_TYPES = 1_001;

  private static final Duration LONGEST = Duration.ofDays(3_650);
  private static final int LONGEST_ERROR = 2_000;

  /**
   * Checks the numbers and makes texts and details storable.
   *
   * @param job the job
   * @param writer whose report it is
   * @param epoch which life of the writer it is
   * @param sequence order of the reports
   * @param idempotencyKey of what is to be added, or null
   * @param status what is going on
   * @param totals counted, or to be added
   * @param more to be added besides, or null
   * @param base instead of earlier epochs, or null
   * @param facts what is said besides
   * @param error what went wrong, or null
   * @param details anything
   * @param onRecord whether the timeline gets an entry in any case
   * @param keepAlive how long the writer is alive
   * @param info what the job is, or null
   * @param run what the run was like, or null
   * @throws IllegalArgumentException if a number is negative, {@code keepAlive} not positive, the
   *     key blank, too long, not storable, or missing where there is more to add, or if there are
   *     too many types
   */
  public JobReport {
    Objects.requireNonNull(job, "job");
    Objects.requireNonNull(writer, "writer");
    Objects.requireNonNull(status, "status");
    JobTotals.requireCount("epoch", epoch);
    JobTotals.requireCount("sequence", sequence);
    requireFewTypes(totals);
    if (more != null) {
      requireFewTypes(more);
      if (idempotencyKey == null) {
        throw new IllegalArgumentException("more needs an idempotency key, or it may count twice");
      }
    }
    if (idempotencyKey != null) {
      Ids.checked("idempotency key", idempotencyKey);
    }
    if (keepAlive.isNegative() || keepAlive.isZero()) {
      throw new IllegalArgumentException("keepAlive must be > 0, was " + keepAlive);
    }
    keepAlive = keepAlive.compareTo(LONGEST) < 0 ? keepAlive : LONGEST;
    error = error == null ? null : SafeJson.cleanText(error, LONGEST_ERROR);
    details = details.isEmpty() ? Map.of() : JsonMap.read(SafeJson.write(details));
    onRecord |= !details.isEmpty();
  }

  private static void requireFewTypes(JobTotals totals) {
    if (totals.itemsByType().size() > MOST_TYPES) {
      throw new IllegalArgumentException(
          "itemsByType has at most " + MOST_TYPES + " types, had " + totals.itemsByType().size());
    }
  }

  /**
   * Begins a report.
   *
   * @param job the job
   * @param writer whose report it is
   * @return a builder of a report that says "processing" and nothing else, on record
   */
  public static Builder of(JobId job, WriterId writer) {
    return new Builder(job, writer);
  }

  /**
   * Whether the totals are to be added, and not what has been counted.
   *
   * @return true if there is an idempotency key, and nothing {@code more}
   */
  public boolean isDelta() {
    return idempotencyKey != null && more == null;
  }

  /**
   * What is to be added to what the writer has counted.
   *
   * @return of a delta its totals, otherwise what is {@code more}; null if there is nothing to add
   */
  public @Nullable JobTotals added() {
    return isDelta() ? totals : more;
  }

  /** The same, when what there is to add has been added before. */
  JobReport withoutMore() {
    return new JobReport(
        job, writer, epoch, sequence, null, status, totals, null, base, facts, error, details,
        onRecord, keepAlive, info, run);
  }

  /** Gathers what a report says. Not thread-safe. */
  public static final class Builder {
    private final JobId job;
    private final WriterId writer;
    private long epoch;
    private long sequence;
    private @Nullable String idempotencyKey;
    private ReportedStatus status = ReportedStatus.PROCESSING;
    private JobTotals totals = JobTotals.NONE;
    private @Nullable JobTotals more;
    private @Nullable JobTotals base;
    private JobFacts facts = JobFacts.NONE;
    private @Nullable String error;
    private Map<String, ? extends @Nullable Object> details = Map.of();
    private boolean onRecord = true;
    private Duration keepAlive = KEEP_ALIVE;
    private @Nullable JobInfo info;
    private @Nullable RunFigures run;

    private Builder(JobId job, WriterId writer) {
      this.job = job;
      this.writer = writer;
    }

    /**
     * Says where the report belongs among the writer's others.
     *
     * @param newEpoch which life of the writer it is, {@code >= 0}
     * @param newSequence order within it, {@code >= 0}
     * @return this builder
     */
    public Builder at(long newEpoch, long newSequence) {
      epoch = newEpoch;
      sequence = newSequence;
      return this;
    }

    /**
     * Makes this a delta: the totals are added, unless a delta with this key has been before.
     *
     * @param key unique for the job, such as a UUID; kept for a week
     * @return this builder
     */
    public Builder idempotencyKey(String key) {
      idempotencyKey = key;
      return this;
    }

    /**
     * Says what is going on.
     *
     * @param newStatus the status
     * @return this builder
     */
    public Builder status(ReportedStatus newStatus) {
      status = newStatus;
      return this;
    }

    /**
     * Says what the writer has counted in this epoch.
     *
     * @param newTotals the running totals
     * @return this builder
     */
    public Builder totals(JobTotals newTotals) {
      totals = newTotals;
      return this;
    }

    /**
     * Says what is to be added to the writer's counts besides the totals, unless something with
     * this key has been added to the job before. It is added even if the totals come late.
     *
     * @param key unique for the job, such as a UUID; kept for a week
     * @param added what is to be added
     * @return this builder
     */
    public Builder more(String key, JobTotals added) {
      idempotencyKey = key;
      more = added;
      return this;
    }

    /**
     * Says what stands instead of what earlier epochs counted.
     *
     * @param newBase such as a checkpoint's totals, or null
     * @return this builder
     */
    public Builder base(@Nullable JobTotals newBase) {
      base = newBase;
      return this;
    }

    /**
     * Says what there is to say besides.
     *
     * @param newFacts the facts
     * @return this builder
     */
    public Builder facts(JobFacts newFacts) {
      facts = newFacts;
      return this;
    }

    /**
     * Says what went wrong.
     *
     * @param message for people, or null
     * @return this builder
     */
    public Builder error(@Nullable String message) {
      error = message;
      return this;
    }

    /**
     * Adds anything for the timeline.
     *
     * @param newDetails any objects
     * @return this builder
     */
    public Builder details(Map<String, ? extends @Nullable Object> newDetails) {
      details = newDetails;
      return this;
    }

    /**
     * Says whether the timeline gets an entry even if only counts have changed.
     *
     * @param entry true unless said
     * @return this builder
     */
    public Builder onRecord(boolean entry) {
      onRecord = entry;
      return this;
    }

    /**
     * Says how long the writer is to be taken for alive.
     *
     * @param duration more than zero
     * @return this builder
     */
    public Builder keepAlive(Duration duration) {
      keepAlive = duration;
      return this;
    }

    /**
     * Says what the job is.
     *
     * @param newInfo name, key and labels, or null
     * @return this builder
     */
    public Builder info(@Nullable JobInfo newInfo) {
      info = newInfo;
      return this;
    }

    /**
     * Says what the run was like, at its end.
     *
     * @param figures the figures, or null
     * @return this builder
     */
    public Builder run(@Nullable RunFigures figures) {
      run = figures;
      return this;
    }

    /**
     * Builds the report.
     *
     * @return the report
     * @throws IllegalArgumentException if something is out of its range
     */
    public JobReport build() {
      return new JobReport(
          job,
          writer,
          epoch,
          sequence,
          idempotencyKey,
          status,
          totals,
          more,
          base,
          facts,
          error,
          new LinkedHashMap<>(details),
          onRecord,
          keepAlive,
          info,
          run);
    }
  }
}
