package io.github.progresstracker.benchmarks.recording;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.Deflater;

/** Few long tasks of like size on more threads than processors: nothing, then many at once. */
final class ShardWaves implements Job {

  private static final int THREADS = 8;
  private static final int USUAL_SHARDS = 44;
  private static final int USUAL_NUMBERS = 600_000;

  @Override
  public Work prepare(Run run, Path scratch) {
    int shards = run.scaled(USUAL_SHARDS);
    return new Work(shards, recording -> sortAll(shards, run.random("shards"), recording));
  }

  private static void sortAll(int shards, SplittableRandom random, Recording recording)
      throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      ExecutorCompletionService<Integer> tasks = new ExecutorCompletionService<>(threads);
      for (int shard = 0; shard < shards; shard++) {
        SplittableRandom own = random.split();
        tasks.submit(() -> packSorted(own));
      }
      for (int shard = 0; shard < shards; shard++) {
        tasks.take().get();
        recording.advance();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** Sorts and packs one shard; gives its packed size. */
  private static int packSorted(SplittableRandom random) {
    int[] numbers = random.ints((long) (USUAL_NUMBERS * random.nextDouble(0.8, 1.2))).toArray();
    Arrays.sort(numbers);
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * numbers.length);
    bytes.asIntBuffer().put(numbers);
    return pack(bytes.array());
  }

  private static int pack(byte[] bytes) {
    Deflater deflater = new Deflater();
    try {
      deflater.setInput(bytes);
      deflater.finish();
      byte[] output = new byte[1 << 16];
      int size = 0;
      while (!deflater.finished()) {
        size += deflater.deflate(output);
      }
      return size;
    } finally {
      deflater.end();
    }
  }
}
