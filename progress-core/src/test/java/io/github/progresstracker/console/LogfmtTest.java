package io.github.progresstracker.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogfmtTest {

  @Test
  @DisplayName("puts pairs in a row and leaves out those without a value")
  void writesPairs() {
    Logfmt line = new Logfmt().add("a", 1).add("b", null).add("c", "x");
    assertThat(line).hasToString("a=1 c=x");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "collect, collect",
        "12-15m, 12-15m",
        "a/b:c;d, a/b:c;d",
        "Überschrift, Überschrift",
        "'', '\"\"'",
        "'Session 134', '\"Session 134\"'",
        "a=b, '\"a=b\"'",
        "'say \"hi\"', '\"say \\\"hi\\\"\"'",
        "C:\\new, '\"C:\\\\new\"'",
        "'two\nlines', '\"two\\nlines\"'",
        "'\u001b[2J', '\"\\u001b[2J\"'",
        "'\u202Eexe', '\"\\u202eexe\"'",
        "'no\u00A0break', '\"no\u00A0break\"'",
        "'\u3000', '\"\u3000\"'"
      })
  @DisplayName("quotes a value only where it must")
  void quotes(String value, String text) {
    assertThat(new Logfmt().add("k", value)).hasToString("k=" + text);
  }

  @Test
  @DisplayName("cuts a long value between characters and says so")
  void cuts() {
    String rockets = "\uD83D\uDE80".repeat(Logfmt.LONGEST_VALUE);
    assertThat(new Logfmt().add("k", rockets)).hasToString("k=" + rockets);
    assertThat(new Logfmt().add("k", rockets + "!")).hasToString("k=" + rockets + "...");
    assertThat(new Logfmt().add("k", "\\".repeat(500)).toString())
        .isEqualTo("k=\"" + "\\\\".repeat(Logfmt.LONGEST_VALUE) + "...\"");
  }

  @Test
  @DisplayName("any text is one token of printable characters, and reads back as it was")
  void readsBack() throws Exception {
    ObjectMapper json = new ObjectMapper();
    SplittableRandom random = new SplittableRandom(42);
    for (int i = 0; i < 20_000; i++) {
      String value = anyText(random);
      String text = new Logfmt().add("k", value).toString().substring(2);
      String back = text.startsWith("\"") ? json.readValue(text, String.class) : text;
      assertThat(back).isEqualTo(value);
      assertThat(text).doesNotContainPattern("[\\p{Cntrl}\\u2028\\u2029\\u202A-\\u202E]");
      assertThat(text).matches("[^\\s\"=\\\\]+|\"([^\"\\\\]|\\\\.)*\"");
    }
  }

  private static String anyText(SplittableRandom random) {
    int[] limits = {0x30, 0x80, 0x2100, 0x11000};
    int length = random.nextInt(0, 12);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      int codePoint = random.nextInt(limits[random.nextInt(limits.length)]);
      // Half a pair next to another half would become a whole one.
      text.appendCodePoint(
          Character.isBmpCodePoint(codePoint) && isHalf(codePoint) ? '"' : codePoint);
    }
    return text.toString();
  }

  private static boolean isHalf(int codePoint) {
    return Character.isSurrogate((char) codePoint);
  }
}
