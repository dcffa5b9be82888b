package io.github.progresstracker.benchmarks.accuracy;

import java.util.List;
import java.util.Locale;

/**
 * An SVG drawing under construction: shapes with one style class each. It brings its own background
 * and follows the reader's choice of light or dark.
 */
final class Svg {

  private static final String STYLE =
      """
      <style>
      .paper{fill:#ffffff} .text{fill:#24292f} .faint{fill:#656d76} .line{stroke:#8c959f;fill:none}
      .grid{stroke:#d8dee4;fill:none} .c1{fill:#0969da} .c2{fill:#8250df} .c3{fill:#bf8700}
      .s1{stroke:#0969da;fill:none} .s3{stroke:#bf8700;fill:none} .truth{stroke:#1a7f37;fill:none}
      .band{fill:#0969da;fill-opacity:0.18}
      text{font-family:system-ui,-apple-system,'Segoe UI',Helvetica,Arial,sans-serif;font-size:12px}
      text.title{font-size:15px;font-weight:600} text.small{font-size:10px}
      @media (prefers-color-scheme:dark){
      .paper{fill:#0d1117} .text{fill:#e6edf3} .faint{fill:#9198a1} .line{stroke:#6e7681}
      .grid{stroke:#30363d} .c1{fill:#4493f8} .c2{fill:#ab7df8} .c3{fill:#d29922}
      .s1{stroke:#4493f8} .s3{stroke:#d29922} .truth{stroke:#3fb950}
      .band{fill:#4493f8;fill-opacity:0.22}}
      </style>
      """;

  /** Where a text ends or begins. */
  enum Anchor {
    START,
    MIDDLE,
    END
  }

  /**
   * A place in the drawing.
   *
   * @param x to the right
   * @param y downwards
   */
  record Point(double x, double y) {}

  private final StringBuilder body = new StringBuilder();
  private final int width;
  private final int height;

  Svg(int width, int height) {
    this.width = width;
    this.height = height;
    rectangle("paper", 0, 0, width, height);
  }

  void rectangle(String style, double x, double y, double w, double h) {
    add(
        "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
        style, x, y, w, h);
  }

  void line(String style, Point from, Point to, double thickness) {
    polyline(style, List.of(from, to), thickness);
  }

  void dashed(String style, Point from, Point to) {
    add(
        "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke-width=\"1.5\""
            + " stroke-dasharray=\"6 4\"/>",
        style, from.x(), from.y(), to.x(), to.y());
  }

  void polyline(String style, List<Point> points, double thickness) {
    add(
        "<polyline class=\"%s\" stroke-width=\"%.1f\" stroke-linejoin=\"round\" points=\"%s\"/>",
        style, thickness, text(points));
  }

  void area(String style, List<Point> points) {
    add("<polygon class=\"%s\" points=\"%s\"/>", style, text(points));
  }

  void text(String style, double x, double y, Anchor anchor, String text) {
    add(
        "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>",
        style, x, y, anchor.name().toLowerCase(Locale.ROOT), escaped(text));
  }

  /** The whole file. */
  String toFile(String title) {
    return String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
                    + " viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">%n",
                width,
                height,
                width,
                height,
                escaped(title))
            .replace(System.lineSeparator(), "\n")
        + STYLE
        + body
        + "</svg>\n";
  }

  private void add(String format, Object... values) {
    body.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  private static String text(List<Point> points) {
    StringBuilder text = new StringBuilder();
    for (Point point : points) {
      text.append(text.length() == 0 ? "" : " ")
          .append(String.format(Locale.ROOT, "%.1f,%.1f", point.x(), point.y()));
    }
    return text.toString();
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
