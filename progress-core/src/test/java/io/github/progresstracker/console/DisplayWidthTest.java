package io.github.progresstracker.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DisplayWidthTest {

  @ParameterizedTest
  @CsvSource({
    "'', 0",
    "plain, 5",
    "naïve, 5",
    "nai\u0308ve, 5",
    "技術, 4",
    "한국어, 6",
    "\u1112\u1161\u11ab, 2",
    "ﾊﾝｶｸ, 4",
    "Ｗｉｄｅ, 8",
    "📰, 2",
    "a📰b, 4",
    "👍🏽, 2",
    "👨‍👩‍👧, 2",
    "🇩🇪, 2",
    "🇩🇪🇫🇷, 4",
    "❤\uFE0F, 2",
    "❤, 1",
    "1\uFE0F\u20E3, 2",
    "שלום, 4",
    "مرحبا, 5",
    "שָׁלוֹם, 4",
    "สวัสดี, 4",
    "█━─╸▸✓✗◌‖▲○…–, 13"
  })
  @DisplayName("counts cells as terminals do")
  void measures(String text, int width) {
    assertThat(DisplayWidth.of(text)).isEqualTo(width);
  }

  @Test
  @DisplayName("half of a surrogate pair takes a cell and breaks nothing")
  void takesHalfAPair() {
    assertThat(DisplayWidth.of("a\ud83d")).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "技術技術, 3, 2",
    "技術, 4, 4",
    "e\u0301e\u0301, 1, 2",
    "👨‍👩‍👧x, 2, 8",
    "abc, 0, 0",
    "abc, -1, 0"
  })
  @DisplayName("cuts between clusters, never within one")
  void cuts(String text, int columns, int cells) {
    String kept = text.substring(0, DisplayWidth.fittingEnd(text, columns));
    assertThat(kept.length()).isEqualTo(text.startsWith("技") ? cells / 2 : cells);
    assertThat(DisplayWidth.of(kept)).isLessThanOrEqualTo(Math.max(0, columns));
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "技術 📰", "שלום", "naïve", "─━"})
  @DisplayName("knows what all terminals agree about")
  void isAgreed(String text) {
    assertThat(DisplayWidth.isAgreed(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"👨‍👩‍👧", "🇩🇪", "❤\uFE0F", "👍🏽", "नमस्ते", "\uE0B0"})
  @DisplayName("knows what they do not agree about")
  void isNotAgreed(String text) {
    assertThat(DisplayWidth.isAgreed(text)).isFalse();
  }
}
