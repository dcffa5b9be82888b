package io.github.progresstracker.benchmarks.accuracy;

import java.util.ArrayList;
import java.util.List;

/**
 * The best interval that needs no thought: the overall average times two constants, the same in all
 * traces, chosen in hindsight on these very traces so that the mean Winkler score is lowest.
 *
 * @param below lower end as a share of the estimate, 0 to 1
 * @param above upper end as a multiple of the estimate, >= 1
 * @param winkler mean Winkler score over the traces
 */
record ConstantBand(double below, double above, double winkler) {

  private static final double HIGHEST = 9;

  static ConstantBand best(Results results) {
    List<Run> runs = new ArrayList<>();
    for (Trace trace : results.traces()) {
      runs.add(new Run(trace.duration(), results.get(Entrant.AVERAGE, trace).looks()));
    }
    ConstantBand coarse = search(runs, new Grid(0, 1, 0.05), new Grid(1, HIGHEST, 0.1));
    return search(
        runs,
        new Grid(Math.max(0, coarse.below - 0.05), Math.min(1, coarse.below + 0.05), 0.01),
        new Grid(Math.max(1, coarse.above - 0.1), coarse.above + 0.1, 0.01));
  }

  private static ConstantBand search(List<Run> runs, Grid belows, Grid aboves) {
    ConstantBand best = new ConstantBand(1, 1, Double.POSITIVE_INFINITY);
    for (int i = 0; i < belows.size(); i++) {
      for (int j = 0; j < aboves.size(); j++) {
        double below = belows.value(i);
        double above = aboves.value(j);
        double winkler =
            Statistics.mean(runs.stream().mapToDouble(r -> r.winkler(below, above)).toArray());
        if (winkler < best.winkler) {
          best = new ConstantBand(below, above, winkler);
        }
      }
    }
    return best;
  }

  private record Grid(double from, double to, double step) {

    int size() {
      return (int) Math.round((to - from) / step) + 1;
    }

    double value(int index) {
      return from + index * step;
    }
  }

  private record Run(double duration, List<Look> looks) {

    double winkler(double below, double above) {
      double sum = 0;
      for (Look look : looks) {
        double said = look.remainingOrZero();
        sum += Scores.winkler(said * below, said * above, duration - look.seconds(), duration);
      }
      return sum / looks.size();
    }
  }
}
