package io.github.progresstracker.mtproto.kit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.UnaryOperator;

/** What goes wrong with one request for a page of {@link FakeTdJson}. */
public sealed interface Fault {

  /**
   * The server asks to wait. TDLib sits out what is not more than 60 s in sum ({@code
   * total_timeout_limit_}, td/telegram/net/NetQuery.h) and announces it in its log
   * (NetQueryDelayer.cpp); more is answered at once with 429.
   *
   * @param seconds the n of {@code FLOOD_WAIT_n}
   */
  record Flood(int seconds) implements Fault {}

  /**
   * The server fails with 500 for so long. TDLib tries again after 1, 2, 4, 8 and 16 s and then
   * answers 429 {@code retry after 32} (NetQueryDelayer.cpp; measured).
   *
   * @param seconds how long
   */
  record ServerError(int seconds) implements Fault {}

  /**
   * TDLib answers with an error, as it passes on those of the server (406 and 400 {@code
   * CHANNEL_PRIVATE}: measured).
   *
   * @param code the code
   * @param message the message
   */
  record Refuse(int code, String message) implements Fault {}

  /**
   * No answer ever comes (tdlib/td#3159).
   *
   * @param seconds how long nothing at all happens
   */
  record Hang(int seconds) implements Fault {}

  /** Something that is no JSON comes instead of an answer, which then is missing. */
  record NoJson() implements Fault {}

  /**
   * "the messages can be empty … because of the race of getHistory and deleteMessages and not
   * because there are no more messages" (MessagesManager.cpp, on_get_history).
   */
  record EmptyByRace() implements Fault {}

  /**
   * The answer is changed on its way: duplicates, another order, unknown classes, wrong types.
   *
   * @param change gets the answer, gives what is sent
   */
  record Distort(UnaryOperator<ObjectNode> change) implements Fault {}

  /** The session is ended from another device while the request is in flight. */
  record EndSession() implements Fault {}
}
