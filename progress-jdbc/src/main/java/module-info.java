/** The audit log on PostgreSQL: schema, migration and sink. */
@SuppressWarnings(
    "opens") // A package of SQL files only; open so that the host's own Flyway sees it.
module io.github.progresstracker.jdbc {
  requires transitive io.github.progresstracker.core;
  requires transitive java.sql;
  requires com.zaxxer.hikari;
  requires org.jdbi.v3.core;
  requires org.postgresql.jdbc;
  requires org.slf4j;
  requires static org.jspecify;

  exports io.github.progresstracker.jdbc;

  opens db.progress;
}
