import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns a screen with its colours, as {@code tmux capture-pane -e -p} prints it, into an SVG picture:
 * {@code java AnsiToSvg.java COLUMNS < screen > picture.svg}.
 */
final class AnsiToSvg {

  private static final int CELL_WIDTH = 8;
  private static final int CELL_HEIGHT = 18;
  private static final int MARGIN = 12;
  private static final Pattern PIECE = Pattern.compile("\u001b\\[([0-9;]*)m|\u001b.|[^\u001b]+");
  private static final Map<Integer, String> COLORS =
      Map.of(31, "#f2777a", 32, "#8fd694", 33, "#ffcc66", 36, "#66cccc");
  private static final String USUAL = "#d8dee9";

  private final StringBuilder svg = new StringBuilder();
  private String color = USUAL;
  private boolean bold;
  private boolean dim;

  public static void main(String[] args) throws IOException {
    String screen = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
    List<String> rows = screen.stripTrailing().lines().toList();
    String picture = new AnsiToSvg().draw(rows, Integer.parseInt(args[0]));
    new PrintStream(System.out, true, StandardCharsets.UTF_8).print(picture);
  }

  private String draw(List<String> rows, int columns) {
    int width = 2 * MARGIN + columns * CELL_WIDTH;
    int height = 2 * MARGIN + rows.size() * CELL_HEIGHT;
    svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + width + "\" height=\"" + height);
    svg.append("\" font-family=\"ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace\"");
    svg.append(" font-size=\"13.29\">\n<rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#1d2330\"/>\n");
    for (int row = 0; row < rows.size(); row++) {
      draw(rows.get(row), MARGIN + row * CELL_HEIGHT + 13);
    }
    return svg.append("</svg>\n").toString();
  }

  private void draw(String row, int y) {
    int column = 0;
    Matcher pieces = PIECE.matcher(row);
    while (pieces.find()) {
      if (pieces.group(1) != null) {
        style(pieces.group(1));
      } else if (!pieces.group().startsWith("\u001b")) {
        draw(pieces.group(), column, y);
        column += cells(pieces.group());
      }
    }
  }

  private void style(String parameters) {
    for (String parameter : parameters.split(";", -1)) {
      int code = parameter.isEmpty() ? 0 : Integer.parseInt(parameter);
      bold = code == 1 || (bold && code != 0 && code != 22);
      dim = code == 2 || (dim && code != 0 && code != 22);
      color = code == 0 || code == 39 ? USUAL : COLORS.getOrDefault(code, color);
    }
  }

  private void draw(String text, int column, int y) {
    if (text.isBlank()) {
      return;
    }
    int before = text.length() - text.stripLeading().length();
    String shown = text.strip();
    svg.append("<text x=\"" + (MARGIN + (column + before) * CELL_WIDTH) + "\" y=\"" + y);
    svg.append("\" textLength=\"" + cells(shown) * CELL_WIDTH + "\" fill=\"" + color + "\"");
    svg.append(bold ? " font-weight=\"bold\"" : "").append(dim ? " opacity=\"0.55\"" : "");
    svg.append(" xml:space=\"preserve\">");
    svg.append(shown.replace("&", "&amp;").replace("<", "&lt;")).append("</text>\n");
  }

  private static int cells(String text) {
    return text.codePoints().map(c -> c >= 0x2E80 ? 2 : 1).sum();
  }
}
