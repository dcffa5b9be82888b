package io.github.progresstracker.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command without a terminal; what it shows on one is tested where the console is. */
class GalleryCommandTest {

  @Test
  void plays_a_view_while_its_jobs_log() {
    CommandRun run = CommandRun.of("gallery", "--seconds", "1");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).startsWith("--view off").contains("stored page 1 of Sports feed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "3601"})
  void refuses_a_length_of_nothing_or_for_ever(String seconds) {
    CommandRun.of("gallery", "--seconds", seconds).assertRefused("--seconds must be 1 to 3600");
  }
}
