package io.github.progresstracker.examples;

import io.github.progresstracker.job.LeaseStore;
import io.github.progresstracker.mtproto.HistorySource;
import io.github.progresstracker.mtproto.SourceException;
import io.github.progresstracker.mtproto.tdlib.Login;
import io.github.progresstracker.mtproto.tdlib.Tdlib;
import io.github.progresstracker.mtproto.tdlib.TdlibAccount;
import io.github.progresstracker.mtproto.tdlib.TdlibHistorySource;
import java.io.IOException;
import java.io.Reader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The account that {@code tdlib:FILE} names: a properties file with {@code api.id}, {@code
 * api.hash}, {@code directory}, {@code channels}, and if wanted {@code library} and {@code proxy}.
 */
final class TdlibOption {

  private static final Set<String> KEYS =
      new TreeSet<>(List.of("api.id", "api.hash", "directory", "channels", "library", "proxy"));

  private final Path file;
  private final Properties values;

  private TdlibOption(Path file, Properties values) {
    this.file = file;
    this.values = values;
  }

  static TdlibOption read(String name) {
    Path file = SourceOption.path("tdlib:", name);
    Properties values = new Properties();
    try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      values.load(in);
    } catch (IOException | IllegalArgumentException e) {
      throw new BadInputException("--source tdlib:" + name + ": " + Problems.reason(e), e);
    }
    TdlibOption option = new TdlibOption(file, values);
    option.checkKeys();
    return option;
  }

  private void checkKeys() {
    for (String key : values.stringPropertyNames()) {
      if (!KEYS.contains(key)) {
        throw new BadInputException(
            file + ": unknown key " + key + "; there are: " + String.join(", ", KEYS));
      }
    }
  }

  /** Opens the account, and logs in if somebody is there to answer. */
  HistorySource open(LeaseStore leases) throws SourceException, InterruptedException {
    TdlibAccount account = account();
    Tdlib tdlib = library();
    try {
      return TdlibHistorySource.open(tdlib, account, Login.terminal(QrDrawing::of), leases)
          .closingLibrary();
    } catch (SourceException | InterruptedException | RuntimeException e) {
      tdlib.close();
      throw e;
    }
  }

  private Tdlib library() throws SourceException {
    String library = values.getProperty("library");
    return library == null ? Tdlib.load() : Tdlib.load(SourceOption.path("library=", library));
  }

  private TdlibAccount account() {
    String channels = values.getProperty("channels", "");
    try {
      TdlibAccount account =
          TdlibAccount.of(
              Math.toIntExact(number("api.id", required("api.id"))),
              required("api.hash").strip(),
              SourceOption.path("directory=", required("directory").strip()),
              Arrays.stream(channels.split(",", -1))
                  .map(String::strip)
                  .filter(name -> !name.isEmpty())
                  .toList());
      InetSocketAddress proxy = proxy();
      return proxy == null ? account : account.via(proxy);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new BadInputException(file + ": " + e.getMessage(), e);
    }
  }

  private @Nullable InetSocketAddress proxy() {
    String proxy = values.getProperty("proxy");
    if (proxy == null) {
      return null;
    }
    int colon = proxy.lastIndexOf(':');
    if (colon < 1) {
      throw new BadInputException(file + ": proxy must be HOST:PORT of a SOCKS5 proxy");
    }
    long port = number("proxy", proxy.substring(colon + 1).strip());
    return InetSocketAddress.createUnresolved(proxy.substring(0, colon).strip(), (int) port);
  }

  private String required(String key) {
    String value = values.getProperty(key);
    if (value == null || value.isBlank()) {
      throw new BadInputException(
          file + ": " + key + " is missing; see \"Collect your own channels\" in the README");
    }
    return value;
  }

  private long number(String key, String value) {
    try {
      return Long.parseLong(value.strip());
    } catch (NumberFormatException e) {
      throw new BadInputException(file + ": " + key + " must be a whole number, was " + value, e);
    }
  }
}
