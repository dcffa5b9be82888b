package io.github.progresstracker.benchmarks.recording;

import io.github.progresstracker.benchmarks.report.Machine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;

/**
 * Counted by file while files differ a thousandfold in size, in the order of a directory walk:
 * steps where large files lie together.
 */
final class HashTree implements Job {

  private static final double USUAL_SHARE = 0.7;

  @Override
  public Work prepare(Run run, Path scratch) throws IOException {
    List<Path> tree = Corpus.files("/usr/bin", "/usr/lib", "/usr/share");
    List<Path> files = Corpus.sample(tree, USUAL_SHARE * run.size(), run.random("files"));
    boolean cold = run.number() % 2 == 0 && Machine.forgetFiles();
    return new Work(files.size(), recording -> hash(files, cold, recording));
  }

  private static void hash(List<Path> files, boolean cold, Recording recording) throws Exception {
    recording.note(cold ? "caches dropped before" : "caches as they were");
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    byte[] buffer = new byte[1 << 16];
    for (Path file : files) {
      try (InputStream in = Files.newInputStream(file)) {
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          digest.update(buffer, 0, n);
        }
      }
      recording.advance();
    }
  }
}
