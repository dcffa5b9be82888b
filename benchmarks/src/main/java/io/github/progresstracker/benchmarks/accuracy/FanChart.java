package io.github.progresstracker.benchmarks.accuracy;

import io.github.progresstracker.benchmarks.accuracy.Svg.Anchor;
import io.github.progresstracker.benchmarks.accuracy.Svg.Point;
import java.util.ArrayList;
import java.util.List;

/**
 * When the job would be done, as it was predicted while it ran: the adaptive estimate with its 80 %
 * interval, the overall average, and the truth.
 */
final class FanChart {

  private static final int WIDTH = 760;
  private static final int HEIGHT = 400;
  private static final int LEFT = 70;
  private static final int RIGHT = 20;
  private static final int TOP = 92;
  private static final int BOTTOM = 54;
  // Beyond this many job lengths a prediction is drawn at the edge.
  private static final double LATEST = 2.5;

  private final Svg svg = new Svg(WIDTH, HEIGHT);
  private final Trace trace;
  private final List<Look> ours;
  private final List<Look> average;
  private final Axis x;
  private final Axis y;

  private FanChart(Results results, Trace trace) {
    this.trace = trace;
    ours = results.get(Entrant.ADAPTIVE, trace).looks();
    average = results.get(Entrant.AVERAGE, trace).looks();
    x = new Axis(0, trace.duration(), LEFT, WIDTH - RIGHT);
    y = new Axis(0, latest(), HEIGHT - BOTTOM, TOP);
  }

  static String of(Results results, Trace trace) {
    return new FanChart(results, trace).draw();
  }

  private double latest() {
    double most = trace.duration();
    for (Look look : ours) {
      most = Math.max(most, look.seconds() + (look.isEstimate() ? look.high() : 0));
    }
    for (Look look : average) {
      most = Math.max(most, look.seconds() + look.remainingOrZero());
    }
    return Math.min(most * 1.05, LATEST * trace.duration());
  }

  private String draw() {
    drawAxes();
    drawBand();
    drawFinish("s3", 1.5, average);
    drawFinish("s1", 2.5, ours);
    drawTruth();
    drawLegend();
    return svg.toFile("Predicted finish of " + trace.name());
  }

  private void drawAxes() {
    for (double tick : y.ticks()) {
      svg.line("grid", new Point(LEFT, y.at(tick)), new Point(WIDTH - RIGHT, y.at(tick)), 1);
      svg.text("faint", LEFT - 8, y.at(tick) + 4, Anchor.END, Text.fixed(tick, y.decimals()));
    }
    for (double tick : x.ticks()) {
      svg.text(
          "faint", x.at(tick), HEIGHT - BOTTOM + 18, Anchor.MIDDLE, Text.fixed(tick, x.decimals()));
    }
    svg.line("line", new Point(LEFT, y.at(0)), new Point(WIDTH - RIGHT, y.at(0)), 1);
    svg.line("line", new Point(LEFT, y.at(0)), new Point(LEFT, TOP), 1);
    svg.text("faint", 16, TOP - 10, Anchor.START, "predicted finish, seconds since the start");
    svg.text(
        "faint",
        (LEFT + WIDTH - RIGHT) / 2.0,
        HEIGHT - 14,
        Anchor.MIDDLE,
        "moment of the prediction, seconds since the start");
  }

  private void drawBand() {
    List<Point> outline = new ArrayList<>();
    List<Look> known = ours.stream().filter(Look::isEstimate).toList();
    known.forEach(look -> outline.add(point(look.seconds(), look.low())));
    for (int i = known.size() - 1; i >= 0; i--) {
      outline.add(point(known.get(i).seconds(), known.get(i).high()));
    }
    svg.area("band", outline);
  }

  private void drawFinish(String style, double thickness, List<Look> looks) {
    List<Point> points =
        looks.stream()
            .filter(Look::isEstimate)
            .map(look -> point(look.seconds(), look.remaining()))
            .toList();
    svg.polyline(style, points, thickness);
  }

  private Point point(double now, double remaining) {
    return new Point(x.at(now), y.at(now + remaining));
  }

  private void drawTruth() {
    double end = trace.duration();
    svg.dashed("truth", new Point(LEFT, y.at(end)), new Point(WIDTH - RIGHT, y.at(end)));
    svg.dashed("line", new Point(LEFT, y.at(0)), new Point(x.at(end), y.at(end)));
  }

  private void drawLegend() {
    svg.text("text title", 16, 26, Anchor.START, trace.name() + " (" + trace.kind() + ")");
    double error = Scores.of(trace.duration(), ours, true).error();
    double averageError = Scores.of(trace.duration(), average, false).error();
    drawKey(16, "s1", "adaptive, error " + Text.number(error));
    svg.rectangle("band", 206, 43, 24, 12);
    svg.text("text", 236, 54, Anchor.START, "its 80 % interval");
    drawKey(356, "s3", "average, error " + Text.number(averageError));
    drawDashedKey(550, "truth", "the truth");
    drawDashedKey(660, "line", "now");
  }

  private void drawKey(double left, String style, String text) {
    svg.line(style, new Point(left, 49), new Point(left + 24, 49), 2.5);
    svg.text("text", left + 30, 54, Anchor.START, text);
  }

  private void drawDashedKey(double left, String style, String text) {
    svg.dashed(style, new Point(left, 49), new Point(left + 24, 49));
    svg.text("text", left + 30, 54, Anchor.START, text);
  }
}
