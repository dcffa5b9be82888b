package io.github.progresstracker.benchmarks.recording;

import java.nio.file.Path;
import java.util.SplittableRandom;

/** Rows through the middle of the set cost many times those at the edges: a hump. */
final class RenderRows implements Job {

  private static final int USUAL_ROWS = 700;
  private static final int WIDTH = 900;
  private static final int LIMIT = 24_000;

  @Override
  public Work prepare(Run run, Path scratch) {
    int rows = run.scaled(USUAL_ROWS);
    int[][] image = new int[rows][WIDTH];
    return new Work(rows, recording -> render(image, window(run.random("window")), recording));
  }

  /** What part of the plane is shown; its height follows from the image. */
  private record Window(double left, double top, double width) {}

  private static Window window(SplittableRandom random) {
    double width = 2.4 + 0.8 * random.nextDouble();
    return new Window(-2.1 + 0.3 * random.nextDouble(), 0.9 + 0.5 * random.nextDouble(), width);
  }

  private static void render(int[][] image, Window window, Recording recording) {
    double step = window.width() / WIDTH;
    for (int row = 0; row < image.length; row++) {
      for (int column = 0; column < WIDTH; column++) {
        image[row][column] = iterations(window.left() + column * step, window.top() - row * step);
      }
      recording.advance();
    }
  }

  private static int iterations(double cx, double cy) {
    double x = 0;
    double y = 0;
    int n = 0;
    while (n < LIMIT && x * x + y * y < 4) {
      double next = x * x - y * y + cx;
      y = 2 * x * y + cy;
      x = next;
      n++;
    }
    return n;
  }
}
