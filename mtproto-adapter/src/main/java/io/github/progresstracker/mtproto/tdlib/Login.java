package io.github.progresstracker.mtproto.tdlib;

import io.github.progresstracker.mtproto.SourceException;
import java.io.Console;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Answers what Telegram asks when an account logs in on this machine: once, as the session is kept
 * afterwards. Methods block until somebody has answered; all are called by the thread that opens
 * the source.
 *
 * @see TdlibHistorySource
 */
public interface Login {

  /**
   * The account's phone number.
   *
   * @return in international form, such as {@code +15551234567}; null to log in by a link that is
   *     confirmed on another device
   * @throws SourceException.NotAuthorized if nobody is there to answer
   * @throws InterruptedException if interrupted
   */
  @Nullable String phoneNumber() throws SourceException.NotAuthorized, InterruptedException;

  /**
   * Shows a link to be confirmed on a device that is logged in, usually as a QR code. It is called
   * again when the link has been replaced, about twice a minute.
   *
   * @param link a {@code tg://login} link
   * @throws SourceException.NotAuthorized if nobody is there to see it
   */
  void confirm(String link) throws SourceException.NotAuthorized;

  /**
   * The code that Telegram has sent.
   *
   * @param sentBy how it was sent, for people
   * @return the code
   * @throws SourceException.NotAuthorized if nobody is there to answer
   * @throws InterruptedException if interrupted
   */
  String code(String sentBy) throws SourceException.NotAuthorized, InterruptedException;

  /**
   * The password of two-step verification.
   *
   * @param hint the owner's own hint, may be empty
   * @return the password
   * @throws SourceException.NotAuthorized if nobody is there to answer
   * @throws InterruptedException if interrupted
   */
  String password(String hint) throws SourceException.NotAuthorized, InterruptedException;

  /**
   * Telegram refused the last answer and will ask again.
   *
   * @param problem in words for people
   */
  void refused(String problem);

  /**
   * How long to wait for a link to be confirmed.
   *
   * @return more than zero
   */
  default Duration patience() {
    return Duration.ofMinutes(5);
  }

  /**
   * Asks in this process's terminal: questions go to stderr, answers come from stdin, a password is
   * not shown. An empty line instead of a phone number chooses the link.
   *
   * @param links how to show a link to be scanned; null to print it only
   * @return the login
   */
  @SuppressWarnings("SystemConsoleNull") // A console that is no terminal reads stdin as well.
  static Login terminal(@Nullable LinkView links) {
    Console console = System.console();
    Reader in =
        console == null
            ? new InputStreamReader(System.in, Charset.defaultCharset())
            : console.reader();
    return new TerminalLogin(in, System.err, console, links);
  }

  /**
   * For a program nobody sits at: an account that is not logged in is an error that says what to
   * do.
   *
   * @param cure how to log in, for people, such as a command line
   * @return the login
   */
  static Login nobody(String cure) {
    return new NobodyLogin(cure);
  }

  /** Draws a link so that a phone can scan it. */
  @FunctionalInterface
  interface LinkView {
    /**
     * Draws.
     *
     * @param link what the drawing says
     * @return lines of text
     */
    String draw(String link);
  }
}
