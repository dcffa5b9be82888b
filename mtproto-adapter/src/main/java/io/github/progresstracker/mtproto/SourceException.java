package io.github.progresstracker.mtproto;

import java.time.Duration;

/**
 * Why a source could not answer. The type says what to do; the message, one line, says it to
 * people.
 *
 * <pre>{@code
 * try {
 *   source.resolve(new ChannelRef("@example"));
 * } catch (SourceException.FloodWait wait) {
 *   Thread.sleep(wait.retryAfter().toMillis());
 * } catch (SourceException.ChannelUnavailable gone) {
 *   log.warn("left out: {}", gone.getMessage());
 * }
 * }</pre>
 */
public abstract sealed class SourceException extends Exception {

  private static final long serialVersionUID = 1L;

  private SourceException(String message) {
    super(message);
  }

  private SourceException(String message, Throwable cause) {
    super(message, cause);
  }

  /** The server asks for a pause. Nothing of the account may be requested before it is over. */
  public static final class FloodWait extends SourceException {

    private static final long serialVersionUID = 1L;

    /** The pause that is asked for. */
    private final Duration retryAfter;

    /**
     * Creates the exception.
     *
     * @param retryAfter how long to wait at least, counted from now; not negative
     */
    public FloodWait(Duration retryAfter) {
      super("the server asks to wait " + seconds(retryAfter) + " s before the next request");
      this.retryAfter = retryAfter;
    }

    /**
     * How long to wait. A minimum: waiting less makes the next wait longer.
     *
     * @return the pause, counted from the moment of the answer
     */
    public Duration retryAfter() {
      return retryAfter;
    }

    private static long seconds(Duration wait) {
      return wait.plusNanos(999_999_999).toSeconds();
    }
  }

  /** The source cannot answer now; the same request may work in a moment. */
  public static final class Busy extends SourceException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what is in the way
     */
    public Busy(String message) {
      super(message);
    }
  }

  /** This channel cannot be read; others can. */
  public static final class ChannelUnavailable extends SourceException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param reason which channel, and why not
     */
    public ChannelUnavailable(String reason) {
      super(reason);
    }
  }

  /** The account is not logged in (any more). */
  public static final class NotAuthorized extends SourceException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what is missing
     */
    public NotAuthorized(String message) {
      super(message);
    }
  }

  /** The source was closed. */
  public static final class Closed extends SourceException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param name which source
     */
    public Closed(String name) {
      super(name + " is closed");
    }
  }

  /** The source breaks its contract: going on would lose or double messages. */
  public static final class Broken extends SourceException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message which rule, and how
     */
    public Broken(String message) {
      super(message);
    }

    /**
     * Creates the exception.
     *
     * @param message which rule, and how
     * @param cause what showed it
     */
    public Broken(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** What the user gave as a source cannot be one: the message names it and the cure. */
  public static final class InvalidInput extends SourceException {

    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message what was given, what is wrong with it and what to do
     */
    public InvalidInput(String message) {
      super(message);
    }

    /**
     * Creates the exception.
     *
     * @param message what was given, what is wrong with it and what to do
     * @param cause what showed it
     */
    public InvalidInput(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
