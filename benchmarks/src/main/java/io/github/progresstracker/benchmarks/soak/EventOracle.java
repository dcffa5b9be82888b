package io.github.progresstracker.benchmarks.soak;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import org.jdbi.v3.core.Jdbi;

/** Each report that was acknowledged is in the audit log once, and none is there twice. */
final class EventOracle implements Oracle {

  private static final String REPORTS =
      " from progress_event where action = '" + SoakWriter.ACTION + "'";

  private final Map<String, Long> acknowledged = new ConcurrentHashMap<>();

  /**
   * A writer was told that what it had reported is safe, so it has to be there at the end.
   *
   * @param writer who
   * @param last number of its last report that is safe; all before it are safe, too
   */
  void acknowledged(String writer, long last) {
    acknowledged.merge(writer, last, Math::max);
  }

  @Override
  public List<Finding> findings(Jdbi database) {
    long safe = acknowledged.values().stream().mapToLong(last -> last).sum();
    return List.of(
        new Finding("reports acknowledged to a writer", safe, false),
        new Finding(
            "reports in the audit log", number(database, "select count(*)" + REPORTS), false),
        new Finding("acknowledged reports lost", lost(database), true),
        new Finding(
            "reports twice in the audit log",
            number(
                database,
                "select count(*) - count(distinct (extras->>'writer', extras->>'n'))" + REPORTS),
            true),
        new Finding(
            "event ids twice in the audit log",
            number(database, "select count(*) - count(distinct event_id) from progress_event"),
            true),
        new Finding("reports out of order in time", number(database, outOfOrder()), true));
  }

  private static String outOfOrder() {
    return "select count(*) from (select (extras->>'n')::bigint - lag((extras->>'n')::bigint)"
        + " over (partition by extras->>'writer' order by event_id) as step"
        + REPORTS
        + ") as steps where step <= 0";
  }

  private long lost(Jdbi database) {
    long lost = 0;
    for (Map.Entry<String, Long> writer : acknowledged.entrySet()) {
      List<Long> there =
          database.withHandle(
              handle ->
                  handle
                      .createQuery(
                          "select (extras->>'n')::bigint"
                              + REPORTS
                              + " and extras->>'writer' = :writer")
                      .bind("writer", writer.getKey())
                      .mapTo(Long.class)
                      .list());
      Set<Long> found = new HashSet<>(there);
      lost += LongStream.rangeClosed(1, writer.getValue()).filter(n -> !found.contains(n)).count();
    }
    return lost;
  }

  private static long number(Jdbi database, String sql) {
    return database.withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
  }
}
