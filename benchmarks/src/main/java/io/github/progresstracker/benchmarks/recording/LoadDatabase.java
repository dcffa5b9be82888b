package io.github.progresstracker.benchmarks.recording;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * Rows get dearer as the index outgrows the cache, and the end takes long: the last batch is
 * counted when the indexes that follow it are built.
 */
final class LoadDatabase implements Job {

  private static final int BATCH = 1_000;
  private static final int USUAL_BATCHES = 450;
  private static final String SCHEMA =
      "PRAGMA cache_size=-4000; PRAGMA journal_mode=WAL;"
          + "CREATE TABLE events(id INTEGER PRIMARY KEY, account INT, name TEXT, payload TEXT);"
          + "CREATE INDEX by_account ON events(account);";
  private static final String AFTERWARDS =
      "CREATE INDEX by_name ON events(name, account);CREATE INDEX by_payload ON events(payload);";

  @Override
  public Work prepare(Run run, Path scratch) throws IOException {
    int batches = run.scaled(USUAL_BATCHES);
    return new Work((long) batches * BATCH, recording -> load(run, batches, scratch, recording));
  }

  private static void load(Run run, int batches, Path scratch, Recording recording)
      throws IOException, InterruptedException {
    SplittableRandom random = run.random("rows");
    Process sqlite = start(scratch.resolve("events.db"));
    try (BufferedReader answers = sqlite.inputReader();
        Writer statements = sqlite.outputWriter()) {
      ask(statements, answers, SCHEMA);
      for (int batch = 1; batch <= batches; batch++) {
        ask(statements, answers, insert(random) + (batch == batches ? AFTERWARDS : ""));
        recording.advance(BATCH);
      }
    }
    sqlite.waitFor();
  }

  private static Process start(Path database) throws IOException {
    try {
      return new ProcessBuilder("sqlite3", "-batch", database.toString())
          .redirectErrorStream(true)
          .start();
    } catch (IOException e) {
      throw new SkippedException("the program sqlite3 is not on the path; install SQLite");
    }
  }

  /** Sends statements and waits until they are done. */
  private static void ask(Writer statements, BufferedReader answers, String sql)
      throws IOException {
    statements.write(sql + "SELECT 'ready';\n");
    statements.flush();
    for (String answer = answers.readLine(); !"ready".equals(answer); answer = answers.readLine()) {
      if (answer == null || answer.contains("rror")) {
        throw new IOException("sqlite3 says: " + answer);
      }
    }
  }

  private static String insert(SplittableRandom random) {
    StringBuilder sql = new StringBuilder("INSERT INTO events(account,name,payload) VALUES ");
    for (int row = 0; row < BATCH; row++) {
      sql.append(row == 0 ? "(" : ",(").append(random.nextInt(Integer.MAX_VALUE));
      sql.append(",'user").append(random.nextInt(50_000)).append("','");
      sql.append(Long.toHexString(random.nextLong())).append("x".repeat(random.nextInt(80)));
      sql.append("')");
    }
    return sql.append(';').toString();
  }
}
