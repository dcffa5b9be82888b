package io.github.progresstracker.benchmarks.recording;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Compares each with all before: every item is dearer than the last. */
final class Deduplicate implements Job {

  private static final int USUAL_DOCUMENTS = 1_900;
  private static final int LARGEST = 60_000;
  private static final int SHINGLE = 4;
  private static final double SAME = 0.9;

  @Override
  public Work prepare(Run run, Path scratch) throws IOException {
    List<Path> texts =
        Corpus.files("/usr/include", "/usr/lib/python3", "/usr/lib/python3.11").stream()
            .filter(file -> file.toString().matches(".*\\.(py|h|txt|hpp)"))
            .filter(file -> Corpus.size(file) < LARGEST)
            .toList();
    List<Path> documents =
        Corpus.shuffled(texts, run.random("order")).stream()
            .limit(run.scaled(USUAL_DOCUMENTS))
            .toList();
    return new Work(documents.size(), recording -> deduplicate(documents, recording));
  }

  private static void deduplicate(List<Path> documents, Recording recording) throws IOException {
    List<int[]> kept = new ArrayList<>();
    for (Path document : documents) {
      int[] shingles = shingles(Files.readString(document, StandardCharsets.ISO_8859_1));
      if (kept.stream().noneMatch(other -> similarity(shingles, other) > SAME)) {
        kept.add(shingles);
      }
      recording.advance();
    }
  }

  /** Hashes of all sequences of some words, ascending. */
  private static int[] shingles(String text) {
    List<String> words = Arrays.asList(text.split("\\W+", -1));
    return IntStream.rangeClosed(0, words.size() - SHINGLE)
        .map(i -> words.subList(i, i + SHINGLE).hashCode())
        .sorted()
        .distinct()
        .toArray();
  }

  /** Jaccard index of two ascending sets. */
  private static double similarity(int[] a, int[] b) {
    int common = 0;
    for (int i = 0, j = 0; i < a.length && j < b.length; ) {
      int order = Integer.compare(a[i], b[j]);
      common += order == 0 ? 1 : 0;
      i += order <= 0 ? 1 : 0;
      j += order >= 0 ? 1 : 0;
    }
    int union = a.length + b.length - common;
    return union == 0 ? 1 : (double) common / union;
  }
}
