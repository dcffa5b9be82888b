package io.github.progresstracker.benchmarks.recording;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Counted by file while sizes are log-normal: quick through the burst, then uneven, with stalls.
 */
final class DownloadFiles implements Job {

  private static final int USUAL_FILES = 75;
  private static final double MEDIAN_BYTES = 300_000;
  private static final double SPREAD = 1.1;
  private static final double LARGEST = 12e6;

  @Override
  public Work prepare(Run run, Path scratch) throws IOException {
    SplittableRandom random = run.random("files");
    List<Integer> sizes = random.ints(run.scaled(USUAL_FILES)).mapToObj(i -> size(random)).toList();
    LoopbackClient server = LoopbackClient.start(run);
    return new Work(sizes.size(), recording -> download(server, sizes, recording));
  }

  private static int size(SplittableRandom random) {
    return (int) Math.min(LARGEST, MEDIAN_BYTES * Math.exp(SPREAD * random.nextGaussian()));
  }

  /** The server's «later» is not announced to the progress: it shows as a stall. */
  private static void download(LoopbackClient server, List<Integer> sizes, Recording recording)
      throws IOException, InterruptedException {
    try (server) {
      for (int size : sizes) {
        server.get("/file/" + size, wait -> {});
        recording.advance();
      }
    }
  }
}
