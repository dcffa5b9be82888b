package io.github.progresstracker.benchmarks.postgres;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToLongFunction;
import org.jdbi.v3.core.Jdbi;

/**
 * The sums of the jobs are those of the reports that their writers were told to be in the store. Of
 * a writer that was killed the last report may be in or not, as it was not told; a writer that
 * lives has been told of each.
 */
final class JobOracle implements Oracle {

  private static final String SUMS =
      "id, (progress ->> 'processedItems')::bigint from progress_job_state";

  private final Map<String, Counts> writers = new ConcurrentHashMap<>();

  /**
   * What a writer has counted.
   *
   * @param job that it belongs to
   * @param tried the total of its last report
   * @param acknowledged the total of the last report that is in the store
   */
  private record Counts(String job, long tried, long acknowledged) {}

  /** A writer is about to report a total. */
  void tries(String job, String writer, long total) {
    writers.merge(
        writer,
        new Counts(job, total, 0),
        (before, now) -> new Counts(job, total, before.acknowledged()));
  }

  @Override
  public void acknowledged(String writer, long total) {
    writers.computeIfPresent(
        writer, (name, before) -> new Counts(before.job(), before.tried(), total));
  }

  @Override
  public List<Finding> findings(Jdbi database) {
    Map<String, Long> sums = rows(database, SUMS);
    Map<String, Long> least = byJob(Counts::acknowledged);
    Map<String, Long> most = byJob(Counts::tried);
    return List.of(
        new Finding("writers of jobs, each life of a process one", writers.size(), false),
        new Finding("units acknowledged to a writer", sum(least), false),
        new Finding("units in the sums of the jobs", sum(sums), false),
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
        .filter(
            writer -> {
              long there = stored.getOrDefault(writer.getKey(), 0L);
              return there != writer.getValue().acknowledged()
                  && there != writer.getValue().tried();
            })
        .count();
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(count -> count).sum();
  }

  /** Each unit is reported as an item of a type, too. */
  private static long wrongTypes(Jdbi database) {
    return database.withHandle(
        handle ->
            handle
                .createQuery(
                    "select count(*) from progress_job_state where (progress ->> 'processedItems')"
                        + " is distinct from (progress -> 'itemsByType' ->> 'unit')")
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
