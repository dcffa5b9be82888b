package io.github.progresstracker;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.progresstracker.eta.Eta;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** A program of the tests in a JVM of its own, which may be killed or run out of memory. */
public final class ChildProgram implements AutoCloseable {

  private final Process process;
  private final BufferedReader output;

  private ChildProgram(Process process) {
    this.process = process;
    this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
  }

  /**
   * Starts a program. It logs as tests do; what it prints is for the test to read.
   *
   * @param main the class with the program
   * @param heap its most memory, such as {@code 64m}
   */
  public static ChildProgram start(Class<?> main, String heap, String... args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx" + heap, "-XX:+UseSerialGC", "-cp", classPath(), main.getName()));
    command.addAll(List.of(args));
    return new ChildProgram(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /** The test itself may run on the module path, where no class path is known. */
  private static String classPath() {
    Path target = Path.of("target").toAbsolutePath();
    Stream<Path> ours = Stream.of(target.resolve("classes"), target.resolve("test-classes"));
    Stream<Path> others =
        Stream.of(
                Eta.class,
                LoggerFactory.class,
                LoggerFactory.getILoggerFactory().getClass(),
                JsonInclude.class,
                JsonFactory.class,
                ObjectMapper.class)
            .map(ChildProgram::placeOf);
    return Stream.concat(ours, others)
        .map(Path::toString)
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static Path placeOf(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The next line; null when there is none and will be none. */
  public @Nullable String readLine() throws IOException {
    return output.readLine();
  }

  /** All lines to the end of the program. */
  public List<String> readAll() {
    return output.lines().toList();
  }

  /** Kills the process in the middle of whatever it does. */
  public void kill() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() throws IOException {
    kill();
    output.close();
  }
}
