package io.github.progresstracker.benchmarks.recording;

import io.github.progresstracker.benchmarks.recording.Job.SkippedException;
import io.github.progresstracker.benchmarks.recording.Job.Work;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Records runs of real jobs as traces.
 *
 * <pre>
 * RecordRuns --out DIR [--key KEY] [--runs N]    runs 1 to N (9) of one job or of all
 * RecordRuns --out DIR --key KEY --run N         just this run, in this JVM
 * </pre>
 *
 * <p>Each run has a JVM of its own, so that each starts cold as it does in life, and runs follow
 * one another. Work and waiting are real, times are of the monotonic clock.
 */
public final class RecordRuns {

  private static final int WRONG_USE = 2;

  private final Path out;

  private RecordRuns(Path out) {
    this.out = out;
  }

  /**
   * Records.
   *
   * @param arguments see the class
   * @throws Exception if a job fails
   */
  public static void main(String[] arguments) throws Exception {
    Options options;
    try {
      options = Options.parse(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(WRONG_USE);
      return;
    }
    Files.createDirectories(options.out());
    RecordRuns recorder = new RecordRuns(options.out());
    if (options.single().isPresent()) {
      recorder.record(options.entries().get(0), options.single().get());
    } else {
      recorder.recordAll(options);
    }
  }

  private void recordAll(Options options) throws IOException, InterruptedException {
    for (JobEntry entry : options.entries()) {
      for (int run = 1; run <= options.runs(); run++) {
        recordApart(entry.key(), run);
      }
    }
  }

  private void recordApart(String key, int run) throws IOException, InterruptedException {
    int exit = Children.run(RecordRuns.class, "--out", out, "--key", key, "--run", run);
    if (exit != 0) {
      throw new IOException("run " + run + " of " + key + " ended with exit code " + exit);
    }
  }

  private void record(JobEntry entry, int number) throws Exception {
    Run run = new Run(entry.key(), number);
    Path scratch = Files.createTempDirectory("recording-");
    try {
      Recording recording = record(run, entry.job().prepare(run, scratch));
      String name = String.format(Locale.ROOT, "%s_run%02d.csv", run.key(), number);
      TraceWriter.write(out.resolve(name), entry.header(run), recording);
      say("%s: %d units in %.1f s", name, recording.done(), recording.seconds());
    } catch (SkippedException e) {
      say("%s run %d is skipped: %s", run.key(), number, e.getMessage());
    } finally {
      deleteTree(scratch);
    }
  }

  private static Recording record(Run run, Work work) throws Exception {
    @Nullable Process neighbour = startNeighbour(run);
    try {
      Recording recording = new Recording(System::nanoTime);
      run.neighbour().ifPresent(it -> recording.note(it.describe()));
      work.task().run(recording);
      if (recording.done() != work.total()) {
        throw new IllegalStateException(
            run.key() + " reported " + recording.done() + " units of " + work.total());
      }
      return recording;
    } finally {
      if (neighbour != null) {
        neighbour.destroy();
      }
    }
  }

  private static @Nullable Process startNeighbour(Run run) throws IOException {
    Run.Neighbour neighbour = run.neighbour().orElse(null);
    return neighbour == null
        ? null
        : Children.start(
            BusyProcess.class,
            neighbour.delayMillis(),
            neighbour.lengthMillis(),
            neighbour.threads());
  }

  private static void deleteTree(Path root) throws IOException {
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<Path>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e)
              throws IOException {
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static void say(String format, @Nullable Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
