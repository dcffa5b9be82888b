package io.github.progresstracker.benchmarks.soak;

import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.ToLongFunction;
import org.jdbi.v3.core.Jdbi;

/**
 * The sums of the jobs are those of the reports that their writers were told to be in the store. Of
 * a writer that was killed the reports that it had no answer to may be in or not; a writer that
 * lives has been told of the last one.
 */
final class JobOracle implements Oracle {

  private static final String SUMS =
      "id, (progress ->> 'processedItems')::bigint from progress_job_state";

  private final Map<String, Counts> writers = new ConcurrentHashMap<>();

  /**
   * What a writer has counted.
   *
   * @param job that it belongs to
   * @param open the totals of its reports since the last one that is known to be in the store
   * @param acknowledged the total of the last report that is in the store
   */
  private record Counts(String job, NavigableSet<Long> open, long acknowledged) {

    static Counts none(String job) {
      return new Counts(job, new ConcurrentSkipListSet<>(), 0);
    }

    long tried() {
      return open.isEmpty() ? acknowledged : open.last();
    }

    boolean mayBe(long total) {
      return total == acknowledged || open.contains(total);
    }

    Counts acknowledged(long total) {
      open.headSet(total, true).clear();
      return new Counts(job, open, total);
    }
  }

  /** A writer is about to report a total. */
  void tries(String job, String writer, long total) {
    writers.computeIfAbsent(writer, name -> Counts.none(job)).open().add(total);
  }

  /** The total that a writer was about to report is in the store. */
  void acknowledged(String writer, long total) {
    writers.computeIfPresent(writer, (name, before) -> before.acknowledged(total));
  }

  @Override
  public List<Finding> findings(Jdbi database) {
    Map<String, Long> sums = rows(database, SUMS);
    Map<String, Long> least = byJob(Counts::acknowledged);
    Map<String, Long> most = byJob(Counts::tried);
    return List.of(
        new Finding("writers of jobs, each life of a process one", writers.size(), false),
        new Finding("units acknowledged to a writer", sum(least), false),
        new Finding(
            "units in the sums of the jobs",
            least.keySet().stream().mapToLong(job -> sums.getOrDefault(job, 0L)).sum(),
            false),
        new Finding("units tried, with those of killed writers' last reports", sum(most), false),
        new Finding(
            "writers whose total is neither acknowledged nor tried", wrongWriters(database), true),
        new Finding(
            "jobs whose sum is not that of their writers",
            least.entrySet().stream()
                .filter(
                    job -> {
                      long sum = sums.getOrDefault(job.getKey(), 0L);
                      return sum < job.getValue() || sum > most.getOrDefault(job.getKey(), 0L);
                    })
                .count(),
            true),
        new Finding("jobs whose items by type are not their units", wrongTypes(database), true));
  }

  private Map<String, Long> byJob(ToLongFunction<Counts> count) {
    Map<String, Long> sums = new TreeMap<>();
    writers.values().forEach(w -> sums.merge(w.job(), count.applyAsLong(w), Long::sum));
    return sums;
  }

  private long wrongWriters(Jdbi database) {
    Map<String, Long> stored = rows(database, "writer_id, processed from progress_writer");
    return writers.entrySet().stream()
        .filter(writer -> !writer.getValue().mayBe(stored.getOrDefault(writer.getKey(), 0L)))
        .count();
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(count -> count).sum();
  }

  /** Each unit is reported as an item of a type, too. */
  private long wrongTypes(Jdbi database) {
    return database.withHandle(
        handle ->
            handle
                .createQuery(
                    "select count(*) from progress_job_state where id in (<jobs>) and (progress ->>"
                        + " 'processedItems') is distinct from (progress -> 'itemsByType' ->>"
                        + " 'unit')")
                .bindList("jobs", List.copyOf(byJob(Counts::tried).keySet()))
                .mapTo(Long.class)
                .one());
  }

  private static Map<String, Long> rows(Jdbi database, String select) {
    Map<String, Long> rows = new TreeMap<>();
    database.useHandle(
        handle ->
            handle
                .createQuery("select " + select)
                .map((row, context) -> Map.entry(row.getString(1), row.getLong(2)))
                .forEach(row -> rows.put(row.getKey(), row.getValue())));
    return rows;
  }
}
