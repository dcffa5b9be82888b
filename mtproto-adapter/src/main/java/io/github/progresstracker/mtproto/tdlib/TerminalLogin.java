package io.github.progresstracker.mtproto.tdlib;

import io.github.progresstracker.mtproto.SourceException;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/** Asks line by line. */
class TerminalLogin implements Login {

  private final BufferedReader in;
  private final PrintStream out;
  private final @Nullable Console console;
  private final @Nullable LinkView links;

  /**
   * A login at a terminal.
   *
   * @param console reads passwords without showing them, if there is one
   */
  TerminalLogin(Reader in, PrintStream out, @Nullable Console console, @Nullable LinkView links) {
    this.in = new BufferedReader(in);
    this.out = out;
    this.console = console;
    this.links = links;
  }

  @Override
  public @Nullable String phoneNumber() throws SourceException.NotAuthorized {
    String number = ask("Phone number of the account, as +15551234567 (empty line: by QR code)");
    return number.isEmpty() ? null : number;
  }

  @Override
  public void confirm(String link) {
    if (links != null) {
      out.println(links.draw(link));
    }
    out.println("On a phone that is logged in: Settings, Devices, Link Desktop Device; scan");
    out.println("  " + link);
    out.flush();
  }

  @Override
  public String code(String sentBy) throws SourceException.NotAuthorized {
    return ask("The code that Telegram has sent " + sentBy);
  }

  @Override
  public String password(String hint) throws SourceException.NotAuthorized {
    String question =
        "Password of two-step verification" + (hint.isEmpty() ? "" : " (hint: " + hint + ")");
    char[] secret = console == null ? null : console.readPassword("%s: ", question);
    return secret == null ? ask(question) : new String(secret);
  }

  @Override
  public void refused(String problem) {
    out.println(problem);
  }

  private String ask(String question) throws SourceException.NotAuthorized {
    out.print(question + ": ");
    out.flush();
    try {
      String line = in.readLine();
      if (line != null) {
        return line.strip();
      }
    } catch (IOException e) {
      out.println(e.getMessage());
    }
    throw new SourceException.NotAuthorized(
        "the account is not logged in and nobody answers; log in once at a terminal");
  }
}
