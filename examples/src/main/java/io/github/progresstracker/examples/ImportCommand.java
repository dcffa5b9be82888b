package io.github.progresstracker.examples;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.progresstracker.ProgressFormat;
import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.StopRequestedException;
import io.github.progresstracker.TrackerSpec;
import io.github.progresstracker.eta.Eta;
import io.github.progresstracker.jdbc.PostgresProgress;
import io.github.progresstracker.jdbc.PostgresUnavailableException;
import io.github.progresstracker.jdbc.SchemaException;
import io.github.progresstracker.job.Checkpoint;
import io.github.progresstracker.job.JobHeldException;
import io.github.progresstracker.job.JobId;
import io.github.progresstracker.job.JobStoreException;
import io.github.progresstracker.job.JobTracker;
import io.github.progresstracker.job.LeaseLostException;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A job that may be killed at any moment and goes on where it was. */
@Command(
    name = "import",
    description = {
      "Imports made-up rows into a table. A page of rows and the checkpoint behind it",
      "are one transaction, so kill it at any moment (kill -9) and start it again: it",
      "goes on at the row where it was, each row is there once, the ETA at once."
    },
    footer = {
      "",
      "Progress goes to stderr; stdout says where it begins and what came of it.",
      "After kill -9 the job is held for up to half a minute; it waits for that.",
      "",
      "Exit codes: 0 done, 1 the database failed in the middle, 2 input that cannot be",
      "used, 130 stopped by a signal."
    },
    mixinStandardHelpOptions = true)
final class ImportCommand implements Callable<Integer> {

  private static final int STOPPED = 130;
  private static final int MOST_ROWS = 10_000_000;
  private static final int MOST_PACE = 10_000;
  private static final int PAGE = 50;
  private static final Duration RETRY = Duration.ofSeconds(1);

  @Spec private CommandSpec spec;

  @Mixin private DatabaseOption db;

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "5000",
      description = "How many there are (default: ${DEFAULT-VALUE}).")
  private int rows;

  @Option(
      names = "--pace",
      paramLabel = "MS",
      defaultValue = "100",
      description = "Milliseconds that 50 of them take (default: ${DEFAULT-VALUE}).")
  private int pace;

  @Mixin private ViewOption view;

  /** Made by the command line parser, which fills it in. */
  @SuppressWarnings("NullAway.Init")
  ImportCommand() {}

  @Override
  public Integer call() throws Exception {
    if (rows < 1 || rows > MOST_ROWS || pace < 0 || pace > MOST_PACE) {
      throw new BadInputException(
          "--rows must be in 1..%d and --pace in 0..%d, were %d and %d"
              .formatted(MOST_ROWS, MOST_PACE, rows, pace));
    }
    try {
      return StopSignals.interrupt(this::run);
    } catch (InterruptedException | StopRequestedException e) {
      return STOPPED;
    } catch (SchemaException | PostgresUnavailableException e) {
      throw new BadInputException(String.valueOf(e.getMessage()), e);
    } catch (SQLException | JobStoreException | LeaseLostException e) {
      throw new RunFailedException(
          Problems.reason(e) + "; what was imported is kept, run it again to go on", e);
    }
  }

  private int run() throws Exception {
    try (Database database = db.open()) {
      PostgresProgress postgres = database.postgres().migrate();
      JobId id = JobId.of("import-" + rows);
      ImportTable table = new ImportTable(postgres.dataSource(), id);
      table.create();
      try (ProgressRegistry registry =
              ProgressRegistry.builder().jobs(postgres.jobs()).sink(view.sink()).build();
          JobTracker job = resumed(registry, id)) {
        tellBeginning(registry, job);
        importRows(postgres, table, job);
        job.complete();
      }
      tellEnd(id, table);
      return 0;
    }
  }

  /** Who was killed holds the job until its lease ends. */
  private JobTracker resumed(ProgressRegistry registry, JobId id) throws InterruptedException {
    TrackerSpec whole = TrackerSpec.named("import").total(rows).unit("rows");
    boolean told = false;
    while (true) {
      try {
        return registry.resume(id, whole);
      } catch (JobHeldException e) {
        if (!told) {
          spec.commandLine().getErr().println(e.getMessage());
          told = true;
        }
        Thread.sleep(RETRY.toMillis());
      }
    }
  }

  private void importRows(PostgresProgress postgres, ImportTable table, JobTracker job)
      throws Exception {
    for (int row = begin(job); row < rows; row += PAGE) {
      job.throwIfStopRequested();
      Thread.sleep(pace);
      int from = row;
      int to = Math.min(rows, from + PAGE);
      table.add(
          from,
          to,
          transaction ->
              job.checkpoint(
                  postgres.checkpoints().in(transaction), Integer.toString(to), to - from));
    }
  }

  private static int begin(JobTracker job) {
    return job.resumedFrom()
        .map(Checkpoint::state)
        .filter(state -> !state.isEmpty())
        .map(Integer::valueOf)
        .orElse(0);
  }

  // ---- what it says --------------------------------------------------------------------------

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private void tellBeginning(ProgressRegistry registry, JobTracker job) {
    registry.sampleNow();
    Eta eta = job.snapshot().eta();
    String left =
        eta.remaining() == null
            ? "nobody knows yet how long"
            : ProgressFormat.ascii(ProgressFormat.durationRange(eta.low(), eta.high()));
    out().println("begins at row " + begin(job) + " of " + rows + ", left: " + left);
    out().flush();
  }

  private void tellEnd(JobId id, ImportTable table) throws SQLException, JsonProcessingException {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("job", id.value());
    json.put("rows", rows);
    json.put("rows_in_table", table.count());
    out().println(new ObjectMapper().writeValueAsString(json));
  }
}
