package io.github.progresstracker.benchmarks.jobs;

import io.github.progresstracker.benchmarks.report.Goal;
import io.github.progresstracker.jdbc.PostgresProgress;
import io.github.progresstracker.job.JobFacts;
import io.github.progresstracker.job.JobId;
import io.github.progresstracker.job.JobReport;
import io.github.progresstracker.job.JobStore;
import io.github.progresstracker.job.JobTotals;
import io.github.progresstracker.job.WriterId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** Reports going in: many jobs at once, one job from many, and one million of them. */
final class Writing {

  private static final int JOBS = 1_000;
  private static final int WRITERS = 8;
  private static final int EACH = 1_500;
  private static final int ROUNDS = 5;

  /** A round of both is short, and disks have moods: ratios are of neighbours in time. */
  private static final int HOT_ROUNDS = 9;

  /** A JVM that compiles takes processors from both sides, and from the faster one more. */
  private static final int WARM_UPS = 4;

  /** A round is less than a second of ours, and a server goes on for days. */
  private static final int HOT_WARM_UPS = 12;

  private static final WriterId WRITER = WriterId.of("one");

  /** A row of the whole job that all writers change, exactly once by the key of the change. */
  private static final String DELTA =
      """
      with fresh as (
        insert into bench_seen (job, source, seq) values (?, ?, ?) on conflict do nothing
        returning job)
      insert into bench_delta as d (job, processed, items, updated_at)
      select job, ?, ?::jsonb, now() from fresh
      on conflict (job) do update set
        processed = d.processed + excluded.processed,
        items = (
          select jsonb_object_agg(k,
            coalesce((d.items ->> k)::bigint, 0) + coalesce((excluded.items ->> k)::bigint, 0))
          from jsonb_object_keys(d.items || excluded.items) k),
        updated_at = excluded.updated_at\
      """;

  private final DataSource dataSource;
  private final JobStore store;
  private long sequence;

  Writing(DataSource dataSource, PostgresProgress postgres) {
    this.dataSource = dataSource;
    this.store = postgres.jobStore();
  }

  void measure(int updates, Consumer<Goal> result) throws Exception {
    result.accept(flush());
    result.accept(hotJob());
    hot(updates).forEach(result);
  }

  private static JobReport report(String job, WriterId writer, long sequence) {
    return JobReport.of(JobId.of(job), writer)
        .at(1, sequence)
        .totals(new JobTotals(sequence, 0, Map.of("issues", sequence, "commits", 2 * sequence)))
        .facts(JobFacts.builder().ownTotal(1_000_000L).rate(45.3).eta(38.0, 30.0, 55.0).build())
        .onRecord(false)
        .build();
  }

  private List<JobReport> reports() {
    sequence++;
    List<JobReport> reports = new ArrayList<>(JOBS);
    for (int i = 0; i < JOBS; i++) {
      reports.add(report("job " + i, WRITER, sequence));
    }
    return reports;
  }

  private Goal flush() throws Exception {
    double[] together = new double[ROUNDS];
    double[] apart = new double[ROUNDS];
    for (int round = -WARM_UPS; round < ROUNDS; round++) {
      List<List<JobReport>> flushes = Stream.generate(this::reports).limit(10).toList();
      long begin = System.nanoTime();
      for (List<JobReport> flush : flushes) {
        store.apply(flush);
      }
      double togetherMillis = (System.nanoTime() - begin) / 10e6;
      List<JobReport> reports = reports();
      begin = System.nanoTime();
      for (JobReport report : reports) {
        store.apply(List.of(report));
      }
      if (round >= 0) {
        together[round] = togetherMillis;
        apart[round] = (System.nanoTime() - begin) / 1e6;
      }
    }
    String details =
        Goal.text(median(together)) + " ms together, " + Goal.text(median(apart)) + " ms apart";
    return new Goal(
        "1,000 jobs' states in one flush : one by one",
        median(apart) / median(together),
        20,
        true,
        "×",
        details);
  }

  private Goal hotJob() throws Exception {
    execute(
        "create table bench_seen (job text, source text, seq bigint, primary key (job, source,"
            + " seq))",
        "create table bench_delta (job text primary key, processed bigint, items jsonb, updated_at"
            + " timestamptz) with (fillfactor = 50)");
    List<Double> own = new ArrayList<>();
    List<Double> shared = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    for (int round = -HOT_WARM_UPS; round < HOT_ROUNDS; round++) {
      int first = (round + HOT_WARM_UPS) * EACH;
      double sharedRate = rate(writer -> deltas(writer, first));
      double ownRate = rate(writer -> ownTotals(writer, first));
      if (round >= 0) {
        own.add(ownRate);
        shared.add(sharedRate);
        ratios.add(ownRate / sharedRate);
      }
    }
    return new Goal(
        "one hot job, 8 writers : delta upsert of its row",
        median(ratios),
        3,
        true,
        "×",
        String.format(
            Locale.ROOT,
            "%,.0f reports/s, delta row %,.0f/s; single rounds %.1f to %.1f ×",
            median(own),
            median(shared),
            Collections.min(ratios),
            Collections.max(ratios)));
  }

  /** What a writer does. */
  private interface Work {
    void run(int writer) throws Exception;
  }

  private static double rate(Work work) throws Exception {
    List<Callable<Void>> all = new ArrayList<>();
    for (int w = 0; w < WRITERS; w++) {
      int writer = w;
      all.add(
          () -> {
            work.run(writer);
            return null;
          });
    }
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    try {
      long begin = System.nanoTime();
      for (Future<Void> done : threads.invokeAll(all)) {
        done.get();
      }
      return WRITERS * EACH / ((System.nanoTime() - begin) / 1e9);
    } finally {
      threads.shutdownNow();
    }
  }

  private void ownTotals(int writer, int first) throws Exception {
    WriterId id = WriterId.of("writer " + writer);
    for (int i = 1; i <= EACH; i++) {
      store.apply(List.of(report("hot", id, first + i)));
    }
  }

  private void deltas(int writer, int first) throws Exception {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement statement = connection.prepareStatement(DELTA)) {
      for (int i = 1; i <= EACH; i++) {
        statement.setString(1, "hot");
        statement.setString(2, "writer " + writer);
        statement.setLong(3, first + i);
        statement.setLong(4, 1);
        statement.setString(5, "{\"issues\": 1, \"commits\": 2}");
        statement.executeUpdate();
      }
    }
  }

  private List<Goal> hot(int updates) throws Exception {
    for (int i = 0; i < 20; i++) {
      store.apply(reports());
    }
    execute("vacuum progress_writer");
    long before = value("select pg_total_relation_size('progress_writer')");
    long hotBefore = updated("n_tup_hot_upd");
    long allBefore = updated("n_tup_upd");
    long begin = System.nanoTime();
    for (int i = 0; i < updates / JOBS; i++) {
      store.apply(reports());
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    long all = updated("n_tup_upd") - allBefore;
    long hot = updated("n_tup_hot_upd") - hotBefore;
    long after = value("select pg_total_relation_size('progress_writer')");
    String what = String.format("%,d updates of %,d writers", all, JOBS);
    return List.of(
        new Goal(
            "HOT updates among " + what,
            100.0 * hot / all,
            95,
            true,
            "%",
            Goal.text(all / seconds) + " rows/s"),
        new Goal(
            "size of the table afterwards : before",
            (double) after / before,
            1.5,
            false,
            "×",
            Goal.text(before / 1024.0) + " KiB before, " + Goal.text(after / 1024.0) + " after"));
  }

  /** The server's own count; what a session has done is in it once the session says so. */
  private long updated(String counter) throws SQLException {
    value("select count(pg_stat_force_next_flush()) from generate_series(1, 1)");
    return value(
        "select " + counter + " from pg_stat_user_tables where relname = 'progress_writer'");
  }

  private long value(String query) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      result.next();
      return result.getLong(1);
    }
  }

  private void execute(String... statements) throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static double median(List<Double> values) {
    return median(values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
