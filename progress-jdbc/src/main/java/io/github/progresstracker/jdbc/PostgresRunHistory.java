package io.github.progresstracker.jdbc;

import io.github.progresstracker.eta.RunHistory;
import io.github.progresstracker.history.RunHistoryStore;
import io.github.progresstracker.history.RunJson;
import io.github.progresstracker.history.StoredRun;
import io.github.progresstracker.jdbc.internal.Postgres;
import io.github.progresstracker.json.SafeJson;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Run histories in the table {@code progress_run}. Who saves a run of a key holds the lock of the
 * key until it is in, so that any number of processes may do so and the newest runs stay.
 */
final class PostgresRunHistory implements RunHistoryStore {

  private static final Logger LOG = LoggerFactory.getLogger(RunHistoryStore.class);

  /** The letters "runs"; with the hash of a key it makes a lock that is nobody else's. */
  private static final int LOCK_CLASS = 0x72756e73;

  private final Jdbi jdbi;

  PostgresRunHistory(Jdbi jdbi) {
    this.jdbi = jdbi;
  }

  @Override
  public List<StoredRun> load(String key) throws SQLException {
    List<String> newestFirst =
        translated(
            handle ->
                handle
                    .createQuery(
                        """
                        select run::text from progress_run
                        where key = :key order by run_id desc limit :limit\
                        """)
                    .bind("key", storable(key))
                    .bind("limit", RunHistory.LIMIT)
                    .mapTo(String.class)
                    .list());
    List<StoredRun> runs = readable(key, newestFirst);
    Collections.reverse(runs);
    return runs;
  }

  /** One run that cannot be read is no reason to do without the others. */
  private static List<StoredRun> readable(String key, List<String> documents) {
    List<StoredRun> runs = new ArrayList<>();
    for (String json : documents) {
      try {
        runs.add(RunJson.read(json));
      } catch (IllegalArgumentException e) {
        LOG.warn("a run of {} in progress_run is left out: {}", key, e.getMessage());
      }
    }
    return runs;
  }

  @Override
  public void save(String key, StoredRun run) throws SQLException {
    String json = RunJson.write(storable(run));
    translated(
        handle ->
            // Under any higher level one who had to wait would not see what the other did.
            Postgres.readCommitted(handle, transaction -> save(transaction, storable(key), json)));
  }

  private static int save(Handle handle, String key, String json) {
    handle
        .createQuery("select pg_advisory_xact_lock(:class, hashtext(:key))")
        .bind("class", LOCK_CLASS)
        .bind("key", key)
        .mapToMap()
        .one();
    handle
        .createUpdate("insert into progress_run (key, run) values (:key, :run::jsonb)")
        .bind("key", key)
        .bind("run", json)
        .execute();
    return handle
        .createUpdate(
            """
            delete from progress_run where key = :key and run_id not in (
              select run_id from progress_run where key = :key order by run_id desc limit :limit)\
            """)
        .bind("key", key)
        .bind("limit", RunHistory.LIMIT)
        .execute();
  }

  private <R> R translated(HandleCallback<R, SQLException> work) throws SQLException {
    try {
      return jdbi.withHandle(work);
    } catch (JdbiException e) {
      SQLException sql = Postgres.sqlCause(e);
      if (Postgres.state(sql).equals("42P01")) {
        throw new SchemaException(
            "the table progress_run is not in the database; call PostgresProgress.migrate() first",
            e);
      }
      throw sql == null ? new SQLException(Postgres.oneLine(e), e) : sql;
    }
  }

  private static String storable(String text) {
    return SafeJson.cleanText(text, Integer.MAX_VALUE);
  }

  private static StoredRun storable(StoredRun run) {
    return new StoredRun(run.run(), storable(run.unit()), run.accuracy(), run.finishedAt());
  }
}
