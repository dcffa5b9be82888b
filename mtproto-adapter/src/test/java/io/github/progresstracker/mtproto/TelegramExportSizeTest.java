package io.github.progresstracker.mtproto;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An export does not have to fit into the heap. */
class TelegramExportSizeTest {

  private static final int MESSAGES = 60_000;

  @TempDir private Path folder = Path.of("");

  @Test
  void sixtyMegabytesTakeTwentyBytesAMessage() throws Exception {
    Path file = folder.resolve("large.json");
    String text = "all work and no play ".repeat(40);
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write("{\"name\":\"Large\",\"type\":\"public_channel\",\"id\":1,\"messages\":[");
      for (int id = 1; id <= MESSAGES; id++) {
        out.write(id == 1 ? "" : ",\n");
        out.write("{\"id\":" + id + ",\"type\":\"message\",\"date_unixtime\":\"1700000000\",");
        out.write("\"text\":\"" + text + id + "\"}");
      }
      out.write("]}");
    }
    assertThat(Files.size(file)).isGreaterThan(50_000_000);
    try (TelegramExportSource source = TelegramExportSource.open(List.of(file))) {
      Channel channel = source.resolve(new ChannelRef("Large"));
      assertThat(channel.exactCount()).hasValue(MESSAGES);
      assertThat(source.retainedBytes()).isEqualTo(20L * MESSAGES);
      Page middle = source.older(channel, 30_001, 2);
      assertThat(middle.messages())
          .extracting(Message::text)
          .containsExactly(text + 30_000, text + 29_999);
    }
  }
}
