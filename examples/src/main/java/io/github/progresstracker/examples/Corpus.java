package io.github.progresstracker.examples;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * Documents made up of words, always the same ones, and what it takes to index them: some real work
 * for the processor and nothing else. Later documents are longer, as archives grow, so the first
 * half of them takes far less than half of the time.
 */
final class Corpus {

  /** Files to look at for each one that is a document. */
  private static final int FILES_PER_DOCUMENT = 150;

  private static final int SHORTEST = 500;
  private static final int LONGER_BY = 2_500;
  private static final int VOCABULARY = 20_000;

  private final int documents;
  private final List<Integer> found = new ArrayList<>();
  private final List<byte[]> packed = new ArrayList<>();
  private final Map<String, BitSet> postings = new HashMap<>();

  Corpus(int documents) {
    this.documents = documents;
  }

  /** How many documents have been found. */
  int size() {
    return found.size();
  }

  /** How many different words the index has. */
  int terms() {
    return postings.size();
  }

  /**
   * Looks for documents; only at the end it is known how many there are.
   *
   * @param step after each one
   */
  void scan(Runnable step) throws InterruptedException {
    MessageDigest names = sha256();
    for (int file = 0; found.size() < documents; file++) {
      names.update(Integer.toString(file).getBytes(StandardCharsets.UTF_8));
      names.digest();
      if (file % FILES_PER_DOCUMENT == 0) {
        found.add(file);
        step.run();
        stopIfAsked();
      }
    }
  }

  /**
   * Gets the documents, as small as can be.
   *
   * @param step after each one
   */
  void fetch(Runnable step) throws InterruptedException {
    for (int i = 0; i < found.size(); i++) {
      int words = SHORTEST + (int) ((long) LONGER_BY * i / found.size());
      byte[] text = text(found.get(i), words).getBytes(StandardCharsets.UTF_8);
      byte[] one = pack(text, Deflater.DEFAULT_STRATEGY);
      byte[] other = pack(text, Deflater.FILTERED);
      packed.add(one.length <= other.length ? one : other);
      step.run();
      stopIfAsked();
    }
  }

  /**
   * Writes down which word is in which document.
   *
   * @param step after each one
   */
  void index(Runnable step) throws InterruptedException {
    for (int i = 0; i < packed.size(); i++) {
      for (String word : unpack(packed.get(i)).split(" ", -1)) {
        postings.computeIfAbsent(word, unseen -> new BitSet()).set(i);
      }
      step.run();
      stopIfAsked();
    }
  }

  private static String text(long seed, int words) {
    SplittableRandom random = new SplittableRandom(seed);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < words; i++) {
      // Few words are frequent and most are rare, as in any language.
      int rank = (int) Math.pow(VOCABULARY, random.nextDouble());
      text.append(Integer.toString(rank * 7_919, Character.MAX_RADIX)).append(' ');
    }
    return text.toString();
  }

  private static byte[] pack(byte[] text, int strategy) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    Deflater best = new Deflater(Deflater.BEST_COMPRESSION);
    best.setStrategy(strategy);
    try (DeflaterOutputStream out = new DeflaterOutputStream(packed, best)) {
      out.write(text);
    } catch (IOException e) {
      throw new UncheckedIOException("memory takes whatever is written to it", e);
    } finally {
      best.end();
    }
    return packed.toByteArray();
  }

  private static String unpack(byte[] packed) {
    try (InputStream in = new InflaterInputStream(new ByteArrayInputStream(packed))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("what was packed here can be unpacked", e);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  private static void stopIfAsked() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("stopped");
    }
  }
}
