package io.github.progresstracker.mtproto;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are no source: each says in one line which file, what is wrong and what to do. */
class TelegramExportErrorsTest {

  private static final String GOOD =
      "{\"name\":\"News\",\"type\":\"public_channel\",\"id\":5,\"messages\":["
          + "{\"id\":1,\"type\":\"message\",\"date_unixtime\":\"1700000000\",\"text\":\"a\"},"
          + "{\"id\":2,\"type\":\"message\",\"date_unixtime\":\"1700000001\",\"text\":\"b\"}]}";

  @TempDir private Path folder = Path.of("");

  @Test
  void theGoodFileOfTheseTestsIsGood() throws Exception {
    try (TelegramExportSource source = TelegramExportSource.open(List.of(file(GOOD)))) {
      assertThat(source.resolve(new ChannelRef("News")).exactCount()).hasValue(2);
    }
  }

  @Test
  void noFile() {
    assertThatThrownBy(() -> TelegramExportSource.open(List.of()))
        .isInstanceOf(SourceException.InvalidInput.class)
        .hasMessage("no export file was given; name at least one");
  }

  @Test
  void missingFile() {
    assertRefused(folder.resolve("nowhere.json"), "there is no such file; check the path");
  }

  @Test
  void folderInsteadOfAFile() {
    assertRefused(
        folder, "is a folder; name the file in it, Telegram Desktop calls it result.json");
  }

  @Test
  void emptyFile() throws Exception {
    assertRefused(file(""), "is empty; export or copy it again");
    assertRefused(file(" \n "), "is empty; export or copy it again");
    assertRefused(file(gzip("")), "is empty; export or copy it again");
  }

  @Test
  void notJson() throws Exception {
    assertRefused(file("hello world"), "is not JSON (line 1, column ", "Machine-readable JSON");
    assertRefused(
        file("<!DOCTYPE html><html></html>"), "is not JSON", "an HTML export must be made again");
  }

  @Test
  void zipArchiveAndUtf16() throws Exception {
    assertRefused(
        file(new byte[] {'P', 'K', 3, 4, 20, 0}), "is a zip archive; unpack it and name the JSON");
    assertRefused(file(GOOD.getBytes(UTF_16)), "is not UTF-8 text", "convert it to UTF-8");
  }

  @Test
  @DisplayName("a file that was cut off is refused wherever it was cut")
  void cutOff() throws Exception {
    for (int length = 1; length < GOOD.length(); length++) {
      assertRefused(
          file(GOOD.substring(0, length)),
          "stops in the middle at line 1, column ",
          "; the file was cut off, export or copy it again");
    }
  }

  @Test
  @DisplayName("a gzip file that was cut off is refused wherever it was cut")
  void gzipCutOff() throws Exception {
    byte[] whole = gzip(GOOD);
    for (int length = 2; length < whole.length; length++) {
      assertRefused(
          file(Arrays.copyOf(whole, length)),
          "the gzip data stops too early (after ",
          "unpacked bytes); the file was cut off, copy or download it again");
    }
  }

  @Test
  void gzipDamaged() throws Exception {
    byte[] whole = gzip(GOOD);
    whole[whole.length - 6] ^= 0x55;
    assertRefused(file(whole), "the gzip data is damaged (", "); copy or download it again");
  }

  @Test
  void damagedInTheMiddle() throws Exception {
    assertRefused(
        file(GOOD.replace("},{", "}{")),
        "the JSON is damaged at line 1, column ",
        "(byte ",
        "; export or copy it again");
  }

  @Test
  void twoExportsInOneFile() throws Exception {
    assertRefused(
        file(GOOD + GOOD),
        "the JSON is damaged at line 1, column " + (GOOD.length() + 1),
        "more follows after the end of the export; keep one export in one file");
  }

  @Test
  void jsonThatIsNoExport() throws Exception {
    assertRefused(
        file("{\"name\":\"x\",\"version\":1,\"a\":1,\"b\":2,\"c\":3,\"d\":4,\"e\":5}"),
        "is JSON but no export: found an object with the keys name, version, a, b, c, d, …;"
            + " expected a Telegram Desktop export");
    assertRefused(file("{}"), "found an empty object");
    assertRefused(file("[]"), "found an empty list");
    assertRefused(
        file("[1,{\"id\":3},\"x\"]"),
        "found a list of 3, none of which names its channel (peer_id.channel_id)");
    assertRefused(file("42"), "found a number");
    assertRefused(file("null"), "found null");
    assertRefused(file("\"text\""), "found a text");
    assertRefused(
        file("{\"channel\":\"news\",\"message_id\":1,\"text\":\"\"}\n{\"channel\":\"news\"}"),
        "found an object with the keys channel, message_id, text");
  }

  @Test
  void chatWithoutId() throws Exception {
    assertRefused(file(GOOD.replace("\"id\":5,", "")), "the chat \"News\" has no usable id");
    assertRefused(file(GOOD.replace("\"id\":5", "\"id\":-5")), "has no usable id");
    assertRefused(file(GOOD.replace("\"id\":5", "\"id\":1e30")), "has no usable id");
  }

  @Test
  void messagesWithoutAnyId() throws Exception {
    assertRefused(
        file(GOOD.replace("\"id\":1,", "").replace("\"id\":2,", "\"id\":-2,")),
        "none of the 2 messages of the chat \"News\" has a usable \"id\"",
        "export it again");
    assertRefused(
        file("[{\"_\":\"Message\",\"peer_id\":{\"channel_id\":7}}]"),
        "none of the 1 messages of the chat \"export\"");
  }

  @Test
  void chatsThatAreNoChannels() throws Exception {
    assertRefused(
        file(GOOD.replace("public_channel", "personal_chat")),
        "holds no channel and no supergroup: found 1 other chats (personal_chat);"
            + " choose a channel when exporting");
    assertRefused(file("{\"chats\":{\"about\":\"\",\"list\":[]}}"), "found no chat at all");
  }

  @Test
  void twoFilesOfOneChannel() throws Exception {
    Path one = file("one.json", GOOD.getBytes(UTF_8));
    Path other = file("other.json", gzip(GOOD));
    assertThatThrownBy(() -> TelegramExportSource.open(List.of(one, other)))
        .isInstanceOf(SourceException.InvalidInput.class)
        .hasMessage(
            "%s and %s both hold channel 1000000000005 (News); give only one of them", one, other);
  }

  @Test
  void oneDumpOfTwoChannels() throws Exception {
    String message = "{\"_\":\"Message\",\"id\":%d,\"peer_id\":{\"channel_id\":%d}}";
    assertRefused(
        file("[" + message.formatted(2, 7) + "," + message.formatted(1, 8) + "]"),
        "holds messages of channel 7 and of channel 8; write one file per channel");
  }

  @Test
  void aFileThatChangesWhileItIsReadIsNoticed() throws Exception {
    Path path = file(GOOD);
    try (TelegramExportSource source = TelegramExportSource.open(List.of(path))) {
      Channel channel = source.resolve(new ChannelRef("News"));
      Files.writeString(path, GOOD.replace("\"id\":2", "\"id\":7"));
      assertThatThrownBy(() -> source.older(channel, Long.MAX_VALUE, 10))
          .isInstanceOf(SourceException.Broken.class)
          .hasMessageContainingAll(path.toString(), "was changed since it was opened");
      Files.writeString(path, "");
      assertThatThrownBy(() -> source.older(channel, Long.MAX_VALUE, 10))
          .isInstanceOf(SourceException.Broken.class)
          .hasMessageContainingAll(path.toString(), "cannot be read any more");
    }
  }

  private static void assertRefused(Path path, String... parts) {
    AbstractThrowableAssert<?, ?> error =
        assertThatThrownBy(() -> TelegramExportSource.open(List.of(path)));
    error
        .isInstanceOf(SourceException.InvalidInput.class)
        .hasMessageStartingWith(path + ": ")
        .hasMessageContainingAll(parts)
        .hasMessageNotContaining("\n");
  }

  private Path file(String content) throws IOException {
    return file(content.getBytes(UTF_8));
  }

  private Path file(byte[] content) throws IOException {
    return file("export.json", content);
  }

  private Path file(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  private static byte[] gzip(String content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }
}
