package io.github.progresstracker.benchmarks.recording;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Counted by byte over three kinds of data that pack at different speeds: two bends. */
final class ArchiveFiles implements Job {

  private static final List<String> PARTS = List.of("/usr/share", "/usr/lib/gcc", "/usr/lib/jvm");
  private static final long USUAL_BYTES_PER_PART = 90_000_000;

  @Override
  public Work prepare(Run run, Path scratch) throws IOException {
    List<Path> files = new ArrayList<>();
    for (String part : PARTS) {
      List<Path> all = Corpus.shuffled(Corpus.files(part), run.random(part));
      files.addAll(upTo((long) (USUAL_BYTES_PER_PART * run.size()), all));
    }
    Path archive = scratch.resolve("archive.zip");
    return new Work(Corpus.bytes(files), recording -> pack(files, archive, recording));
  }

  private static List<Path> upTo(long bytes, List<Path> files) {
    List<Path> taken = new ArrayList<>();
    long sum = 0;
    for (Path file : files) {
      sum += Corpus.size(file);
      if (sum > bytes) {
        break;
      }
      taken.add(file);
    }
    return taken;
  }

  private static void pack(List<Path> files, Path archive, Recording recording) throws IOException {
    byte[] buffer = new byte[1 << 16];
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
      for (Path file : files) {
        zip.putNextEntry(new ZipEntry(file.toString()));
        try (InputStream in = Files.newInputStream(file)) {
          for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            zip.write(buffer, 0, n);
            recording.advance(n);
          }
        }
      }
    }
  }
}
