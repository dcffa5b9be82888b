package io.github.progresstracker.mtproto;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import io.github.progresstracker.mtproto.SourceException.InvalidInput;
import io.github.progresstracker.mtproto.internal.Texts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** What is said about a file that cannot be a source: the file, what is wrong, and the cure. */
final class ExportErrors {

  private static final String EXPECTED =
      "expected a Telegram Desktop export (Export chat history, Machine-readable JSON)"
          + " or a list of Telethon messages (to_dict)";

  private static final int MESSAGE_LENGTH = 160;

  private ExportErrors() {}

  static InvalidInput missing(String file, IOException cause) {
    return new InvalidInput(file + ": there is no such file; check the path", cause);
  }

  static InvalidInput folder(String file) {
    return new InvalidInput(
        file + ": is a folder; name the file in it, Telegram Desktop calls it result.json");
  }

  static InvalidInput denied(String file, IOException cause) {
    return new InvalidInput(file + ": may not be read; check its permissions", cause);
  }

  static InvalidInput unreadable(String file, IOException cause) {
    return new InvalidInput(
        file + ": cannot be read (" + oneLine(cause) + "); check the disk and the file", cause);
  }

  static InvalidInput noRoom(String file, Path folder, IOException cause) {
    return new InvalidInput(
        file
            + ": cannot be unpacked to "
            + folder
            + " ("
            + oneLine(cause)
            + "); make room there or start with -Djava.io.tmpdir=FOLDER",
        cause);
  }

  static InvalidInput gzipCutOff(String file, long unpacked, IOException cause) {
    return new InvalidInput(
        String.format(
            Locale.ROOT,
            "%s: the gzip data stops too early (after %,d unpacked bytes); the file was cut off,"
                + " copy or download it again",
            file,
            unpacked),
        cause);
  }

  static InvalidInput gzipDamaged(String file, IOException cause) {
    return new InvalidInput(
        file + ": the gzip data is damaged (" + oneLine(cause) + "); copy or download it again",
        cause);
  }

  /**
   * Refuses what the first bytes show to be no UTF-8 text.
   *
   * @return how many bytes to skip: the length of the byte order mark, if any
   */
  static int checkHead(String file, byte[] head) throws InvalidInput {
    if (head.length == 0) {
      throw empty(file);
    }
    if (startsWith(head, 'P', 'K', 3, 4)) {
      throw new InvalidInput(file + ": is a zip archive; unpack it and name the JSON file");
    }
    if (startsWith(head, 0xfe, 0xff) || startsWith(head, 0xff, 0xfe) || hasZero(head)) {
      throw new InvalidInput(file + ": is not UTF-8 text (UTF-16 or binary); convert it to UTF-8");
    }
    return startsWith(head, 0xef, 0xbb, 0xbf) ? 3 : 0;
  }

  static InvalidInput empty(String file) {
    return new InvalidInput(file + ": is empty; export or copy it again");
  }

  static InvalidInput notJson(String file, JsonProcessingException cause) {
    JsonLocation at = cause.getLocation();
    return new InvalidInput(
        file
            + ": is not JSON ("
            + position(at)
            + ": "
            + oneLine(cause)
            + "); "
            + EXPECTED
            + "; an HTML export must be made again as JSON",
        cause);
  }

  static InvalidInput damaged(String file, JsonProcessingException cause) {
    String where = position(cause.getLocation());
    if (isEndOfInput(cause)) {
      return new InvalidInput(
          file
              + ": stops in the middle at "
              + where
              + "; the file was cut off, export or copy it"
              + " again",
          cause);
    }
    return new InvalidInput(
        file
            + ": the JSON is damaged at "
            + where
            + ": "
            + oneLine(cause)
            + "; export or copy it again",
        cause);
  }

  static InvalidInput moreFollows(String file, JsonLocation at) {
    return new InvalidInput(
        file
            + ": the JSON is damaged at "
            + position(at)
            + ": more follows after the end of the export; keep one export in one file");
  }

  static InvalidInput noExport(String file, String found) {
    return new InvalidInput(file + ": is JSON but no export: found " + found + "; " + EXPECTED);
  }

  static InvalidInput noChannelId(String file, String title) {
    return new InvalidInput(
        file
            + ": the chat \""
            + title
            + "\" has no usable id (a positive number); export it again"
            + " or add its \"id\" before the messages");
  }

  static InvalidInput noMessageIds(String file, String title, int messages) {
    return new InvalidInput(
        String.format(
            Locale.ROOT,
            "%s: none of the %,d messages of the chat \"%s\" has a usable \"id\" (a positive"
                + " number); export it again with ids",
            file,
            messages,
            title));
  }

  static InvalidInput noChannel(String file, String found) {
    return new InvalidInput(
        file
            + ": holds no channel and no supergroup: found "
            + found
            + "; choose a channel when exporting");
  }

  static InvalidInput twoChannels(String file, long one, long other) {
    return new InvalidInput(
        String.format(
            Locale.ROOT,
            "%s: holds messages of channel %d and of channel %d; write one file per channel",
            file,
            one,
            other));
  }

  static InvalidInput sameChannel(Channel channel, String one, String other) {
    return new InvalidInput(
        String.format(
            Locale.ROOT,
            "%s and %s both hold channel %d (%s); give only one of them",
            one,
            other,
            channel.id(),
            channel.title()));
  }

  /** Jackson has a type of its own for this, but does not use it everywhere. */
  private static boolean isEndOfInput(JsonProcessingException cause) {
    return cause instanceof JsonEOFException
        || cause.getOriginalMessage().startsWith("Unexpected end-of-input");
  }

  private static String position(JsonLocation at) {
    return String.format(
        Locale.ROOT,
        "line %d, column %d (byte %d)",
        at.getLineNr(),
        at.getColumnNr(),
        at.getByteOffset());
  }

  private static String oneLine(IOException problem) {
    String message =
        problem instanceof JsonProcessingException json
            ? json.getOriginalMessage()
            : problem.getMessage();
    return message == null
        ? problem.getClass().getSimpleName()
        : Texts.excerpt(message, MESSAGE_LENGTH);
  }

  private static boolean startsWith(byte[] head, int... expected) {
    if (head.length < expected.length) {
      return false;
    }
    for (int i = 0; i < expected.length; i++) {
      if ((head[i] & 0xff) != expected[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean hasZero(byte[] head) {
    for (byte b : head) {
      if (b == 0) {
        return true;
      }
    }
    return false;
  }
}
