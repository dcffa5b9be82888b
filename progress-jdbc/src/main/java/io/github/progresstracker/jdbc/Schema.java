package io.github.progresstracker.jdbc;

import io.github.progresstracker.jdbc.internal.Postgres;
import java.io.InputStream;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.HandleCallback;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tables of one component, as a list of SQL files, and the way to get them into a database.
 *
 * <p>The files are named as Flyway wants them and may be applied by the host's own Flyway instead
 * ({@code classpath:db/progress}). {@link #migrate} does without it: each version runs in a
 * transaction of its own together with its line in the table {@code progress_schema_version}, so it
 * is there whole or not at all. An advisory lock of PostgreSQL lets one process at a time do this;
 * any number of them may start at once, and the late ones find the work done. Names in the files
 * are not qualified: everything goes into the first schema of the connection's {@code search_path},
 * or into that of {@link #named}.
 *
 * <p>What has been applied is never changed: a file that differs from the one in the database is an
 * error, and so is a database with versions that this library does not know.
 *
 * <p>Immutable, and safe for use by several threads.
 *
 * <pre>{@code
 * Schema.progress().migrate(dataSource);       // by a role that may create tables
 * Schema.progress().validate(dataSource);      // by the one that writes
 * }</pre>
 */
public final class Schema {

  private static final Logger LOG = LoggerFactory.getLogger(Schema.class);

  private final String component;
  private final List<Migration> migrations;
  private final TableNames names;

  private Schema(String component, List<Migration> migrations, TableNames names) {
    this.component = component;
    this.migrations = migrations;
    this.names = names;
  }

  /**
   * The tables of this library.
   *
   * @return the schema of the component {@code progress}
   */
  public static Schema progress() {
    return of(
        "progress",
        Schema.class::getResourceAsStream,
        "/db/progress/V1__event_log.sql",
        "/db/progress/V2__run_history.sql",
        "/db/progress/V3__event_timeline.sql",
        "/db/progress/V4__jobs.sql",
        "/db/progress/V5__job_history.sql",
        "/db/progress/V6__estimator.sql",
        "/db/progress/V7__parts.sql",
        "/db/progress/V8__unit_and_active_time.sql");
  }

  /**
   * The tables of another component in the same database.
   *
   * <p>Files are named one by one, because a directory cannot be listed alike on the class path, on
   * the module path and in a shaded jar. They are read by code of the module that has them, because
   * a module does not show its resources to others: {@code Schema.of("mine",
   * MyClass.class::getResourceAsStream, "/db/mine/V1__tables.sql")}.
   *
   * @param component name in {@code progress_schema_version}, not blank
   * @param resources opens a file; returns null if there is none
   * @param files absolute resource names, {@code V<version>__<description>.sql}, versions growing
   * @return the schema
   * @throws IllegalArgumentException if there is no file, a file is missing or not named like that,
   *     or the versions do not grow
   */
  public static Schema of(
      String component, Function<String, @Nullable InputStream> resources, String... files) {
    if (component.isBlank() || files.length == 0) {
      throw new IllegalArgumentException(
          "a schema needs a component and files, had '" + component + "' and " + files.length);
    }
    List<Migration> migrations = new ArrayList<>();
    for (String file : files) {
      Migration next = Migration.read(file, resources);
      if (!migrations.isEmpty() && last(migrations).version() >= next.version()) {
        throw new IllegalArgumentException(
            "versions must grow, " + next.file() + " follows " + last(migrations).file());
      }
      migrations.add(next);
    }
    return new Schema(component, List.copyOf(migrations), TableNames.standard());
  }

  /**
   * The same tables under other names, or in a schema of their own.
   *
   * @param newNames what the tables are called
   * @return the changed schema
   */
  public Schema named(TableNames newNames) {
    return new Schema(component, migrations, newNames);
  }

  /**
   * Applies the versions that are missing. Safe to call by any number of processes at once.
   *
   * @param dataSource gives connections of a role that may create tables; if nothing is missing,
   *     one that may read {@code progress_schema_version} will do
   * @return how many versions were applied, 0 if there was nothing to do
   * @throws SchemaException if a file was changed after it had been applied, if the database is
   *     newer than this library, if a Flyway has applied some of the files and should the others,
   *     or if PostgreSQL refuses a file
   * @throws PostgresUnavailableException if there is no connection, or none any more
   */
  public int migrate(DataSource dataSource) {
    return withHandle(
        dataSource,
        handle -> {
          int applied = 0;
          // Under any higher level a process that had to wait would not see what the other did.
          while (Postgres.readCommitted(handle, this::applyNext)) {
            applied++;
          }
          return applied;
        });
  }

  /**
   * Checks that the database has what this library works with and lets it write, and changes
   * nothing. It does not matter whether the files were applied by {@link #migrate} or by a Flyway.
   *
   * @param dataSource gives connections of the role that is going to write
   * @throws SchemaException if something is missing, is newer, is in a schema that statements do
   *     not look into, or may not be written; saying what, and what to do
   * @throws PostgresUnavailableException if there is no connection, or none any more
   */
  public void validate(DataSource dataSource) {
    withHandle(
        dataSource,
        handle -> {
          SchemaCheck check = new SchemaCheck(handle, component);
          check.applied(migrations, missing(handle));
          check.writable(migrations);
          return 0;
        });
  }

  /** Makes a view of the log under another name; only a view of this kind is replaced. */
  void makeView(DataSource dataSource, String name, String source) {
    withHandle(
        dataSource,
        handle ->
            handle.inTransaction(
                transaction -> {
                  SchemaSql.lock(transaction);
                  SchemaSql.enterSchema(transaction);
                  if (SchemaSql.isOtherThanView(transaction, name)) {
                    throw new SchemaException(
                        "there is a "
                            + name
                            + " already that is no view of the audit log made by"
                            + " this library; choose another name, or rename it");
                  }
                  SchemaSql.makeView(transaction, name, source);
                  return 0;
                }));
  }

  /** Applies the first missing version, if any; runs in a transaction. */
  private boolean applyNext(Handle handle) throws SQLException {
    SchemaSql.lock(handle);
    List<Migration> missing = missing(handle);
    if (missing.isEmpty()) {
      return false;
    }
    Migration next = missing.get(0);
    if (missing.size() == migrations.size()) {
      warnOfOthers(handle, next);
    } else if (SchemaSql.history(handle, component).isEmpty()) {
      throw new SchemaException(
          "a Flyway has applied files of component "
              + component
              + " here, and not yet "
              + next.file()
              + "; let it apply that, too");
    }
    SchemaSql.enterSchema(handle);
    SchemaSql.createHistory(handle);
    apply(handle, next);
    return true;
  }

  /** It may be meant so, or a search_path that is not what it was. */
  private static void warnOfOthers(Handle handle, Migration first) {
    for (String table : first.tables()) {
      List<String> elsewhere = SchemaSql.elsewhere(handle, table);
      if (!elsewhere.isEmpty()) {
        LOG.warn(
            "making new tables, while schema {} has a {} already; if that was meant, name the"
                + " schema",
            elsewhere.get(0),
            TableNames.of(handle).bare(table));
      }
    }
  }

  private void apply(Handle handle, Migration migration) throws SQLException {
    try (Statement statement = handle.getConnection().createStatement()) {
      statement.execute(names.file(migration.sql()));
    } catch (SQLException e) {
      if (Postgres.isConnectionLost(e)) {
        throw e;
      }
      throw new SchemaException(
          migration.file()
              + " (component "
              + component
              + ") failed and changed nothing: "
              + problem(e),
          e);
    }
    SchemaSql.record(handle, component, migration);
  }

  private List<Migration> missing(Handle handle) {
    Map<Integer, String> applied = SchemaSql.history(handle, component);
    if (applied.isEmpty()) {
      Set<String> scripts = SchemaSql.appliedByFlyway(handle);
      return migrations.stream().filter(file -> !scripts.contains(file.script())).toList();
    }
    checkNotNewer(applied);
    List<Migration> missing = new ArrayList<>();
    for (Migration migration : migrations) {
      String checksum = applied.get(migration.version());
      if (checksum == null) {
        missing.add(migration);
      } else {
        checkUnchanged(migration, checksum);
      }
    }
    return missing;
  }

  private void checkNotNewer(Map<Integer, String> applied) {
    int newest = applied.keySet().stream().reduce(0, Math::max);
    int known = last(migrations).version();
    if (newest > known) {
      throw new SchemaException(
          "the database has version "
              + newest
              + " of component "
              + component
              + ", this library knows versions up to "
              + known
              + "; use the release that made it, or a later one");
    }
  }

  private void checkUnchanged(Migration migration, String checksum) {
    if (!migration.checksum().equals(checksum)) {
      throw new SchemaException(
          migration.file()
              + " (component "
              + component
              + ") was changed after it had been applied: checksum in the database "
              + checksum
              + ", of the file "
              + migration.checksum()
              + "; restore the file and put the change into a new version");
    }
  }

  /** Runs work on a connection of its own; what fails below comes out as a SchemaException. */
  private <R> R withHandle(DataSource dataSource, HandleCallback<R, SQLException> work) {
    try {
      return names.jdbi(dataSource).withHandle(work);
    } catch (ConnectionException e) {
      throw new PostgresUnavailableException(
          "no connection to the database: "
              + Postgres.oneLine(e)
              + "; is it running, and the address right?",
          e);
    } catch (SQLException | JdbiException e) {
      if (isGone(Postgres.state(Postgres.sqlCause(e)))) {
        throw new PostgresUnavailableException(
            "the database went away while its schema was looked at: "
                + Postgres.oneLine(e)
                + "; check that it is running, and try again",
            e);
      }
      throw new SchemaException("the schema could not be read or changed: " + problem(e), e);
    }
  }

  /** 08 connection, 57P shutdown or start of the server. */
  private static boolean isGone(String state) {
    return state.startsWith("08") || state.startsWith("57P");
  }

  private static String problem(Exception failure) {
    return Postgres.oneLine(failure)
        + switch (Postgres.state(Postgres.sqlCause(failure))) {
          case "42501" ->
              "; let a user who may create tables run the migration once, or grant create on the"
                  + " schema";
          case "3F000" ->
              "; no schema of the search_path is there: create one, or name another with"
                  + " TableNames.inSchema or currentSchema in the address";
          case "25006" -> "; this is a replica or a connection that may only read: use the primary";
          default -> "";
        };
  }

  private static Migration last(List<Migration> migrations) {
    return migrations.get(migrations.size() - 1);
  }
}
