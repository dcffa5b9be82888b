package io.github.progresstracker;

import io.github.progresstracker.alert.Alert;
import io.github.progresstracker.alert.AlertRule;
import io.github.progresstracker.eta.Eta;
import io.github.progresstracker.internal.Tracking;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The handle of one job, or of a part of one.
 *
 * <pre>{@code
 * try (ProgressTracker job = registry.start("clean up", files.size())) {
 *   for (Path file : files) {
 *     Files.delete(file);
 *     job.advance();
 *   }
 *   job.complete();
 * }
 * }</pre>
 *
 * <p>Success is said explicitly by {@link #complete()}, because {@link #close()} cannot tell
 * whether the block was left by an exception: a tracker that is closed before it has been told how
 * it went is {@link TrackerState#ABANDONED}.
 *
 * <p>All methods may be called by any thread. {@link #advance()} and {@link #updateProgress(long)}
 * never block, lock, read a clock, allocate or call foreign code; the exceptions are a thread's
 * first call on a tracker, which may allocate its counter cell, and the one call in many that
 * crosses a mark asked for by {@link TrackerSpec#reportEvery(long)}, which reads the clock and
 * leaves a small note for the sampler. Everything after the end of a tracker is ignored and
 * reported once through the log.
 */
public interface ProgressTracker extends AutoCloseable {

  /**
   * Identifies this tracker among all trackers.
   *
   * @return the id, stable for the tracker's life
   */
  String id();

  /**
   * The name given at the start.
   *
   * @return the name
   */
  String name();

  /** Counts one unit of work as done. */
  void advance();

  /**
   * Counts units of work as done.
   *
   * @param units how many, {@code >= 0}
   * @throws IllegalArgumentException if {@code units} is negative: a count never goes back
   */
  void advance(long units);

  /**
   * Says how much is done in all, a resume offset included. Lower values than before change
   * nothing, so late and repeated reports do no harm. Children count for themselves: this is about
   * the tracker's own count.
   *
   * @param done units of work done, {@code >= 0}
   * @throws IllegalArgumentException if {@code done} is negative
   */
  void updateProgress(long done);

  /**
   * Counts units as done that cost nothing because there was nothing to do for them: a file that is
   * up to date, a page that is stored already. They move the percentage and never the rate, so a
   * run that skips its first nine tenths in a second does not promise to do the rest in as little.
   *
   * @param units how many, {@code >= 0}
   * @throws IllegalArgumentException if {@code units} is negative
   */
  void skip(long units);

  /**
   * Counts units of work as done, and says what became of them. Failed units count as done and feed
   * the rate, because they took their time; skipped ones are as of {@link #skip}.
   *
   * @param units how many, {@code >= 0}
   * @param outcome what became of them
   * @throws IllegalArgumentException if {@code units} is negative
   */
  void advance(long units, Outcome outcome);

  /**
   * Counts pieces of work that failed, beside the progress and without advancing it. For those that
   * are also done with there is {@link #advance(long, Outcome)}.
   *
   * @param count how many, {@code >= 0}
   * @throws IllegalArgumentException if {@code count} is negative
   */
  void countFailed(long count);

  /**
   * Counts tries after the first, beside the progress.
   *
   * @param count how many, {@code >= 0}
   * @throws IllegalArgumentException if {@code count} is negative
   */
  void countRetried(long count);

  /**
   * The item of that id, worth one unit. It is new and {@link ItemStatus#PENDING} if nobody has
   * spoken of it before.
   *
   * <p>The hundred thousand items that ended last are remembered, so that what is said of them
   * again changes nothing. One that ended before them is counted and forgotten; its id would be a
   * new item.
   *
   * @param id such as a file name, not blank
   * @return the item
   * @throws IllegalArgumentException if {@code id} is blank
   */
  default ProgressItem item(String id) {
    return item(id, 1);
  }

  /**
   * The item of that id. If it is known already it keeps the units it has.
   *
   * @param id such as a file name, not blank
   * @param units how much of the tracker's work it is, {@code >= 0}
   * @return the item
   * @throws IllegalArgumentException if {@code id} is blank or {@code units} negative
   */
  ProgressItem item(String id, long units);

  /**
   * Begins the item of that id, which is worth one unit if it was not known before. Several threads
   * that begin the same id work on the same item.
   *
   * @param id such as a file name, not blank
   * @return the item; close it when it is over
   * @throws IllegalArgumentException if {@code id} is blank
   */
  default ProgressItem begin(String id) {
    return item(id).begin();
  }

  /**
   * Says where an item stands; for hosts that report by id. Late and repeated reports change
   * nothing, as {@link ProgressItem} describes.
   *
   * @param id such as a file name, not blank
   * @param status where it stands
   * @param percent 0 to 100
   * @throws IllegalArgumentException if {@code id} is blank
   */
  default void updateItem(String id, ItemStatus status, double percent) {
    updateItem(id, status, percent, null, Double.NaN);
  }

  /**
   * Says where an item stands; for hosts that report by id. Late and repeated reports change
   * nothing, as {@link ProgressItem} describes.
   *
   * @param id such as a file name, not blank
   * @param status where it stands
   * @param percent 0 to 100
   * @param stage what is being done to it, or null for no news
   * @param stagePercent how far the stage is, 0 to 100, or null for no news
   * @throws IllegalArgumentException if {@code id} is blank
   */
  default void updateItem(
      String id,
      ItemStatus status,
      double percent,
      @Nullable String stage,
      @Nullable Double stagePercent) {
    updateItem(
        id, status, percent, stage, stagePercent == null ? Double.NaN : (double) stagePercent);
  }

  /**
   * Says where an item stands; for hosts that report by id. Late and repeated reports change
   * nothing, as {@link ProgressItem} describes.
   *
   * @param id such as a file name, not blank
   * @param status where it stands
   * @param percent 0 to 100
   * @param stage what is being done to it, or null for no news
   * @param stagePercent how far the stage is, 0 to 100; NaN for no news
   * @throws IllegalArgumentException if {@code id} is blank
   */
  void updateItem(
      String id, ItemStatus status, double percent, @Nullable String stage, double stagePercent);

  /**
   * Counts what the work uses: tokens, money, calls.
   *
   * @return the counters of this tracker, always the same
   */
  Usage usage();

  /**
   * Says what the tracker is at.
   *
   * @return the activity of this tracker, always the same
   */
  Activity activity();

  /**
   * Changes what there is to do. The rate measured so far is kept, and the percentage stands still
   * rather than going back.
   *
   * @param total the new total
   */
  void total(Total total);

  /**
   * Starts a part of this work that has its own count, total and ETA, in the same unit: what it
   * counts counts for this tracker as well.
   *
   * @param name for people
   * @param total units of work of the part, {@code >= 0}
   * @return the part's tracker; close it when the part is over
   * @throws IllegalArgumentException if {@code total} is negative
   */
  default ProgressTracker child(String name, long total) {
    return child(TrackerSpec.named(name).total(total));
  }

  /**
   * Starts a part of this work that has its own count, total and ETA, in the same unit.
   *
   * @param spec the part
   * @return the part's tracker; close it when the part is over
   */
  ProgressTracker child(TrackerSpec spec);

  /**
   * Gives a share of this work to a part that counts in a unit of its own, as in one of ten
   * archives that is so many bytes long. The part counts for this tracker by how far it is: half of
   * it is half of the share. When it completes the whole share is done, whatever it counted; when
   * it fails or is abandoned, what it had reached stays done and the rest of the share is still to
   * do. Failures in the part count as failures here as well.
   *
   * @param name for people
   * @param share units of this tracker that the part is, {@code >= 0}
   * @return the part's tracker, whose total is unknown until it is told; close it when the part is
   *     over
   * @throws IllegalArgumentException if {@code share} is negative
   */
  default ProgressTracker split(String name, long share) {
    return split(TrackerSpec.named(name), share);
  }

  /**
   * Gives a share of this work to a part that counts in a unit of its own; see {@link
   * #split(String, long)}.
   *
   * @param spec the part
   * @param share units of this tracker that the part is, {@code >= 0}
   * @return the part's tracker; close it when the part is over
   * @throws IllegalArgumentException if {@code share} is negative
   */
  ProgressTracker split(TrackerSpec spec, long share);

  /**
   * Spreads the rest of the percentage over work that turns out to be more, or less, than was
   * thought: from here to 100 % there are this many units to do, besides what open {@linkplain
   * #split splits} have still to do. The total becomes what it then must be, and the percentage
   * goes on from where it is instead of waiting for the count to catch up.
   *
   * @param units left to do, {@code >= 0}
   * @throws IllegalArgumentException if {@code units} is negative
   */
  void remaining(long units);

  /**
   * Changes what there is to do, as {@link #total} does, and lets the percentage go back to what
   * the count says. For when it was plainly wrong: nobody likes to see it.
   *
   * @param total the new total
   */
  void correctTotal(Total total);

  /**
   * Counts the elements of a loop: each as one unit, when the loop asks for the next one or whether
   * there is one. By then the body has dealt with it, so an element whose body throws, or leaves
   * the loop, does not count. Only counts: the total and the end of the tracker are not touched.
   *
   * <pre>{@code
   * for (Path file : tracker.wrap(files)) {
   *   Files.delete(file);
   * }
   * }</pre>
   *
   * @param <T> what the elements are
   * @param elements what to go through; may be gone through several times, and counts each time
   * @return the same elements; an iterator of it is as thread-safe as one of {@code elements}
   */
  default <T extends @Nullable Object> Iterable<T> wrap(Iterable<? extends T> elements) {
    return Tracking.iterable(this, elements);
  }

  /**
   * Counts the elements of an iterator, as {@link #wrap(Iterable)} does.
   *
   * @param <T> what the elements are
   * @param elements what to go through
   * @return the same elements; removal is passed on and changes no count
   */
  default <T extends @Nullable Object> Iterator<T> wrap(Iterator<? extends T> elements) {
    return Tracking.iterator(this, elements);
  }

  /**
   * Counts the elements of a stream, sequential or parallel: each as one unit, when the operations
   * after this one have dealt with it. An element on which one of them throws does not count; one
   * that {@code filter} drops, or that {@code sorted} puts aside, does. What a short-circuit never
   * asks for does not, nor does anything if {@link Stream#count()} knows the size beforehand.
   *
   * <p>Wrap a stream at its source, before its other operations: their results are what is counted
   * otherwise, {@code parallel()} after the wrap has no effect on them, and a {@code flatMap} of
   * theirs collects all it makes of an element before the first of it is passed on. To go through a
   * stream by {@link Stream#iterator()}, wrap the iterator instead.
   *
   * @param <T> what the elements are
   * @param elements a stream that has not been used; it is by this call
   * @return a stream of the same elements, order and parallelism; closing it closes {@code
   *     elements}
   */
  default <T extends @Nullable Object> Stream<T> wrap(Stream<? extends T> elements) {
    return Tracking.stream(this, elements);
  }

  /**
   * Counts bytes that are read. Bytes read again after {@link InputStream#reset()} are not counted
   * again, and those passed over by {@link InputStream#skip} count as {@linkplain #skip skipped}.
   * The tracker's unit is best {@link ByteUnits#unit()}.
   *
   * @param source where to read from
   * @return a stream of the same bytes; closing it closes {@code source} and not the tracker
   */
  default InputStream wrap(InputStream source) {
    return Tracking.input(this, source);
  }

  /**
   * Counts bytes that are written, when the write returns. The tracker's unit is best {@link
   * ByteUnits#unit()}.
   *
   * @param target where to write to
   * @return a stream to it; closing it flushes and closes {@code target} and not the tracker
   */
  default OutputStream wrap(OutputStream target) {
    return Tracking.output(this, target);
  }

  /**
   * Runs a part of this work: it completes when the body returns and fails when it throws, whatever
   * it throws. A body may also end its tracker itself.
   *
   * @param <X> the checked exception of the body, if any
   * @param part the part
   * @param body gets the part's tracker
   * @throws X if the body does, the very same
   */
  default <X extends Exception> void run(TrackerSpec part, ProgressBody<X> body) throws X {
    Objects.requireNonNull(body, "body");
    Tracking.run(child(part), body);
  }

  /**
   * Runs a part of this work that has a result, as {@link #run(TrackerSpec, ProgressBody)} does.
   *
   * @param <R> what the result is
   * @param <X> the checked exception of the body, if any
   * @param part the part
   * @param body gets the part's tracker
   * @return what the body returned
   * @throws X if the body does, the very same
   */
  default <R extends @Nullable Object, X extends Exception> R call(
      TrackerSpec part, ProgressCall<R, X> body) throws X {
    Objects.requireNonNull(body, "body");
    return Tracking.call(child(part), body);
  }

  /**
   * Begins a phase {@linkplain TrackerSpec#phases declared} before, as it was declared; or one of
   * that name with an unknown total.
   *
   * @param name for people; one phase of a name per tracker
   * @return the phase; close it when it is over
   */
  default ProgressPhase phase(String name) {
    return phase(PhaseSpec.named(name));
  }

  /**
   * Begins a phase with a counter of its own, which does not enter the tracker's count. Several
   * phases may be open at once, as in a pipeline that fetches and stores. If the phase was
   * {@linkplain TrackerSpec#phases declared}, all but the total is as declared.
   *
   * @param name for people, such as {@code fetching}; one phase of a name per tracker
   * @param total units to do in the phase, {@code >= 0}
   * @return the phase; close it when it is over
   * @throws IllegalArgumentException if {@code total} is negative
   */
  default ProgressPhase phase(String name, long total) {
    return phase(PhaseSpec.named(name).total(total));
  }

  /**
   * Begins a phase with a counter of its own. If one of that name was {@linkplain
   * TrackerSpec#phases declared}, it has the weight declared then and is otherwise as given here.
   *
   * @param spec the phase
   * @return the phase; close it when it is over
   */
  ProgressPhase phase(PhaseSpec spec);

  /**
   * Announces a wait that is none of the work's fault: a rate limit, a retry-after. Until the scope
   * is closed this tracker and all below it are {@link TrackerState#WAITING}, the time does not
   * count as work, and the ETA knows about it.
   *
   * @param reason for people and alerts, such as {@code FLOOD_WAIT}
   * @param expected how long it will take, or null if nobody knows
   * @return the scope of the wait; close it when work goes on
   */
  WaitScope waiting(String reason, @Nullable Duration expected);

  /**
   * Pauses: time does not count as work until {@link #resume()}. Does nothing if paused already.
   */
  void pause();

  /** Ends a pause. Does nothing if there is none. */
  void resume();

  /**
   * Begins the estimate anew because things have changed: another machine, another service, another
   * kind of work. The ETA forgets the pace so far and what earlier runs say; counts, percentage and
   * rates stay. Until there is something new to go by, there is no ETA.
   */
  void resetEta();

  /**
   * Asks the work to stop. Nothing is interrupted: the work sees it at its next {@link
   * #stopRequested()} or {@link #throwIfStopRequested()}, as does all work below this tracker, and
   * then ends as it likes.
   *
   * @param reason in the words of whoever wants it, for people
   * @return whether this is news: false if the tracker has ended or was asked before
   */
  boolean requestStop(String reason);

  /**
   * Whether somebody has asked this tracker, or one above it, to stop. As cheap as a read; stays
   * true after the end.
   *
   * @return whether the work should come to an end
   */
  boolean stopRequested();

  /**
   * Ends a loop whose work somebody wants to stop.
   *
   * <pre>{@code
   * for (Path file : files) {
   *   tracker.throwIfStopRequested();
   *   Files.delete(file);
   *   tracker.advance();
   * }
   * }</pre>
   *
   * @throws StopRequestedException if {@link #stopRequested()}
   */
  void throwIfStopRequested();

  /**
   * Tells a function of each update of this tracker: when its job has news, at least once a second,
   * and when it ends. The functions of all trackers of a registry are called by one thread that is
   * nobody else's. So the host does not notice if one throws, hangs or is slow, but the functions
   * of other trackers wait for it; of updates that come meanwhile the newest is told. What they
   * throw is logged when it begins and counted in {@link ProgressRegistry#sinkHealth()}.
   *
   * @param callback gets this tracker with everything below it
   */
  void onProgressUpdate(Consumer<? super ProgressSnapshot> callback);

  /**
   * Tells a function of each estimate of this tracker that is news: one that merely counts down to
   * the same end is not. Called like {@link #onProgressUpdate}.
   *
   * @param callback gets this tracker and its estimate
   */
  void onEtaUpdate(BiConsumer<? super ProgressSnapshot, ? super Eta> callback);

  /**
   * Tells a function of each alert that is raised about this tracker itself. Called like {@link
   * #onProgressUpdate}. Without {@link TrackingConfig#enablePerformanceAlerts} there are none.
   *
   * @param callback gets this tracker and the alert
   */
  void onPerformanceAlert(BiConsumer<? super ProgressSnapshot, ? super Alert> callback);

  /**
   * Puts something on record, in order with everything else that happens to this tracker.
   *
   * @param action what happened, in {@code snake_case}, such as {@code credential_renewal}
   * @param details anything; values without a JSON form are kept as their text, never refused
   */
  void note(String action, Map<String, ? extends @Nullable Object> details);

  /**
   * Watches this tracker by a rule of its own, besides those of the registry. Of several rules of
   * one name the last one counts, so this is also how a job gets a limit of its own. Without {@link
   * TrackingConfig#enablePerformanceAlerts} no rule is run.
   *
   * @param rule finds what is wrong with this tracker, and not with its children
   * @throws IllegalArgumentException if the rule's name is blank
   */
  void watch(AlertRule rule);

  /** Ends the work as done, whatever the count says; children still open are abandoned. */
  void complete();

  /**
   * Ends the work as failed.
   *
   * @param cause why, or null if nobody knows; its text is kept
   */
  void fail(@Nullable Throwable cause);

  /**
   * Ends the work as failed.
   *
   * @param message why, or null if nobody knows
   */
  void fail(@Nullable String message);

  /** Ends the work as {@link TrackerState#ABANDONED} unless it has ended already. Idempotent. */
  @Override
  void close();

  /**
   * The snapshot that was published last: a plain read, at most one sampling interval old. In a
   * registry of more than some 2,500 trackers the first read of a job may be older, by a second for
   * every 10,000 trackers; a job that is read is then current from the next sample on. For one that
   * is current to the call, ask {@link ProgressRegistry#sampleNow()} first.
   *
   * @return the state of this tracker and everything below it
   */
  ProgressSnapshot snapshot();
}
