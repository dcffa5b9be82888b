package io.github.progresstracker.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.progresstracker.eta.EtaAccuracy;
import io.github.progresstracker.eta.RunHistory;
import io.github.progresstracker.eta.RunSummary;
import io.github.progresstracker.history.RunHistoryStore;
import io.github.progresstracker.history.StoredRun;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What every store of run histories must keep. Extend it and say how to make yours; each test gets
 * an empty one.
 */
public abstract class RunHistoryStoreContract {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private static final EtaAccuracy ACCURACY =
      new EtaAccuracy(240, 0.0712, 1.0625, 0.4, 0.81, 0.2, 0.31, 0.005);

  private RunHistoryStore store = new NoStore();

  /** For subclasses. */
  protected RunHistoryStoreContract() {}

  /**
   * Makes a store that has nothing.
   *
   * @return the store
   * @throws Exception if that does not work; the test fails then
   */
  protected abstract RunHistoryStore newStore() throws Exception;

  /**
   * Makes another store on the data of the one made last, as another process would.
   *
   * @return the store, or the same one if its data are its own
   * @throws Exception if that does not work; the test fails then
   */
  protected abstract RunHistoryStore sameAgain() throws Exception;

  /**
   * Damages what is stored of a key.
   *
   * @param key that has stored runs
   * @throws Exception if that does not work; the test fails then
   */
  protected abstract void damage(String key) throws Exception;

  @BeforeEach
  void makeStore() throws Exception {
    store = newStore();
  }

  @Test
  @DisplayName("knows nothing of a key of which nothing was saved")
  void knowsNothing() throws Exception {
    assertThat(store.load("nightly-import")).isEmpty();
  }

  @Test
  @DisplayName("gives back what was saved, oldest first, to the last digit")
  void givesBack() throws Exception {
    List<StoredRun> runs = List.of(run(1, ACCURACY), run(2, null), extreme());
    for (StoredRun run : runs) {
      store.save("nightly-import", run);
    }
    assertThat(store.load("nightly-import")).isEqualTo(runs);
    assertThat(sameAgain().load("nightly-import")).isEqualTo(runs);
  }

  @Test
  @DisplayName("keeps the order of saving, whatever the clocks said")
  void keepsOrder() throws Exception {
    StoredRun early = run(1, null);
    store.save("x", run(2, null));
    store.save("x", early);
    assertThat(store.load("x")).last().isEqualTo(early);
  }

  @Test
  @DisplayName("forgets the oldest when there are too many")
  void forgets() throws Exception {
    for (int i = 1; i <= RunHistory.LIMIT + 5; i++) {
      store.save("x", run(i, null));
    }
    List<StoredRun> kept = store.load("x");
    assertThat(kept).hasSize(RunHistory.LIMIT);
    assertThat(kept).first().isEqualTo(run(6, null));
    assertThat(kept).last().isEqualTo(run(RunHistory.LIMIT + 5, null));
  }

  @Test
  @DisplayName("keeps keys apart, whatever is in them")
  void keepsKeysApart() throws Exception {
    List<String> keys =
        List.of(
            "a",
            "A",
            " a",
            "a ",
            "a/b",
            "a\\b",
            "a-b",
            "../../a",
            "/dev/null",
            "CON",
            "a'; drop table a; --",
            "a\nb",
            "a\u0000b",
            "%_*?",
            "İstanbul ığüş",
            "🚀",
            "\ud800",
            "k".repeat(5_000),
            "k".repeat(5_000) + "2");
    for (int i = 0; i < keys.size(); i++) {
      store.save(keys.get(i), run(i + 1, null));
    }
    for (int i = 0; i < keys.size(); i++) {
      assertThat(store.load(keys.get(i))).as(keys.get(i)).containsExactly(run(i + 1, null));
    }
  }

  @Test
  @DisplayName("loses nothing when several save at once")
  void savesAtOnce() throws Exception {
    int each = RunHistory.LIMIT / 4;
    List<RunHistoryStore> stores = List.of(store, store, sameAgain(), sameAgain());
    CyclicBarrier start = new CyclicBarrier(stores.size());
    List<Callable<Void>> writers = new ArrayList<>();
    for (int s = 0; s < stores.size(); s++) {
      int first = 1 + s * each;
      RunHistoryStore mine = stores.get(s);
      writers.add(
          () -> {
            start.await();
            for (int i = first; i < first + each; i++) {
              mine.save("x", run(i, null));
            }
            return null;
          });
    }
    AtOnce.run(writers);
    List<StoredRun> all = new ArrayList<>();
    for (int i = 1; i <= stores.size() * each; i++) {
      all.add(run(i, null));
    }
    assertThat(store.load("x")).containsExactlyInAnyOrderElementsOf(all);
  }

  @Test
  @DisplayName("hands out a list that nobody can change for it")
  void handsOutACopy() throws Exception {
    store.save("x", run(1, null));
    List<StoredRun> before = store.load("x");
    store.save("x", run(2, null));
    assertThat(before).hasSize(1);
    try {
      before.clear();
    } catch (UnsupportedOperationException expected) {
      assertThat(before).as("not changed by half").hasSize(1);
    }
    assertThat(store.load("x")).hasSize(2);
  }

  @Test
  @DisplayName("says that damaged data cannot be read, or leaves them out, and goes on to save")
  void survivesDamage() throws Exception {
    store.save("x", run(1, null));
    store.save("y", run(1, null));
    damage("x");
    try {
      assertThat(store.load("x")).isSubsetOf(run(1, null));
    } catch (Exception said) {
      assertThat(said).hasMessageNotContaining("null").hasMessageMatching("(?s).{20,}");
    }
    store.save("x", run(2, null));
    assertThat(store.load("x")).last().isEqualTo(run(2, null));
    assertThat(store.load("y")).as("others").containsExactly(run(1, null));
  }

  /**
   * Makes a run.
   *
   * @param number tells it from others
   * @param accuracy how good its ETA was, or null
   * @return a run of so many seconds
   */
  protected static StoredRun run(int number, @Nullable EtaAccuracy accuracy) {
    List<Double> curve = new ArrayList<>();
    for (int j = 0; j < RunSummary.CURVE_POINTS; j++) {
      curve.add(Math.pow((double) j / (RunSummary.CURVE_POINTS - 1), 1.1));
    }
    RunSummary summary =
        new RunSummary(1_000.0 / 3, number * 1_000_000_000L, number, 17L * number, curve);
    return new StoredRun(summary, "files", accuracy, NOON.plusSeconds(number));
  }

  private static StoredRun extreme() {
    List<Double> curve = new ArrayList<>();
    for (int j = 0; j < RunSummary.CURVE_POINTS; j++) {
      curve.add(j == 0 ? 0 : j == RunSummary.CURVE_POINTS - 1 ? 1 : Double.MIN_VALUE);
    }
    RunSummary summary =
        new RunSummary(Double.MAX_VALUE, Long.MAX_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE, curve);
    EtaAccuracy accuracy =
        new EtaAccuracy(Long.MAX_VALUE, 2, Double.MAX_VALUE, Double.MIN_VALUE, 0, 0, 10, 1);
    return new StoredRun(summary, "\"ünits\"\n", accuracy, Instant.MAX);
  }

  /** Stands there until a test has made its store. */
  private static final class NoStore implements RunHistoryStore {
    @Override
    public List<StoredRun> load(String key) {
      throw new IllegalStateException("no test is running");
    }

    @Override
    public void save(String key, StoredRun run) {
      throw new IllegalStateException("no test is running");
    }
  }
}
