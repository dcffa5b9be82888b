package io.github.progresstracker.job;

/** What all names have to be that are looked up again. */
final class Ids {

  /**
   * An index entry of PostgreSQL ends at 2,700 bytes, and two names fit in, whatever the script.
   */
  static final int LONGEST = 400;

  private Ids() {}

  /**
   * Refuses what a store would have to change: two names that are told apart here must not become
   * one there.
   */
  static String checked(String what, String value) {
    if (value.isBlank()) {
      throw new IllegalArgumentException(what + " must not be blank");
    }
    if (value.length() > LONGEST) {
      throw new IllegalArgumentException(
          what + " has " + value.length() + " characters, at most " + LONGEST + " are kept");
    }
    requireStorable(what, value);
    return value;
  }

  /** Refuses texts that PostgreSQL does not take. */
  static void requireStorable(String what, String value) {
    for (int i = 0; i < value.length(); ) {
      int codePoint = value.codePointAt(i);
      if (codePoint == 0 || (codePoint >= 0xD800 && codePoint <= 0xDFFF)) {
        throw new IllegalArgumentException(
            what
                + " has a character that cannot be stored (U+"
                + Integer.toHexString(codePoint)
                + " at index "
                + i
                + "); leave out NUL and halves of surrogate pairs");
      }
      i += Character.charCount(codePoint);
    }
  }
}
