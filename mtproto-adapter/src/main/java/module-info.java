/** Collects Telegram channel histories with progress that can be believed. */
@SuppressWarnings(
    "opens") // A package of SQL files only; open so that the host's own Flyway sees it.
module io.github.progresstracker.mtproto {
  requires transitive com.fasterxml.jackson.databind;
  requires transitive io.github.progresstracker.core;
  requires transitive io.github.progresstracker.jdbc;
  requires org.jdbi.v3.core;
  requires org.slf4j;
  requires static com.sun.jna;
  requires static io.github.progresstracker.web;
  requires static org.jspecify;

  exports io.github.progresstracker.mtproto;
  exports io.github.progresstracker.mtproto.monitoring;
  exports io.github.progresstracker.mtproto.tdlib;

  opens db.mtproto;
}
