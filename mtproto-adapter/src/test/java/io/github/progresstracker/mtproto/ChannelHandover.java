package io.github.progresstracker.mtproto;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.job.JobFacts;
import io.github.progresstracker.job.JobState;
import io.github.progresstracker.job.JobStatus;
import io.github.progresstracker.job.JobStores;
import io.github.progresstracker.job.Lease;
import io.github.progresstracker.job.LeaseStore;
import io.github.progresstracker.job.WriterId;
import io.github.progresstracker.testing.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Channels that go from one worker to another while both work for the same user. Whatever the order
 * in which they stall, die, wake up and report, the user's job says what is stored: no channel
 * counts twice, and none of a worker that was killed is missing.
 */
abstract class ChannelHandover {

  private static final long USER = 844_338_517;
  private static final Duration LEASE = Duration.ofMinutes(1);

  /** How many random histories; -Dprogress.handover.runs=1000 looks harder. */
  private static final int RUNS = Integer.getInteger("progress.handover.runs", 15);

  final ManualClock clock = new ManualClock(Instant.parse("2025-11-10T12:30:00Z"));
  private final List<Worker> workers = new ArrayList<>();
  private final LivingChannels source = new LivingChannels();

  /** Where jobs and leases are kept. */
  abstract JobStores stores();

  abstract MessageStore messages();

  /** Lets all leases end that nobody renews. */
  abstract void expireLeases();

  @AfterEach
  void close() {
    workers.forEach(worker -> worker.registry.close());
  }

  @Test
  @DisplayName("a holder that sleeps through its lease and reports late adds nothing")
  void stalled() throws Exception {
    source.channel(1, 2_500);
    Worker one = worker("one");
    Worker two = worker("two");
    one.atPage(8, () -> takeOver(two));
    one.cycle();
    assertThat(job().totals().done()).as("before the late report").isEqualTo(2_500);
    one.flush();
    assertExact();
    two.cycle();
    one.cycle();
    two.flush();
    one.flush();
    assertExact();
    assertThat(job().status()).isEqualTo(JobStatus.COMPLETED);
  }

  @Test
  @DisplayName("a channel that is released after a turn and taken by another counts once")
  void released() throws Exception {
    source.channel(1, 700).channel(2, 300);
    Worker one = worker("one");
    Worker two = worker("two");
    for (int round = 0; round < 4; round++) {
      (round % 2 == 0 ? one : two).cycle();
      source.post(1, 40);
      source.post(2, 7);
    }
    one.cycle();
    one.flush();
    two.flush();
    assertExact();
    assertThat(job().percent()).isEqualTo(100);
    assertThat(job().newest(JobFacts::ownTotal)).as("the writers' own affair").isNotNull();
  }

  @Test
  @DisplayName("what a worker has stored and not told of when it is killed is not missing")
  void killed() throws Exception {
    source.channel(1, 2_500).channel(2, 900);
    Worker one = worker("one");
    one.atPage(3, one::flush);
    one.atPage(9, one::die);
    one.cycle();
    assertThat(job().totals().done()).as("told of").isEqualTo(200);
    expireLeases();
    Worker two = worker("two");
    two.cycle();
    two.flush();
    assertExact();
    Worker oneAgain = worker("one");
    source.post(2, 33);
    oneAgain.cycle();
    oneAgain.flush();
    assertExact();
    assertThat(job().writers()).hasSize(2);
  }

  @Test
  @DisplayName("a worker waits for the end of a dead one's leases, and not for its own next run")
  void takenOver() throws Exception {
    source.channel(1, 900).channel(2, 300);
    Worker one = worker("one");
    Worker two = worker("two");
    one.atPage(5, two::cycle);
    one.atPage(6, one::die);
    one.cycle();
    assertThat(two.planned).as("it found nothing to do").isEqualTo(Duration.ofMinutes(15));
    two.onPause(this::expireLeases);
    assertThat(two.paused()).isLessThan(Duration.ofMinutes(5));
    two.cycle();
    two.flush();
    assertExact();
  }

  @Test
  @DisplayName("a worker does not come for what another one still has, or has given back")
  void notTakenOver() throws Exception {
    source.channel(1, 900);
    Worker one = worker("one");
    Worker two = worker("two");
    String lease = "mtproto/channel/" + source.resolve(source.channels().get(0)).id();
    Lease held = stores().leases().acquire(lease, WriterId.of("one"), LEASE).orElseThrow();
    two.cycle();
    assertThat(two.planned).as("it found nothing to do").isEqualTo(Duration.ofMinutes(15));
    two.onPause(() -> stores().leases().renew(held, LEASE));
    assertThat(two.paused()).isEqualTo(two.planned);
    two.onPause(() -> stores().leases().release(held));
    assertThat(two.paused()).isEqualTo(two.planned);
    one.cycle();
    one.flush();
    assertExact();
  }

  @Test
  @DisplayName("two users of one channel each have all of it, whoever collected it")
  void twoUsers() throws Exception {
    source.channel(1, 1_200);
    Worker one = worker("one");
    Worker other = worker("one", 2);
    one.cycle();
    one.flush();
    source.post(1, 100);
    other.cycle();
    other.flush();
    assertThat(job(USER).totals().done()).as("when it was his turn last").isEqualTo(1_200);
    assertThat(job(2).totals().done()).isEqualTo(1_300);
    one.cycle();
    one.flush();
    assertThat(job(USER).totals().done()).isEqualTo(1_300);
  }

  @Test
  @DisplayName("after any history of stalls, deaths, late reports and restarts the sum is exact")
  void anyHistory() throws Exception {
    source.channel(1, 0).channel(2, 0).channel(3, 0);
    for (int seed = 0; seed < RUNS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      for (int step = 0; step < 6; step++) {
        for (long channel = 1; channel <= 3; channel++) {
          source.post(channel, random.nextInt(400));
        }
        history(random);
        assertThat(job().totals().done()).as("seed %d", seed).isLessThanOrEqualTo(stored());
      }
      expireLeases();
      Worker last = worker(name(random));
      last.cycle();
      last.flush();
      assertExact();
      workers.get(random.nextInt(workers.size())).flush();
      assertExact();
    }
  }

  private void history(SplittableRandom random) {
    if (random.nextBoolean()) {
      expireLeases();
    }
    Worker worker = worker(name(random));
    int page = 1 + random.nextInt(12);
    switch (random.nextInt(4)) {
      case 0 -> worker.atPage(page, worker::die);
      case 1 -> worker.atPage(page, () -> takeOver(worker(name(random))));
      case 2 -> worker.atPage(page, worker::flush);
      default -> {}
    }
    worker.cycle();
    if (random.nextBoolean()) {
      workers.get(random.nextInt(workers.size())).flush();
    }
    worker.flush();
  }

  /** The same name may be that of one who still runs, as after a restart that came too early. */
  private static String name(SplittableRandom random) {
    return random.nextBoolean() ? "one" : "two";
  }

  private void takeOver(Worker other) {
    expireLeases();
    other.cycle();
    other.flush();
  }

  private void assertExact() throws Exception {
    assertThat(job().totals().done()).isEqualTo(stored());
    assertThat(job().totalItems()).isEqualTo(stored());
  }

  private long stored() throws SourceException {
    long stored = 0;
    for (ChannelRef ref : source.channels()) {
      stored += messages().open(source.resolve(ref)).stored();
    }
    return stored;
  }

  private JobState job() throws Exception {
    return job(USER);
  }

  private JobState job(long user) throws Exception {
    return stores().jobs().find(CollectionWorker.jobOf(user)).orElseThrow();
  }

  private Worker worker(String name) {
    return worker(name, USER);
  }

  private Worker worker(String name, long user) {
    Worker worker = new Worker(name, user);
    workers.add(worker);
    return worker;
  }

  private static final class Death extends Error {
    private static final long serialVersionUID = 1L;
  }

  /** Something that happens. */
  private interface Moment {
    void come() throws Exception;
  }

  /** A worker with all that a JVM of its own would have. */
  private final class Worker implements HistorySource, LeaseStore {
    private final ProgressRegistry registry =
        ProgressRegistry.builder().clock(clock).manualSampling().jobs(stores()).build();
    private final AccountLoop loop;
    private final Map<Integer, Runnable> moments = new HashMap<>();
    private Moment whilePaused = () -> {};
    private Duration planned = Duration.ZERO;
    private int pages;
    private boolean dead;

    Worker(String name, long user) {
      loop =
          CollectionWorker.builder(registry, messages(), this)
              .schedule(CollectionSchedule.every(Duration.ofMinutes(10)))
              .sessionLimit(500)
              .keptJobs(WriterId.of(name))
              .pagesPerSecond(0)
              .time(clock, this::pause)
              .account(user, this)
              .build()
              .loops()
              .get(0);
    }

    /** Before a page is asked for. */
    void atPage(int page, Runnable what) {
      moments.put(page, what);
    }

    /** Again and again while it waits for its next run. */
    void onPause(Moment what) {
      whilePaused = what;
    }

    private void pause(Duration time) {
      clock.advance(time);
      try {
        whilePaused.come();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    /** Waits as it would for its next run; gives for how long. */
    Duration paused() throws InterruptedException {
      Instant before = clock.now();
      loop.pause(planned);
      return Duration.between(before, clock.now());
    }

    void cycle() {
      try {
        planned = loop.cycle();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      } catch (Death e) {
        assertThat(dead).isTrue();
      }
    }

    void die() {
      dead = true;
      throw new Death();
    }

    /** All that it has to tell is told; of a dead one this is as if it had been told before. */
    void flush() {
      registry.sampleNow();
      try {
        assertThat(registry.flush(Duration.ofSeconds(10))).isTrue();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public List<ChannelRef> channels() {
      return source.channels();
    }

    @Override
    public Channel resolve(ChannelRef ref) throws SourceException {
      return source.resolve(ref);
    }

    @Override
    public Page older(Channel channel, long beforeId, int limit) throws SourceException {
      Runnable moment = moments.get(++pages);
      if (moment != null) {
        moment.run();
      }
      return source.older(channel, beforeId, limit);
    }

    @Override
    public SourceInfo info() {
      return source.info();
    }

    @Override
    public Optional<Lease> acquire(String lease, WriterId owner, Duration duration)
        throws Exception {
      return stores().leases().acquire(lease, owner, duration);
    }

    @Override
    public boolean renew(Lease lease, Duration duration) throws Exception {
      return stores().leases().renew(lease, duration);
    }

    @Override
    public boolean release(Lease lease) throws Exception {
      return !dead && stores().leases().release(lease);
    }

    @Override
    public Optional<Lease> find(String lease) throws Exception {
      return stores().leases().find(lease);
    }

    @Override
    public Set<String> abandoned(Collection<String> names) throws Exception {
      return stores().leases().abandoned(names);
    }

    @Override
    public void close() {}
  }

  /** For subclasses that have to be asked for their stores later. */
  static <T> T there(@Nullable T made) {
    if (made == null) {
      throw new IllegalStateException("no test is running");
    }
    return made;
  }
}
