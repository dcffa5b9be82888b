package io.github.progresstracker.benchmarks.accuracy;

import io.github.progresstracker.benchmarks.accuracy.Svg.Anchor;
import io.github.progresstracker.benchmarks.accuracy.Svg.Point;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Bars: the error of each estimator over the traces, the best first. */
final class ErrorChart {

  private static final int WIDTH = 760;
  private static final int LEFT = 130;
  private static final int RIGHT = 60;
  private static final int TOP = 78;
  private static final int BOTTOM = 56;
  private static final int BAR = 12;
  private static final int GROUP = 3 * BAR + 12;
  private static final String TITLE =
      "Error of the remaining time, as a share of the job's duration";

  private record Bars(String name, boolean ours, double median, double mean, double p90) {

    static Bars of(String name, boolean ours, double[] errors) {
      return new Bars(
          name,
          ours,
          Statistics.median(errors),
          Statistics.mean(errors),
          Statistics.quantile(0.9, errors));
    }
  }

  private ErrorChart() {}

  static String of(Results results) {
    List<Bars> groups = groups(results);
    double most = groups.stream().mapToDouble(Bars::p90).max().orElse(1);
    int bottom = TOP + groups.size() * GROUP;
    Svg svg = new Svg(WIDTH, bottom + BOTTOM);
    Axis x = new Axis(0, Math.max(0.1, most), LEFT, WIDTH - RIGHT);
    drawLegend(svg, results.traces().size());
    drawAxis(svg, x, bottom);
    for (int i = 0; i < groups.size(); i++) {
      drawGroup(svg, x, TOP + i * GROUP + 6, groups.get(i));
    }
    return svg.toFile(TITLE);
  }

  private static List<Bars> groups(Results results) {
    List<Bars> groups = new ArrayList<>();
    results.ours().forEach(name -> groups.add(Bars.of(name, true, results.errors(name))));
    results.peers().forEach(name -> groups.add(Bars.of(name, false, results.errors(name))));
    groups.sort(Comparator.comparingDouble(Bars::mean));
    return groups;
  }

  private static void drawLegend(Svg svg, int traces) {
    svg.text("text title", 16, 26, Anchor.START, TITLE);
    svg.text(
        "faint", 16, 46, Anchor.START, "over " + traces + " traces; shorter is better; * = ours");
    String[] names = {"median", "mean", "p90"};
    for (int i = 0; i < names.length; i++) {
      svg.rectangle("c" + (i + 1), LEFT + 90 * i, 57, 12, 12);
      svg.text("text", LEFT + 90 * i + 18, 67, Anchor.START, names[i]);
    }
  }

  private static void drawAxis(Svg svg, Axis x, int bottom) {
    for (double tick : x.ticks()) {
      svg.line("grid", new Point(x.at(tick), TOP), new Point(x.at(tick), bottom), 1);
      svg.text("faint", x.at(tick), bottom + 18, Anchor.MIDDLE, Text.fixed(tick, x.decimals()));
    }
    svg.line("line", new Point(LEFT, TOP), new Point(LEFT, bottom), 1);
    svg.text(
        "faint",
        (LEFT + WIDTH - RIGHT) / 2.0,
        bottom + 40,
        Anchor.MIDDLE,
        "mean distance from the true remaining time ÷ duration of the job");
  }

  private static void drawGroup(Svg svg, Axis x, double y, Bars bars) {
    svg.text(
        "text", LEFT - 8, y + 1.5 * BAR + 4, Anchor.END, bars.name() + (bars.ours() ? " *" : ""));
    drawBar(svg, x, y, "c1", bars.median());
    drawBar(svg, x, y + BAR, "c2", bars.mean());
    drawBar(svg, x, y + 2 * BAR, "c3", bars.p90());
  }

  private static void drawBar(Svg svg, Axis x, double y, String style, double value) {
    svg.rectangle(style, LEFT, y, x.at(value) - LEFT, BAR - 1);
    svg.text("faint small", x.at(value) + 4, y + BAR - 2.5, Anchor.START, Text.number(value));
  }
}
