package io.github.progresstracker.mtproto;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.progresstracker.mtproto.internal.UnreadableMessageException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalLong;

/**
 * One invented channel history. It keeps one bit per id (does the message still exist?) and nothing
 * else; a message is made when it is asked for, from the seed, the channel and the id alone. So a
 * million messages take 130 kB, and a process that was killed finds the same history again.
 *
 * <p>The proportions are those of complete histories of real public channels: 3 to 8 % of the ids
 * are missing, in runs of very different length (up to 30); 23 % of the messages have reactions, of
 * 1 to 3 kinds; 8 % are forwarded, 0.6 % are polls, 0.3 % service messages; albums of 2 to 10 share
 * one second; text lengths and counters are log-normal. Messages are written in Telethon's form and
 * read by the same code as a dump.
 */
final class SimulatedHistory {

  private static final long NEWEST = Instant.parse("2025-11-10T12:00:00Z").getEpochSecond();
  private static final long TEN_YEARS = 315_360_000;
  private static final int BLOCK = 16;
  private static final int LONGEST_RUN = 30;
  private static final MessageFormat FORMAT = new TelethonFormat();
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private static final String[] WORDS = {
    "channel",
    "today",
    "новости",
    "the",
    "a",
    "update",
    "of",
    "город",
    "report",
    "live",
    "с",
    "market",
    "в",
    "weather",
    "и",
    "morning",
    "for",
    "подробнее",
    "read",
    "at",
    "на",
    "5",
    "2025",
    "match",
    "release",
    "по",
    "after",
    "video",
    "photo",
    "→",
    "🔥",
    "это",
    "said",
    "will",
    "\n"
  };
  private static final String[] EMOJI = {"👍", "❤", "🔥", "😁", "🎉", "😢", "🤔", "👏", "⚡", "💯"};

  private final long seed;
  private final Channel channel;
  private final BitSet exists;

  SimulatedHistory(SimulatorOptions options, int number, long serverId) {
    this.seed = new Dice(options.seed(), number).next();
    int top = topId(options);
    this.exists = existing(top, options.messages(), new Dice(seed, -1));
    this.channel =
        new Channel(
            Channel.markedId(serverId),
            "Simulated " + (number + 1),
            Channel.Kind.BROADCAST,
            top,
            OptionalLong.of(options.messages()));
  }

  Channel channel() {
    return channel;
  }

  Page older(long beforeId, int limit) {
    List<Message> messages = new ArrayList<>(limit);
    int id = previous(Math.min(beforeId, channel.topId() + 1));
    while (id > 0 && messages.size() < limit) {
      messages.add(message(id));
      id = previous(id);
    }
    return new Page(messages, id <= 0);
  }

  /** Any message of the history, made anew each time. */
  Message message(long id) {
    try {
      return FORMAT.read(id, json(id));
    } catch (UnreadableMessageException e) {
      throw new IllegalStateException("simulated message " + id + ": " + e.reason(), e);
    }
  }

  /** The highest existing id below a bound, 0 or less if there is none. */
  private int previous(long bound) {
    return exists.previousSetBit((int) bound - 1);
  }

  private static int topId(SimulatorOptions options) {
    int messages = options.messages();
    return messages < 2 ? messages : (int) Math.round(messages / options.density());
  }

  /** All ids, then runs of deletions until the count is right; first and last stay. */
  private static BitSet existing(int top, int messages, Dice dice) {
    BitSet exists = new BitSet(top + 1);
    exists.set(1, top + 1);
    double stop = 1 / (1.5 + 8.5 * dice.fraction());
    for (int left = top - messages; left > 0; ) {
      int id = dice.between(2, top - 1);
      for (int run = 0; run < LONGEST_RUN && left > 0 && id < top; run++, id++) {
        if (exists.get(id)) {
          exists.clear(id);
          left--;
        }
        if (dice.chance(stop)) {
          break;
        }
      }
    }
    return exists;
  }

  private ObjectNode json(long id) {
    Dice dice = new Dice(seed, id);
    double kind = dice.fraction();
    if (id == 1 || kind < 0.003) {
      return service(id, dice);
    }
    if (kind < 0.005) {
      return head("MessageOfLaterLayer", id).put("payload", dice.next());
    }
    ObjectNode message = head("Message", id);
    int slot = albumSlot(id);
    content(message, slot, dice);
    origin(message, dice);
    message.put("views", dice.logNormal(2_000, 1.2, Integer.MAX_VALUE));
    message.put("forwards", dice.logNormal(8, 1.4, Integer.MAX_VALUE));
    if (dice.chance(0.23)) {
      message.set("reactions", reactions(dice));
    }
    return message;
  }

  private ObjectNode head(String constructor, long id) {
    ObjectNode message = JSON.objectNode();
    message.put("_", constructor).put("id", id);
    message.set("peer_id", peer(channel.serverId()));
    return message.put("date", date(id).toString()).put("post", true);
  }

  private ObjectNode service(long id, Dice dice) {
    ObjectNode message = head("MessageService", id);
    ObjectNode action = message.putObject("action");
    if (id == 1) {
      action.put("_", "MessageActionChannelCreate").put("title", channel.title());
    } else {
      action.put("_", "MessageActionPinMessage");
      message.set(
          "reply_to",
          JSON.objectNode()
              .put("_", "MessageReplyHeader")
              .put("reply_to_msg_id", Math.max(1, id - dice.between(1, 20))));
    }
    return message;
  }

  private void content(ObjectNode message, int albumSlot, Dice dice) {
    double media = dice.fraction();
    boolean captionElsewhere = albumSlot > 0 || (media < 0.45 && dice.chance(0.3));
    message.put("message", captionElsewhere ? "" : text(dice));
    if (albumSlot >= 0) {
      long first = message.get("id").longValue() - albumSlot;
      message.put("grouped_id", new Dice(seed, first, 3).next() >>> 1);
    }
    if (media < 0.006 && albumSlot < 0) {
      poll(message.putObject("media"), dice);
    } else if (media < 0.35 || albumSlot >= 0) {
      message.putObject("media").put("_", "MessageMediaPhoto");
    } else if (media < 0.45) {
      video(message.putObject("media"), dice);
    }
  }

  private static void poll(ObjectNode media, Dice dice) {
    ObjectNode poll = media.put("_", "MessageMediaPoll").putObject("poll");
    poll.put("_", "Poll").put("id", dice.next()).put("question", dice.pick(WORDS) + "?");
  }

  private static void video(ObjectNode media, Dice dice) {
    ObjectNode document = media.put("_", "MessageMediaDocument").putObject("document");
    document.put("_", "Document").put("mime_type", "video/mp4");
    document.put("size", dice.logNormal(20_000_000, 1.5, Integer.MAX_VALUE));
    document.putArray("attributes").addObject().put("_", "DocumentAttributeVideo");
  }

  private void origin(ObjectNode message, Dice dice) {
    if (dice.chance(0.08)) {
      ObjectNode header = message.putObject("fwd_from").put("_", "MessageFwdHeader");
      header.set("from_id", peer(1_000_000_000 + dice.below(1_000)));
      header.put("date", message.get("date").textValue());
    }
  }

  private static ObjectNode peer(long serverId) {
    return JSON.objectNode().put("_", "PeerChannel").put("channel_id", serverId);
  }

  private static ObjectNode reactions(Dice dice) {
    ObjectNode reactions = JSON.objectNode().put("_", "MessageReactions");
    ArrayNode results = reactions.putArray("results");
    int kinds = dice.chance(0.7) ? 1 : dice.between(2, 3);
    int first = dice.below(EMOJI.length);
    for (int i = 0; i < kinds; i++) {
      ObjectNode result = results.addObject().put("_", "ReactionCount");
      result.set("reaction", reaction(EMOJI[(first + i) % EMOJI.length], dice));
      result.put("count", Math.max(1, dice.logNormal(6, 1.2, Integer.MAX_VALUE)));
    }
    return reactions;
  }

  private static ObjectNode reaction(String emoji, Dice dice) {
    ObjectNode reaction = JSON.objectNode();
    double kind = dice.fraction();
    if (kind < 0.04) {
      return reaction.put("_", "ReactionCustomEmoji").put("document_id", dice.next() >>> 1);
    }
    return kind < 0.06
        ? reaction.put("_", "ReactionPaid")
        : reaction.put("_", "ReactionEmoji").put("emoticon", emoji);
  }

  private static String text(Dice dice) {
    int length = dice.logNormal(180, 0.9, 4_096);
    StringBuilder text = new StringBuilder(length + 16);
    while (text.length() < length) {
      text.append(dice.pick(WORDS)).append(' ');
    }
    return text.toString();
  }

  /** Dates never go down with rising ids; the messages of an album share one second. */
  private Instant date(long id) {
    int slot = albumSlot(id);
    long first = slot > 0 ? id - slot : id;
    long step = Math.max(1, Math.min(3_600, TEN_YEARS / channel.topId()));
    long jitter = (long) (new Dice(seed, first, 1).fraction() * step);
    return Instant.ofEpochSecond(NEWEST - (channel.topId() - first + 1) * step + jitter);
  }

  /** Which item of an album an id is, −1 for none. A block of ids holds one album at most. */
  private int albumSlot(long id) {
    Dice dice = new Dice(seed, id / BLOCK, 2);
    int first = dice.below(BLOCK - 10 + 1);
    int length = dice.between(2, 10);
    int slot = (int) (id % BLOCK) - first;
    return dice.chance(0.35) && slot >= 0 && slot < length ? slot : -1;
  }
}
