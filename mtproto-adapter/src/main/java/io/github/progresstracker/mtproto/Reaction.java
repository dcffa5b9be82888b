package io.github.progresstracker.mtproto;

/**
 * What somebody reacted with. A closed set of plain values: nothing of a client library can leak
 * into a database or a log through it.
 *
 * @see Message
 */
public sealed interface Reaction {

  /**
   * A short text that is different for different reactions and the same in every run, fit for the
   * key of a JSON object.
   *
   * @return the emoji itself, {@code custom:ID}, {@code paid} or {@code unknown:TYPE}
   */
  String key();

  /**
   * An ordinary emoji.
   *
   * @param emoji the emoji, such as 👍
   */
  record Emoji(String emoji) implements Reaction {
    @Override
    public String key() {
      return emoji;
    }
  }

  /**
   * An emoji somebody made.
   *
   * @param documentId the id of its document; text, because it is a 64-bit number in some sources
   *     and a file name in others
   */
  record CustomEmoji(String documentId) implements Reaction {
    @Override
    public String key() {
      return "custom:" + documentId;
    }
  }

  /** A reaction paid for with Telegram Stars. */
  record Paid() implements Reaction {
    @Override
    public String key() {
      return "paid";
    }
  }

  /**
   * A kind of reaction this version has no word for.
   *
   * @param type the name the source gives it
   */
  record Unknown(String type) implements Reaction {
    @Override
    public String key() {
      return "unknown:" + type;
    }
  }
}
