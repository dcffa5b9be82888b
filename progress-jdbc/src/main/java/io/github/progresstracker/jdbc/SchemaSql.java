package io.github.progresstracker.jdbc;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.generic.GenericType;

/** The statements of migration. */
final class SchemaSql {

  /** The letters "progress"; every lock on the structure of the tables is this one. */
  private static final long LOCK_KEY = 0x70726f6772657373L;

  private static final String VIEW_MARK = "the audit log of Progress Tracker under another name";

  private SchemaSql() {}

  /** Lasts until the end of the transaction, so it also works behind a pooler of transactions. */
  static void lock(Handle handle) {
    handle.createQuery("select pg_advisory_xact_lock(:key)").bind("key", LOCK_KEY).mapToMap().one();
  }

  /** Version to checksum; empty if nothing was ever applied by {@link Schema#migrate}. */
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

  /**
   * Names of the files that a Flyway has applied here. Its table may have any name and is known by
   * its columns.
   */
  static Set<String> appliedByFlyway(Handle handle) {
    List<String> tables =
        handle
            .createQuery(
                """
                select format('%I.%I', n.nspname, c.relname)
                from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where c.relkind = 'r' and n.nspname = coalesce(:schema, current_schema())
                  and has_table_privilege(c.oid, 'select')
                  and (select count(*) from pg_attribute a
                       where a.attrelid = c.oid and not a.attisdropped
                         and a.attname in ('installed_rank', 'script', 'checksum', 'success')) = 4\
                """)
            .bind("schema", TableNames.of(handle).schema())
            .mapTo(String.class)
            .list();
    Set<String> scripts = new HashSet<>();
    for (String table : tables) {
      scripts.addAll(
          handle
              .createQuery("select script from " + table + " where success")
              .mapTo(String.class)
              .set());
    }
    return scripts;
  }

  /** Makes the schema of the names, if there is one, and lets what follows go into it. */
  static void enterSchema(Handle handle) {
    String schema = TableNames.of(handle).schema();
    if (schema == null) {
      return;
    }
    boolean there =
        handle
            .createQuery("select exists (select from pg_namespace where nspname = :schema)")
            .bind("schema", schema)
            .mapTo(Boolean.class)
            .one();
    if (!there) {
      handle.execute("create schema " + TableNames.quoted(schema));
    }
    handle.execute("set local search_path to " + TableNames.quoted(schema));
  }

  /** Schemas that have a table of that name where statements of these names do not look. */
  static List<String> elsewhere(Handle handle, String table) {
    return handle
        .createQuery(
            """
            select n.nspname from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relname = :name and c.oid is distinct from to_regclass(:table)
            order by n.nspname\
            """)
        .bind("name", TableNames.of(handle).bare(table))
        .bind("table", TableNames.of(handle).sql(table))
        .mapTo(String.class)
        .list();
  }

  /** Whether a name is taken by anything but a view that {@link #makeView} has made. */
  static boolean isOtherThanView(Handle handle, String name) {
    return handle
        .createQuery(
            "select to_regclass(:name) is not null"
                + " and obj_description(to_regclass(:name), 'pg_class') is distinct from :mark")
        .bind("name", TableNames.quoted(name))
        .bind("mark", VIEW_MARK)
        .mapTo(Boolean.class)
        .one();
  }

  static void makeView(Handle handle, String name, String source) {
    String view = TableNames.quoted(name);
    String from = TableNames.quoted(TableNames.of(handle).bare(source));
    handle.execute("create or replace view " + view + " as select * from " + from);
    handle.execute("comment on view " + view + " is '" + VIEW_MARK + "'");
  }

  static String searchPath(Handle handle) {
    return handle.createQuery("select current_setting('search_path')").mapTo(String.class).one();
  }

  /** Whether nothing can be written at all, be it a replica or a setting. */
  static boolean isReadOnly(Handle handle) {
    return handle
        .createQuery("select current_setting('transaction_read_only')::boolean")
        .mapTo(Boolean.class)
        .one();
  }

  /** The role, if it may not insert into a table; it may have been granted parts of this. */
  static Optional<String> whoMayNotWrite(Handle handle, String table) {
    return handle
        .createQuery(
            "select current_user::text where not has_table_privilege(:table, 'insert')"
                + " or not has_table_privilege(:table, 'select')")
        .bind("table", TableNames.of(handle).sql(table))
        .mapTo(String.class)
        .findOne();
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
        .bind("relation", TableNames.of(handle).sql(relation))
        .mapTo(Boolean.class)
        .one();
  }
}
