package io.github.progresstracker.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.progresstracker.eta.RunHistory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One JSON file per key. Its name is the beginning of the key, for people, and a hash of the whole
 * key, so that any text is a safe name and no two keys share one on any file system.
 *
 * <p>Readers need no lock, because a file is replaced as a whole. Writers hold the lock of the
 * directory, a file of its own that the system releases when a process dies.
 */
final class DirectoryRunHistory implements RunHistoryStore {

  private static final Logger LOG = LoggerFactory.getLogger(RunHistoryStore.class);

  /** A few hundred bytes a run are usual; what is far beyond is not ours. */
  private static final long LARGEST_FILE = 1_000_000;

  private static final int LONGEST_BEGINNING = 40;
  private static final int HASH_BYTES = 16;
  private static final long LOCK_RETRY_MILLIS = 10;
  private static final int LOCK_ATTEMPTS = 1_000;

  private final Path directory;

  DirectoryRunHistory(Path directory) {
    this.directory = Objects.requireNonNull(directory, "directory");
  }

  @Override
  public List<StoredRun> load(String key) throws IOException {
    Path file = file(key);
    try {
      return read(file);
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IllegalArgumentException e) {
      throw new IOException(
          file + " is no run history (" + e.getMessage() + "); delete it to begin anew", e);
    }
  }

  @Override
  public synchronized void save(String key, StoredRun run)
      throws IOException, InterruptedException {
    Files.createDirectories(directory);
    try (FileChannel channel =
        FileChannel.open(
            directory.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      lock(channel);
      Path file = file(key);
      List<StoredRun> runs = new ArrayList<>(readOrPutAside(file));
      runs.add(run);
      replace(file, json(key, newest(runs)));
    }
  }

  private static List<StoredRun> newest(List<StoredRun> runs) {
    return runs.subList(Math.max(0, runs.size() - RunHistory.LIMIT), runs.size());
  }

  private static List<StoredRun> readOrPutAside(Path file) throws IOException {
    try {
      return read(file);
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IllegalArgumentException e) {
      Path aside = file.resolveSibling(file.getFileName() + ".unreadable");
      Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
      LOG.warn("{} is no run history ({}); it is now {}", file, e.getMessage(), aside);
      return List.of();
    }
  }

  private static List<StoredRun> read(Path file) throws IOException {
    long size = Files.size(file);
    if (size > LARGEST_FILE) {
      throw new IllegalArgumentException(
          size + " bytes are more than the " + LARGEST_FILE + " a history can have");
    }
    // Unlike readString this takes any bytes; those that are no UTF-8 are no JSON either.
    JsonNode json = RunJson.parsed(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
    RunJson.requireVersion(json);
    List<StoredRun> runs = new ArrayList<>();
    json.path("runs").forEach(run -> runs.add(RunJson.run(run)));
    return newest(runs);
  }

  private static String json(String key, List<StoredRun> runs) {
    ObjectNode json = RunJson.object().put("key", key);
    ArrayNode array = json.withArray("runs");
    runs.forEach(run -> array.add(RunJson.tree(run)));
    return RunJson.text(json);
  }

  /** On the disk before it has its name, or a crash could leave an empty file of that name. */
  private static void replace(Path file, String json) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".tmp");
    try (FileChannel channel =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(json);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * Locks until the channel is closed. Asks again and again, because the JVM has no way to wait for
   * another lock of its own.
   */
  private void lock(FileChannel channel) throws IOException, InterruptedException {
    for (int attempt = 0; attempt < LOCK_ATTEMPTS; attempt++) {
      if (isLocked(channel)) {
        return;
      }
      Thread.sleep(LOCK_RETRY_MILLIS);
    }
    throw new IOException(
        directory + " has been locked by another process for ten seconds; the run is not saved");
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private Path file(String key) {
    String beginning = key.substring(0, Math.min(LONGEST_BEGINNING, key.length()));
    String readable = beginning.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    return directory.resolve(readable + "-" + hash(key) + ".json");
  }

  /** Of all 16 bits of each character: texts that no charset can encode are still different. */
  private static String hash(String key) {
    ByteBuffer characters = ByteBuffer.allocate(Character.BYTES * key.length());
    characters.asCharBuffer().put(key);
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(characters.array());
      return HexFormat.of().formatHex(hash, 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
