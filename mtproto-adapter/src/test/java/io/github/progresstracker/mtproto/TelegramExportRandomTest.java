package io.github.progresstracker.mtproto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.progresstracker.mtproto.kit.Walk;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random exports, compared with a plain list in memory. */
class TelegramExportRandomTest {

  private static final String[] PIECES = {
    "a", "Ж", "😀", "\\", "\"", "\n", "{", "]", " ", "\u0007"
  };

  @TempDir private Path folder = Path.of("");

  @Test
  @DisplayName("120 random files: Desktop and Telethon, plain and gzip, in any order, some broken")
  void asAListInMemory() throws Exception {
    for (int seed = 0; seed < 120; seed++) {
      Random random = new Random(seed);
      RandomExport export = new RandomExport(random);
      Path file = export.write(folder, random.nextBoolean());
      try (TelegramExportSource source = TelegramExportSource.open(List.of(file))) {
        Channel channel = source.resolve(source.channels().get(0));
        assertThat(channel.exactCount()).as("seed %d", seed).hasValue(export.texts.size());
        Walk walk = Walk.of(source, channel, 1 + random.nextInt(100));

        Map<Long, String> texts = new HashMap<>();
        walk.messages().forEach(m -> texts.put(m.id(), m.text()));
        assertThat(texts).as("seed %d", seed).isEqualTo(export.texts);
        assertThat(walk.ids()).containsExactlyElementsOf(export.texts.descendingKeySet());
        assertThat(walk.messages())
            .filteredOn(m -> m.kind() == Message.Kind.CONTENT)
            .allMatch(m -> Instant.ofEpochSecond(1_600_000_000 + m.id()).equals(m.date()));
        assertThat(
                walk.broken().stream().map(BrokenMessage::id).flatMapToLong(OptionalLong::stream))
            .as("seed %d", seed)
            .containsExactlyInAnyOrderElementsOf(export.brokenIds);
        assertThat(walk.broken()).hasSize(export.brokenIds.size() + export.withoutId);
      }
    }
  }

  /** A file and what must be found in it. */
  private static final class RandomExport {
    private final TreeMap<Long, String> texts = new TreeMap<>();
    private final List<Long> brokenIds = new ArrayList<>();
    private final List<String> elements = new ArrayList<>();
    private final Random random;
    private final boolean desktop;
    private final boolean lines;
    private int withoutId;

    RandomExport(Random random) {
      this.random = random;
      this.desktop = random.nextBoolean();
      this.lines = !desktop && random.nextBoolean();
      long id = 1;
      for (int i = 1 + random.nextInt(400); i > 0; i--) {
        add(id);
        id += 1 + (random.nextInt(10) == 0 ? random.nextInt(30) : 0);
      }
      switch (random.nextInt(3)) {
        case 0 -> Collections.reverse(elements);
        case 1 -> Collections.shuffle(elements, random);
        default -> {}
      }
      if (!desktop) {
        // One message names the channel in any case, and begins with it.
        elements.add(0, element(message(id).put("message", "last")));
        texts.put(id, "last");
      }
    }

    Path write(Path folder, boolean gzip) throws IOException {
      Path file = folder.resolve(desktop ? "desktop.json" : "telethon.dump");
      byte[] bytes = content().getBytes(UTF_8);
      try (OutputStream out =
          gzip ? new GZIPOutputStream(Files.newOutputStream(file)) : Files.newOutputStream(file)) {
        out.write(bytes);
      }
      return file;
    }

    private void add(long id) {
      switch (random.nextInt(20)) {
        case 0 -> unsupported(id);
        case 1 -> broken(id);
        case 2 -> withoutId();
        default -> good(id);
      }
    }

    private void good(long id) {
      ObjectNode message = message(id);
      String text = text();
      if (desktop && random.nextBoolean()) {
        message.putArray("text").add("").addObject().put("type", "bold").put("text", text);
      } else {
        message.put(desktop ? "text" : "message", text);
      }
      message.put("extra", random.nextInt()).putArray("more").addObject().put("id", 3);
      texts.put(id, text);
      elements.add(element(message));
    }

    private void unsupported(long id) {
      ObjectNode message = message(id).put(desktop ? "type" : "_", "unsupported");
      texts.put(id, "");
      elements.add(element(message));
    }

    private void broken(long id) {
      ObjectNode message = message(id);
      if (random.nextBoolean()) {
        message.put(desktop ? "date_unixtime" : "date", "1952-01-01T00:00:00");
      } else {
        message.put("reactions", "a text");
      }
      brokenIds.add(id);
      elements.add(element(message));
    }

    private void withoutId() {
      ObjectNode message = message(1);
      switch (random.nextInt(3)) {
        case 0 -> message.remove("id");
        case 1 -> message.put("id", -5);
        default -> message.put("id", "7");
      }
      withoutId++;
      elements.add(random.nextInt(4) == 0 ? "\"text\"" : element(message));
    }

    private ObjectNode message(long id) {
      ObjectNode message = JsonNodeFactory.instance.objectNode();
      if (desktop) {
        String seconds = Long.toString(1_600_000_000 + id);
        return message.put("id", id).put("type", "message").put("date_unixtime", seconds);
      }
      message.put("_", "Message").put("id", id).put("date", 1_600_000_000 + id);
      message.putObject("peer_id").put("channel_id", 99);
      return message;
    }

    private String text() {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(40); i > 0; i--) {
        text.append(PIECES[random.nextInt(PIECES.length)]);
      }
      return text.toString();
    }

    /** As the programs write it: Desktop's control characters, indented or not. */
    private String element(ObjectNode message) {
      boolean indented = !lines && random.nextBoolean();
      String json = indented ? message.toPrettyString() : message.toString();
      return desktop ? json.replace("\\u0007", "\\x07") : json;
    }

    private String content() {
      if (lines) {
        return String.join("\n", elements);
      }
      String list = "[" + String.join(random.nextBoolean() ? ",\n" : ",", elements) + "]";
      String name = JsonNodeFactory.instance.textNode(text() + "x").toString();
      return desktop
          ? "{\"name\":" + name + ",\"type\":\"x\",\"id\":9,\"messages\":" + list + "}\n"
          : list;
    }
  }
}
