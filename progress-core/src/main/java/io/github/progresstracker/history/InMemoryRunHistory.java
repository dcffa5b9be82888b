package io.github.progresstracker.history;

import io.github.progresstracker.eta.RunHistory;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs in memory, bounded. */
final class InMemoryRunHistory implements RunHistoryStore {

  private static final int MOST_KEYS = 1_000;
  private static final float LOAD_FACTOR = 0.75f;

  /** In the order of their use, so that the one at the head is the one to forget. */
  private final Map<String, Deque<StoredRun>> runs = new LinkedHashMap<>(16, LOAD_FACTOR, true);

  @Override
  public synchronized List<StoredRun> load(String key) {
    Deque<StoredRun> known = runs.get(key);
    return known == null ? List.of() : List.copyOf(known);
  }

  @Override
  public synchronized void save(String key, StoredRun run) {
    Deque<StoredRun> known = runs.computeIfAbsent(key, unknown -> new ArrayDeque<>());
    known.add(run);
    if (known.size() > RunHistory.LIMIT) {
      known.remove();
    }
    if (runs.size() > MOST_KEYS) {
      runs.remove(runs.keySet().iterator().next());
    }
  }
}
