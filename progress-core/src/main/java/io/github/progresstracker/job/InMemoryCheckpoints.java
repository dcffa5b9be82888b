package io.github.progresstracker.job;

import io.github.progresstracker.ProgressClock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Checkpoints in memory. */
final class InMemoryCheckpoints implements CheckpointStore {

  private final ProgressClock clock;
  private final Map<Key, Checkpoint> checkpoints = new HashMap<>();

  InMemoryCheckpoints(ProgressClock clock) {
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  private record Key(JobId job, String part) {}

  @Override
  public synchronized JobTotals add(CheckpointStep step) {
    Checkpoint before = current(step.job(), step.part(), step.token());
    JobTotals done = before == null ? step.more() : before.totals().plus(step.more());
    String known = before == null ? null : before.estimator();
    String estimator = step.estimator() == null ? known : step.estimator();
    put(step.job(), step.part(), step.token(), step.state(), done, estimator);
    return done;
  }

  @Override
  public synchronized Checkpoint claim(JobId job, String part, long token) {
    Ids.checked("part", part);
    Checkpoint before = current(job, part, token);
    return before == null
        ? put(job, part, token, "", JobTotals.NONE, null)
        : put(job, part, token, before.state(), before.totals(), before.estimator());
  }

  @Override
  public synchronized Optional<Checkpoint> find(JobId job, String part) {
    return Optional.ofNullable(checkpoints.get(new Key(job, part)));
  }

  private @Nullable Checkpoint current(JobId job, String part, long token) {
    Checkpoint before = checkpoints.get(new Key(job, part));
    if (before != null && before.token() > token) {
      throw new LeaseLostException(
          "the checkpoint of job "
              + job
              + " was claimed with token "
              + before.token()
              + ", this one has "
              + token);
    }
    return before;
  }

  private Checkpoint put(
      JobId job,
      String part,
      long token,
      String state,
      JobTotals totals,
      @Nullable String estimator) {
    Instant now = clock.now().truncatedTo(ChronoUnit.MICROS);
    Checkpoint checkpoint = new Checkpoint(job, part, token, state, totals, now, estimator);
    checkpoints.put(new Key(job, part), checkpoint);
    return checkpoint;
  }
}
