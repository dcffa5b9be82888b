package io.github.progresstracker.benchmarks.accuracy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.progresstracker.benchmarks.accuracy.Trace.Pause;
import io.github.progresstracker.benchmarks.accuracy.Trace.Run;
import io.github.progresstracker.benchmarks.accuracy.Trace.Step;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceReaderTest {

  private static final String HEADER = "# kind=hash; unit=files; total=10; how=by hand, on a desk";
  private static final String COLUMNS = "t_seconds,done";

  @Test
  @DisplayName("the header tells the kind and the total; the rest is the run")
  void reads() throws BadTraceException {
    Trace trace = read(HEADER, COLUMNS, "0.000,0", "1.5,4", "4.25,10");

    assertThat(trace.name()).isEqualTo("t");
    assertThat(trace.kind()).isEqualTo("hash");
    assertThat(trace.total()).isEqualTo(10);
    assertThat(trace.run()).isNull();
    assertThat(trace.pauses()).isEmpty();
    assertThat(trace.steps()).containsExactly(new Step(0, 0), new Step(1.5, 4), new Step(4.25, 10));
    assertThat(trace.duration()).isEqualTo(4.25);
  }

  @Test
  @DisplayName("key, run and announced waits may be in the header")
  void readsRunAndPauses() throws BadTraceException {
    Trace trace =
        read(
            "# kind=hash; total=10; key=hash usr; run=3",
            "# known_pauses=0.5-1.5,2e0-2.25",
            COLUMNS,
            "0,0",
            "1,4",
            "4,10");

    assertThat(trace.run()).isEqualTo(new Run("hash usr", 3));
    assertThat(trace.pauses()).containsExactly(new Pause(0.5, 1.5), new Pause(2, 2.25));
    assertThat(trace.waited(1)).isEqualTo(0.5);
    assertThat(trace.waited(4)).isEqualTo(1.25);
  }

  @Test
  @DisplayName("a byte order mark, CRLF, blank lines and further columns do no harm")
  void readsWhatEditorsLeaveBehind() throws BadTraceException {
    Trace trace =
        read(
            "\uFEFF" + HEADER + "\r",
            "",
            "t_seconds, done,note\r",
            "0,0,a\r",
            "\r",
            " 1 , 4 ,b",
            "2,10,");

    assertThat(trace.total()).isEqualTo(10);
    assertThat(trace.steps()).containsExactly(new Step(0, 0), new Step(1, 4), new Step(2, 10));
  }

  @Test
  @DisplayName("prose in the header cannot change what was said before it")
  void firstValueCounts() throws BadTraceException {
    Trace trace =
        read(
            "# total=10; how=as before; total=99 in the old version",
            COLUMNS,
            "0,0",
            "1,4",
            "2,10");

    assertThat(trace.total()).isEqualTo(10);
    assertThat(trace.kind()).isEqualTo("none");
  }

  @Test
  @DisplayName("progress that goes back is a run like others; the estimators must live with it")
  void doneMayGoBack() throws BadTraceException {
    assertThat(read(HEADER, COLUMNS, "0,0", "1,4", "2,3", "3,10").steps()).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "Infinity", "-1", "x", "", "1e999"})
  @DisplayName("a number that is none, or not finite, or negative refuses the file")
  void refusesBadNumbers(String number) {
    assertRefused("line 4: ", HEADER, COLUMNS, "0,0", "1," + number, "2,10");
    assertRefused("line 4: ", HEADER, COLUMNS, "0,0", number + ",4", "2,10");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0,0;3,4;2,10         | line 5: time goes back from 3.0 s to 2.0 s",
        "0,0;1,4;2,10.5       | done reaches 10.5, more than the total of 10.0",
        "0,0;1                | line 4: needs two numbers parted by a comma, is \"1\"",
        "0,0;1,10             | too short: 2 observations",
        "0,0;0,4;0,10         | must not end at second 0",
        "0,0;1,4;2e9,10       | line 5: time must be at most 1e9 s, is 2.0E9 s",
      })
  @DisplayName("a run that cannot have been is refused, with line and value")
  void refusesImpossibleRuns(String steps, String reason) {
    List<String> lines = new ArrayList<>(List.of(HEADER, COLUMNS));
    lines.addAll(List.of(steps.split(";", -1)));
    assertRefused(reason, lines.toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "# kind=x                       | no \"total=\" in the header",
        "# total=0                      | \"total=0\" in the header must be a number above 0",
        "# total=NaN                    | \"total=NaN\" in the header must be a number above 0",
        "# total=many                   | \"total=many\" in the header must be a number above 0",
        "# total=10; key=k; run=1.5     | \"run=1.5\" must be a whole number",
        "# total=10; known_pauses=1to2  | known_pauses must be ranges of seconds, one is \"1to2\"",
        "# total=10; known_pauses=3-2   | known_pauses must be ranges of seconds, one is \"3-2\"",
        "# total=10; known_pauses=1.2.3-4 | known_pauses must be ranges",
      })
  @DisplayName("a header that does not tell enough, or nonsense, refuses the file")
  void refusesBadHeaders(String header, String reason) {
    assertRefused(reason, header, COLUMNS, "0,0", "1,4", "2,10");
  }

  @Test
  @DisplayName("a file of something else is no trace")
  void refusesOtherFiles() {
    assertRefused("not a trace: no line \"t_seconds,done\"");
    assertRefused("not a trace: no line \"t_seconds,done\"", HEADER);
    assertRefused("not a trace: no line \"t_seconds,done\"", "trace,kind,error", "a,b,0.1");
  }

  private static Trace read(String... lines) throws BadTraceException {
    return TraceReader.read("t", List.of(lines));
  }

  private static void assertRefused(String reason, String... lines) {
    assertThatThrownBy(() -> read(lines))
        .isInstanceOf(BadTraceException.class)
        .hasMessageContaining(reason);
  }
}
