/** Audit log, jobs and run histories on PostgreSQL: schema, migration, sink, stores and queries. */
// "opens": a package of SQL files only; open so that the host's own Flyway sees it.
// "module": the adapter is compiled later.
@SuppressWarnings({"module", "opens"})
module io.github.progresstracker.jdbc {
  requires transitive io.github.progresstracker.core;
  requires transitive java.sql;
  requires com.github.benmanes.caffeine;
  requires com.zaxxer.hikari;
  requires org.jdbi.v3.core;
  requires org.postgresql.jdbc;
  requires org.slf4j;
  requires static org.jspecify;

  exports io.github.progresstracker.jdbc;
  exports io.github.progresstracker.jdbc.internal to
      io.github.progresstracker.mtproto;

  opens db.progress;
}
