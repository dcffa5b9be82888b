package io.github.progresstracker.examples;

import io.github.progresstracker.job.LeaseStore;
import io.github.progresstracker.mtproto.HistorySource;
import io.github.progresstracker.mtproto.SimulatedTelegram;
import io.github.progresstracker.mtproto.SimulatorOptions;
import io.github.progresstracker.mtproto.SourceException;
import io.github.progresstracker.mtproto.TelegramExportSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The history that {@code --source} names. */
final class SourceOption {

  /** The exports that ship with this program, as resources. */
  private static final List<String> SHIPPED =
      List.of(
          "desktop-public-channel.json.gz",
          "telethon-channel-a.json.gz",
          "telethon-channel-b.json.gz",
          "telethon-channel-c.json.gz");

  private SourceOption() {}

  /**
   * Opens a source.
   *
   * @param leases who uses which account
   */
  static HistorySource open(@Nullable String option, LeaseStore leases)
      throws SourceException, InterruptedException {
    if (option == null) {
      return shipped(Path.of(System.getProperty("java.io.tmpdir")));
    }
    if (option.startsWith("export:")) {
      return exports(option.substring("export:".length()));
    }
    if (option.equals("simulator") || option.startsWith("simulator:")) {
      return simulator(option.substring(Math.min(option.length(), "simulator:".length())));
    }
    if (option.startsWith("tdlib:")) {
      return TdlibOption.read(option.substring("tdlib:".length())).open(leases);
    }
    throw new BadInputException(
        "--source must be export:FILE[,FILE...], simulator[:key=value,...] or tdlib:FILE, was "
            + option);
  }

  private static HistorySource exports(String files) throws SourceException {
    List<Path> paths =
        Arrays.stream(files.split(",", -1))
            .map(String::strip)
            .filter(f -> !f.isEmpty())
            .map(file -> path("export:", file))
            .toList();
    if (paths.isEmpty()) {
      throw new BadInputException("--source export: needs at least one file, as in export:a.json");
    }
    return TelegramExportSource.open(paths);
  }

  /** A path that somebody gave after some words, which a refusal repeats. */
  static Path path(String words, String file) {
    try {
      return Path.of(file);
    } catch (InvalidPathException e) {
      throw new BadInputException(
          "--source "
              + words
              + " needs names of files, "
              + e.getReason()
              + " in "
              + file.replaceAll("\\p{Cntrl}", "?"),
          e);
    }
  }

  private static HistorySource simulator(String keys) {
    try {
      return new SimulatedTelegram(SimulatorOptions.parse(keys));
    } catch (IllegalArgumentException e) {
      throw new BadInputException(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * The shipped exports, copied out of the jar for as long as it takes to open them.
   *
   * @param temporary where to put the copies
   */
  static HistorySource shipped(Path temporary) throws SourceException {
    List<Path> copies = new ArrayList<>();
    try {
      Path directory = Files.createTempDirectory(temporary, "progress-exports");
      copies.add(directory);
      for (String name : SHIPPED) {
        Path file = directory.resolve(name);
        copies.add(file);
        copy(name, file);
      }
      return TelegramExportSource.open(copies.subList(1, copies.size()));
    } catch (IOException e) {
      throw new BadInputException(
          "the shipped exports cannot be copied to "
              + temporary
              + " ("
              + Problems.reason(e)
              + "); make room there, start with -Djava.io.tmpdir=FOLDER, or name a --source",
          e);
    } finally {
      deleteQuietly(copies);
    }
  }

  private static void copy(String name, Path file) throws IOException {
    try (InputStream in = SourceOption.class.getResourceAsStream("/exports/" + name)) {
      if (in == null) {
        throw new IOException("the program was built without its export " + name);
      }
      Files.copy(in, file);
    }
  }

  /** The last first, which is what is in the directory; what stays is a matter of the system. */
  private static void deleteQuietly(List<Path> copies) {
    for (int i = copies.size() - 1; i >= 0; i--) {
      if (!copies.get(i).toFile().delete()) {
        copies.get(i).toFile().deleteOnExit();
      }
    }
  }
}
