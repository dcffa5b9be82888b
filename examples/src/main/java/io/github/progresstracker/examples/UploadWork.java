package io.github.progresstracker.examples;

import io.github.progresstracker.ByteUnits;
import io.github.progresstracker.OperationType;
import io.github.progresstracker.ProgressItem;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.TrackerSpec;
import io.github.progresstracker.WaitScope;
import io.github.progresstracker.examples.UploadBatch.UploadFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * Uploads a batch, and says all the while where it stands. An archive is one part of the job that
 * counts bytes; each other file is an item with stages.
 */
final class UploadWork {

  private static final BigDecimal PRICE_OF_A_TOKEN = new BigDecimal("0.00000002");
  private static final int CHUNK = 64 * 1_024;

  private final UploadBatch batch;
  private final UploadStore store = new UploadStore();
  private final MessageDigest digest = sha256();

  UploadWork(UploadBatch batch) {
    this.batch = batch;
  }

  /**
   * Does the work, counting files.
   *
   * @return SHA-256 of all that was read, in hexadecimal
   * @throws io.github.progresstracker.StopRequestedException if somebody asks the job to stop
   */
  String run(ProgressTracker job) throws IOException, InterruptedException {
    if (batch.archived() > 0) {
      unpackArchive(job);
    }
    job.activity().operationType(OperationType.DATA_COLLECTION);
    for (UploadFile file : batch.single()) {
      job.throwIfStopRequested();
      if (store.has(file)) {
        job.skip(1);
      } else {
        upload(file, job);
      }
      job.activity().lastProcessedId(file.name());
    }
    job.activity().operationType(OperationType.FINALIZATION);
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Archives come packed in a hurry; they are packed again as small as can be. */
  private void unpackArchive(ProgressTracker job) throws IOException {
    byte[] archive = batch.archive();
    TrackerSpec bytes =
        TrackerSpec.named("archive").unit(ByteUnits.IEC.unit()).total(archive.length);
    job.activity().operationType(OperationType.DISCOVERY);
    try (ProgressTracker part = job.split(bytes, batch.archived());
        InputStream packed = part.wrap(new ByteArrayInputStream(archive));
        InputStream in = new GZIPInputStream(packed, CHUNK);
        OutputStream out = new SmallGzip(OutputStream.nullOutputStream())) {
      byte[] chunk = new byte[CHUNK];
      for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
        part.throwIfStopRequested();
        digest.update(chunk, 0, length);
        out.write(chunk, 0, length);
      }
      part.complete();
    }
    job.activity().count("archived", batch.archived());
  }

  /** A file that the store will not have is one failure more, and no reason to end the job. */
  private void upload(UploadFile file, ProgressTracker job) throws InterruptedException {
    job.activity().currentDataType(file.type());
    job.activity().count(file.type(), 1);
    try (ProgressItem item = job.begin(file.name())) {
      try {
        send(file, pack(file, item), item, job);
        item.done();
      } catch (IOException e) {
        item.fail(e);
      }
    }
  }

  private byte[] pack(UploadFile file, ProgressItem item) throws IOException {
    item.stage("hashing");
    byte[] content = file.content();
    digest.update(content);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new SmallGzip(packed)) {
      for (int from = 0; from < content.length; from += CHUNK) {
        double percent = 100.0 * from / content.length;
        item.stage("compressing", percent);
        item.progress(percent);
        out.write(content, from, Math.min(CHUNK, content.length - from));
      }
    }
    return packed.toByteArray();
  }

  private void send(UploadFile file, byte[] packed, ProgressItem item, ProgressTracker job)
      throws IOException, InterruptedException {
    item.stage("sending");
    for (; ; ) {
      boolean taken = false;
      try {
        long tokens = store.put(file, packed);
        taken = true;
        job.usage().tokens(tokens);
        job.usage().cost(PRICE_OF_A_TOKEN.multiply(BigDecimal.valueOf(tokens)));
        return;
      } catch (UploadStore.BusyException e) {
        item.retry();
      } catch (UploadStore.RateLimitedException e) {
        leaveAlone(e.retryAfter(), job);
      } finally {
        job.usage().apiCall(taken);
      }
    }
  }

  /** The hit is counted, and the wait announced, so that its time does not count as work. */
  private static void leaveAlone(Duration retryAfter, ProgressTracker job)
      throws InterruptedException {
    job.usage().rateLimited(retryAfter);
    try (WaitScope wait = job.waiting("RATE_LIMIT", retryAfter)) {
      TimeUnit.NANOSECONDS.sleep(wait.left().toNanos());
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  private static final class SmallGzip extends GZIPOutputStream {
    SmallGzip(OutputStream out) throws IOException {
      super(out);
      def.setLevel(Deflater.BEST_COMPRESSION);
    }
  }
}
