package io.github.progresstracker.examples;

import io.github.progresstracker.jdbc.PostgresProgress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The database that {@code --db} names: one of our own, or somebody else's. */
record Database(PostgresProgress postgres, @Nullable EmbeddedDatabase embedded)
    implements AutoCloseable {

  private static final String DEFAULT_DIRECTORY = ".progress-data";

  static Database open(String option, @Nullable String user, @Nullable String password) {
    if (option.startsWith("jdbc:postgresql:")) {
      return connect(option, user, password);
    }
    if (option.equals("embedded")) {
      return embedded(DEFAULT_DIRECTORY);
    }
    if (option.startsWith("embedded:")) {
      return embedded(option.substring("embedded:".length()));
    }
    throw new BadInputException(
        "--db must be embedded, embedded:DIR or jdbc:postgresql://host:port/database, was "
            + option);
  }

  @Override
  public void close() {
    postgres.close();
    if (embedded != null) {
      embedded.close();
    }
  }

  private static Database connect(String url, @Nullable String user, @Nullable String password) {
    try {
      return new Database(PostgresProgress.connect(url, user, password), null);
    } catch (RuntimeException e) {
      throw new BadInputException(String.valueOf(e.getMessage()), e);
    }
  }

  private static Database embedded(String directory) {
    try {
      EmbeddedDatabase server = EmbeddedDatabase.start(Path.of(directory));
      return new Database(PostgresProgress.on(server.dataSource()), server);
    } catch (InvalidPathException e) {
      throw new BadInputException("--db embedded:DIR needs a directory, was " + directory, e);
    }
  }
}
