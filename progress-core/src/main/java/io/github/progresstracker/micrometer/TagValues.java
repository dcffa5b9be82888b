package io.github.progresstracker.micrometer;

import io.github.progresstracker.ProgressFormat;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Keeps the values of one tag few and short, because each of them costs the monitoring system a
 * time series for ever: the first so many are taken as they are, all later ones are {@value #REST}.
 */
final class TagValues {

  static final String REST = "other";

  /** What Micrometer itself says where there is nothing; some systems refuse an empty value. */
  private static final String NONE = "none";

  private static final int LONGEST = 100;
  private static final String CUT = "...";

  private final int most;
  private final Set<String> taken = new HashSet<>();

  TagValues(int most) {
    this.most = most;
  }

  String of(String foreign) {
    String value = safe(foreign);
    return taken.contains(value) || (taken.size() < most && taken.add(value)) ? value : REST;
  }

  /** At most 100 characters without line breaks and escape sequences, and at least one. */
  static String safe(String foreign) {
    // Escapes make text longer, so it is cut once more after them.
    String line = ProgressFormat.singleLine(foreign, LONGEST + 1);
    String cut =
        line.codePointCount(0, line.length()) <= LONGEST
            ? line
            : ProgressFormat.singleLine(line, LONGEST - CUT.length());
    return cut.isBlank() ? NONE : cut;
  }

  static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
