package io.github.progresstracker.jdbc;

import java.util.List;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** What may be wrong with tables that are looked for, in words that say what to do. */
record SchemaCheck(Handle handle, String component) {

  void applied(List<Migration> migrations, List<Migration> missing) {
    if (!missing.isEmpty()) {
      String files = missing.stream().map(Migration::file).collect(Collectors.joining(", "));
      String where =
          missing.size() < migrations.size()
              ? ""
              : missing.get(0).tables().stream()
                  .findFirst()
                  .map(table -> elsewhere(handle, table))
                  .orElse("");
      throw new SchemaException(
          "the database lacks "
              + files
              + " (component "
              + component
              + ")"
              + (where.isEmpty() ? "; migrate it first" : ": " + where));
    }
  }

  void writable(List<Migration> migrations) {
    if (SchemaSql.isReadOnly(handle)) {
      throw new SchemaException(
          "the database takes no writes: it is a replica, or the connection or its role is set to"
              + " read only; use the primary, and a role that may write");
    }
    for (Migration migration : migrations) {
      migration.tables().forEach(table -> writable(table, migration));
    }
  }

  private void writable(String table, Migration migration) {
    String name = TableNames.of(handle).bare(table);
    if (!SchemaSql.exists(handle, table)) {
      throw new SchemaException(
          "the table "
              + name
              + " is gone, though "
              + migration.file()
              + " was applied; restore it from a backup, or make it with the statement in that"
              + " file");
    }
    SchemaSql.whoMayNotWrite(handle, table)
        .ifPresent(
            role -> {
              throw new SchemaException(
                  "role "
                      + role
                      + " may not write "
                      + name
                      + "; let its owner grant select, insert on "
                      + name
                      + " to "
                      + TableNames.quoted(role));
            });
  }

  /** Where a table is that is not where it is looked for; empty if it is nowhere. */
  static String elsewhere(Handle handle, String table) {
    List<String> schemas = SchemaSql.elsewhere(handle, table);
    if (schemas.isEmpty()) {
      return "";
    }
    String schema = TableNames.of(handle).schema();
    return TableNames.of(handle).bare(table)
        + " is in schema "
        + String.join(", ", schemas)
        + ", and looked for in "
        + (schema == null ? "the search_path " + SchemaSql.searchPath(handle) : "schema " + schema)
        + "; connect with currentSchema="
        + schemas.get(0)
        + " or use TableNames.inSchema";
  }
}
