package io.github.progresstracker.console;

/**
 * How many cells of a terminal a text takes.
 *
 * <p>A terminal shows <em>clusters</em>: a character with what is combined with it. A cluster takes
 * as many cells as its first character, that is two if Unicode's East Asian Width (Standard Annex
 * 11, Unicode 14) is wide or fullwidth, one otherwise; two also if a variation selector asks for
 * the emoji form. Combining marks, joiners and what is joined by them take none. Right-to-left
 * letters take what others take.
 *
 * <p>Terminals disagree about emoji that are made up of several characters; {@link #isAgreed} tells
 * which texts are safe.
 */
final class DisplayWidth {

  private static final int JOINER = 0x200D;
  private static final int EMOJI_FORM = 0xFE0F;
  private static final int KEYCAP = 0x20E3;

  /** First and last of each range of wide characters, assigned ones in Unicode 14. */
  private static final int[] WIDE = {
    0x1100, 0x115F, 0x231A, 0x231B, 0x2329, 0x232A, 0x23E9, 0x23EC, 0x23F0, 0x23F0, 0x23F3, 0x23F3,
    0x25FD, 0x25FE, 0x2614, 0x2615, 0x2648, 0x2653, 0x267F, 0x267F, 0x2693, 0x2693, 0x26A1, 0x26A1,
    0x26AA, 0x26AB, 0x26BD, 0x26BE, 0x26C4, 0x26C5, 0x26CE, 0x26CE, 0x26D4, 0x26D4, 0x26EA, 0x26EA,
    0x26F2, 0x26F3, 0x26F5, 0x26F5, 0x26FA, 0x26FA, 0x26FD, 0x26FD, 0x2705, 0x2705, 0x270A, 0x270B,
    0x2728, 0x2728, 0x274C, 0x274C, 0x274E, 0x274E, 0x2753, 0x2755, 0x2757, 0x2757, 0x2795, 0x2797,
    0x27B0, 0x27B0, 0x27BF, 0x27BF, 0x2B1B, 0x2B1C, 0x2B50, 0x2B50, 0x2B55, 0x2B55, 0x2E80, 0x303E,
    0x3041, 0x3247, 0x3250, 0x4DBF, 0x4E00, 0xA4C6, 0xA960, 0xA97C, 0xAC00, 0xD7A3, 0xF900, 0xFAD9,
    0xFE10, 0xFE19, 0xFE30, 0xFE6B, 0xFF01, 0xFF60, 0xFFE0, 0xFFE6, 0x16FE0, 0x18D08, 0x1AFF0,
    0x1B2FB, 0x1F004, 0x1F004, 0x1F0CF, 0x1F0CF, 0x1F18E, 0x1F18E, 0x1F191, 0x1F19A, 0x1F200,
    0x1F320, 0x1F32D, 0x1F335, 0x1F337, 0x1F37C, 0x1F37E, 0x1F393, 0x1F3A0, 0x1F3CA, 0x1F3CF,
    0x1F3D3, 0x1F3E0, 0x1F3F0, 0x1F3F4, 0x1F3F4, 0x1F3F8, 0x1F43E, 0x1F440, 0x1F440, 0x1F442,
    0x1F4FC, 0x1F4FF, 0x1F53D, 0x1F54B, 0x1F54E, 0x1F550, 0x1F567, 0x1F57A, 0x1F57A, 0x1F595,
    0x1F596, 0x1F5A4, 0x1F5A4, 0x1F5FB, 0x1F64F, 0x1F680, 0x1F6C5, 0x1F6CC, 0x1F6CC, 0x1F6D0,
    0x1F6D2, 0x1F6D5, 0x1F6DF, 0x1F6EB, 0x1F6EC, 0x1F6F4, 0x1F6FC, 0x1F7E0, 0x1F7F0, 0x1F90C,
    0x1F93A, 0x1F93C, 0x1F945, 0x1F947, 0x1F9FF, 0x1FA70, 0x1FAF6, 0x20000, 0x2FFFD, 0x30000,
    0x3FFFD
  };

  private DisplayWidth() {}

  /** Cells that a text takes. */
  static int of(CharSequence text) {
    int width = 0;
    for (int at = 0; at < text.length(); ) {
      int end = clusterEnd(text, at);
      width += clusterWidth(text, at, end);
      at = end;
    }
    return width;
  }

  /** The longest beginning of whole clusters that takes no more cells; gives its end. */
  static int fittingEnd(CharSequence text, int columns) {
    int width = 0;
    int at = 0;
    while (at < text.length()) {
      int end = clusterEnd(text, at);
      width += clusterWidth(text, at, end);
      if (width > columns) {
        return at;
      }
      at = end;
    }
    return at;
  }

  /** Whether all terminals find that the text takes as much as we say. */
  static boolean isAgreed(CharSequence text) {
    for (int at = 0; at < text.length(); ) {
      int codePoint = Character.codePointAt(text, at);
      int type = codePoint < 0x300 ? Character.LOWERCASE_LETTER : Character.getType(codePoint);
      if (isZeroWidth(codePoint)
          || isModifier(codePoint)
          || isRegional(codePoint)
          || type == Character.COMBINING_SPACING_MARK
          || type == Character.UNASSIGNED
          || type == Character.PRIVATE_USE) {
        return false;
      }
      at += Character.charCount(codePoint);
    }
    return true;
  }

  /** Whether a terminal that knows how to may show what follows from right to left. */
  static boolean isRightToLeft(CharSequence text) {
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      // Hebrew, Arabic, Syriac and their like, with their presentation forms and beyond the BMP.
      if ((c >= 0x590 && c < 0x900) || (c >= 0xFB1D && c < 0xFF00) || c == 0xD802 || c == 0xD83A) {
        return true;
      }
    }
    return false;
  }

  private static int clusterEnd(CharSequence text, int start) {
    int first = Character.codePointAt(text, start);
    int at = start + Character.charCount(first);
    boolean joined = false;
    boolean flag = isRegional(first);
    while (at < text.length()) {
      int next = Character.codePointAt(text, at);
      boolean absorbed =
          joined
              || isZeroWidth(next)
              || (isModifier(next) && isWide(first))
              || (flag && isRegional(next));
      if (!absorbed) {
        return at;
      }
      flag &= !isRegional(next);
      joined = next == JOINER;
      at += Character.charCount(next);
    }
    return at;
  }

  private static int clusterWidth(CharSequence text, int start, int end) {
    int first = Character.codePointAt(text, start);
    int next = start + Character.charCount(first);
    if (next == end) {
      return isZeroWidth(first) ? 0 : isWide(first) ? 2 : 1;
    }
    boolean flag = isRegional(first) && isRegional(Character.codePointAt(text, next));
    boolean emoji = text.charAt(next) == EMOJI_FORM || text.charAt(end - 1) == KEYCAP;
    return flag || emoji || isWide(first) ? 2 : isZeroWidth(first) ? 0 : 1;
  }

  private static boolean isZeroWidth(int codePoint) {
    if (codePoint < 0x300) {
      return false;
    }
    int type = Character.getType(codePoint);
    return type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT
        || (codePoint >= 0x1160 && codePoint <= 0x11FF); // vowels and finals of Hangul syllables
  }

  private static boolean isModifier(int codePoint) {
    return codePoint >= 0x1F3FB && codePoint <= 0x1F3FF;
  }

  private static boolean isRegional(int codePoint) {
    return codePoint >= 0x1F1E6 && codePoint <= 0x1F1FF;
  }

  private static boolean isWide(int codePoint) {
    if (codePoint < WIDE[0]) {
      return false;
    }
    int low = 0;
    int high = WIDE.length / 2 - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (codePoint > WIDE[2 * middle + 1]) {
        low = middle + 1;
      } else if (codePoint < WIDE[2 * middle]) {
        high = middle - 1;
      } else {
        return true;
      }
    }
    return false;
  }
}
