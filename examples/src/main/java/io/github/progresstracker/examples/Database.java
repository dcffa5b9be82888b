package io.github.progresstracker.examples;

import io.github.progresstracker.jdbc.PostgresProgress;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The database that {@code --db} names: one of our own, or somebody else's.
 *
 * @param spool where events for it wait while it is away; no other database has the same one
 */
record Database(PostgresProgress postgres, @Nullable EmbeddedDatabase embedded, Path spool)
    implements AutoCloseable {

  private static final String DEFAULT_DIRECTORY = ".progress-data";
  private static final String EMBEDDED_IN = "embedded:";

  static Database open(String option, @Nullable String user, @Nullable String password) {
    if (option.startsWith("jdbc:postgresql:")) {
      return connect(option, user, password);
    }
    if (isEmbedded(option)) {
      return embedded(directory(option));
    }
    throw new BadInputException(
        "--db must be embedded, embedded:DIR or jdbc:postgresql://host:port/database, was "
            + beginning(option)
            + "; a URL begins with jdbc:postgresql://; give user and password as --db-user,"
            + " --db-password");
  }

  /** As {@link #open}, but of one of our own that another process runs a guest. */
  static Database visit(String option, @Nullable String user, @Nullable String password) {
    Optional<String> running =
        isEmbedded(option) ? EmbeddedDatabase.running(path(directory(option))) : Optional.empty();
    return running
        .map(url -> connect(url, null, null))
        .orElseGet(() -> open(option, user, password));
  }

  private static boolean isEmbedded(String option) {
    return option.equals("embedded") || option.startsWith(EMBEDDED_IN);
  }

  private static String directory(String option) {
    return option.startsWith(EMBEDDED_IN)
        ? option.substring(EMBEDDED_IN.length())
        : DEFAULT_DIRECTORY;
  }

  /**
   * Where events wait of one of several programs that use this database at once.
   *
   * @param writer its name, the same after a restart
   */
  Path spoolOf(String writer) {
    UUID name = UUID.nameUUIDFromBytes(writer.getBytes(StandardCharsets.UTF_8));
    return spool.resolveSibling(spool.getFileName() + "-" + name);
  }

  /** What follows may have a password in it. */
  private static String beginning(String option) {
    String beginning = option.split("[:@/?=]", 2)[0];
    return beginning.length() == option.length() ? option : beginning + "…";
  }

  @Override
  public void close() {
    Uninterrupted.run(
        () -> {
          postgres.close();
          if (embedded != null) {
            embedded.close();
          }
        });
  }

  private static Database connect(String url, @Nullable String user, @Nullable String password) {
    try {
      return new Database(PostgresProgress.connect(url, user, password), null, spoolAt(url));
    } catch (RuntimeException e) {
      throw new BadInputException(String.valueOf(e.getMessage()), e);
    }
  }

  private static Database embedded(String directory) {
    EmbeddedDatabase server = Uninterrupted.get(() -> EmbeddedDatabase.start(path(directory)));
    try {
      return new Database(
          PostgresProgress.connect(server.jdbcUrl(), null, null),
          server,
          path(directory).resolve("spool"));
    } catch (RuntimeException e) {
      Uninterrupted.run(server::close);
      throw e;
    }
  }

  /** Options after the address say nothing about which database it is, and may be secret. */
  private static Path spoolAt(String url) {
    UUID address = UUID.nameUUIDFromBytes(url.split("\\?", 2)[0].getBytes(StandardCharsets.UTF_8));
    return Path.of(DEFAULT_DIRECTORY, "spool-" + address);
  }

  private static Path path(String directory) {
    if (directory.isBlank()) {
      throw new BadInputException(
          "--db embedded: needs a directory, as in embedded:data, or say --db embedded for "
              + DEFAULT_DIRECTORY);
    }
    try {
      return Path.of(directory);
    } catch (InvalidPathException e) {
      throw new BadInputException(
          "--db embedded:DIR needs the name of a directory: " + e.getReason(), e);
    }
  }
}
