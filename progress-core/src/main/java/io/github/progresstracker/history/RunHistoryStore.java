package io.github.progresstracker.history;

import java.nio.file.Path;
import java.util.List;

/**
 * Keeps the completed runs of jobs by key, so that the next run of the same job has an ETA before
 * its first item is done. Given to a registry with {@link
 * io.github.progresstracker.ProgressRegistry.Builder#history}, which asks and tells it on a thread
 * of its own: it may be slow, hang or throw, and no host and no other job notices. What cannot be
 * read is logged and taken for no history; what cannot be saved is logged and lost.
 *
 * <pre>{@code
 * RunHistoryStore history = RunHistoryStore.directory(Path.of("runs"));
 * ProgressRegistry registry = ProgressRegistry.builder().history(history).build();
 * registry.start(TrackerSpec.named("import").key("nightly-import:catalog-7"));
 * List<StoredRun> runs = history.load("nightly-import:catalog-7");
 * }</pre>
 *
 * <p>There is one {@linkplain #inMemory() in memory}, one in {@linkplain #directory(Path) files},
 * and one on PostgreSQL in {@code progress-jdbc}. For a store of one's own: of each key it keeps
 * the newest {@link io.github.progresstracker.eta.RunHistory#LIMIT} runs, in the order in which
 * they were saved; a key is any text that is not blank; several registries and processes may use
 * the same store at once. {@code RunHistoryStoreContract} in the test jar of {@code progress-core}
 * tells whether it keeps these rules. The host that made a store closes it, if it needs closing.
 *
 * <p>All methods may be called by any thread.
 */
public interface RunHistoryStore {

  /**
   * The runs of a job.
   *
   * @param key names the job across its runs; phases have the key of their job, a slash and their
   *     name
   * @return the newest runs, oldest first, at most {@link
   *     io.github.progresstracker.eta.RunHistory#LIMIT}; empty if there is none
   * @throws Exception if they cannot be read; there is no history then
   */
  List<StoredRun> load(String key) throws Exception;

  /**
   * Keeps one more run of a job and forgets the oldest if there are too many.
   *
   * @param key names the job across its runs
   * @param run the run completed last
   * @throws Exception if it cannot be kept; it is lost then
   */
  void save(String key, StoredRun run) throws Exception;

  /**
   * Keeps the runs of the 1,000 keys used last, until the process ends.
   *
   * @return a new store
   */
  static RunHistoryStore inMemory() {
    return new InMemoryRunHistory();
  }

  /**
   * Keeps the runs of each key in a small JSON file of its own. A file is replaced as a whole, and
   * processes that save at once wait for each other, so none of them loses or damages anything. A
   * file that cannot be read is put aside when the next run is saved, under the same name with
   * {@code .unreadable} at its end.
   *
   * @param directory where the files are; made when the first run is saved
   * @return a new store
   */
  static RunHistoryStore directory(Path directory) {
    return new DirectoryRunHistory(directory);
  }
}
