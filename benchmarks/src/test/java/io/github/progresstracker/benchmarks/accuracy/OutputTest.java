package io.github.progresstracker.benchmarks.accuracy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

/** Files that people and programs read: the same on every machine, and well formed. */
class OutputTest {

  private static final Trace ODD = Traces.steady("a & b, <\"c\">|d", 100);

  @Test
  @DisplayName("numbers are written alike everywhere; NaN is empty, zero has no sign")
  void numbers() {
    assertThat(Text.cell(1234.5678, 3)).isEqualTo("1234.568");
    assertThat(Text.cell(Double.NaN, 3)).isEmpty();
    assertThat(Text.cell(-0.0001, 3)).isEqualTo("0.000");
    assertThat(Text.cell(-1, 3)).isEqualTo("-1.000");
    assertThat(Text.cell(4.5e42, 3)).isEqualTo("4.500000e+42");
    assertThat(Text.number(Double.NaN)).isEqualTo("–");
    assertThat(Text.number(Double.POSITIVE_INFINITY)).isEqualTo("∞");
    assertThat(Text.percent(0.555)).isEqualTo("56 %");
  }

  @Test
  @DisplayName("looks.csv: six columns, 200 looks for each trace and estimator, empty is unknown")
  void looks() {
    List<String> lines = CsvFiles.looks(results(Traces.steady("t", 100))).lines().toList();

    assertThat(lines.get(0))
        .isEqualTo("trace,estimator,look_seconds,remaining_seconds,low_seconds,high_seconds");
    assertThat(lines).hasSize(1 + 200 * 12);
    assertThat(lines).filteredOn(line -> line.startsWith("t,adaptive,")).hasSize(200);
    assertThat(lines)
        .filteredOn(line -> line.startsWith("t,average,"))
        .allMatch(line -> line.matches("t,average,[0-9.]+,[0-9.]+,,"));
  }

  @Test
  @DisplayName("scores.csv: a line for each trace and estimator; names with commas are quoted")
  void scores() {
    List<String> lines = CsvFiles.scores(results(ODD)).lines().toList();

    assertThat(lines).hasSize(1 + 12);
    assertThat(lines.get(1)).startsWith("\"a & b, <\"\"c\"\">|d\",made-up,linear,0.");
    assertThat(lines.get(4)).contains(",average,").endsWith(",,,,0.0000");
  }

  @Test
  @DisplayName("the same traces give the same bytes")
  void deterministic() {
    assertThat(CsvFiles.looks(results(ODD))).isEqualTo(CsvFiles.looks(results(ODD)));
    assertThat(ErrorChart.of(results(ODD))).isEqualTo(ErrorChart.of(results(ODD)));
  }

  @Test
  @DisplayName("charts are well-formed XML, whatever the trace is called, and no number is NaN")
  void charts() throws Exception {
    Results results = results(ODD);
    String error = ErrorChart.of(results);
    String fan = FanChart.of(results, ODD);

    assertThat(xml(error).getElementsByTagName("rect").getLength()).isGreaterThanOrEqualTo(3 * 12);
    assertThat(xml(fan).getElementsByTagName("polyline").getLength()).isGreaterThanOrEqualTo(2);
    assertThat(error + fan).doesNotContain("NaN", "Infinity");
  }

  @Test
  @DisplayName("a run without any estimate can be drawn and scored")
  void nothingToDraw() throws Exception {
    Trace late =
        new Trace(
            "late",
            "made-up",
            10,
            null,
            List.of(new Trace.Step(0, 0), new Trace.Step(50, 0), new Trace.Step(100, 10)),
            List.of());
    Results results = results(late);

    assertThat(results.get(Entrant.ADAPTIVE, late).scores().noEstimate()).isEqualTo(1);
    xml(FanChart.of(results, late));
    assertThat(MarkdownReport.of(results, Targets.of(results), List.of(late), List.of()))
        .contains(
            "| announced pauses: mean error ÷ linear | ≤ 1.000 | ≤ 0.700 | – | not measured |");
  }

  @Test
  @DisplayName("an axis has a handful of round ticks")
  void axis() {
    Axis axis = new Axis(0, 1.093, 100, 600);

    assertThat(axis.ticks()).hasSize(6);
    assertThat(axis.ticks().get(5)).isCloseTo(1.0, within(1e-12));
    assertThat(axis.decimals()).isEqualTo(1);
    assertThat(new Axis(0, 3788, 0, 1).ticks()).containsExactly(0.0, 1000.0, 2000.0, 3000.0);
    assertThat(axis.at(0)).isEqualTo(100);
    assertThat(axis.at(99)).as("beyond the end").isEqualTo(600);
  }

  @Test
  @DisplayName("a bar in a name does not break a table")
  void tables() {
    assertThat(Table.of(List.of("a", "b")).row(List.of("x|y", "1")).toString())
        .isEqualTo("| a | b |\n|---|--:|\n| x\\|y | 1 |\n\n");
  }

  @Test
  @DisplayName("confidence is judged in bins that hold every estimate once")
  void calibration() {
    Results results = results(Traces.slowingDown("slowing", 200));
    long estimates =
        results.all().stream()
            .filter(result -> result.entrant().name().equals(Entrant.ADAPTIVE))
            .flatMap(result -> result.looks().stream())
            .filter(Look::isEstimate)
            .count();

    List<Calibration.Bin> bins = Calibration.of(results, Entrant.ADAPTIVE);

    assertThat(bins).hasSize(7);
    assertThat(bins.stream().mapToLong(Calibration.Bin::looks).sum()).isEqualTo(estimates);
    assertThat(bins).filteredOn(bin -> bin.looks() == 0).allMatch(bin -> Double.isNaN(bin.near()));
  }

  private static Results results(Trace... traces) {
    return Results.of(List.of(traces), Entrant.all(EarlierRuns.none()));
  }

  private static Document xml(String text) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(text)));
  }
}
