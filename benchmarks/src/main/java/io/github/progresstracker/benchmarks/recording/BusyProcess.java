package io.github.progresstracker.benchmarks.recording;

import java.util.concurrent.TimeUnit;

/** Keeps processors busy for a while, as another program on the same machine would. */
final class BusyProcess {

  private BusyProcess() {}

  /** Arguments: milliseconds to wait first, milliseconds to work, number of threads. */
  public static void main(String[] arguments) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(Long.parseLong(arguments[0]));
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Long.parseLong(arguments[1]));
    for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
      new Thread(() -> spin(end)).start();
    }
  }

  private static void spin(long end) {
    while (System.nanoTime() - end < 0) {
      Thread.onSpinWait();
    }
  }
}
