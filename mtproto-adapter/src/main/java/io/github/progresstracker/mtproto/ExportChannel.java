package io.github.progresstracker.mtproto;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.progresstracker.mtproto.MessageIndex.Slice;
import io.github.progresstracker.mtproto.internal.Fields;
import io.github.progresstracker.mtproto.internal.UnreadableMessageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One channel of one export file: its index, and how to read what the index points to.
 *
 * @param channel what is known about it
 * @param file where its messages are
 * @param format how they are written
 * @param index where each of them is; sealed
 */
record ExportChannel(Channel channel, ExportFile file, MessageFormat format, MessageIndex index) {

  /** Enough bytes for an excerpt in any script. */
  private static final int EXCERPT_BYTES = 4 * BrokenMessage.EXCERPT_LENGTH;

  /** The entries below an id, readable or not, at most {@code limit} of them. */
  Page older(long beforeId, int limit) throws IOException, SourceException {
    List<Message> messages = new ArrayList<>();
    List<BrokenMessage> broken = new ArrayList<>();
    int top = index.below(beforeId);
    int bottom = Math.max(0, top - limit + 1);
    for (int at = top; at >= bottom; at--) {
      read(at, messages, broken);
      addWithoutId(index.tiedTo(index.id(at)), broken);
    }
    return new Page(messages, broken, bottom == 0);
  }

  private void read(int at, List<Message> messages, List<BrokenMessage> broken)
      throws IOException, SourceException {
    byte[] bytes = bytes(index.slice(at));
    JsonNode node = parse(bytes);
    OptionalLong id = Fields.messageId(node);
    if (id.isEmpty() || id.getAsLong() != index.id(at)) {
      throw changed(null);
    }
    try {
      messages.add(format.read(id.getAsLong(), node));
    } catch (UnreadableMessageException e) {
      broken.add(new BrokenMessage(id, e.reason(), excerpt(bytes)));
    }
  }

  private void addWithoutId(List<Slice> slices, List<BrokenMessage> broken)
      throws IOException, SourceException {
    for (Slice slice : slices) {
      byte[] bytes = bytes(slice);
      String reason = Fields.whyNoId(parse(bytes));
      broken.add(new BrokenMessage(OptionalLong.empty(), reason, excerpt(bytes)));
    }
  }

  private byte[] bytes(Slice slice) throws IOException {
    return file.slice(slice.offset(), slice.length());
  }

  private JsonNode parse(byte[] bytes) throws IOException, SourceException {
    try {
      return ExportJson.parse(bytes);
    } catch (JsonProcessingException e) {
      throw changed(e);
    }
  }

  private SourceException changed(@Nullable JsonProcessingException cause) {
    String message =
        file.name() + ": was changed since it was opened; leave it alone and start again";
    return cause == null
        ? new SourceException.Broken(message)
        : new SourceException.Broken(message, cause);
  }

  private static String excerpt(byte[] bytes) {
    int length = Math.min(bytes.length, EXCERPT_BYTES);
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }
}
