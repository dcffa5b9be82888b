package io.github.progresstracker.mtproto;

import java.util.List;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/**
 * One answer to {@link HistorySource#older}.
 *
 * @param messages the readable messages, newest first
 * @param broken the messages of the same range that could not be read, in no promised order
 * @param confirmedEnd true when the source is sure that nothing older exists; false says nothing,
 *     not even when the page is empty
 * @see HistorySource
 */
public record Page(List<Message> messages, List<BrokenMessage> broken, boolean confirmedEnd) {

  /**
   * Copies the lists.
   *
   * @param messages the readable messages; copied
   * @param broken the others; copied
   * @param confirmedEnd whether nothing older exists
   */
  public Page {
    messages = List.copyOf(messages);
    broken = List.copyOf(broken);
  }

  /**
   * A page without anything broken.
   *
   * @param messages the messages, newest first
   * @param confirmedEnd whether nothing older exists
   */
  public Page(List<Message> messages, boolean confirmedEnd) {
    this(messages, List.of(), confirmedEnd);
  }

  /**
   * Whether there is nothing in it, neither readable nor broken.
   *
   * @return true for a page without messages
   */
  public boolean isEmpty() {
    return messages.isEmpty() && broken.isEmpty();
  }

  /**
   * The lowest id of the page, readable or broken: {@code beforeId} of the next request. A walk
   * that looked at readable messages only would ask for a page of broken ones for ever.
   *
   * @return the lowest id, absent when the page names none
   */
  public OptionalLong lowestId() {
    LongStream readable = messages.stream().mapToLong(Message::id);
    LongStream unreadable =
        broken.stream().map(BrokenMessage::id).flatMapToLong(OptionalLong::stream);
    return LongStream.concat(readable, unreadable).min();
  }
}
