package io.github.progresstracker.examples;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

/**
 * Generated files to upload, the same for the same seed: the first fifth of them packed in one
 * archive, the others one by one.
 */
final class UploadBatch {

  private static final int ARCHIVED_OF = 5;
  private static final int MOST_ARCHIVED = 100;

  private final List<UploadFile> files;
  private final int archived;
  private final byte[] archive;

  UploadBatch(int files, long seed) {
    this.files = IntStream.range(0, files).mapToObj(n -> new UploadFile(n, seed)).toList();
    this.archived = Math.min(files / ARCHIVED_OF, MOST_ARCHIVED);
    this.archive = pack(this.files.subList(0, archived));
  }

  /** How many files are in the archive. */
  int archived() {
    return archived;
  }

  byte[] archive() {
    return archive;
  }

  /** The files that are in no archive. */
  List<UploadFile> single() {
    return files.subList(archived, files.size());
  }

  private static byte[] pack(List<UploadFile> files) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      for (UploadFile file : files) {
        out.write(file.content());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("memory takes whatever is written to it", e);
    }
    return packed.toByteArray();
  }

  /** A file that is generated when it is read. */
  record UploadFile(int number, long seed) {

    private static final List<String> TYPES = List.of("csv", "json", "log");
    private static final String LETTERS = " etaoinshrdlucmfwypvbgkjqxz0123456789,;:\n";
    private static final int SMALLEST = 150_000;
    private static final int LARGER_BY = 250_000;
    private static final int ONE_LARGE_IN = 40;
    private static final int TIMES_LARGER = 12;

    String name() {
      return "file-" + number + "." + type();
    }

    String type() {
      return TYPES.get(number % TYPES.size());
    }

    byte[] content() {
      SplittableRandom random = random();
      byte[] content = new byte[size(random)];
      for (int i = 0; i < content.length; i++) {
        // Some letters are frequent and some are rare, as in any text.
        int rank = Math.min(random.nextInt(LETTERS.length()), random.nextInt(LETTERS.length()));
        content[i] = (byte) LETTERS.charAt(rank);
      }
      return content;
    }

    /** Chance that belongs to this file, from its beginning. */
    SplittableRandom random() {
      return new SplittableRandom(seed * 1_000_003 + number);
    }

    private static int size(SplittableRandom random) {
      int size = SMALLEST + random.nextInt(LARGER_BY);
      return random.nextInt(ONE_LARGE_IN) == 0 ? size * TIMES_LARGER : size;
    }
  }
}
