package io.github.progresstracker.examples;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --db}: where the tables are. */
final class DatabaseOption {

  @Option(
      names = "--db",
      paramLabel = "DB",
      defaultValue = "embedded",
      description = "embedded[:DIR] (default, in .progress-data) or jdbc:postgresql://...")
  private String db;

  @Option(names = "--db-user", paramLabel = "NAME", description = "User for a jdbc: database.")
  private @Nullable String user;

  @Option(
      names = "--db-password",
      paramLabel = "PASSWORD",
      description = "Password for a jdbc: database.")
  private @Nullable String password;

  /** Made by the command line parser, which fills it in. */
  @SuppressWarnings("NullAway.Init")
  DatabaseOption() {}

  Database open() {
    return Database.open(db, user, password);
  }

  /** As {@link #open}; one in a directory may be in use by another process. */
  Database visit() {
    return Database.visit(db, user, password);
  }

  /** The options with which another process gets to the database that was opened. */
  List<String> forProcess(Database opened) {
    if (opened.embedded() != null) {
      return List.of("--db", opened.embedded().jdbcUrl());
    }
    List<String> options = new ArrayList<>(List.of("--db", db));
    if (user != null) {
      options.addAll(List.of("--db-user", user));
    }
    if (password != null) {
      options.addAll(List.of("--db-password", password));
    }
    return options;
  }
}
