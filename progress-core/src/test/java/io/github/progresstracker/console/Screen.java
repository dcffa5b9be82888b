package io.github.progresstracker.console;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jline.terminal.Size;
import org.jline.utils.ScreenTerminal;

/** A terminal inside the virtual machine: JLine's emulator, with what has scrolled away. */
final class Screen implements TerminalPort {

  private final ScreenTerminal emulator;
  private TerminalSize size;
  private int writes;

  Screen(int columns, int rows) {
    this.emulator = new ScreenTerminal(columns, rows);
    this.size = new TerminalSize(columns, rows);
  }

  @Override
  public synchronized TerminalSize size() {
    return size;
  }

  @Override
  public synchronized void write(byte[] bytes) {
    if (bytes.length > 0) {
      writes++;
      emulator.write(new String(bytes, StandardCharsets.UTF_8));
    }
  }

  /** What a host prints; the kernel adds the carriage return. */
  synchronized void print(String text) {
    emulator.write(text.replace("\n", "\r\n"));
  }

  synchronized void resize(int columns, int rows) {
    size = new TerminalSize(columns, rows);
    emulator.setSize(Size.of(columns, rows));
  }

  synchronized int writes() {
    return writes;
  }

  /** The rows of the screen without blanks at their ends. */
  synchronized List<String> rows() {
    List<String> rows = new ArrayList<>();
    long[] cells = new long[size.columns() * size.rows()];
    emulator.dump(cells, 0, 0, size.rows(), size.columns(), new int[2]);
    for (int row = 0; row < size.rows(); row++) {
      rows.add(text(cells, row * size.columns(), size.columns()));
    }
    return rows;
  }

  /** What has scrolled away and what is on the screen, without empty rows. */
  synchronized List<String> everything() {
    List<String> all = new ArrayList<>();
    emulator.getHistory().forEach(line -> all.add(text(line, 0, line.length)));
    all.addAll(rows());
    all.removeIf(String::isEmpty);
    return all;
  }

  private static String text(long[] cells, int from, int count) {
    StringBuilder text = new StringBuilder();
    for (int at = from; at < from + count; at++) {
      int codePoint = ScreenTerminal.cellCodePoint(cells[at]);
      text.appendCodePoint(codePoint == 0 ? ' ' : codePoint);
    }
    return text.toString().stripTrailing();
  }
}
