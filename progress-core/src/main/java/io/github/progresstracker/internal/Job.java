package io.github.progresstracker.internal;

import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.TrackerState;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A live job in the sampler's list. Confined to the sampler.
 *
 * <p>A job of which nobody wants to hear anything is <em>dormant</em>: it is counted and can be
 * found, and that is all. It has no model, no estimator and no snapshot, so a host may have
 * hundreds of thousands. It wakes when something happens in it that is more than counting, or when
 * somebody looks.
 */
final class Job {

  private final TrackerHandle handle;

  /** Where it is in the list, so that it can be taken out at once. */
  int place;

  private @Nullable Awake awake;
  private long seen;
  private long quietSince;

  Job(TrackerHandle handle, int place) {
    this.handle = handle;
    this.place = place;
    this.quietSince = handle.startedNanos();
  }

  TrackerHandle handle() {
    return handle;
  }

  /** What is known of it beyond its count; null while it is dormant. */
  @Nullable Awake awake() {
    return awake;
  }

  void wake(TrackerModel root) {
    awake = new Awake(root, new Silence(quietSince));
  }

  /** Sees whether a dormant job has counted. */
  void peek(long nanos) {
    handle.reclaim();
    long counted = handle.counter().sum();
    if (counted != seen) {
      seen = counted;
      quietSince = nanos;
    }
  }

  /** For how long nothing has happened in it. */
  long quietFor(long nanos) {
    return awake == null ? Math.max(0, nanos - quietSince) : awake.silence.lasted(nanos);
  }

  /** What is known of a job that is not dormant, and what was last told of it. */
  static final class Awake {

    /** A job that does nothing is still shown this often, because its ETA moves. */
    private static final long IDLE_UPDATE_NANOS = Duration.ofSeconds(1).toNanos();

    /** The meters of a job that waits for its turn are fed at a sixteenth of its age. */
    private static final int FEEDS_PER_AGE = 16;

    private static final long RAREST_FEED_NANOS = Duration.ofSeconds(5).toNanos();

    private final TrackerModel root;
    private final Silence silence;
    private final long startedNanos;
    private boolean hasMarks;
    private long fedAt;
    private boolean told;
    private long toldAt;
    private long done;
    private @Nullable Double percent;
    private @Nullable TrackerState state;
    private @Nullable String phase;

    Awake(TrackerModel root, Silence silence) {
      this.root = root;
      this.silence = silence;
      this.startedNanos = root.handle().startedNanos();
    }

    /**
     * Says that there are counts in it that somebody wants to hear of as soon as they are passed.
     */
    void hasMarks() {
      hasMarks = true;
    }

    /**
     * Whether its counters are to be read although nobody looks. The meters measure by how old the
     * job is, so there is no need to feed an old one as often as a young one.
     */
    boolean isHungry(long nanos) {
      long age = nanos - startedNanos;
      return hasMarks || nanos - fedAt >= Math.min(RAREST_FEED_NANOS, age / FEEDS_PER_AGE);
    }

    void fed(long nanos) {
      fedAt = nanos;
    }

    TrackerModel root() {
      return root;
    }

    Silence silence() {
      return silence;
    }

    /** Whether there is something new; if so, it counts as told. */
    boolean isWorthAnUpdate(ProgressSnapshot now, long nanos) {
      boolean worth = !told || isOther(now) || nanos - toldAt >= IDLE_UPDATE_NANOS;
      if (worth) {
        told = true;
        toldAt = nanos;
        done = now.done();
        percent = now.percent();
        state = now.state();
        phase = now.phase();
      }
      return worth;
    }

    private boolean isOther(ProgressSnapshot now) {
      return done != now.done()
          || state != now.state()
          || !Objects.equals(percent, now.percent())
          || !Objects.equals(phase, now.phase());
    }
  }
}
