package io.github.progresstracker.benchmarks.accuracy;

import java.util.List;

/** A Markdown table; the first column is text, the others are numbers unless told otherwise. */
final class Table {

  private final StringBuilder text = new StringBuilder();

  private Table() {}

  static Table of(List<String> columns) {
    Table table = new Table();
    table.row(columns);
    table.text.append("|---").append("|--:".repeat(columns.size() - 1)).append("|\n");
    return table;
  }

  Table row(List<String> cells) {
    for (String cell : cells) {
      text.append("| ").append(cell.replace("|", "\\|")).append(' ');
    }
    text.append("|\n");
    return this;
  }

  @Override
  public String toString() {
    return text + "\n";
  }
}
