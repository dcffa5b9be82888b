package io.github.progresstracker.benchmarks.recording;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/** Real files of this machine to work on. */
final class Corpus {

  private static final long LARGEST_FILE = 32 << 20;

  private Corpus() {}

  /** All readable regular files of some directories, in the order of their paths. */
  static List<Path> files(String... directories) throws IOException {
    List<Path> files = new ArrayList<>();
    for (String directory : directories) {
      if (Files.isDirectory(Path.of(directory))) {
        files.addAll(walk(Path.of(directory)));
      }
    }
    if (files.isEmpty()) {
      throw new Job.SkippedException(
          "no readable file in " + String.join(", ", directories) + "; run on a Linux machine");
    }
    return files;
  }

  /** About such a share of a list, in the same order. */
  static <T> List<T> sample(List<T> all, double share, SplittableRandom random) {
    return all.stream().filter(one -> random.nextDouble() < share).toList();
  }

  /** The same in another order. */
  static <T> List<T> shuffled(List<T> all, SplittableRandom random) {
    List<T> copy = new ArrayList<>(all);
    Collections.shuffle(copy, new Random(random.nextLong()));
    return copy;
  }

  static long bytes(List<Path> files) {
    return files.stream().mapToLong(Corpus::size).sum();
  }

  static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> walk(Path directory) throws IOException {
    List<Path> files = new ArrayList<>();
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<Path>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile()
                && attributes.size() <= LARGEST_FILE
                && Files.isReadable(file)) {
              files.add(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE;
          }
        });
    Collections.sort(files);
    return files;
  }
}
