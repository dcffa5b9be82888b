package io.github.progresstracker.console;

import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.alert.Alert;
import io.github.progresstracker.alert.AlertSeverity;
import io.github.progresstracker.eta.EtaBasis;

/** How a tracker is: a word, a sign and a colour, so that nobody needs to see the colour. */
enum Health {
  RUNNING("running", "▸", ">", Paint.CYAN),
  COMPLETED("completed", "✓", "+", Paint.GREEN),
  WAITING("waiting", "◌", "~", Paint.YELLOW),
  PAUSED("paused", "‖", "=", Paint.DIM),
  STALLED("stalled", "!", "!", Paint.YELLOW),
  WARNING("warning", "▲", "!", Paint.YELLOW),
  CRITICAL("critical", "▲", "!", Paint.RED),
  FAILED("failed", "✗", "x", Paint.RED),
  ABANDONED("abandoned", "○", "-", Paint.YELLOW);

  private final String word;
  private final String unicode;
  private final String ascii;
  private final Paint paint;

  Health(String word, String unicode, String ascii, Paint paint) {
    this.word = word;
    this.unicode = unicode;
    this.ascii = ascii;
    this.paint = paint;
  }

  static Health of(ProgressSnapshot tracker) {
    return switch (tracker.state()) {
      case COMPLETED -> COMPLETED;
      case FAILED -> FAILED;
      case ABANDONED -> ABANDONED;
      case PAUSED -> PAUSED;
      case WAITING -> WAITING;
      case RUNNING -> ofRunning(tracker);
    };
  }

  private static Health ofRunning(ProgressSnapshot tracker) {
    Health health = tracker.eta().basis() == EtaBasis.STALLED ? STALLED : RUNNING;
    for (int i = 0; i < tracker.alerts().size(); i++) {
      Alert alert = tracker.alerts().get(i);
      if (!alert.isDismissed() && alert.severity() == AlertSeverity.CRITICAL) {
        return CRITICAL;
      }
      if (!alert.isDismissed() && alert.severity() == AlertSeverity.WARNING && health == RUNNING) {
        health = WARNING;
      }
    }
    return health;
  }

  String word() {
    return word;
  }

  String glyph(Glyphs glyphs) {
    return glyphs.isUnicode() ? unicode : ascii;
  }

  Paint paint() {
    return paint;
  }

  /** The lower, the more somebody wants to see it: trouble, then work, then what stands still. */
  int rank() {
    return switch (this) {
      case CRITICAL, FAILED -> 0;
      case WARNING, STALLED -> 1;
      case RUNNING -> 2;
      case WAITING -> 3;
      default -> 4;
    };
  }
}
