package io.github.progresstracker.jdbc;

/**
 * There is no way into the database: it is not running, not there under that address, or does not
 * let this user in. The message is one line for people: where, as whom, why, and what to do; it
 * never contains the password.
 *
 * <pre>{@code
 * try {
 *   postgres.migrate();
 * } catch (PostgresUnavailableException | SchemaException e) {
 *   System.err.println(e.getMessage());                         // says what to do
 *   System.exit(1);
 * }
 * }</pre>
 */
public final class PostgresUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PostgresUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
