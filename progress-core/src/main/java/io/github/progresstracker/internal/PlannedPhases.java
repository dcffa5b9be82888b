package io.github.progresstracker.internal;

import io.github.progresstracker.PhaseSpec;
import io.github.progresstracker.TrackerSpec;
import io.github.progresstracker.eta.Eta;
import io.github.progresstracker.eta.EtaMethod;
import io.github.progresstracker.eta.PhasePlan;
import io.github.progresstracker.eta.PhasedEstimator;
import io.github.progresstracker.eta.RunHistory;
import io.github.progresstracker.eta.RunSummary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The declared phases of a tracker: how much of the whole each is, and how long the rest takes. All
 * times are active time of the tracker in nanoseconds. Confined to the sampler.
 *
 * <p>What was done before this run is a share that is there from the start; in here only the rest
 * of each phase counts, and weighs as much less.
 */
final class PlannedPhases {

  /** Of its weight, for a phase of which nothing is left; an estimator knows no weight of zero. */
  private static final double LEAST_REST = 1e-9;

  private static final double LARGE = 1e200;

  private final String unit;
  private final EtaMethod method;
  private final Map<String, Progress> phases = new LinkedHashMap<>();
  private final double doneBefore;

  /** Knows nothing of earlier runs, has seen all of this one, and so can tell later ones. */
  private final PhasedEstimator witness;

  /** Gives the estimates; another than the witness if earlier runs are known. */
  private PhasedEstimator estimator;

  /** When that one began, if it is not the witness. */
  private long since;

  /**
   * The phases of a tracker that has begun none.
   *
   * @param method how they are estimated
   * @param mayLearn whether {@link #learn} may be called later
   */
  PlannedPhases(TrackerSpec spec, EtaMethod method, boolean mayLearn) {
    this.unit = spec.unit();
    this.method = method;
    double scale = scale(spec.phases());
    double sum = spec.phases().stream().mapToDouble(phase -> phase.weight() / scale).sum();
    for (PhaseSpec phase : spec.phases()) {
      double weight = Math.max(Double.MIN_NORMAL, phase.weight() / scale / sum);
      phases.put(phase.name(), new Progress(phases.size(), phase, weight, mayLearn));
    }
    this.doneBefore = phases.values().stream().mapToDouble(p -> p.weight * p.before).sum();
    this.witness = estimator(phase -> RunHistory.none());
    this.estimator = witness;
  }

  /** The sum of enormous weights would be infinite. */
  private static double scale(List<PhaseSpec> phases) {
    double largest = phases.stream().mapToDouble(PhaseSpec::weight).max().orElse(1);
    return largest > LARGE ? largest : 1;
  }

  /** The keys under which the histories of a tracker's phases are kept. */
  static List<String> keys(String key, List<PhaseSpec> phases) {
    return phases.stream().map(phase -> key(key, phase)).toList();
  }

  private static String key(String key, PhaseSpec phase) {
    return key + "/" + phase.name();
  }

  /** Declared share of the time, 0 to 1, or null for a phase that was not declared. */
  @Nullable Double weight(String name) {
    Progress phase = phases.get(name);
    return phase == null ? null : phase.weight;
  }

  /**
   * A phase begins.
   *
   * @param offset units of it that were done before this run
   */
  void begin(String name, long offset, long nanos) {
    withPhase(
        name,
        phase -> {
          phase.begin(offset, nanos);
          tell(nanos, (estimator, at) -> estimator.begin(phase.place, at));
        });
  }

  /**
   * Takes note of the count of a phase.
   *
   * @param worked units done in this run
   * @param total units to do in this run; NaN if unknown
   */
  void observe(String name, long nanos, double worked, double total) {
    withPhase(
        name,
        phase -> {
          if (phase.open) {
            phase.observe(nanos, worked, total);
            witness.observe(phase.place, nanos, worked, total);
            if (estimator != witness) {
              phase.tell(estimator, nanos - since);
            }
          }
        });
  }

  void end(String name, long nanos) {
    withPhase(
        name,
        phase -> {
          phase.end(nanos);
          tell(nanos, (estimator, at) -> estimator.end(phase.place, at));
        });
  }

  void waits(int count, long totalNanos, long leftNanos) {
    tell(0, (estimator, at) -> estimator.waits(count, totalNanos, leftNanos));
  }

  Eta estimate(long nanos) {
    return estimator.estimate(nanos - since);
  }

  /** Weighted share of the work that was done before this run, 0 to 1. */
  double doneBefore() {
    return doneBefore;
  }

  /** Whether this run has begun each phase from its beginning. */
  boolean isWhole() {
    return phases.values().stream().noneMatch(phase -> phase.resumed);
  }

  /** Weighted share of the work that is done, 0 to 1. */
  double share() {
    return Math.min(1, doneBefore + (1 - doneBefore) * witness.share());
  }

  /** From here on estimates with the help of earlier runs, however late they become known. */
  void learn(String key, EarlierRuns earlier) {
    PhasedEstimator informed =
        estimator(phase -> earlier.of(key(key, phase), unit, phase.offset(), phase.total()));
    List<Told> story = new ArrayList<>();
    phases.values().forEach(phase -> phase.retell(story));
    story.sort(Comparator.comparingLong(Told::nanos));
    story.forEach(told -> told.to().accept(informed));
    estimator = informed;
  }

  /** From here on estimates from what comes, as if what is left were all there ever was. */
  void resetPace(long nanos) {
    List<PhasePlan> rest = new ArrayList<>();
    for (Progress phase : phases.values()) {
      phase.told = phase.worked;
      double left = phase.weight * Math.max(LEAST_REST, 1 - phase.share());
      rest.add(new PhasePlan(Math.max(Double.MIN_NORMAL, left), RunHistory.none()));
    }
    PhasedEstimator anew = new PhasedEstimator(method, rest);
    since = nanos;
    estimator = anew;
    for (Progress phase : phases.values()) {
      if (phase.begun) {
        anew.begin(phase.place, 0);
      }
      if (phase.open) {
        phase.tell(anew, 0);
      } else if (phase.begun) {
        anew.end(phase.place, 0);
      }
    }
  }

  /** What this run teaches later runs of each phase, by key; phases done in part before are not. */
  Map<String, RunSummary> summaries(String key) {
    Map<String, RunSummary> summaries = new LinkedHashMap<>();
    for (Progress phase : phases.values()) {
      Optional<RunSummary> summary =
          phase.resumed ? Optional.empty() : witness.summary(phase.place);
      summary.ifPresent(run -> summaries.put(key(key, phase.spec), run));
    }
    return summaries;
  }

  private void withPhase(String name, Consumer<Progress> action) {
    Progress phase = phases.get(name);
    if (phase != null) {
      action.accept(phase);
    }
  }

  private void tell(long nanos, News news) {
    news.to(witness, nanos);
    if (estimator != witness) {
      news.to(estimator, nanos - since);
    }
  }

  private PhasedEstimator estimator(Function<PhaseSpec, RunHistory> history) {
    List<PhasePlan> plan = new ArrayList<>();
    for (Progress phase : phases.values()) {
      double rest = phase.weight * Math.max(LEAST_REST, 1 - phase.before);
      plan.add(new PhasePlan(Math.max(Double.MIN_NORMAL, rest), history.apply(phase.spec)));
    }
    return new PhasedEstimator(method, plan);
  }

  /** Something to tell an estimator, with the time by its own clock. */
  private interface News {
    void to(PhasedEstimator estimator, long at);
  }

  /** Something to tell an estimator that was not there when it happened. */
  private record Told(long nanos, Consumer<PhasedEstimator> to) {}

  /** How far a phase is: no more than is needed to tell of it again. */
  private static final class Progress {
    private final int place;
    private final PhaseSpec spec;
    private final double weight;
    private final double before;
    private boolean resumed;
    private boolean begun;
    private boolean open;
    private long since;
    private long spent;
    private long latest;
    private double worked;
    private double total = Double.NaN;

    /** Of that, what the estimator that is in use is not to know of. */
    private double told;

    private @Nullable Readings readings;

    Progress(int place, PhaseSpec spec, double weight, boolean retold) {
      this.place = place;
      this.spec = spec;
      this.weight = weight;
      this.before = before(spec);
      this.resumed = spec.offset() > 0;
      this.readings = retold ? new Readings() : null;
    }

    private static double before(PhaseSpec spec) {
      long total = spec.total().valueOr(0);
      return total == 0 ? 0 : Math.min(1, (double) spec.offset() / total);
    }

    void begin(long offset, long nanos) {
      resumed |= offset > 0;
      if (!open) {
        begun = true;
        open = true;
        since = nanos;
        latest = nanos;
      }
    }

    void observe(long nanos, double newWorked, double newTotal) {
      latest = nanos;
      worked = newWorked;
      total = newTotal;
      if (readings != null) {
        readings.add(nanos, newWorked, newTotal);
      }
    }

    /** Share of it that is done, what was done before this run included. */
    double share() {
      if (begun && !open) {
        return 1;
      }
      return total > 0 ? before + (1 - before) * Math.min(1, worked / total) : before;
    }

    void tell(PhasedEstimator estimator, long at) {
      estimator.observe(place, at, worked - told, total - told);
    }

    void end(long nanos) {
      if (open) {
        open = false;
        latest = nanos;
        spent += Math.max(0, nanos - since);
      }
    }

    /** As if it had been open once, for as long as it was in all; this can be done once. */
    void retell(List<Told> story) {
      if (!begun) {
        return;
      }
      long soFar = open ? spent + Math.max(0, latest - since) : spent;
      story.add(new Told(latest - soFar, estimator -> estimator.begin(place, latest - soFar)));
      if (readings != null) {
        readings.tell(
            (at, worked, total) ->
                story.add(new Told(at, estimator -> estimator.observe(place, at, worked, total))));
      }
      if (!open) {
        story.add(new Told(latest, estimator -> estimator.end(place, latest)));
      }
      readings = null;
    }
  }
}
