package io.github.progresstracker.jdbc;

/**
 * The tables in the database and those this library works with do not fit; the message says how.
 *
 * @see PostgresUnavailableException
 */
public final class SchemaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SchemaException(String message) {
    super(message);
  }

  SchemaException(String message, Throwable cause) {
    super(message, cause);
  }
}
