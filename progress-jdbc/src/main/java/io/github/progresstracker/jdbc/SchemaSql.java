package io.github.progresstracker.jdbc;

import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.generic.GenericType;

/** The statements of migration. */
final class SchemaSql {

  /** The letters "progress"; every lock on the structure of the tables is this one. */
  private static final long LOCK_KEY = 0x70726f6772657373L;

  private SchemaSql() {}

  /** Lasts until the end of the transaction, so it also works behind a pooler of transactions. */
  static void lock(Handle handle) {
    handle.createQuery("select pg_advisory_xact_lock(:key)").bind("key", LOCK_KEY).mapToMap().one();
  }

  /** Version to checksum; empty if nothing was ever applied. */
  static Map<Integer, String> history(Handle handle, String component) {
    if (!exists(handle, "progress_schema_version")) {
      return Map.of();
    }
    return handle
        .createQuery(
            "select version, checksum from progress_schema_version where component = :component")
        .bind("component", component)
        .setMapKeyColumn("version")
        .setMapValueColumn("checksum")
        .collectInto(new GenericType<Map<Integer, String>>() {});
  }

  /** "if not exists" alone would ask for the right to create tables also where there is one. */
  static void createHistory(Handle handle) {
    if (!exists(handle, "progress_schema_version")) {
      handle.execute(
          """
          create table progress_schema_version (
            component    text        not null,
            version      integer     not null,
            description  text        not null,
            checksum     text        not null,
            installed_at timestamptz not null default now(),
            primary key (component, version)
          )\
          """);
    }
  }

  static void record(Handle handle, String component, Migration migration) {
    handle
        .createUpdate(
            """
            insert into progress_schema_version (component, version, description, checksum)
            values (:component, :version, :description, :checksum)\
            """)
        .bind("component", component)
        .bind("version", migration.version())
        .bind("description", migration.description())
        .bind("checksum", migration.checksum())
        .execute();
  }

  static boolean exists(Handle handle, String relation) {
    return handle
        .createQuery("select to_regclass(:relation) is not null")
        .bind("relation", relation)
        .mapTo(Boolean.class)
        .one();
  }
}
