package io.github.progresstracker.mtproto;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The real exports among the test resources. */
final class Exports {

  static final String DESKTOP = "desktop-public-channel.json.gz";
  static final String TELETHON_A = "telethon-channel-a.json.gz";
  static final String TELETHON_B = "telethon-channel-b.json.gz";
  static final String TELETHON_C = "telethon-channel-c.json.gz";

  private Exports() {}

  static Path path(String name) {
    URL url = Exports.class.getResource("/exports/" + name);
    if (url == null) {
      throw new IllegalStateException("no test resource exports/" + name);
    }
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static TelegramExportSource open(String... names) throws SourceException {
    List<Path> paths = Arrays.stream(names).map(Exports::path).toList();
    return TelegramExportSource.open(paths);
  }
}
