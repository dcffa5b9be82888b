package io.github.progresstracker.job;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a report does to what is known of its writer. Pure: the same arguments give the same result,
 * and nothing else is touched. Each store does exactly this, {@code JobStoreContract} sees to it.
 *
 * <pre>{@code
 * JobReport report = JobReport.of(JobId.of("crawl-42"), WriterId.of("crawler-1"))
 *     .at(1, 1)
 *     .totals(JobTotals.of(250))
 *     .build();
 * Merge.Result first = Merge.apply(null, report, Instant.now());
 * Merge.Result again = Merge.apply(first.state(), report, Instant.now());    // null: an old one
 * }</pre>
 *
 * <p>A job is the sum of its writers, and a writer is the only one to write of itself. So there is
 * nothing that two writers could fight over, and nothing that a lost, repeated or late report could
 * spoil: of one writer the report of the highest epoch, and in that of the highest sequence, says
 * all. This is a grow-only counter (Shapiro et al., <i>Conflict-free Replicated Data Types</i>,
 * 2011) whose replicas may die and begin anew.
 *
 * <ul>
 *   <li>A report of a lower epoch, or of the same epoch and no higher sequence, changes nothing.
 *   <li>Within an epoch each count is the largest that was reported; types that a report leaves out
 *       stay.
 *   <li>With a higher epoch counting begins anew on top of what was counted before, or on top of
 *       the report's {@linkplain JobReport#base base}.
 *   <li>What was said besides stays until something else is said; which part it was at, and how
 *       many were done, until the epoch is over.
 *   <li>{@linkplain WriterState#processed Units done} never become fewer, not even where a base is
 *       less than what had been counted: they stand still until they are reached again.
 *   <li>A delta adds to the base, unless its key was seen before, which is for the store to know.
 *       What a report adds besides its totals is added to the base that these leave; if they are
 *       old ones, nothing of the report counts but that.
 *   <li>A writer that has completed or failed stays so for the rest of its epoch.
 * </ul>
 */
public final class Merge {

  private Merge() {}

  /**
   * What a report has done.
   *
   * @param state of the writer afterwards
   * @param entries what the timeline gets, in order; they have no id yet
   * @param late whether the totals were old ones, so that nothing but what it adds has counted
   */
  public record Result(WriterState state, List<TimelineEntry> entries, boolean late) {}

  /**
   * Merges a report.
   *
   * @param before what is known of its writer, or null
   * @param report a report; if it adds anything, its key is new
   * @param at the store's time, later than that of any report before
   * @return what has changed, or null if the report is an old one
   */
  public static @Nullable Result apply(@Nullable WriterState before, JobReport report, Instant at) {
    if (before != null && !report.isDelta() && !isNews(before, report)) {
      JobTotals more = report.more();
      return more == null ? null : new Result(late(before, report, more, at), List.of(), true);
    }
    boolean sameEpoch = before != null && (report.isDelta() || before.epoch() == report.epoch());
    WriterState after = after(sameEpoch, before, report, at);
    return new Result(after, entries(sameEpoch, before, after, report), false);
  }

  private static boolean isNews(WriterState before, JobReport report) {
    return report.epoch() > before.epoch()
        || (report.epoch() == before.epoch() && report.sequence() > before.sequence());
  }

  private static WriterState late(
      WriterState before, JobReport report, JobTotals more, Instant at) {
    JobTotals base = before.base().plus(more);
    long processed = Math.max(before.processed(), JobTotals.sum(base.done(), before.own().done()));
    return new WriterState(
        before.writer(),
        before.epoch(),
        before.sequence(),
        before.status(),
        before.credential(),
        before.own(),
        base,
        processed,
        before.facts(),
        before.error(),
        before.active(),
        before.startedAt(),
        before.epochStartedAt(),
        at,
        processed > before.processed() ? at : before.advancedAt(),
        at.plus(report.keepAlive()),
        before.finishedAt());
  }

  private static WriterState after(
      boolean sameEpoch, @Nullable WriterState before, JobReport report, Instant at) {
    JobStatus status = status(sameEpoch, before, report);
    JobTotals own = own(sameEpoch, before, report);
    JobTotals base = base(sameEpoch, before, report);
    long counted = JobTotals.sum(base.done(), own.done());
    long processed = before == null ? counted : Math.max(before.processed(), counted);
    Instant finishedBefore = sameEpoch && before != null ? before.finishedAt() : null;
    return new WriterState(
        report.writer(),
        report.isDelta() ? before == null ? 0 : before.epoch() : report.epoch(),
        report.isDelta() ? before == null ? 0 : before.sequence() : report.sequence(),
        status,
        report.status().credential() == null && before != null
            ? before.credential()
            : report.status().credential(),
        own,
        base,
        processed,
        factsBefore(sameEpoch, before).then(report.facts()),
        report.error() == null && before != null ? before.error() : report.error(),
        active(sameEpoch, before, report),
        before == null ? at : before.startedAt(),
        sameEpoch && before != null ? before.epochStartedAt() : at,
        at,
        before == null || processed > before.processed() ? at : before.advancedAt(),
        at.plus(report.keepAlive()),
        !status.isFinal() ? null : finishedBefore == null ? at : finishedBefore);
  }

  /** How many parts are done is said of one life: the next one begins with none. */
  private static JobFacts factsBefore(boolean sameEpoch, @Nullable WriterState before) {
    if (before == null) {
      return JobFacts.NONE;
    }
    return sameEpoch ? before.facts() : before.facts().withoutParts();
  }

  private static @Nullable Duration active(
      boolean sameEpoch, @Nullable WriterState before, JobReport report) {
    if (report.run() != null) {
      return report.run().active();
    }
    return sameEpoch && before != null ? before.active() : null;
  }

  private static JobStatus status(
      boolean sameEpoch, @Nullable WriterState before, JobReport report) {
    if (sameEpoch && before != null && before.status().isFinal()) {
      return before.status();
    }
    JobStatus reported = report.status().status();
    if (reported != null) {
      return reported;
    }
    return before != null && before.status() == JobStatus.PAUSED
        ? JobStatus.PAUSED
        : JobStatus.PROCESSING;
  }

  private static JobTotals own(boolean sameEpoch, @Nullable WriterState before, JobReport report) {
    if (before == null || !sameEpoch) {
      return report.isDelta() ? JobTotals.NONE : report.totals();
    }
    return report.isDelta() ? before.own() : before.own().max(report.totals());
  }

  private static JobTotals base(boolean sameEpoch, @Nullable WriterState before, JobReport report) {
    JobTotals base = baseOfTotals(sameEpoch, before, report);
    JobTotals added = report.added();
    return added == null ? base : base.plus(added);
  }

  private static JobTotals baseOfTotals(
      boolean sameEpoch, @Nullable WriterState before, JobReport report) {
    if (before != null && sameEpoch) {
      return before.base();
    }
    if (!report.isDelta() && report.base() != null) {
      return report.base();
    }
    return before == null ? JobTotals.NONE : before.base().plus(before.own());
  }

  private static List<TimelineEntry> entries(
      boolean sameEpoch, @Nullable WriterState before, WriterState after, JobReport report) {
    List<TimelineEntry> entries = new ArrayList<>(1);
    boolean changed = before == null || !sameEpoch || before.status() != after.status();
    String event = report.status().event();
    if (event == null && (changed || report.onRecord())) {
      event = Events.of(after.status(), changed, after.facts().operationType());
    }
    if (event != null) {
      Map<String, @Nullable Object> details = details(after, report);
      details.putAll(report.details());
      entries.add(entry(report, after, event, details));
    }
    String stage = before == null ? null : before.facts().stage();
    if (after.facts().stage() != null && !after.facts().stage().equals(stage)) {
      Map<String, @Nullable Object> details = new LinkedHashMap<>();
      put(details, "from", stage);
      put(details, "to", after.facts().stage());
      entries.add(entry(report, after, Events.STAGE, details));
    }
    if (report.error() != null && !Events.ERROR.equals(event)) {
      Map<String, @Nullable Object> details = details(after, report);
      entries.add(entry(report, after, Events.ERROR, details));
    }
    return entries;
  }

  /** With the word of the report and not the status it leads to, which people can work out. */
  private static Map<String, @Nullable Object> details(WriterState after, JobReport report) {
    Map<String, @Nullable Object> details = new LinkedHashMap<>();
    put(details, "status", report.status().word());
    put(details, "processedItems", after.processed());
    put(details, "currentDataType", after.facts().currentDataType());
    put(details, "stage", after.facts().stage());
    put(details, "error", report.error());
    return details;
  }

  private static void put(
      Map<String, @Nullable Object> details, String key, @Nullable Object value) {
    if (value != null) {
      details.put(key, value);
    }
  }

  private static TimelineEntry entry(
      JobReport report, WriterState after, String event, Map<String, @Nullable Object> details) {
    return new TimelineEntry(0, report.job(), report.writer(), after.updatedAt(), event, details);
  }
}
