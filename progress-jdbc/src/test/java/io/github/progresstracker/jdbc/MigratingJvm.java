package io.github.progresstracker.jdbc;

import io.github.progresstracker.jdbc.kit.PostgresServer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;

/** Another process that migrates when it is told to, and exits with the number of its versions. */
final class MigratingJvm {

  private static final int FAILED = 99;

  private final Process process;

  private MigratingJvm(Process process) {
    this.process = process;
  }

  /** Starts the process, and waits until it is ready. */
  static MigratingJvm start(String jdbcUrl) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process process =
        new ProcessBuilder(
                java, "-Xmx64m", "-cp", classPath(), MigratingJvm.class.getName(), jdbcUrl)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    return new MigratingJvm(process);
  }

  void awaitReady() throws IOException {
    if (process.getInputStream().read() < 0) {
      throw new IOException("the process has ended before it was ready");
    }
  }

  void go() throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
  }

  /** How many versions it has applied. */
  int applied() throws InterruptedException {
    int code = process.waitFor();
    if (code >= FAILED) {
      throw new IllegalStateException("a process could not migrate");
    }
    return code;
  }

  /** Tests run on the module path; whatever is there goes onto the class path of the other one. */
  private static String classPath() {
    Path target = Path.of("target").toAbsolutePath();
    return String.join(
        File.pathSeparator,
        target.resolve("classes").toString(),
        target.resolve("test-classes").toString(),
        Objects.requireNonNullElse(System.getProperty("jdk.module.path"), ""),
        System.getProperty("java.class.path"));
  }

  /** The other process; its argument is the address. */
  public static void main(String[] arguments) throws IOException {
    try (PostgresProgress postgres =
        PostgresProgress.connect(arguments[0], PostgresServer.USER, null)) {
      System.out.write('\n');
      System.out.flush();
      if (System.in.read() >= 0) {
        System.exit(Schema.progress().migrate(postgres.dataSource()));
      }
    }
    System.exit(FAILED);
  }
}
