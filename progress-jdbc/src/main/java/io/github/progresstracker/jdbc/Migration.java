package io.github.progresstracker.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One file of a schema, named as Flyway wants it: {@code V1__event_log.sql}. */
record Migration(int version, String description, String file, String sql, String checksum) {

  private static final Pattern NAME = Pattern.compile("(?:.*/)?V([0-9]{1,9})__(\\w+)\\.sql");

  private static final Pattern TABLE =
      Pattern.compile("(?im)^create table (?:if not exists )?(\\w+)");

  static Migration read(String file, Function<String, @Nullable InputStream> resources) {
    Matcher name = NAME.matcher(file);
    if (!name.matches()) {
      throw new IllegalArgumentException(
          "a schema file is named like V1__event_log.sql, was " + file);
    }
    String sql = load(file, resources);
    return new Migration(
        Integer.parseInt(name.group(1)), name.group(2).replace('_', ' '), file, sql, sha256(sql));
  }

  /** The file's name without its directory, as Flyway keeps it. */
  String script() {
    return file.substring(file.lastIndexOf('/') + 1);
  }

  /** Tables that the file makes, with the names they have in it. */
  List<String> tables() {
    return TABLE.matcher(sql).results().map(match -> match.group(1)).toList();
  }

  private static String load(String file, Function<String, @Nullable InputStream> resources) {
    try (InputStream in = resources.apply(file)) {
      if (in == null) {
        throw new IllegalArgumentException(
            "schema file "
                + file
                + " is not to be found; its path is absolute, like"
                + " /db/progress/V1__event_log.sql, and the class asked for it is in the same"
                + " module");
      }
      // Line ends are a matter of the checkout and must not change the checksum.
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("schema file " + file + " cannot be read", e);
    }
  }

  private static String sha256(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
