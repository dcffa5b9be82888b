package io.github.progresstracker.examples;

import io.github.progresstracker.jdbc.JobQueries;
import io.github.progresstracker.jdbc.PostgresProgress;
import io.github.progresstracker.jdbc.PostgresUnavailableException;
import io.github.progresstracker.jdbc.SchemaException;
import io.github.progresstracker.job.ControlRequest;
import io.github.progresstracker.job.JobControl;
import io.github.progresstracker.job.JobId;
import io.github.progresstracker.job.JobState;
import io.github.progresstracker.job.JobStore;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  /** Who is paused has little to say, so a pause begins among these. */
  private static final int ENTRIES_OF_PAUSE = 1_000;

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
        list(report, postgres.queries());
      } else if (control == null) {
        show(report, postgres.queries(), id);
      } else {
        ask(postgres, id, control);
      }
      return 0;
    } catch (SchemaException e) {
      throw new BadInputException(String.valueOf(e.getMessage()), e);
    } catch (PostgresUnavailableException e) { // It was there when it was opened.
      throw new RunFailedException(String.valueOf(e.getMessage()), e);
    } catch (SQLException e) {
      throw new RunFailedException(
          "the database failed: "
              + Problems.reason(cause(e))
              + "; check that it is running, and try again",
          e);
    } finally {
      out().flush();
    }
  }

  /** A pool says how long it has waited for a connection, and in its cause why there is none. */
  private static Exception cause(SQLException failure) {
    return failure instanceof SQLTransientConnectionException
            && failure.getCause() instanceof SQLException cause
        ? cause
        : failure;
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

  private void list(JobsReport report, JobQueries queries) throws SQLException {
    List<JobState> jobs = queries.latest(user, limit);
    Map<JobId, Pause> pauses = new HashMap<>();
    for (JobState job : jobs) {
      if (Pause.isPaused(job)) {
        pauses.put(job.job(), pause(queries, job));
      }
    }
    report.list(jobs, pauses);
  }

  private static Pause pause(JobQueries queries, JobState job) throws SQLException {
    return Pause.of(job, queries.timeline(job.job(), Long.MAX_VALUE, ENTRIES_OF_PAUSE));
  }

  private static void show(JobsReport report, JobQueries queries, JobId id) throws SQLException {
    JobState state = queries.job(id).orElseThrow(() -> unknown(id));
    report.job(state, Pause.isPaused(state) ? pause(queries, state) : null);
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
    JobStore store = postgres.jobStore();
    ControlRequest request = store.request(id, control, reason).orElseThrow(() -> unknown(id));
    JobState job = store.find(id).orElseThrow(() -> unknown(id));
    out().println(request.job() + " is asked to " + request.control().word() + whenItWill(job));
  }

  private static String whenItWill(JobState job) {
    return switch (job.workerState(JobState.STALLED_AFTER)) {
      case IDLE -> ", but it has ended: it is " + JobsReport.word(job.status());
      case LOST -> ", but who works on it has not been heard of lately";
      default -> ", which it does at its next safe point";
    };
  }

  private static BadInputException unknown(JobId id) {
    return new BadInputException(
        "no job " + id + " is kept in this database; the command jobs alone lists those that are");
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
