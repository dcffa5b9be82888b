package io.github.progresstracker.jdbc;

import io.github.progresstracker.jdbc.internal.Postgres;
import java.sql.Connection;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.DefinedAttributeTemplateEngine;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.TemplateEngine;
import org.jspecify.annotations.Nullable;

/**
 * What the tables and views of this library are called, and in which schema of PostgreSQL they are.
 *
 * <p>All have names that begin with {@code progress_}, such as {@code progress_event}. Another
 * prefix lets two applications share a schema. With a schema named here, each statement names it,
 * whatever the {@code search_path} of a connection; without one the {@code search_path} decides.
 *
 * <pre>{@code
 * PostgresProgress.on(dataSource)
 *     .tables(TableNames.standard().inSchema("tracking").withPrefix("imports_"))
 *     .migrate();
 * }</pre>
 *
 * @param schema the schema, in any spelling, or null for the first of the {@code search_path}
 * @param prefix of all names, such as {@code progress_}: lower-case letters, digits and
 *     underscores, beginning with a letter, at most {@value #MAX_PREFIX} characters
 */
public record TableNames(@Nullable String schema, String prefix) {

  /** Longest prefix: PostgreSQL cuts names after 63 bytes, and names have up to 36 more. */
  static final int MAX_PREFIX = 27;

  private static final String STANDARD_PREFIX = "progress_";
  private static final TableNames STANDARD = new TableNames(null, STANDARD_PREFIX);

  /** Longest name that PostgreSQL does not cut. */
  private static final int MAX_IDENTIFIER = 63;

  /**
   * Names of this library outside of literals, quoted names and comments, and without a schema
   * before them. Columns and parameters may begin with {@code progress_}, too, so the tables are
   * named here.
   */
  private static final Pattern NAME =
      Pattern.compile(
          "'(?:[^']|'')*'|\"[^\"]*\"|--[^\\n"
              + "]*|(?<![.\\w])progress_((?:event|audit_log|run|schema_version|job|writer|part|delta|timeline|history"
              + "|checkpoint|lease|epoch|item|quota|schedule|batch_session)\\w*)");

  private static final String ATTRIBUTE = "progress-table-names";
  private static final Map<TableNames, Map<String, String>> WRITTEN = new ConcurrentHashMap<>();

  /**
   * Checks the prefix.
   *
   * @param schema the schema or null
   * @param prefix of all names
   */
  public TableNames {
    Objects.requireNonNull(prefix, "prefix");
    if (!prefix.matches("[a-z][a-z0-9_]{0," + (MAX_PREFIX - 1) + "}")) {
      throw new IllegalArgumentException(
          "a prefix of tables is 1 to "
              + MAX_PREFIX
              + " of a-z, 0-9 and _, and begins with a letter, was '"
              + prefix
              + "'");
    }
    if (schema != null && (schema.isBlank() || schema.indexOf('\0') >= 0)) {
      throw new IllegalArgumentException("the name of a schema is not blank, was '" + schema + "'");
    }
  }

  /**
   * The names of the documentation, in the first schema of the {@code search_path}.
   *
   * @return the names that are used unless others are asked for
   */
  public static TableNames standard() {
    return STANDARD;
  }

  /**
   * The same names in a schema.
   *
   * @param newSchema its name, not blank; {@link Schema#migrate} makes it if it is not there
   * @return the changed names
   */
  public TableNames inSchema(String newSchema) {
    return new TableNames(Objects.requireNonNull(newSchema, "schema"), prefix);
  }

  /**
   * Names that begin otherwise. Whose own Flyway applies the files has the standard prefix.
   *
   * @param newPrefix instead of {@code progress_}
   * @return the changed names
   */
  public TableNames withPrefix(String newPrefix) {
    return new TableNames(schema, newPrefix);
  }

  /** A database in which all statements get these names. */
  Jdbi jdbi(DataSource dataSource) {
    return naming(Postgres.jdbi(dataSource));
  }

  /** The same on somebody else's connection, in their transaction. Never to be closed. */
  Handle handle(Connection connection) {
    return naming(Postgres.jdbi(connection)).open();
  }

  private Jdbi naming(Jdbi jdbi) {
    jdbi.define(ATTRIBUTE, this);
    if (!equals(STANDARD)) {
      TemplateEngine attributes = new DefinedAttributeTemplateEngine();
      jdbi.getConfig(SqlStatements.class)
          .setTemplateEngine((statement, context) -> attributes.render(sql(statement), context));
    }
    return jdbi;
  }

  /** The names in a database of {@link #jdbi}. */
  static TableNames of(Handle handle) {
    return (TableNames)
        Objects.requireNonNull(handle.getConfig(SqlStatements.class).getAttribute(ATTRIBUTE));
  }

  /** A table's name as the catalogue has it. */
  String bare(String table) {
    return table.startsWith(STANDARD_PREFIX)
        ? prefix + table.substring(STANDARD_PREFIX.length())
        : table;
  }

  /** A statement, or the name of a table, with these names instead of the standard ones. */
  String sql(String statement) {
    if (equals(STANDARD)) {
      return statement;
    }
    return WRITTEN
        .computeIfAbsent(this, names -> new ConcurrentHashMap<>())
        .computeIfAbsent(
            statement, text -> renamed(text, schema == null ? "" : quoted(schema) + "."));
  }

  /** A file of a schema; its names stay unqualified, because those of indexes have to. */
  String file(String sql) {
    return prefix.equals(STANDARD_PREFIX) ? sql : renamed(sql, "");
  }

  private String renamed(String sql, String qualifier) {
    return NAME.matcher(sql)
        .replaceAll(
            name ->
                Matcher.quoteReplacement(
                    name.group(1) == null ? name.group() : qualifier + prefix + name.group(1)));
  }

  /** Any text as the name of something in a statement. */
  static String quoted(String name) {
    if (name.isEmpty() || name.length() > MAX_IDENTIFIER || name.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "a name in PostgreSQL has 1 to " + MAX_IDENTIFIER + " characters, was '" + name + "'");
    }
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
