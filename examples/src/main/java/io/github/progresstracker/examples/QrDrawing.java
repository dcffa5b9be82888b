package io.github.progresstracker.examples;

import io.nayuki.qrcodegen.QrCode;

/**
 * A QR code in a terminal: two rows of dots in one line, dark on light whatever the colours are.
 */
final class QrDrawing {

  private static final String BLACK_ON_WHITE = "\u001b[30;107m";
  private static final String RESET = "\u001b[0m";

  /** Scanners want it. */
  private static final int MARGIN = 2;

  private QrDrawing() {}

  static String of(String text) {
    QrCode code = QrCode.encodeText(text, QrCode.Ecc.LOW);
    StringBuilder drawing = new StringBuilder();
    for (int y = -MARGIN; y < code.size + MARGIN; y += 2) {
      drawing.append(BLACK_ON_WHITE);
      for (int x = -MARGIN; x < code.size + MARGIN; x++) {
        drawing.append(glyph(code.getModule(x, y), code.getModule(x, y + 1)));
      }
      drawing.append(RESET).append('\n');
    }
    return drawing.toString();
  }

  private static char glyph(boolean upper, boolean lower) {
    if (upper) {
      return lower ? '█' : '▀';
    }
    return lower ? '▄' : ' ';
  }
}
