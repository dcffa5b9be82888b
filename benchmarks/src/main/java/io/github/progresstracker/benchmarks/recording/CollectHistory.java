package io.github.progresstracker.benchmarks.recording;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Pages at an even pace, interrupted by flood waits whose length is announced. */
final class CollectHistory implements Job {

  private static final int USUAL_PAGES = 150;
  private static final int PAGE = 100;

  @Override
  public Work prepare(Run run, Path scratch) throws IOException {
    int pages = run.scaled(USUAL_PAGES);
    Path store = scratch.resolve("messages");
    LoopbackClient server = LoopbackClient.start(run);
    return new Work((long) pages * PAGE, recording -> collect(server, pages, store, recording));
  }

  private static void collect(LoopbackClient server, int pages, Path store, Recording recording)
      throws IOException, InterruptedException {
    try (server) {
      for (int page = 0; page < pages; page++) {
        byte[] messages = server.get("/page/" + page, recording::announcePause);
        Files.write(store, messages, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        recording.advance(PAGE);
      }
    }
  }
}
