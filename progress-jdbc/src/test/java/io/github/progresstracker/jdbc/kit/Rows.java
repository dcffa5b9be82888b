package io.github.progresstracker.jdbc.kit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** The rows of tables, put in from files and compared. */
public final class Rows {

  private Rows() {}

  /**
   * Runs the statements of a file; null, which is what a resource is that is not there, is none.
   */
  public static void insert(DataSource dataSource, @Nullable InputStream file) {
    if (file == null) {
      return;
    }
    try (file) {
      String sql = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      Jdbi.create(dataSource).useHandle(handle -> handle.createScript(sql).execute());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The tables whose names begin like that, without partitions and the list of versions. */
  public static List<String> tables(DataSource dataSource, String prefix) {
    return Jdbi.create(dataSource)
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        """
                        select relname from pg_class
                        where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
                          and not relispartition and starts_with(relname, :prefix)
                          and relname <> 'progress_schema_version'
                        order by relname\
                        """)
                    .bind("prefix", prefix)
                    .mapTo(String.class)
                    .list());
  }

  /** Each row as JSON, but for times and for what the database numbers. */
  public static List<String> of(DataSource dataSource, String table) {
    return Jdbi.create(dataSource)
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "select (to_jsonb(t) - array(select attname::text from pg_attribute where"
                            + " attrelid = :table::regclass and attnum > 0 and (atttypid ="
                            + " 'timestamptz'::regtype or attidentity <> '')))::text from "
                            + table
                            + " t order by 1")
                    .bind("table", table)
                    .mapTo(String.class)
                    .list());
  }
}
