package io.github.progresstracker.benchmarks.recording;

import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Compares each with all after: every item is cheaper than the last. */
final class DistanceMatrix implements Job {

  private static final int USUAL_SEQUENCES = 900;
  private static final String BASES = "ACGT";

  @Override
  public Work prepare(Run run, Path scratch) {
    SplittableRandom random = run.random("sequences");
    String[] sequences =
        IntStream.range(0, run.scaled(USUAL_SEQUENCES))
            .mapToObj(i -> sequence(random))
            .toArray(String[]::new);
    float[][] distances = new float[sequences.length][];
    return new Work(sequences.length, recording -> fill(distances, sequences, recording));
  }

  private static String sequence(SplittableRandom random) {
    StringBuilder sequence = new StringBuilder();
    for (int length = random.nextInt(50, 150); length > 0; length--) {
      sequence.append(BASES.charAt(random.nextInt(BASES.length())));
    }
    return sequence.toString();
  }

  private static void fill(float[][] distances, String[] sequences, Recording recording) {
    for (int i = 0; i < sequences.length; i++) {
      distances[i] = new float[sequences.length - i - 1];
      for (int j = i + 1; j < sequences.length; j++) {
        distances[i][j - i - 1] = editDistance(sequences[i], sequences[j]);
      }
      recording.advance();
    }
  }

  /** Levenshtein distance, one row at a time. */
  private static int editDistance(String a, String b) {
    int[] row = IntStream.rangeClosed(0, b.length()).toArray();
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
