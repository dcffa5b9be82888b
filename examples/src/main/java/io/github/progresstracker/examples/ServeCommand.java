package io.github.progresstracker.examples;

import io.github.progresstracker.jdbc.JobListener;
import io.github.progresstracker.jdbc.PostgresProgress;
import io.github.progresstracker.jdbc.PostgresUnavailableException;
import io.github.progresstracker.jdbc.SchemaException;
import io.github.progresstracker.mtproto.PostgresMessageStore;
import io.github.progresstracker.web.ProgressWeb;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The dashboard of what other processes write into a database. */
@Command(
    name = "serve",
    description = {
      "Shows in the browser what other processes have in a database, live, and takes the reports",
      "of those that can only speak HTTP."
    },
    footer = {
      "",
      "Ends with Ctrl-C. Exit codes: 2 input that cannot be used, 130 stopped by a signal."
    },
    mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {

  private static final int STOPPED = 130;
  private static final String DEFAULT_PORT = "8080";

  @Mixin private DatabaseOption db;

  @Mixin private ServeOption serve;

  /** Made by the command line parser, which fills it in. */
  @SuppressWarnings("NullAway.Init")
  ServeCommand() {}

  @Override
  public Integer call() throws Exception {
    serve.addressOr(DEFAULT_PORT);
    try (Database database = db.open()) {
      PostgresProgress postgres = database.postgres().migrate();
      PostgresMessageStore.schema().migrate(postgres.dataSource());
      show(postgres);
    } catch (SchemaException | PostgresUnavailableException e) {
      throw new BadInputException(String.valueOf(e.getMessage()), e);
    }
    return STOPPED;
  }

  @SuppressWarnings("try") // The listener works until it is closed.
  private void show(PostgresProgress postgres) throws Exception {
    CountDownLatch stopped = new CountDownLatch(1);
    try (ProgressWeb web = serve.web(postgres);
        JobListener listener = postgres.listen(web::changed)) {
      serve.serve(web);
      StopSignals.ask("answer", stopped::countDown, () -> await(stopped));
    }
  }

  private static @Nullable Void await(CountDownLatch stopped) throws InterruptedException {
    stopped.await();
    return null;
  }
}
