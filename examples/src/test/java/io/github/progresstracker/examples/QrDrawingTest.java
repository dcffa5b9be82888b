package io.github.progresstracker.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class QrDrawingTest {

  @Test
  void a_link_is_a_square_of_half_characters_with_its_three_corners() {
    List<String> lines =
        QrDrawing.of("tg://login?token=AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA")
            .lines()
            .map(line -> line.replaceAll("\u001b\\[[0-9;]*m", ""))
            .toList();
    int width = lines.get(0).length();
    assertThat(lines).allMatch(line -> line.length() == width).hasSize((width + 1) / 2);
    assertThat(lines.get(0)).isBlank();
    assertThat(lines.get(1)).startsWith("  █▀▀▀▀▀█").endsWith("█▀▀▀▀▀█  ");
    assertThat(String.join("", lines)).matches("[ █▀▄]+");
  }
}
