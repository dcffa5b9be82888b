package io.github.progresstracker.benchmarks.races;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.event.ProgressEvent;
import io.github.progresstracker.sink.ProgressSink;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/** Races of a registry that closes with everything that makes events. */
public final class CloseRaces {

  private CloseRaces() {}

  /** A registry that is made when it is first asked for, as its sink takes a thread. */
  private static final class Site implements ProgressSink {
    private final Queue<String> delivered = new ConcurrentLinkedQueue<>();
    private @Nullable ProgressRegistry registry;
    private @Nullable ProgressTracker job;

    synchronized ProgressRegistry registry() {
      if (registry == null) {
        registry = ProgressRegistry.builder().manualSampling().sink(this).build();
      }
      return registry;
    }

    synchronized ProgressTracker job() {
      if (job == null) {
        job = registry().start("job", 2);
      }
      return job;
    }

    boolean eachOnce() {
      List<String> all = List.copyOf(delivered);
      return all.stream().distinct().count() == all.size();
    }

    @Override
    public String name() {
      return "delivered";
    }

    @Override
    public void deliver(List<ProgressEvent> events) {
      events.forEach(event -> delivered.add(event.header().eventId().toString()));
    }
  }

  /** A job is started while the registry closes. */
  @JCStressTest
  @Outcome(id = "true, true, true", expect = ACCEPTABLE, desc = "Started and ended, or refused.")
  @Outcome(expect = FORBIDDEN, desc = "An exception, or an event delivered twice.")
  @State
  public static class CloseAndStart {
    private final Site site = new Site();

    /**
     * Starts a job, which a closed registry refuses.
     *
     * @param result whether nothing else went wrong
     */
    @Actor
    public void starting(ZZZ_Result result) {
      ProgressRegistry registry = site.registry();
      try {
        ProgressTracker job = registry.start("job", 2);
        job.advance();
        job.note("started", Map.of());
        result.r1 = true;
      } catch (IllegalStateException refused) {
        result.r1 = true;
      }
    }

    /**
     * Closes.
     *
     * @param result whether it came back
     */
    @Actor
    public void closing(ZZZ_Result result) {
      site.registry().close();
      result.r2 = true;
    }

    /**
     * Looks at what was delivered.
     *
     * @param result whether no event was delivered twice
     */
    @Arbiter
    public void end(ZZZ_Result result) {
      result.r3 = site.eachOnce();
    }
  }

  /** A job counts, tells and ends while the registry closes. */
  @JCStressTest
  @Outcome(id = "true, true, true", expect = ACCEPTABLE, desc = "No exception, no event twice.")
  @Outcome(expect = FORBIDDEN, desc = "An exception, or an event delivered twice.")
  @State
  public static class CloseAndTell {
    private final Site site = new Site();

    /**
     * Does what a host does.
     *
     * @param result whether nothing went wrong
     */
    @Actor
    public void telling(ZZZ_Result result) {
      ProgressTracker job = site.job();
      job.advance();
      job.note("half", Map.of("of", 2));
      job.advance();
      job.complete();
      result.r1 = true;
    }

    /**
     * Closes.
     *
     * @param result whether it came back
     */
    @Actor
    public void closing(ZZZ_Result result) {
      site.job();
      site.registry().close();
      result.r2 = true;
    }

    /**
     * Looks at what was delivered.
     *
     * @param result whether no event was delivered twice, and the end of the job was
     */
    @Arbiter
    public void end(ZZZ_Result result) {
      site.registry().sampleNow();
      result.r3 = site.eachOnce() && site.job().snapshot().state().isFinal();
    }
  }
}
