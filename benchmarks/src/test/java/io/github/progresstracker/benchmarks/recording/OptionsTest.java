package io.github.progresstracker.benchmarks.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The command line of the recorder")
class OptionsTest {

  @Test
  @DisplayName("means nine runs of every job unless told otherwise")
  void recordsAllJobs() {
    Options options = Options.parse("--out", "traces");

    assertThat(options.out()).isEqualTo(Path.of("traces"));
    assertThat(options.entries()).isEqualTo(JobEntry.ALL);
    assertThat(options.runs()).isEqualTo(9);
    assertThat(options.single()).isEmpty();
  }

  @Test
  @DisplayName("can name one job and one run")
  void recordsOneRun() {
    Options options = Options.parse("--run", "7", "--key", "test-suite", "--out", "traces");

    assertThat(options.entries()).extracting(JobEntry::key).containsExactly("test-suite");
    assertThat(options.single()).contains(7);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "--key test-suite,                 --out",
    "--out traces --run 3,             --key",
    "--out traces --runs 0,            \"0\"",
    "--out traces --runs many,         \"many\"",
    "--out traces --key,               \"--key\"",
    "--out traces --speed 2,           \"--speed\"",
    "--out traces --key nightly,       \"nightly\"",
  })
  @DisplayName("is refused with the reason when it is wrong")
  void refusesWrongUse(String line, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Options.parse(line.split(" ", -1)))
        .withMessageContaining(reason);
  }
}
