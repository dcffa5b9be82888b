package io.github.progresstracker.console;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A tmux server of its own with one pane, in which a shell waits for commands. */
final class Tmux {

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final Path socket;

  /** Whether the program under test is known to have ended. */
  private boolean ended;

  private Tmux(Path socket) {
    this.socket = socket;
  }

  static boolean isThere() {
    try {
      Process process = new ProcessBuilder("tmux", "-V").redirectErrorStream(true).start();
      process.getInputStream().readAllBytes();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  static Tmux open(Path socket, int columns, int rows) throws IOException, InterruptedException {
    Tmux tmux = new Tmux(socket);
    tmux.command(
        "start-server",
        ";",
        "set-option",
        "-g",
        "history-limit",
        "50000",
        ";",
        "new-session",
        "-d",
        "-x",
        Integer.toString(columns),
        "-y",
        Integer.toString(rows),
        "env -u CI -u NO_COLOR -u PROGRESS_CONSOLE PS1='prompt> ' LC_ALL= LANG=C.UTF-8"
            + " TERM=screen-256color bash --norc --noprofile");
    tmux.awaitText("prompt>");
    return tmux;
  }

  void type(String line) throws IOException, InterruptedException {
    command("send-keys", "-l", line);
    keys("Enter");
  }

  void keys(String... names) throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("send-keys"));
    arguments.addAll(List.of(names));
    command(arguments.toArray(String[]::new));
  }

  void resize(int columns, int rows) throws IOException, InterruptedException {
    command("resize-window", "-x", Integer.toString(columns), "-y", Integer.toString(rows));
  }

  /** The rows of the screen, from the top, up to the last that is not empty. */
  List<String> screen() throws IOException, InterruptedException {
    return lines(command("capture-pane", "-p"));
  }

  /** The screen with its colours. */
  String colored() throws IOException, InterruptedException {
    return command("capture-pane", "-p", "-e");
  }

  /** What has scrolled away and what is on the screen, wrapped lines joined, without empty ones. */
  List<String> everything() throws IOException, InterruptedException {
    return lines(command("capture-pane", "-p", "-J", "-S", "-")).stream()
        .filter(line -> !line.isEmpty())
        .toList();
  }

  private static List<String> lines(String text) {
    return text.stripTrailing().lines().map(String::stripTrailing).toList();
  }

  /** Waits for a text; in vain if the program ends before. */
  void awaitText(String text) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (true) {
      List<String> now = everything();
      if (now.stream().anyMatch(line -> line.contains(text))) {
        ended |= text.startsWith("END ");
        return;
      }
      boolean over = !ended && now.stream().anyMatch(line -> line.startsWith("END "));
      if (over || System.nanoTime() - deadline > 0) {
        throw new AssertionError("no \"" + text + "\" in:\n" + String.join("\n", now));
      }
    }
  }

  /** Sends a signal to the Java programs that the shell has started. */
  void killPrograms(String signal) throws IOException, InterruptedException {
    String shell = command("display-message", "-p", "#{pane_pid}").strip();
    ProcessHandle.of(Long.parseLong(shell)).stream()
        .flatMap(ProcessHandle::descendants)
        .filter(process -> process.info().command().orElse("").endsWith("/java"))
        .forEach(process -> kill(signal, process.pid()));
  }

  private static void kill(String signal, long process) {
    try {
      new ProcessBuilder("kill", "-" + signal, Long.toString(process)).start().waitFor();
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String command(String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of("tmux", "-u", "-f", "/dev/null", "-S", socket.toString()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int code = process.waitFor();
    if (code != 0) {
      throw new IOException(String.join(" ", arguments) + ": exit code " + code + ", " + output);
    }
    return output;
  }

  void close() throws IOException, InterruptedException {
    command("kill-server");
  }
}
