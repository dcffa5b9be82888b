package io.github.progresstracker.console;

import io.github.progresstracker.ProgressFormat;

/** The signs of a frame, each one cell wide, in Unicode or in ASCII. */
record Glyphs(
    String full,
    String half,
    String rest,
    String barStart,
    String barEnd,
    String ellipsis,
    String more,
    String separator,
    String horizontal,
    String vertical,
    String corners,
    String unknown) {

  static final Glyphs UNICODE =
      new Glyphs("━", "╸", "─", "", "", "…", "…", " · ", "─", "│", "╭╮╰╯", ProgressFormat.UNKNOWN);

  static final Glyphs ASCII =
      new Glyphs("#", "", ".", "[", "]", "~", "...", ", ", "-", "|", "++++", "-");

  static Glyphs of(boolean unicode) {
    return unicode ? UNICODE : ASCII;
  }

  boolean isUnicode() {
    return !equals(ASCII);
  }
}
