package io.github.progresstracker.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.progresstracker.ProgressRegistry;
import io.github.progresstracker.ProgressTracker;
import io.github.progresstracker.event.Transition;
import io.github.progresstracker.sink.InMemorySink;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A host without Micrometer")
class WithoutMicrometerTest {

  @Test
  void runs_jobs_as_ever() throws Exception {
    ClassLoader host = new WithoutMicrometer(WithoutMicrometerTest.class.getClassLoader());
    Callable<?> job =
        (Callable<?>)
            host.loadClass(JobOfTheHost.class.getName()).getDeclaredConstructor().newInstance();
    assertThat(job.getClass()).as("is not the class of this test").isNotEqualTo(JobOfTheHost.class);
    assertThat(job.call()).isEqualTo("COMPLETED");
  }

  @Test
  void is_told_what_is_missing_when_it_uses_the_package() throws Exception {
    ClassLoader host = new WithoutMicrometer(WithoutMicrometerTest.class.getClassLoader());
    Class<?> sink = host.loadClass(MicrometerSink.class.getName());
    assertThatThrownBy(sink::getDeclaredMethods)
        .isInstanceOf(NoClassDefFoundError.class)
        .hasMessageContaining("io/micrometer/");
  }

  @Test
  void meets_micrometer_in_no_class_outside_of_the_package() throws Exception {
    Path classes = classes();
    try (Stream<Path> files = Files.walk(classes)) {
      List<Path> users =
          files
              .filter(file -> file.toString().endsWith(".class"))
              .filter(file -> !file.endsWith("module-info.class"))
              .filter(WithoutMicrometerTest::mentionsMicrometer)
              .toList();
      assertThat(users)
          .isNotEmpty()
          .allMatch(
              file -> file.startsWith(classes.resolve("io/github/progresstracker/micrometer")));
    }
  }

  private static Path classes() throws URISyntaxException {
    return Path.of(
        ProgressRegistry.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private static boolean mentionsMicrometer(Path file) {
    try {
      String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
      return bytes.contains("io/micrometer/") || bytes.contains("progresstracker/micrometer/");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a host does with the library. */
  public static final class JobOfTheHost implements Callable<String> {

    /** For reflection. */
    public JobOfTheHost() {}

    @Override
    public String call() throws InterruptedException {
      InMemorySink sink = new InMemorySink();
      try (ProgressRegistry progress = ProgressRegistry.builder().sink(sink).build()) {
        try (ProgressTracker job = progress.start("import", 10)) {
          job.advance(10);
          job.complete();
        }
        progress.flush(Duration.ofSeconds(10));
        return sink.of(Transition.Finished.class).get(0).tracker().state().name();
      }
    }
  }

  /** Has the classes of the library and of this test once more, and nothing of Micrometer. */
  private static final class WithoutMicrometer extends ClassLoader {

    private static final String OURS = "io.github.progresstracker.";

    WithoutMicrometer(ClassLoader parent) {
      super(parent);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.startsWith("io.micrometer.")) {
        throw new ClassNotFoundException(name);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        if (loaded == null && name.startsWith(OURS)) {
          loaded = again(name);
        }
        return loaded == null ? super.loadClass(name, resolve) : loaded;
      }
    }

    private Class<?> again(String name) throws ClassNotFoundException {
      String file = name.replace('.', '/') + ".class";
      try (InputStream in = getParent().getResourceAsStream(file)) {
        if (in == null) {
          throw new ClassNotFoundException(name);
        }
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }
}
