package io.github.progresstracker.internal;

import java.util.UUID;

/**
 * A tracker's id as it is kept. Most ids are UUIDs, which take 32 bytes as such and 80 as texts,
 * and most of their texts are never asked for. Equal ids have equal keys; the text of a key is the
 * id.
 */
final class TrackerKey {

  private static final int UUID_LENGTH = 36;

  private TrackerKey() {}

  /** A new one, unlike all others. */
  static Object random() {
    return UUID.randomUUID();
  }

  static Object of(String id) {
    if (id.length() != UUID_LENGTH) {
      return id;
    }
    try {
      UUID uuid = UUID.fromString(id);
      return uuid.toString().equals(id) ? uuid : id;
    } catch (IllegalArgumentException e) {
      return id;
    }
  }
}
