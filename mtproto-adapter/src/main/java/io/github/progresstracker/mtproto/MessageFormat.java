package io.github.progresstracker.mtproto;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.progresstracker.mtproto.internal.UnreadableMessageException;

/** How one program writes one message. */
interface MessageFormat {

  /**
   * Reads a message.
   *
   * @param id its id, already found valid
   * @param message what the file says, an object
   */
  Message read(long id, JsonNode message) throws UnreadableMessageException;
}
