package io.github.progresstracker.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.progresstracker.Outcomes;
import io.github.progresstracker.ProgressSnapshot;
import io.github.progresstracker.Total;
import io.github.progresstracker.contract.SnapshotBuilder;
import io.github.progresstracker.json.ProgressJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("An exported run")
class RunExportTest {

  private static final String HEADER =
      "id,parent_id,depth,name,state,unit,offset,done,total_kind,total,percent,started_at,at,"
          + "elapsed_seconds,active_seconds,phase,succeeded,failed,skipped,retried,error_rate,"
          + "quality_score,items_pending,items_processing,items_completed,items_failed,tokens,cost,"
          + "api_calls_succeeded,api_calls_failed,rate_limit_hits,rate_limit_delay_seconds,"
          + "current_per_second,average_per_second,peak_per_second,eta_basis,"
          + "eta_remaining_seconds,eta_low_seconds,eta_high_seconds,eta_confidence,eta_error,"
          + "message,labels";

  @Test
  @DisplayName("as JSON has the one form that all snapshots have")
  void json() {
    ProgressSnapshot run = SnapshotBuilder.named("import").counts(1, 4).build();
    assertThat(RunExport.json(run)).isEqualTo(ProgressJson.write(run));
  }

  @Test
  @DisplayName("as CSV has a line for each tracker, parents first")
  void csv() {
    ProgressSnapshot leaf = SnapshotBuilder.named("leaf").counts(5, 10).build();
    ProgressSnapshot part = SnapshotBuilder.named("part").child(leaf).build();
    ProgressSnapshot run =
        SnapshotBuilder.named("import")
            .counts(250, 1_000)
            .ran(Duration.ofMillis(61_250), Duration.ofSeconds(60))
            .outcomes(new Outcomes(200, 50, 0, 0))
            .rates(4, 1.0 / 3, 1e9)
            .eta(10, 20, 30)
            .label("team", "a, \"b\"")
            .child(part)
            .child(SnapshotBuilder.named("last").counts(0, Total.atLeast(7)).build())
            .build();
    List<String> lines = List.of(RunExport.csv(run).split("\r\n", -1));
    assertThat(lines).hasSize(6).last().isEqualTo("");
    assertThat(lines.get(0)).isEqualTo(HEADER);
    assertThat(lines.get(1))
        .isEqualTo(
            "import,,0,import,RUNNING,messages,0,250,exact,1000,25.0,2025-11-10T12:44:21.750Z,"
                + "2025-11-10T12:45:23Z,61.250,60.000,,200,50,0,0,0.2,0.8,0,0,0,0,0,0,0,0,0,0.000,"
                + "4.0,0.3333333333333333,1000000000,MEASURED,20.000,10.000,30.000,0.91,,,"
                + "\"{\"\"team\"\":\"\"a, \\\"\"b\\\"\"\"\"}\"");
    assertThat(lines.get(2)).startsWith("part,import,1,part,").contains(",unknown,,,");
    assertThat(lines.get(3)).startsWith("leaf,part,2,leaf,");
    assertThat(lines.get(4)).startsWith("last,import,1,last,").contains(",atLeast,7,,");
    assertThat(cells(lines.get(1))).hasSameSizeAs(cells(HEADER));
  }

  @ParameterizedTest
  @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "=cmd|' /C calc'!A0"})
  @DisplayName("has no cell that a spreadsheet takes for a formula")
  void formulas(String name) {
    String csv = RunExport.csv(SnapshotBuilder.named(name).id("id").message(name).build());
    List<String> line = cells(csv.substring(csv.indexOf("\r\n") + 2, csv.length() - 2));
    assertThat(line.get(3)).isEqualTo("'" + name);
    assertThat(line.get(41)).isEqualTo("'" + name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a,b", "a\"b", "a\nb", "a\r\nb", "\"", ",", "ünïcode \uD83D\uDE00", "a'b"})
  @DisplayName("gives every other text back as it was")
  void texts(String name) {
    String csv = RunExport.csv(SnapshotBuilder.named(name).build());
    assertThat(cells(csv.substring(csv.indexOf("\r\n") + 2, csv.length() - 2)).get(3))
        .isEqualTo(name);
  }

  @Test
  @DisplayName("leaves empty what is not known or no number, and writes no exponents")
  void numbers() {
    String csv =
        RunExport.csv(
            SnapshotBuilder.named("x").percent(Double.NaN).rates(1e-7, 1e20, 1e20).build());
    List<String> line = cells(csv.substring(csv.indexOf("\r\n") + 2, csv.length() - 2));
    assertThat(line.get(10)).isEmpty();
    assertThat(line.get(32)).isEqualTo("0.00000010");
    assertThat(line.get(33)).isEqualTo("100000000000000000000");
    assertThat(line.get(36)).isEmpty();
  }

  @Test
  @DisplayName("of stored runs has a line for each run")
  void stored_runs() {
    assertThat(
            RunExport.csv(
                "=nightly",
                List.of(
                    RunComparisonTest.run(100, 80, 20, 0.25),
                    RunComparisonTest.run(100, 50, 0, Double.NaN))))
        .isEqualTo(
            "key,finished_at,unit,done,duration_seconds,active_seconds,waits,waited_seconds,"
                + "per_second,eta_error,eta_coverage\r\n"
                + "'=nightly,2026-03-01T12:00:00Z,files,100.0,100.000,80.000,1,20.000,1.25,0.25,"
                + "0.8\r\n"
                + "'=nightly,2026-03-01T12:00:00Z,files,100.0,50.000,50.000,0,0.000,2.0,,\r\n");
  }

  @Test
  @DisplayName("of a tree of any depth does not overflow")
  void deep() {
    ProgressSnapshot tree = SnapshotBuilder.named("leaf").build();
    for (int i = 0; i < 20_000; i++) {
      tree = SnapshotBuilder.named("l" + i).child(tree).build();
    }
    assertThat(RunExport.csv(tree).lines()).hasSize(20_002);
  }

  /** Reads a line as a spreadsheet does. */
  private static List<String> cells(String line) {
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
        cell.append(c);
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        cells.add(cell.toString());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    cells.add(cell.toString());
    return cells;
  }
}
