package io.github.progresstracker.benchmarks.accuracy;

import io.github.progresstracker.benchmarks.accuracy.Results.Result;
import java.util.ArrayList;
import java.util.List;

/** Whether estimates of high confidence are better than those of low confidence. */
final class Calibration {

  private static final double NEAR = 0.25;
  private static final double[] EDGES = {0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1};

  /**
   * The estimates of some confidence.
   *
   * @param name the confidence
   * @param looks how many there were
   * @param near share of them within a quarter of the true remaining time; NaN of none
   * @param ratio median of how many times too long or too short they were; NaN of none
   */
  record Bin(String name, int looks, double near, double ratio) {}

  private record Judged(double confidence, boolean near, double ratio) {}

  private Calibration() {}

  static List<Bin> of(Results results, String entrant) {
    List<Judged> all = new ArrayList<>();
    for (Trace trace : results.traces()) {
      Result result = results.get(entrant, trace);
      result.looks().stream()
          .filter(Look::isEstimate)
          .forEach(look -> all.add(judge(look, trace.duration())));
    }
    List<Bin> bins = new ArrayList<>();
    for (int i = 1; i < EDGES.length; i++) {
      bins.add(bin(all, i));
    }
    return bins;
  }

  private static Judged judge(Look look, double duration) {
    double truth = duration - look.seconds();
    boolean near = Math.abs(look.remaining() - truth) <= NEAR * truth;
    return new Judged(look.confidence(), near, Scores.ratio(look, duration));
  }

  private static Bin bin(List<Judged> all, int upper) {
    double from = EDGES[upper - 1];
    double to = EDGES[upper];
    boolean last = upper == EDGES.length - 1;
    List<Judged> in =
        all.stream().filter(j -> j.confidence() >= from && (j.confidence() < to || last)).toList();
    return new Bin(
        name(from, to),
        in.size(),
        Statistics.mean(in.stream().mapToDouble(j -> j.near() ? 1 : 0).toArray()),
        Statistics.median(in.stream().mapToDouble(Judged::ratio).toArray()));
  }

  private static String name(double from, double to) {
    if (from == 0) {
      return "< " + Text.fixed(to, 1);
    }
    return to == 1 ? "≥ " + Text.fixed(from, 1) : Text.fixed(from, 1) + "–" + Text.fixed(to, 1);
  }
}
