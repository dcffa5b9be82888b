package io.github.progresstracker.examples;

import io.github.progresstracker.mtproto.HistorySource;
import io.github.progresstracker.mtproto.SimulatedTelegram;
import io.github.progresstracker.mtproto.SimulatorOptions;
import io.github.progresstracker.mtproto.SourceException;
import io.github.progresstracker.mtproto.TelegramExportSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
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

  static HistorySource open(@Nullable String option) throws SourceException, IOException {
    if (option == null) {
      return shipped();
    }
    if (option.startsWith("export:")) {
      return exports(option.substring("export:".length()));
    }
    if (option.equals("simulator") || option.startsWith("simulator:")) {
      return simulator(option.substring(Math.min(option.length(), "simulator:".length())));
    }
    throw new BadInputException(
        "--source must be export:FILE[,FILE...] or simulator[:key=value,...], was " + option);
  }

  private static HistorySource exports(String files) throws SourceException {
    List<Path> paths =
        Arrays.stream(files.split(",", -1))
            .map(String::strip)
            .filter(f -> !f.isEmpty())
            .map(Path::of)
            .toList();
    if (paths.isEmpty()) {
      throw new BadInputException("--source export: needs at least one file, as in export:a.json");
    }
    return TelegramExportSource.open(paths);
  }

  private static HistorySource simulator(String keys) {
    try {
      return new SimulatedTelegram(SimulatorOptions.parse(keys));
    } catch (IllegalArgumentException e) {
      throw new BadInputException(String.valueOf(e.getMessage()), e);
    }
  }

  /** The shipped exports, copied out of the jar for as long as it takes to open them. */
  private static HistorySource shipped() throws SourceException, IOException {
    Path directory = Files.createTempDirectory("progress-exports");
    List<Path> files = new ArrayList<>();
    try {
      for (String name : SHIPPED) {
        Path file = directory.resolve(name);
        try (InputStream in = SourceOption.class.getResourceAsStream("/exports/" + name)) {
          if (in == null) {
            throw new IOException("the program was built without its export " + name);
          }
          Files.copy(in, file);
        }
        files.add(file);
      }
      return TelegramExportSource.open(files);
    } finally {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(directory);
    }
  }
}
