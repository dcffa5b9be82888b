package io.github.progresstracker.examples;

import io.github.progresstracker.jdbc.JobQueries;
import io.github.progresstracker.jdbc.PostgresProgress;
import io.github.progresstracker.jdbc.PostgresUnavailableException;
import io.github.progresstracker.jdbc.SchemaException;
import io.github.progresstracker.job.ControlRequest;
import io.github.progresstracker.job.JobControl;
import io.github.progresstracker.job.JobId;
import io.github.progresstracker.job.JobState;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What other processes have in a database, for a terminal, and what they shall do. */
@Command(
    name = "jobs",
    description = {
      "Shows the jobs that are kept in a database, whichever processes work on them; of one",
      "of them all that is known. Asks it to pause, to go on or to end, which it does at its",
      "next safe point, wherever it runs."
    },
    footer = {"", "Exit codes: 0 done, 1 the database failed, 2 input that cannot be used."},
    mixinStandardHelpOptions = true)
final class JobsCommand implements Callable<Integer> {

  private static final int MOST_JOBS = 10_000;
  private static final int NEWEST_ENTRIES = 10;
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration SPAN = Duration.ofMinutes(5);
  private static final Duration MONTH = Duration.ofDays(30);

  @Spec private CommandSpec spec;

  @Mixin private DatabaseOption db;

  @Parameters(
      arity = "0..1",
      paramLabel = "JOB",
      description = "The id of a job; without it all of them, the newest first.")
  private @Nullable String job;

  @Option(names = "--user", paramLabel = "ID", description = "Only the jobs of this user.")
  private @Nullable Long user;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "20",
      description = "How many jobs to show at the most (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Option(
      names = "--ask",
      paramLabel = "WHAT",
      description = "pause, resume or stop: what the job shall do.")
  private @Nullable String wish;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      defaultValue = "asked for at a terminal",
      description = "Why; the job is told (default: ${DEFAULT-VALUE}).")
  private String reason;

  /** Made by the command line parser, which fills it in. */
  @SuppressWarnings("NullAway.Init")
  JobsCommand() {}

  @Override
  public Integer call() throws Exception {
    if (limit < 1 || limit > MOST_JOBS) {
      throw new BadInputException("--limit must be in 1.." + MOST_JOBS + ", was " + limit);
    }
    JobControl control = control();
    JobId id = id(control);
    try (Database database = db.visit()) {
      PostgresProgress postgres = database.postgres().migrate();
      JobsReport report = new JobsReport(out());
      if (id == null) {
        report.list(postgres.queries().latest(user, limit));
      } else if (control == null) {
        show(report, postgres.queries(), id);
      } else {
        ask(postgres, id, control);
      }
      return 0;
    } catch (SchemaException | PostgresUnavailableException e) {
      throw new BadInputException(String.valueOf(e.getMessage()), e);
    } catch (SQLException e) {
      throw new RunFailedException(Problems.reason(e) + "; try again", e);
    } finally {
      out().flush();
    }
  }

  private @Nullable JobControl control() {
    try {
      return wish == null ? null : JobControl.of(wish);
    } catch (IllegalArgumentException e) {
      throw new BadInputException("--ask must be pause, resume or stop, was " + wish, e);
    }
  }

  private @Nullable JobId id(@Nullable JobControl control) {
    if (job == null && control != null) {
      throw new BadInputException("--ask needs a job: jobs JOB --ask " + control.word());
    }
    try {
      return job == null ? null : JobId.of(job);
    } catch (IllegalArgumentException e) {
      throw new BadInputException("JOB: " + e.getMessage(), e);
    }
  }

  private static void show(JobsReport report, JobQueries queries, JobId id) throws SQLException {
    JobState state = queries.job(id).orElseThrow(() -> unknown(id));
    report.job(state);
    report.course(queries.history(id, HOUR, SPAN));
    report.timeline(queries.timeline(id, Long.MAX_VALUE, NEWEST_ENTRIES));
    String key = state.info() == null ? null : state.info().key();
    if (key != null) {
      queries.analytics(null, MONTH).stream()
          .filter(runs -> key.equals(runs.key()))
          .forEach(report::runs);
    }
  }

  private void ask(PostgresProgress postgres, JobId id, JobControl control) throws Exception {
    ControlRequest request =
        postgres.jobStore().request(id, control, reason).orElseThrow(() -> unknown(id));
    out()
        .println(
            request.job()
                + " is asked to "
                + request.control().word()
                + ", which it does at its next safe point");
  }

  private static BadInputException unknown(JobId id) {
    return new BadInputException(
        "no job " + id + " is kept in this database; the command jobs alone lists those that are");
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
